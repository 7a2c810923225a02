"""Reads articles from CSV, and writes their results as CSV. It knows nothing of Flask."""

import csv
import io
import sys
from collections.abc import Iterable, Mapping, Sequence

from msgspec import UNSET

from service.errors import MalformedCsvError, RequestError
from service.problems import problem_of
from service.reading import Reader
from service.schemas import Article, Rejected, Result
from service.submission import Submission, Table

READ = ("id", "title", "text")
ADDED = ("label", "name", "confidence", "needs_review", "model", "error")
BOM = "\ufeff"


def read_table(text: str, reader: Reader) -> Submission:
    """Return the articles in the columns `text`, `title` and `id` of CSV. Raises MalformedCsvError, TooManyArticlesError."""
    csv.field_size_limit(sys.maxsize)  # the body's own limit holds, and a long text is told as one
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except csv.Error as error:
        raise MalformedCsvError("not CSV: a quote that is not closed, or stands inside a field") from error
    header = rows.pop(0) if rows else []
    names = [name.strip().lower().removeprefix(BOM) for name in header]
    if not {"text", "title"} & set(names):
        raise MalformedCsvError("the first row has no column `text` and no column `title`")
    reader.expect_number(len(rows))
    places = {name: names.index(name) for name in READ if name in names}
    return Submission([_read_row(row, number, places, reader) for number, row in enumerate(rows, 1)], Table(header, rows))


def _read_row(row: Sequence[str], number: int, places: Mapping[str, int], reader: Reader) -> Article | Rejected:
    cells = {name: row[place] for name, place in places.items() if place < len(row)}
    identity = cells.get("id", "")[:200] or UNSET
    try:
        return reader.checked(Article(cells.get("text", ""), cells.get("title", ""), identity))
    except RequestError as error:
        return Rejected(id=identity, error=problem_of(error, number))


def write_table(results: Sequence[Result | Rejected], table: Table | None) -> bytes:
    """Return a table with the columns ADDED after those that came, or after the ids where none came."""
    if table is None:
        table = Table(["id"], [["" if result.id is UNSET else str(result.id)] for result in results])
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([*table.header, *ADDED])
    width = len(table.header)
    writer.writerows(
        [*row[:width], *[""] * (width - len(row)), *_cells(result)] for row, result in zip(table.rows, results, strict=True)
    )
    return buffer.getvalue().encode()


def _cells(result: Result | Rejected) -> Iterable[object]:
    if isinstance(result, Rejected):
        return ["", "", "", "", "", result.error.detail]
    review = "true" if result.needs_review else "false"
    return [result.label, result.name, result.confidence, review, result.model, ""]
