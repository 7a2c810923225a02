"""Reads what a client uploads: whole and within a limit, or piece by piece in constant memory. It knows nothing of JSON."""

import sys
from collections.abc import Iterator
from typing import IO

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from service.errors import BodyTooLargeError, BrokenBodyError, RequestError, RequestTimeoutError, UnsupportedEncodingError
from service.gzipped import inflate
from service.settings import Settings

PIECE = 64 * 1024
# Where gunicorn leaves the connection, which alone can tell a slow client from a slow article.
SOCKET = "gunicorn.socket"
GZIP = ("gzip", "x-gzip")


def read_whole(request: Request, settings: Settings) -> bytes:
    """Return the body, decompressed. Raises BodyTooLargeError, BrokenBodyError, RequestTimeoutError, UnsupportedEncodingError."""
    limit = settings.max_body
    request.max_content_length = limit
    gzipped = _is_gzipped(request)
    _be_patient(request, settings.patience)
    try:
        content = request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise too_large(limit) from error
    except Exception as error:  # every WSGI server has its own
        raise _broken(error) from error
    _be_patient(request, None)
    return b"".join(inflate([content], too_large(limit), limit)) if gzipped else content


def read_pieces(request: Request, settings: Settings) -> Iterator[bytes]:
    """Return the body, however long, in pieces, decompressed. They raise RequestError where it breaks off."""
    request.max_content_length = sys.maxsize
    gzipped = _is_gzipped(request)
    _be_patient(request, settings.patience)
    pieces = _pieces(request.stream)
    limit = settings.max_inflated
    passed = BodyTooLargeError(f"a stream of more than {limit} bytes when decompressed", limit=limit)
    return inflate(pieces, passed, limit) if gzipped else pieces


def too_large(limit: int) -> BodyTooLargeError:
    """Return the error of a body of more than `limit` bytes."""
    return BodyTooLargeError(f"a body of more than {limit} bytes; send application/x-ndjson, which has no limit", limit=limit)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while True:
        try:
            piece = stream.read(PIECE)
        except Exception as error:  # every WSGI server has its own
            raise _broken(error) from error
        if not piece:
            return
        yield piece


def _is_gzipped(request: Request) -> bool:
    coding = request.environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower()
    if coding not in ("", "identity", *GZIP):
        raise UnsupportedEncodingError("the Content-Encoding is neither gzip nor identity")
    return coding in GZIP


def _be_patient(request: Request, seconds: int | None) -> None:
    connection = request.environ.get(SOCKET)
    if connection is not None:
        connection.settimeout(seconds)


def _broken(error: Exception) -> RequestError:
    if isinstance(error, TimeoutError) or isinstance(error.__cause__ or error.__context__, TimeoutError):
        return RequestTimeoutError("the body did not go on for too long")
    return BrokenBodyError("the body ended early or was framed wrongly")
