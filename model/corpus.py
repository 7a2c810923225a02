"""Reads training data: JSON Lines, CSV or a folder a section, plain or gzipped. It knows nothing of models."""

import csv
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from model.article import Article
from model.errors import CorpusError

FIELDS = ("title", "id", "source", "date")
READERS = (".jsonl", ".csv", ".txt")
# One cell of a CSV file may hold a whole article; csv's own limit is 131,072 characters.
MAX_CELL = 10_000_000


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles and where they came from: `digests` maps each file read to the SHA-256 of its bytes, `skipped` names bad rows."""

    articles: list[Article]
    digests: Mapping[str, str]
    skipped: list[str] = field(default_factory=list)


def read_corpus(paths: Sequence[Path], *, labelled: bool = True, skip_bad: bool = False) -> Corpus:
    """Read every article of the files and folders, in order.

    A row needs a `text` and, if `labelled`, a `label`; `title`, `id`, `source` and `date` are optional and other
    columns ignored. Raises CorpusError at the first bad row, or with `skip_bad` notes it and goes on.
    """
    articles: list[Article] = []
    digests: dict[str, str] = {}
    skipped: list[str] = []
    for path in paths:
        for file in _files(path):
            content = _content(file)
            digests[str(file)] = hashlib.sha256(content).hexdigest()
            for row in _rows(file, content):
                try:
                    articles.append(_article(row, labelled=labelled))
                except CorpusError as error:
                    if not skip_bad:
                        raise
                    skipped.append(str(error))
    return Corpus(articles, digests, skipped)


@dataclass(frozen=True, slots=True)
class _Row:
    place: str
    cells: Mapping[str, object] | CorpusError


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise CorpusError(str(path), "no such file or folder", "training data")
    found = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    files = [file for file in found if _kind(file) in READERS]
    if not files:
        raise CorpusError(str(path), "no article file", "*.jsonl, *.csv or SECTION/*.txt, each also with .gz")
    return files


def _kind(file: Path) -> str:
    return Path(file.stem).suffix if file.suffix == ".gz" else file.suffix


def _content(file: Path) -> bytes:
    try:
        content = file.read_bytes()
        return gzip.decompress(content) if file.suffix == ".gz" else content
    except (OSError, EOFError, zlib.error) as error:
        raise CorpusError(str(file), f"cannot be read ({error})", "a whole, readable file") from error


def _rows(file: Path, content: bytes) -> Iterator[_Row]:
    match _kind(file):
        case ".jsonl":
            return _json_lines(file, content)
        case ".csv":
            return _csv_rows(file, content)
        case _:
            return iter([_text_file(file, content)])


def _json_lines(file: Path, content: bytes) -> Iterator[_Row]:
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        place = f"{file}:{number}"
        try:
            cells = json.loads(line)
        except UnicodeDecodeError:
            yield _Row(place, CorpusError(place, "not UTF-8", "JSON in UTF-8"))
        except (ValueError, RecursionError) as error:
            yield _Row(place, CorpusError(place, f"not JSON ({error})", "one JSON object a line"))
        else:
            yield _Row(
                place, cells if isinstance(cells, dict) else CorpusError(place, "not a JSON object", "one JSON object a line")
            )


def _csv_rows(file: Path, content: bytes) -> Iterator[_Row]:
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(_decode(file, content), newline=""), strict=True)
    header: list[str] = []
    while True:
        place = f"{file}:{reader.line_num + 1}"
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield _Row(place, CorpusError(place, f"not CSV ({error})", "comma-separated cells under a header row"))
            continue
        if row is None:
            return
        if not header:
            header = row
        elif row and len(row) != len(header):
            yield _Row(place, CorpusError(place, "another number of cells than the header", "a cell a column"))
        elif row:
            yield _Row(place, dict(zip(header, row, strict=True)))


def _text_file(file: Path, content: bytes) -> _Row:
    try:
        text = _decode(file, content).strip()
    except CorpusError as error:
        return _Row(str(file), error)
    return _Row(str(file), {"label": file.parent.name, "text": text, "id": file.name.removesuffix(".gz").removesuffix(".txt")})


def _decode(file: Path, content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CorpusError(str(file), "neither UTF-8 nor GB18030", "text in one of the two")


def _article(row: _Row, *, labelled: bool) -> Article:
    if isinstance(row.cells, CorpusError):
        raise row.cells
    needed = ("label", "text") if labelled else ("text",)
    optional = FIELDS if labelled else ("label", *FIELDS)
    values = {name: _cell(row.place, row.cells, name) for name in needed}
    return Article(**values, **{name: _optional(row.place, row.cells, name) for name in optional})


def _cell(place: str, cells: Mapping[str, object], name: str) -> str:
    value = _optional(place, cells, name).strip()
    if not value:
        raise CorpusError(place, f"{name!r} is {'empty' if name in cells else 'missing'}", "a text")
    return value


def _optional(place: str, cells: Mapping[str, object], name: str) -> str:
    value = cells.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise CorpusError(place, f"{name!r} is a {type(value).__name__}", "a text")
    return str(value)


def label_counts(articles: Iterable[Article]) -> dict[str, int]:
    """Return how many articles carry each label."""
    counts: dict[str, int] = {}
    for article in articles:
        counts[article.label] = counts.get(article.label, 0) + 1
    return counts
