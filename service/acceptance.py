"""Chooses the format of an answer from those that can be given. It knows nothing of articles."""

from collections.abc import Sequence

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from service.errors import NotAcceptableError

ANYTHING = (None, "", "*/*")


def choose(accepted: str | None, offers: Sequence[str]) -> str:
    """Return the offer that a client prefers; the first where it does not care. Raises NotAcceptableError."""
    if accepted in ANYTHING or accepted == offers[0]:
        return offers[0]
    chosen = parse_accept_header(accepted, MIMEAccept).best_match(offers)
    if chosen is None:
        raise NotAcceptableError(f"can be given as {' or '.join(offers)}")
    return chosen
