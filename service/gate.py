"""Counts what a worker is at, and refuses more than it takes on. It knows nothing of what is done."""

from threading import Lock

from service.errors import TooManyRequestsError


class Gate:
    """Lets at most `limit` in at once; it refuses and never queues."""

    def __init__(self, limit: int, what: str) -> None:
        """Name what is counted, for the refusal."""
        self.limit = limit
        self.inside = 0
        self._what = what
        self._lock = Lock()

    def enter(self) -> None:
        """Count one in. Raises TooManyRequestsError."""
        with self._lock:
            if self.inside >= self.limit:
                raise TooManyRequestsError(f"this worker is at {self.limit} {self._what}; the limit", limit=self.limit)
            self.inside += 1

    def leave(self) -> None:
        """Count one out."""
        with self._lock:
            self.inside -= 1

    def __enter__(self) -> None:
        """Count one in for the length of a block. Raises TooManyRequestsError."""
        self.enter()

    def __exit__(self, *_: object) -> None:
        """Count it out."""
        self.leave()
