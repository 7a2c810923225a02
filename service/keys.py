"""Asks for an API key where the operator has set any. It knows their digests alone, never a key."""

import hashlib
import hmac
from collections.abc import Collection

from flask import Request

from service.errors import UnauthorizedError

# What probes and preflights ask, they ask without a key.
OPEN = frozenset({"/livez", "/readyz", "/healthz"})


def expect_key(digests: Collection[str], request: Request) -> None:
    """Raise UnauthorizedError unless a request brings a key with one of the digests; each is compared in constant time."""
    if request.path in OPEN or request.method == "OPTIONS":
        return
    headers = request.headers
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    given = token.strip() if scheme.lower() == "bearer" else headers.get("X-API-Key", "")
    found = hashlib.sha256(given.encode()).hexdigest()
    matches = [hmac.compare_digest(found, digest) for digest in digests]
    if not any(matches):
        raise UnauthorizedError("expected an API key, as a Bearer token or in X-API-Key")
