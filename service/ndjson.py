"""Answers NDJSON line by line, in order, while it comes in. It knows nothing of Flask."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator

from msgspec.json import Encoder

from service.desk import Desk, Told
from service.errors import LineTooLongError, RequestError
from service.lines import Line, group_lines
from service.problems import problem_of
from service.query import Options
from service.reading import Reader
from service.schemas import Article, Problem

# As many as the classifier takes at once.
GROUP = 64

ENCODER = Encoder()


def answer_lines(
    pieces: Iterable[bytes], desk: Desk, reader: Reader, options: Options, told: Told
) -> Iterator[tuple[bytes, int]]:
    """Yield the lines that answer a group of lines of `pieces`, results or problems with the line's number, and how many.

    What stops the work stands as a problem in the last line, because the status was sent long before.
    """
    try:
        for group in group_lines(pieces, reader.settings.max_line, GROUP):
            answers = desk.classify([_read_line(line, reader) for line in group], options, told)
            yield ENCODER.encode_lines(answers), len(answers)
    except Exception as error:  # noqa: BLE001 (problem_of tells them apart)
        yield ENCODER.encode_lines([problem_of(error)]), 0


def _read_line(line: Line, reader: Reader) -> Article | Problem:
    try:
        if line.content is None:
            limit = reader.settings.max_line
            raise LineTooLongError(f"a line of more than {limit} bytes", limit=limit)
        return reader.article(line.content.removeprefix(BOM_UTF8))
    except RequestError as error:
        return problem_of(error, line.number)
