"""What a request submits, whatever the format it came in. Data only."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.schemas import Article, Rejected


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it came: its header and its rows."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Submission:
    """The articles of a request, and the table that they stood in, where they did."""

    items: Sequence[Article | Rejected]
    table: Table | None = None
