"""A page tagger as a folder of plain files, under the rules of a model's: no pickle, believed only when every digest is right."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from model import artifact
from model.errors import ArtifactError
from model.lines import cut_lines
from model.shapes import describe
from model.tagger import STATES, Tagger

SHIPPED = Path(__file__).with_name("default_tagger")
# Raise it when lines are described or tagged otherwise, so that an older tagger is refused and not misread.
FORMAT = 3
WEIGHTS = "weights.npz"


def load_tagger(folder: Path = SHIPPED) -> Tagger:
    """Return the tagger in `folder`. Raises ArtifactError if it is torn, edited, or not ours to read."""
    manifest, files = artifact.read_folder(folder, [WEIGHTS], FORMAT)
    if manifest.get("states") != list(STATES):
        raise ArtifactError(folder, "knows other states of a line than this program; train it again")
    tagger = Tagger(**artifact.unpack_arrays(files[WEIGHTS]))
    if len(tagger.projection) - 1 != describe(cut_lines("一")).shape[1]:
        raise ArtifactError(folder, "reads other numbers of a line than this program tells; train it again")
    return tagger


def save_tagger(tagger: Tagger, facts: Mapping[str, Any], folder: Path) -> str:
    """Write a tagger to `folder`, whole or not at all, with what is to be known of it; return its version."""
    weights = artifact.pack_arrays(asdict(tagger))
    now = dt.datetime.now(dt.UTC)
    version = f"{now:%Y%m%d}-{hashlib.sha256(weights).hexdigest()[:12]}"
    artifact.write_folder(folder, {"format": FORMAT, "version": version, "states": list(STATES), **facts}, {WEIGHTS: weights})
    return version
