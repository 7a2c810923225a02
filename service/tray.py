"""Has articles of many requests classified together. It knows nothing of HTTP.

A batch costs a fraction of its articles one by one. Whoever comes while nobody is at work takes the tray and
classifies all that lies in it; whoever comes meanwhile lays an article in and waits. Where several lay in it the last
time as many are awaited, but not for long; who is alone waits for nobody.
"""

import time
from collections.abc import Callable, Sequence
from threading import Lock

import model
from service.desk import Desk

# As many are awaited as the last time, so many times as long as they then took: 4 gave a fifth more requests a second than 1.
PATIENCE, MOST_SECONDS = 4, 0.01
# More would make the first wait for the last.
MOST = 32


class Slip:
    """One article in the tray and what becomes of it."""

    __slots__ = ("article", "desk", "error", "prediction", "turn")

    def __init__(self, article: model.Article) -> None:
        """Lay an article in; `turn` is let go when there is an answer, or when it is this one's turn to work."""
        self.article = article
        self.desk: Desk | None = None
        self.prediction: model.Prediction | None = None
        self.error: Exception | None = None
        self.turn = Lock()


class Tray:
    """Articles that wait for the model."""

    def __init__(self, current: Callable[[], Desk]) -> None:
        """Ask `current` for the desk each time the tray is taken."""
        self._current = current
        self._lock = Lock()
        self._waiting: list[Slip] = []
        self._taken = False
        self._expected = 1
        self._took = 0.0
        self._fewer = Lock()  # held while fewer than expected lie in it

    def predict(self, article: model.Article) -> tuple[Desk, model.Prediction]:
        """Return the prediction for an article and the desk that made it."""
        slip = Slip(article)
        with self._lock:
            self._waiting.append(slip)
            if len(self._waiting) == self._expected and self._fewer.locked():
                self._fewer.release()
            working, self._taken = not self._taken, True
            if not working:
                slip.turn.acquire()
        if not working:
            slip.turn.acquire()  # let go by the one at work
        if slip.prediction is None and slip.error is None:
            self._work()
        if slip.error is not None:
            raise slip.error
        if slip.desk is None or slip.prediction is None:
            raise RuntimeError("an article left the tray without an answer")
        return slip.desk, slip.prediction

    def _work(self) -> None:
        if len(self._waiting) < self._expected:
            self._fewer.acquire(timeout=min(PATIENCE * self._took, MOST_SECONDS))
        began = time.perf_counter()
        with self._lock:
            slips, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            self._expected = len(slips)
            self._fewer.acquire(blocking=False)
        try:
            _classify(slips, self._current())
            self._took = time.perf_counter() - began
        finally:
            with self._lock:
                # Who waits next works next, so that nobody works for strangers for long.
                following = self._waiting[:1]
                self._taken = bool(following)
            for slip in (*slips, *following):
                if slip.turn.locked():
                    slip.turn.release()


def _classify(slips: Sequence[Slip], desk: Desk) -> None:
    try:
        predictions = desk.classifier.classify([slip.article for slip in slips])
    except Exception as error:  # noqa: BLE001 (whatever it is, it is told to those whom it concerns)
        if len(slips) == 1:
            slips[0].error = error
        else:  # one article must not spoil the others
            for slip in slips:
                _classify([slip], desk)
        return
    for slip, prediction in zip(slips, predictions, strict=True):
        slip.desk, slip.prediction = desk, prediction
