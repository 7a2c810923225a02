"""Decompresses gzip piece by piece, never more than a limit. It knows nothing of HTTP."""

import zlib
from collections.abc import Iterable, Iterator

from service.errors import BrokenBodyError, RequestError

PIECE = 64 * 1024
# zlib's name for gzip with its header and the widest window.
GZIP = 16 + zlib.MAX_WBITS


def inflate(pieces: Iterable[bytes], passed: RequestError, limit: int) -> Iterator[bytes]:
    """Yield what `pieces`, one or more gzip members, hold, in pieces. Raises `passed` beyond `limit` bytes, BrokenBodyError."""
    total, ended = 0, True
    member = zlib.decompressobj(GZIP)
    for compressed in pieces:
        rest, piece = compressed, b""
        while rest or len(piece) == PIECE:
            try:
                piece = member.decompress(rest, PIECE)
            except zlib.error as error:
                raise BrokenBodyError("the body is not gzip") from error
            total += len(piece)
            if total > limit:
                raise passed
            if piece:
                yield piece
            rest, ended = member.unconsumed_tail, member.eof
            if ended:
                rest, piece, member = member.unused_data, b"", zlib.decompressobj(GZIP)
    if not ended:
        raise BrokenBodyError("the gzip body ended early")
