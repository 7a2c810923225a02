"""Reads what a client uploads: whole and within a limit, or piece by piece in constant memory. It knows nothing of JSON."""

import sys
from collections.abc import Iterator
from typing import IO

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from service.errors import BodyTooLargeError, BrokenBodyError

PIECE = 64 * 1024


def read_whole(request: Request, limit: int) -> bytes:
    """Return the body. Raises BodyTooLargeError beyond `limit` bytes, BrokenBodyError where it ends early."""
    request.max_content_length = limit
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise BodyTooLargeError(f"a body of more than {limit} bytes; send application/x-ndjson, which has no limit") from error
    except Exception as error:  # every WSGI server has its own
        raise BrokenBodyError("the body ended early or was framed wrongly") from error


def read_pieces(request: Request) -> Iterator[bytes]:
    """Return the body, however long, in pieces of at most PIECE bytes; they raise BrokenBodyError where it ends early."""
    request.max_content_length = sys.maxsize
    return _pieces(request.stream)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while True:
        try:
            piece = stream.read(PIECE)
        except Exception as error:  # every WSGI server has its own
            raise BrokenBodyError("the body ended early or was framed wrongly") from error
        if not piece:
            return
        yield piece
