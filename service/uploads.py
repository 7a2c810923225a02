"""Reads what a client uploads: whole and within a limit, or piece by piece in constant memory. It knows nothing of JSON."""

import sys
from collections.abc import Callable, Iterator

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from service.errors import (
    BodyTooLargeError,
    BrokenBodyError,
    LengthRequiredError,
    RequestError,
    RequestTimeoutError,
    UnsupportedEncodingError,
)
from service.gzipped import inflate
from service.settings import Settings

PIECE = 256 * 1024
GZIP = ("gzip", "x-gzip")


def read_whole(request: Request, settings: Settings) -> bytes:
    """Return the body, decompressed. Raises BodyTooLargeError, BrokenBodyError, RequestTimeoutError, UnsupportedEncodingError."""
    limit = settings.max_body
    gzipped = _is_gzipped(request)
    _expect_length(request)
    declared = request.environ.get("CONTENT_LENGTH", "")
    content = _declared(request, int(declared), limit) if declared.isdecimal() else _undeclared(request, limit)
    return b"".join(inflate([content], too_large(limit), limit)) if gzipped else content


def _declared(request: Request, length: int, limit: int) -> bytes:
    """Return a body of known length, without the streams that Werkzeug would put around it."""
    if length > limit:
        raise too_large(limit)
    try:
        content: bytes = request.environ["wsgi.input"].read(length)
    except Exception as error:  # every WSGI server has its own
        raise _broken(error) from error
    if len(content) < length:
        raise _broken(EOFError())
    return content


def _undeclared(request: Request, limit: int) -> bytes:
    request.max_content_length = limit
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise too_large(limit) from error
    except Exception as error:  # every WSGI server has its own
        raise _broken(error) from error


def read_pieces(request: Request, settings: Settings) -> Iterator[bytes]:
    """Return the body, however long, in pieces, decompressed. They raise RequestError where it breaks off."""
    request.max_content_length = sys.maxsize
    gzipped = _is_gzipped(request)
    _expect_length(request)
    # Under our worker a piece is what has come; elsewhere it comes when it is full.
    pieces = _pieces(getattr(request.environ["wsgi.input"], "read1", request.stream.read))
    limit = settings.max_inflated
    passed = BodyTooLargeError(f"a stream of more than {limit} bytes when decompressed", limit=limit)
    return inflate(pieces, passed, limit) if gzipped else pieces


def too_large(limit: int) -> BodyTooLargeError:
    """Return the error of a body of more than `limit` bytes."""
    return BodyTooLargeError(f"a body of more than {limit} bytes; send application/x-ndjson, which has no limit", limit=limit)


def _pieces(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while True:
        try:
            piece = read(PIECE)
        except Exception as error:  # every WSGI server has its own
            raise _broken(error) from error
        if not piece:
            return
        yield piece


def _expect_length(request: Request) -> None:
    if not request.environ.get("CONTENT_LENGTH") and "HTTP_TRANSFER_ENCODING" not in request.environ:
        raise LengthRequiredError("a request without Content-Length, and not in chunks; expected one of them")


def _is_gzipped(request: Request) -> bool:
    coding = request.environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower()
    if coding not in ("", "identity", *GZIP):
        raise UnsupportedEncodingError("the Content-Encoding is neither gzip nor identity")
    return coding in GZIP


def _broken(error: Exception) -> RequestError:
    if isinstance(error, TimeoutError) or isinstance(error.__cause__ or error.__context__, TimeoutError):
        return RequestTimeoutError("the body did not go on in its time")
    return BrokenBodyError("the body ended early or was framed wrongly")
