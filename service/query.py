"""Reads what a client asks for in the query. It knows nothing of articles."""

from collections.abc import Iterable
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from service.errors import InvalidParameterError

MAX_NUMBER = 100


@dataclass(frozen=True, slots=True)
class Options:
    """`top` scores (0: all), `explain` terms (0: none), ninjs instead of results, over-long texts cut instead of refused.

    `split` takes a text for a page of several articles.
    """

    top: int = 0
    explain: int = 0
    ninjs: bool = False
    truncate: bool = False
    split: bool = False

    @property
    def plain(self) -> bool:
        """Tell whether a table can hold what is asked for."""
        return not (self.explain or self.ninjs)


USUAL = Options()


def read_options(query: MultiDict[str, str]) -> Options:
    """Return the options in `query`. Raises InvalidParameterError."""
    if not query:
        return USUAL
    _expect_names(query, ("top", "explain", "format", "on_long", "split"))
    return Options(
        _number(query, "top"),
        _number(query, "explain"),
        _choice(query, "format", ("json", "ninjs")) == "ninjs",
        _choice(query, "on_long", ("error", "truncate")) == "truncate",
        _choice(query, "split", ("none", "page")) == "page",
    )


def read_page_options(query: MultiDict[str, str]) -> Options:
    """Return the options in the query of a page. Raises InvalidParameterError."""
    _expect_names(query, ("top",))
    return Options(_number(query, "top"))


def _expect_names(query: MultiDict[str, str], names: Iterable[str]) -> None:
    for name, values in query.lists():
        if name not in names:
            raise InvalidParameterError(f"a parameter that is not known; expected {', '.join(names)}")
        if len(values) > 1:
            raise InvalidParameterError(f"is given {len(values)} times; expected once", parameter=name)


def _number(query: MultiDict[str, str], name: str) -> int:
    value = query.get(name)
    if value is None:
        return 0
    if not (value.isascii() and value.isdecimal() and len(value) <= len(str(MAX_NUMBER)) and 1 <= int(value) <= MAX_NUMBER):
        raise InvalidParameterError(f"expected a whole number from 1 to {MAX_NUMBER}", parameter=name, limit=MAX_NUMBER)
    return int(value)


def _choice(query: MultiDict[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = query.get(name, choices[0])
    if value not in choices:
        raise InvalidParameterError(f"expected one of {', '.join(choices)}", parameter=name)
    return value
