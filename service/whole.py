"""A response that is all there when it begins. It knows nothing of what it says."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Whole(Response):
    """Sends its headers and its content as they are; Flask's own asks first, in vain, whether they are relative or endless."""

    def __call__(self, _environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Begin the response."""
        start_response(self.status, self.headers.to_wsgi_list())
        return [self.get_data()]
