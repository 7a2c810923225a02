"""The article, the one thing that everything here reads."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """A newspaper article; all but `text` may be empty.

    `label` is its section where a reader has given one. `source` and `date` say where and when it was
    published and group articles that resemble each other.
    """

    text: str
    title: str = ""
    label: str = ""
    id: str = ""
    source: str = ""
    date: str = ""
