"""What an operator may set, read once from a mapping such as os.environ. It knows nothing of Flask."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self, get_type_hints

PREFIX = "BANMIAN_"
MEBIBYTE = 1024 * 1024


# gunicorn prints a RuntimeError raised at start as one line, and anything else as a traceback.
class SettingsError(RuntimeError):
    """A setting that cannot be used."""

    def __init__(self, name: str, value: str, wanted: str) -> None:
        """Name the setting, what it is set to and what it takes."""
        super().__init__(f"{name} is {value!r}; expected {wanted}")


class KeyDigestError(SettingsError):
    """An API key's digest that is none; its value is not told, since it may be the key itself."""

    def __init__(self, name: str) -> None:
        """Name the setting alone."""
        super().__init__(name, "...", "SHA-256 digests of 64 hexadecimal digits, with commas between")


@dataclass(frozen=True)
class Settings:
    """The service's settings; BANMIAN_MAX_BODY in the environment is `max_body` here, and so on.

    `model` is the folder of the one model to serve; without it the model that `versions`, a folder of published
    models, points to. Every limit is the most that is taken: `max_body` bytes of a request that is read whole,
    decompressed, `max_articles` of a batch, `max_characters` of a text, `max_title` of a headline, `max_page` of a page,
    `max_line` bytes of a line of NDJSON, `max_inflated` bytes of a compressed stream. A worker works on
    `max_concurrent` requests and `max_streams` uploads of NDJSON at once and waits `patience` seconds in all for the head
    of a request, and for a body longer if it brings `min_rate` bytes a second. `keys` are the SHA-256 digests of API
    keys, `origins` those of web pages that may call.
    """

    model: Path | None = None
    versions: Path | None = None
    max_body: int = 16 * MEBIBYTE
    max_articles: int = 1_000
    max_characters: int = 100_000
    max_title: int = 1_000
    max_page: int = 2_000_000
    max_line: int = MEBIBYTE
    max_inflated: int = 1024 * MEBIBYTE
    max_concurrent: int = 64
    max_streams: int = 32
    patience: int = 30
    min_rate: int = 500
    keys: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Return the settings in `environ`; one that is absent or empty keeps its default. Raises SettingsError."""
        kinds = get_type_hints(cls)
        given = {field.name: environ.get(PREFIX + field.name.upper(), "").strip() for field in fields(cls)}
        readers: dict[str, Callable[[str, str], Any]] = {"keys": _digests, "origins": _origins}
        return cls(
            **{
                name: readers.get(name, _whole_number if kinds[name] is int else _folder)(PREFIX + name.upper(), value)
                for name, value in given.items()
                if value
            }
        )

    def limits(self) -> dict[str, int]:
        """Return the limits that a client meets, by name."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name.startswith("max_")}


def _folder(_name: str, value: str) -> Path:
    return Path(value)


def _whole_number(name: str, value: str) -> int:
    if not (value.isascii() and value.isdecimal()) or int(value) == 0:
        raise SettingsError(name, value, "a whole number above 0")
    return int(value)


def _digests(name: str, value: str) -> tuple[str, ...]:
    digests = tuple(digest.strip().lower() for digest in value.split(","))
    if not all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in digests):
        raise KeyDigestError(name)
    return digests


def _origins(name: str, value: str) -> tuple[str, ...]:
    origins = tuple(origin.strip() for origin in value.split(","))
    if not all(re.fullmatch(r"https?://[\w.-]+(:\d+)?", origin) for origin in origins):
        raise SettingsError(name, value, "origins such as https://desk.example.org, with commas between")
    return origins
