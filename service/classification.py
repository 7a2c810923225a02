"""Answers POST /classify, whatever the format of the request and of the answer."""

from collections.abc import Callable, Iterator, Sequence

from flask import Request, Response
from msgspec.json import Encoder

import model
from service.acceptance import choose
from service.archives import read_archive
from service.errors import MEDIA_TYPES, InvalidParameterError, UnsupportedMediaTypeError
from service.forms import read_form
from service.ndjson import answer_lines
from service.office import Office
from service.pages import answer_page
from service.plain import read_plain, read_text
from service.query import USUAL, Options, read_options
from service.reading import Reader
from service.schemas import Article, BatchResult, Fragment, Rejected, Result
from service.submission import Submission
from service.tables import read_table, write_table
from service.uploads import read_pieces, read_whole
from service.visits import visit_of
from service.whole import Whole

JSON, NDJSON, TEXT, CSV, FORM = MEDIA_TYPES
JSON_FIRST, CSV_FIRST, LINES_ONLY = (JSON, CSV), (CSV, JSON), (NDJSON,)

ENCODER = Encoder()

Work = Article | Submission


def classify_request(office: Office, request: Request) -> Response:
    """Return the answer to a request. Raises RequestError."""
    options = read_options(request.args) if request.query_string else USUAL
    answer = ANSWERS.get(request.mimetype)
    if answer is None:
        raise unsupported()
    if options.split:
        return _page(office, request, options)
    return answer(office, request, options)


def unsupported() -> UnsupportedMediaTypeError:
    """Return the error of a Content-Type that is not read here."""
    return UnsupportedMediaTypeError(f"the Content-Type is not one of {', '.join(ANSWERS)}; JSON is in UTF-8")


def _json(office: Office, request: Request, options: Options) -> Response:
    _expect_utf_8(request)
    return _whole(office, request, options, JSON_FIRST, _reader(office, options).submission_of)


def _plain(office: Office, request: Request, options: Options) -> Response:
    charset, reader = _charset(request), _reader(office, options)
    return _whole(office, request, options, JSON_FIRST, lambda content: read_plain(content, charset, reader))


def _page(office: Office, request: Request, options: Options) -> Response:
    if request.mimetype != TEXT:
        raise InvalidParameterError(f"a page is {TEXT}; POST /pages takes it as JSON too", parameter="split")
    if options != Options(options.top, split=True):
        raise InvalidParameterError("goes with top and with no other parameter", parameter="split")
    return answer_page(office, request, options, lambda content: read_text(content, _charset(request)))


def _csv(office: Office, request: Request, options: Options) -> Response:
    charset, reader = _charset(request), _reader(office, options)
    return _whole(office, request, options, CSV_FIRST, lambda content: read_table(read_text(content, charset), reader))


def _lines(office: Office, request: Request, options: Options) -> Response:
    _expect_utf_8(request)
    choose(request.environ.get("HTTP_ACCEPT"), LINES_ONLY)
    return _stream(office, request, options, read_pieces(request, office.settings))


def _form(office: Office, request: Request, options: Options) -> Response:
    file = read_form(read_whole(request, office.settings), request.mimetype_params.get("boundary"))
    reader = _reader(office, options)
    if file.suffix in (".jsonl", ".ndjson"):
        choose(request.environ.get("HTTP_ACCEPT"), LINES_ONLY)
        return _stream(office, request, options, iter([file.content]))
    readers: dict[str, tuple[Sequence[str], Callable[[], Work]]] = {
        ".txt": (JSON_FIRST, lambda: read_plain(file.content, file.charset, reader)),
        ".csv": (CSV_FIRST, lambda: read_table(read_text(file.content, file.charset), reader)),
        ".zip": (JSON_FIRST, lambda: read_archive(file.content, file.charset, reader)),
    }
    if file.suffix not in readers:
        raise UnsupportedMediaTypeError(f"the file's name does not end in {', '.join([*readers, '.jsonl'])}")
    offers, read = readers[file.suffix]
    media = _media(request, options, offers)
    with office.requests:
        return _answer(office, request, read(), media, options)


def _whole(office: Office, request: Request, options: Options, offers: Sequence[str], read: Callable[[bytes], Work]) -> Response:
    media = _media(request, options, offers)
    content = read_whole(request, office.settings)
    with office.requests:
        return _answer(office, request, read(content), media, options)


def _answer(office: Office, request: Request, work: Work, media: str, options: Options) -> Response:
    visit = visit_of(request.environ)
    results: list[Result | Fragment | Rejected]
    if isinstance(work, Article):
        desk, prediction = office.tray.predict(model.Article(work.text, work.title))
        results = [desk.answer(work, prediction, options)]
        office.metrics.count([work], [prediction])
    else:
        desk = office.live.desk
        results = desk.classify(work.items, options, office.metrics.count)
    visit.items, visit.version = len(results), desk.classifier.version
    if media == CSV:
        rows = [result for result in results if not isinstance(result, Fragment)]
        table = None if isinstance(work, Article) else work.table
        return Response(write_table(rows, table), mimetype=CSV)
    if isinstance(work, Article):
        return Whole(ENCODER.encode(results[0]), content_type=JSON)
    return Response(ENCODER.encode(BatchResult(results, desk.classifier.version)), mimetype=JSON)


def _stream(office: Office, request: Request, options: Options, pieces: Iterator[bytes]) -> Response:
    office.streams.enter()
    desk, visit = office.live.desk, visit_of(request.environ)
    visit.version = desk.classifier.version

    def answers() -> Iterator[bytes]:
        for content, number in answer_lines(pieces, desk, _reader(office, options), options, office.metrics.count):
            visit.items += number
            yield content

    response = Response(answers(), mimetype=NDJSON)
    response.call_on_close(office.streams.leave)
    return response


def _media(request: Request, options: Options, offers: Sequence[str]) -> str:
    # A table has no place for terms or subjects.
    return choose(request.environ.get("HTTP_ACCEPT"), offers if options.plain else (JSON,))


def _reader(office: Office, options: Options) -> Reader:
    return Reader(office.settings, options.truncate)


def _charset(request: Request) -> str:
    return request.mimetype_params.get("charset", "utf-8")


def _expect_utf_8(request: Request) -> None:
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise unsupported()


ANSWERS: dict[str, Callable[[Office, Request, Options], Response]] = {
    JSON: _json,
    NDJSON: _lines,
    TEXT: _plain,
    CSV: _csv,
    FORM: _form,
}
