"""Reads from a client within the time it is given, whatever little it sends now and then. It knows nothing of HTTP's content.

A client has some seconds in which it may keep us waiting. They run while we wait for it, not while we work; every byte
of a body gives some back, and none of a head does.
"""

import time
from select import POLLIN, poll
from socket import MSG_DONTWAIT, socket

from gunicorn.http.errors import ParseException
from gunicorn.http.unreader import SocketUnreader


class SlowHeadError(ParseException):  # type: ignore[misc]  # gunicorn ships no types
    """The head of a request has not come in its time; gunicorn passes it on as it does what is no HTTP."""


class SlowBodyError(TimeoutError):
    """A body has not gone on in its time."""


class PacedReader(SocketUnreader):  # type: ignore[misc]  # as above
    """Gives gunicorn the bytes of a connection."""

    def __init__(self, connection: socket, patience: float, rate: float) -> None:
        """Wait `patience` seconds in all for a head, and for a body as long as it brings `rate` bytes a second."""
        super().__init__(connection)
        self._patience = patience
        self._rate = rate
        self._left = patience
        self._in_body = False

    def begin(self, *, body: bool) -> None:
        """Give the client its time anew, for a head or for a body."""
        self._left = self._patience
        self._in_body = body

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Return the bytes that are there, waiting for some where there are none. Raises SlowHeadError, SlowBodyError."""
        size = max(self.mxchunk, min(size_hint or 0, self.max_body_chunk))
        while True:
            try:
                piece: bytes = self.sock.recv(size, MSG_DONTWAIT)
            except BlockingIOError:
                self._wait()
            else:
                if self._in_body:
                    self._left = min(self._patience, self._left + len(piece) / self._rate)
                return piece

    def _wait(self) -> None:
        waiting = poll()
        waiting.register(self.sock, POLLIN)
        began = time.monotonic()
        ready = waiting.poll(1000 * self._left)
        self._left -= time.monotonic() - began
        if not ready or self._left <= 0:
            raise SlowBodyError if self._in_body else SlowHeadError
