"""Watches each request from its first byte to its last: its id, its time, the headers of every answer, one line of log.

It knows nothing of articles, and logs nothing of what is sent.
"""

import random
import re
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, cast

import msgspec
from werkzeug.wsgi import ClosingIterator

from service.journal import Journal
from service.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

VISIT = "banmian.visit"
REQUEST_ID = re.compile(r"[A-Za-z0-9._:/+=-]{1,128}")
HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
CACHE, POLICY = ("Cache-Control", "no-store"), ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
EXPOSED = ("Access-Control-Expose-Headers", "X-Request-ID, X-Model-Version, Retry-After, ETag")
ALLOWED = (
    ("Access-Control-Allow-Methods", "GET, POST"),
    ("Access-Control-Allow-Headers", "Authorization, Content-Type, X-API-Key, X-Request-ID"),
    ("Access-Control-Max-Age", "600"),
)


class Visit:
    """One request; views fill in its items and the version of the model that answered, where that matters."""

    __slots__ = ("began", "items", "method", "origin", "request_id", "route", "status", "version")

    def __init__(self, request_id: str, method: str, origin: str | None, version: str) -> None:
        """Begin now."""
        self.began = time.perf_counter()
        self.request_id = request_id
        self.method = method
        self.origin = origin
        self.route = "none"
        self.status = 0
        self.items = 0
        self.version = version


class VisitLine(msgspec.Struct, frozen=True):
    """A line of the access log."""

    time: float
    request_id: str
    method: str
    route: str
    status: int
    milliseconds: float
    items: int
    model: str


ENCODER = msgspec.json.Encoder()


class Watched:
    """A WSGI application whose visits are watched; `told` hears of each when it is over."""

    def __init__(
        self,
        application: "WSGIApplication",
        settings: Settings,
        routes: Iterable[str],
        told: Callable[[Visit, float], None],
        journal: Journal,
        current: Callable[[], str],
    ) -> None:
        """Watch `application`; a path that is none of its `routes` is not told, since a client may write anything there.

        `current` tells the version of the model being served, which answers that no model has a part in name too.
        """
        self._application = application
        self._routes = frozenset(routes)
        self._origins = frozenset(settings.origins)
        self._told = told
        self._journal = journal
        self._current = current

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        origin = environ.get("HTTP_ORIGIN")
        known = origin if origin in self._origins else None
        visit = Visit(_request_id(environ), environ["REQUEST_METHOD"], known, self._current())
        if environ["PATH_INFO"] in self._routes:
            visit.route = environ["PATH_INFO"]
        environ[VISIT] = visit

        def start(status: str, headers: list[tuple[str, str]], error: Any = None) -> Callable[[bytes], object]:  # noqa: ANN401
            visit.status = int(status[:3])
            return start_response(status, _with_headers(headers, visit, bool(self._origins)), error)

        return ClosingIterator(self._application(environ, start), lambda: self._over(visit))

    def _over(self, visit: Visit) -> None:
        seconds = time.perf_counter() - visit.began
        self._told(visit, seconds)
        line = VisitLine(
            round(time.time(), 3),
            visit.request_id,
            visit.method,
            visit.route,
            visit.status,
            round(1000 * seconds, 3),
            visit.items,
            visit.version,
        )
        self._journal.add(ENCODER.encode(line) + b"\n")  # logging would take longer than the rest of this file


def visit_of(environ: "WSGIEnvironment") -> Visit:
    """Return the visit that a request is."""
    return cast("Visit", environ[VISIT])


def _request_id(environ: "WSGIEnvironment") -> str:
    given: str | None = environ.get("HTTP_X_REQUEST_ID")
    if given is not None and REQUEST_ID.fullmatch(given):
        return given
    return f"{random.getrandbits(128):032x}"  # it is no secret, and to ask the system would let other threads go first


def _with_headers(headers: list[tuple[str, str]], visit: Visit, shared: bool) -> list[tuple[str, str]]:  # noqa: FBT001
    names = {name.lower() for name, _ in headers}
    added = [*headers, *HEADERS, ("X-Request-ID", visit.request_id), ("X-Model-Version", visit.version)]
    added += [default for default in (CACHE, POLICY) if default[0].lower() not in names]
    if shared:
        added.append(("Vary", "Origin"))
    if visit.origin:
        added += [("Access-Control-Allow-Origin", visit.origin), EXPOSED]
        if visit.method == "OPTIONS":
            added += ALLOWED
    return added
