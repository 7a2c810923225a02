"""The body of a request, given out as it comes. It knows nothing of what the body holds."""

from typing import Any

from gunicorn.http.body import Body, ChunkedReader, LengthReader


class PromptBody(Body):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's body, which waits for a kilobyte at least, but that `read1` does not, and a broken one ends its connection."""

    def __init__(self, request: Any) -> None:  # noqa: ANN401
        """Take the place of a request's body."""
        super().__init__(request.body.reader)
        self._request = request

    def read1(self, size: int) -> bytes:
        """Return at most `size` bytes, those that are there; at least one before the end."""
        if not isinstance(self.reader, (ChunkedReader, LengthReader)):
            return bytes(self.read(size))
        first: bytes = self._read_reader(1)
        ahead = self.reader.buf if isinstance(self.reader, ChunkedReader) else self.reader.unreader.buf
        return first + self._read_reader(min(ahead.tell(), size - 1)) if first else first

    def _read_reader(self, size: int) -> bytes:
        try:
            return bytes(super()._read_reader(size))
        except Exception:
            self._request.force_close()  # or the answer would promise another on the same connection
            raise
