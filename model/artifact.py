"""A model as a folder of plain files: written whole or not at all, believed only when every digest is right. Holds no pickle."""

import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.article import Article
from model.errors import ArtifactError

# Raise it when the files or their meaning change, so that an older program refuses a newer model.
FORMAT = 1
MANIFEST = "manifest.json"
FILES = ("vocabulary.txt", "weights.npz", "user_dictionary.txt", "golden.jsonl", "report.json", "MODEL_CARD.md")
# What decides an answer; the version's digest is made of these alone.
DECISIVE = ("vocabulary.txt", "weights.npz", "user_dictionary.txt", "golden.jsonl")


@dataclass(frozen=True, slots=True)
class Artifact:
    """A model folder's content: `manifest` describes it, `files` maps each of FILES to its bytes."""

    manifest: Mapping[str, Any]
    files: Mapping[str, bytes]

    @property
    def version(self) -> str:
        """Return the model's name: the UTC date it was trained on and the digest of what decides its answers."""
        return str(self.manifest["version"])


def digest(files: Mapping[str, bytes], facts: Mapping[str, object]) -> str:
    """Return 12 hexadecimal digits that differ when any answer of the model could."""
    told = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
    for name in DECISIVE:
        told.update(hashlib.sha256(files[name]).digest())
    return told.hexdigest()[:12]


def pack_arrays(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return the arrays as an .npz file, the same bytes for the same arrays."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **{name: arrays[name] for name in sorted(arrays)})
    return buffer.getvalue()


def unpack_arrays(content: bytes) -> dict[str, NDArray[Any]]:
    """Return the arrays of an .npz file; it is never unpickled."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def write(artifact: Artifact, folder: Path) -> None:
    """Write the artifact to `folder`, which appears complete or not at all and replaces what is there."""
    write_folder(folder, artifact.manifest, artifact.files)


def write_folder(folder: Path, manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    """Write files and a manifest that vouches for them to `folder`, complete or not at all, in place of what is there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder.parent))
    try:
        sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        vouching = json.dumps({**manifest, "files": sums}, ensure_ascii=False, indent=1) + "\n"
        for name, content in {**files, MANIFEST: vouching.encode()}.items():
            _write_file(made / name, content)
        made.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _write_file(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def read(folder: Path) -> Artifact:
    """Return the artifact in `folder`. Raises ArtifactError if it is torn, edited, or not ours to read."""
    return Artifact(*read_folder(folder, FILES, FORMAT))


def read_folder(folder: Path, names: Sequence[str], expected: int) -> tuple[Mapping[str, Any], Mapping[str, bytes]]:
    """Return the manifest of a folder of format `expected` and the files that it vouches for. Raises ArtifactError."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        sums, number, _ = dict(manifest["files"]), manifest["format"], manifest["version"]
    except FileNotFoundError as error:
        raise ArtifactError(folder, f"has no {MANIFEST}") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArtifactError(folder, f"has an unreadable {MANIFEST} ({error})") from error
    if number != expected:
        raise ArtifactError(folder, f"is of format {number}, and this program reads format {expected}; train it again")
    files = {}
    for name in names:
        try:
            files[name] = (folder / name).read_bytes()
        except OSError as error:
            raise ArtifactError(folder, f"lacks {name}") from error
        if hashlib.sha256(files[name]).hexdigest() != sums.get(name):
            raise ArtifactError(folder, f"has a {name} that its manifest does not vouch for; it was torn or edited")
    return manifest, files


def seen(artifact: Artifact) -> NDArray[np.uint64]:
    """Return the fingerprints of the articles that a model was trained on."""
    found: NDArray[np.uint64] = unpack_arrays(artifact.files["weights.npz"])["seen"]
    return found


def golden(artifact: Artifact) -> list[Article]:
    """Return the examples that a model answers right, or it would not have been published."""
    return [Article(**json.loads(line)) for line in artifact.files["golden.jsonl"].decode().splitlines()]
