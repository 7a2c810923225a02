"""What an operator may set, read once from a mapping such as os.environ. It knows nothing of Flask."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

PREFIX = "BANMIAN_"
MEBIBYTE = 1024 * 1024


# gunicorn prints a RuntimeError raised at start as one line, and anything else as a traceback.
class SettingsError(RuntimeError):
    """A setting that cannot be used."""

    def __init__(self, name: str, value: str, wanted: str) -> None:
        """Name the setting, what it is set to and what it takes."""
        super().__init__(f"{name} is {value!r}; expected {wanted}")


@dataclass(frozen=True)
class Settings:
    """The service's settings; BANMIAN_MAX_BODY in the environment is `max_body` here, and so on.

    `model` is the folder of the model to serve, None for the published one. Every limit is the most that is
    taken: `max_body` bytes of a request that is read whole, `max_articles` of a batch, `max_characters` of a text,
    `max_title` characters of a headline, `max_line` bytes of a line of NDJSON.
    """

    model: Path | None = None
    max_body: int = 16 * MEBIBYTE
    max_articles: int = 1_000
    max_characters: int = 100_000
    max_title: int = 1_000
    max_line: int = MEBIBYTE

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Return the settings in `environ`; one that is absent or empty keeps its default. Raises SettingsError."""
        given = {field.name: environ.get(PREFIX + field.name.upper(), "").strip() for field in fields(cls)}
        folder = given.pop("model")
        limits = {name: _whole_number(PREFIX + name.upper(), value) for name, value in given.items() if value}
        return cls(model=Path(folder) if folder else None, **limits)


def _whole_number(name: str, value: str) -> int:
    if not (value.isascii() and value.isdecimal()) or int(value) == 0:
        raise SettingsError(name, value, "a whole number above 0")
    return int(value)
