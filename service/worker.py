"""gunicorn's threaded worker, but that it tells problems as the service does, and leaves no client waiting when it stops.

It knows nothing of articles.
"""

import logging
from http import HTTPStatus
from typing import Any

import msgspec
from gunicorn.http import errors as http
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from service.problems import MEDIA_TYPE, place_of
from service.schemas import Problem

logger = logging.getLogger(__name__)

STATUSES: dict[type[Exception], HTTPStatus] = {
    http.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    http.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    http.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    http.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    http.ParseException: HTTPStatus.BAD_REQUEST,
}


class ProblemWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Answers what is no HTTP with problem details, and logs nothing of it but its kind."""

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001
        """Accept what waits already and refuse the rest when the end has come, instead of leaving clients in a queue."""
        super().set_accept_enabled(enabled)
        if self.alive:
            return
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
        kind = "/problems/" + status.phrase.lower().replace(" ", "-")
        body = msgspec.json.encode(Problem(kind, status.phrase, status, "the request is not HTTP as it is read here"))
        head = f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\nContent-Type: {MEDIA_TYPE}\r\n"
        try:
            write_nonblock(client, f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        except OSError:
            logger.debug("the client was gone before it was told")
