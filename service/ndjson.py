"""Answers NDJSON line by line, in order, while it comes in. It knows nothing of Flask."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator

from msgspec.json import Encoder

from service.desk import Desk
from service.errors import LineTooLongError, RequestError, problem_of
from service.lines import Line, group_lines
from service.reading import read_article
from service.schemas import Article, Problem
from service.settings import Settings

# As many as the classifier takes at once.
GROUP = 64

ENCODER = Encoder()


def answer_lines(pieces: Iterable[bytes], desk: Desk) -> Iterator[bytes]:
    """Yield one line for each line of `pieces`: a result, or a problem with the line's number.

    What stops the work stands as a problem in the last line, because the status was sent long before.
    """
    try:
        for group in group_lines(pieces, desk.settings.max_line, GROUP):
            yield ENCODER.encode_lines(desk.classify([_read_line(line, desk.settings) for line in group]))
    except Exception as error:  # noqa: BLE001 (problem_of tells them apart)
        yield ENCODER.encode_lines([problem_of(error)])


def _read_line(line: Line, settings: Settings) -> Article | Problem:
    try:
        if line.content is None:
            raise LineTooLongError(f"a line of more than {settings.max_line} bytes")
        return read_article(line.content.removeprefix(BOM_UTF8), settings)
    except RequestError as error:
        return problem_of(error, line.number)
