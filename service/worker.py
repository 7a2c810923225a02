"""gunicorn's threaded worker, but that it tells problems as the service does, hurries slow clients, and stops cleanly.

It knows nothing of articles.
"""

import errno
import logging
import os
import socket
import struct
import time
from http import HTTPStatus
from typing import Any

import msgspec
from gunicorn.http import errors as http
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import TConn, ThreadWorker

from service.body import PromptBody
from service.errors import RequestTimeoutError
from service.heap import keep_together
from service.office import OFFICE
from service.pace import PacedReader, SlowHeadError
from service.problems import MEDIA_TYPE, place_of, problem_of
from service.schemas import Problem
from service.settings import Settings

logger = logging.getLogger(__name__)

STATUSES: dict[type[Exception], HTTPStatus] = {
    SlowHeadError: HTTPStatus.REQUEST_TIMEOUT,
    http.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    http.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    http.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    http.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    http.ParseException: HTTPStatus.BAD_REQUEST,
}


# Of several idle workers the one with the fewest connections takes the next: the others wait this long for each that they have.
DEFERENCE, MOST_DEFERENCE = 100e-6, 500e-6


class PacedConnection(TConn):  # type: ignore[misc]  # gunicorn ships no types
    """A connection whose client is given its time."""

    def __init__(self, settings: Settings, *given: Any) -> None:  # noqa: ANN401
        """Bound the time in which the client may keep us waiting, for what it sends and for what it reads."""
        super().__init__(*given)
        self.settings = settings
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("@ll", settings.patience, 0))

    def init(self) -> None:
        """Await a head; gunicorn calls this before each."""
        begun = self.initialized
        super().init()
        if not begun and not self.cfg.is_ssl:
            self.parser.unreader = PacedReader(self.sock, self.settings.patience, self.settings.min_rate)
        self.begin(body=False)

    def close(self, graceful: bool = False) -> None:  # noqa: FBT001, FBT002
        """Close it, once."""
        if self.sock.fileno() >= 0:
            super().close(graceful)

    def begin(self, *, body: bool) -> None:
        """Give the client its time anew, for a head or for a body."""
        if isinstance(self.parser.unreader, PacedReader):
            self.parser.unreader.begin(body=body)


class ProblemWorker(ThreadWorker):  # type: ignore[misc]  # as above
    """Answers what is no HTTP with problem details, and logs nothing of it but its kind."""

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        """Read the settings, which the application has found good."""
        super().__init__(*given, **named)
        keep_together()
        self.settings = Settings.from_environ(os.environ)

    def accept(self, listener: Any) -> None:  # noqa: ANN401
        """Take a connection, unless a worker with fewer was quicker."""
        time.sleep(min(self.nr_conns * DEFERENCE, MOST_DEFERENCE))
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        self.nr_conns += 1
        self.enqueue_req(PacedConnection(self.settings, self.cfg, client, address, listener.getsockname()))

    def handle(self, conn: PacedConnection) -> Any:  # noqa: ANN401
        """Answer what a connection brings, and wait for its client to close it here, where that holds up nobody.

        gunicorn would wait up to two seconds for each in the one thread that all connections go through.
        """
        kept = super().handle(conn)
        if not kept:
            conn.close(graceful=True)
        return kept

    def handle_request(self, req: Any, conn: PacedConnection) -> bool:  # noqa: ANN401
        """Answer a request, whose head has come."""
        conn.begin(body=True)
        req.body = PromptBody(req)
        try:
            return bool(super().handle_request(req, conn))
        except BlockingIOError as error:  # SO_SNDTIMEO has passed
            raise ConnectionResetError(errno.ECONNRESET, "the client does not read") from error

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001
        """Accept what waits already and refuse the rest when the end has come, instead of leaving clients in a queue."""
        super().set_accept_enabled(enabled)
        if enabled or self.alive:  # told to stop just as it began, a worker is still to be told to accept no more
            return
        office = getattr(self.wsgi, "extensions", {}).get(OFFICE)
        if office is not None:
            office.stopping.set()
        for listener in self.sockets:
            before = -1
            while before < self.nr_conns:
                before = self.nr_conns
                self.accept(listener)
            listener.close()

    def handle_error(self, _req: Any, client: Any, _addr: Any, exc: BaseException) -> None:  # noqa: ANN401
        """Answer in the place of the application, which never saw the request."""
        status = next((status for kind, status in STATUSES.items() if isinstance(exc, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            logger.error("unexpected %s at %s", type(exc).__name__, place_of(exc))
        if isinstance(exc, SlowHeadError):
            problem = problem_of(RequestTimeoutError("the head of the request did not come in its time"))
        else:
            kind = "/problems/" + status.phrase.lower().replace(" ", "-")
            problem = Problem(kind, status.phrase, status, "the request is not HTTP as it is read here")
        body = msgspec.json.encode(problem)
        head = f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\nContent-Type: {MEDIA_TYPE}\r\n"
        try:
            write_nonblock(client, f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        except OSError:
            logger.debug("the client was gone before it was told")
