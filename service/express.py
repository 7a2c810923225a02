"""Takes what classifies straight to its view, and the rest to Flask. It knows nothing of articles.

Flask's contexts and routing take a fifth of the time of a request: docs/operations.md has the figures.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from flask import Request, Response

from service.keys import expect_key
from service.problems import answer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

View = Callable[[Request], Response]


class Express:
    """A WSGI application: some `views`, by the path that is posted to, and another `application` for all else."""

    def __init__(self, application: "WSGIApplication", views: Mapping[str, View], keys: Collection[str]) -> None:
        """Ask every request for a key with one of the digests `keys`, where there are any."""
        self._application = application
        self._views = views
        self._keys = keys

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        view = self._views.get(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "POST" else None
        request = Request(environ)
        try:
            if self._keys:
                expect_key(self._keys, request)
            answered = view(request) if view else self._application
        except Exception as error:  # noqa: BLE001 (every one is told as a problem)
            answered = answer(error)
        return answered(environ, start_response)
