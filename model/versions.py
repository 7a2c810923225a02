"""The folder of trained models and the pointer to the one being served."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from model import artifact
from model.artifact import Artifact
from model.errors import ArtifactError

VERSIONS = Path(__file__).with_name("versions")
DEFAULT = Path(__file__).with_name("default")
POINTER = "current"
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Versions:
    """The models in `folder`, and `default`, the shipped one, which is served where none has been published."""

    folder: Path = VERSIONS
    default: Path = DEFAULT

    def current(self) -> Path:
        """Return the folder of the model being served. Raises ArtifactError for a pointer to nothing."""
        name = self.pointer()
        if name is None:
            return self.default
        if name not in self.names():
            raise ArtifactError(self.folder / POINTER, f"points to {name!r}, which is no model here")
        return self.folder / name

    def pointer(self) -> str | None:
        """Return the name that the pointer holds, None where the shipped model is served."""
        try:
            return (self.folder / POINTER).read_text("utf-8").strip()
        except FileNotFoundError:
            return None

    def names(self) -> list[str]:
        """Return the names of the models, oldest first."""
        if not self.folder.is_dir():
            return []
        visible = [path for path in self.folder.iterdir() if not path.name.startswith(".")]
        found = [path for path in visible if (path / artifact.MANIFEST).is_file()]
        return [path.name for path in sorted(found, key=lambda path: ((path / artifact.MANIFEST).stat().st_mtime_ns, path.name))]

    def add(self, packed: Artifact) -> Path:
        """Write a model under its version and return its folder; nothing is served differently yet."""
        folder = self.folder / packed.version
        artifact.write(packed, folder)
        return folder

    def publish(self, name: str) -> None:
        """Serve the model called `name` from now on; the pointer is replaced in one step."""
        if name not in self.names():
            raise ArtifactError(self.folder / name, "is no model here")
        handle, path = tempfile.mkstemp(prefix=".pointing-", dir=self.folder)
        made = Path(path)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(name + "\n")
                file.flush()
                os.fsync(file.fileno())
            made.chmod(0o644)
            made.replace(self.folder / POINTER)
        except BaseException:
            made.unlink(missing_ok=True)
            raise

    def roll_back(self) -> str | None:
        """Serve the model before the current one, or the shipped one where there is none before; return its name or None.

        Raises ArtifactError when the shipped model is being served already.
        """
        name = self.pointer()
        if name is None:
            raise ArtifactError(self.folder, "has nothing to go back to; the shipped model is being served")
        names = self.names()
        earlier = names[: names.index(name)] if name in names else []
        if earlier:
            self.publish(earlier[-1])
            return earlier[-1]
        (self.folder / POINTER).unlink()
        return None

    def set_aside(self, packed: Artifact) -> Path:
        """Write a model that must not be served under REFUSED and return its folder; no roll-back leads to it."""
        folder = self.folder / REFUSED / packed.version
        artifact.write(packed, folder)
        return folder
