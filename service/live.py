"""The model being served: notices a newly published one, tries it, and swaps. It knows nothing of HTTP.

A failure of any kind keeps the model that is being served.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock, Thread

from model import ArtifactError, Classifier, ModelError, Versions, artifact
from service.desk import Desk
from service.heap import trim
from service.problems import place_of

logger = logging.getLogger(__name__)

INTERVAL = 0.5

Mark = tuple[object, ...]


class Live:
    """Holds the desk; `swap` and `watch` replace it as a whole, in one step."""

    def __init__(self, versions: Versions, told: Callable[[str], None]) -> None:
        """Serve what `versions` points to; `told` hears how every attempt to swap went: "served" or "failed"."""
        self.versions = versions
        self._told = told
        self._lock = Lock()
        self._stopping = Event()
        self._mark = _mark(versions)
        self.desk = load(versions.current())

    def refresh(self) -> bool:
        """Swap where the pointer names another model than when last looked at; tell whether it did."""
        with self._lock:
            mark = _mark(self.versions)
            if mark == self._mark:
                return False
            self._mark = mark
            try:
                desk = load(self.versions.current())
            except Exception as error:  # noqa: BLE001 (no failure may stop the service or the watch)
                fact = str(error) if isinstance(error, ModelError) else f"{type(error).__name__} at {place_of(error)}"
                kept = self.desk.classifier.version
                logger.error("model %s is not served; %s goes on: %s", mark[0], kept, fact)  # noqa: TRY400
                self._told("failed")
                return False
            before, self.desk = self.desk.classifier.version, desk
            logger.warning("model %s is served instead of %s", desk.classifier.version, before)
            self._told("served")
        trim()
        return True

    def watch(self) -> Thread:
        """Refresh now and from now on. A thread does not survive a fork, so each worker calls this for itself."""
        self.refresh()
        watcher = Thread(target=self._watch, name="watcher", daemon=True)
        watcher.start()
        return watcher

    def stop(self) -> None:
        """End the watch."""
        self._stopping.set()

    def _watch(self) -> None:
        while not self._stopping.wait(INTERVAL):
            self.refresh()


def load(folder: Path) -> Desk:
    """Return the desk of the model in `folder`. Raises ArtifactError if it is damaged or fails its own examples."""
    packed = artifact.read(folder)
    classifier = Classifier.unpack(packed, folder)
    examples = artifact.golden(packed)
    for example, prediction in zip(examples, classifier.classify(examples), strict=True):
        if prediction.label != example.label:
            raise ArtifactError(folder, f"answers its example {example.id!r} {prediction.label}; expected {example.label}")
    return Desk(classifier, packed.manifest, packed.files["MODEL_CARD.md"].decode())


def _mark(versions: Versions) -> Mark:
    """Return what differs when another model is published, or the same again; it compares no clock."""
    try:
        name = versions.pointer() or ""
    except (OSError, ValueError):
        return ("an unreadable pointer",)
    folder = versions.folder / name if name else versions.default
    return (name, *(_file_mark(folder / file) for file in (artifact.MANIFEST, *artifact.FILES)))


def _file_mark(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return 0, 0, 0
    return found.st_ino, found.st_mtime_ns, found.st_size
