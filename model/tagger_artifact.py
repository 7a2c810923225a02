"""A page tagger as a folder of plain files, under the rules of a model's: no pickle, believed only when every digest is right."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from model import artifact
from model.errors import ArtifactError
from model.lexicon import Lexicon
from model.lines import cut_lines
from model.network import Network
from model.shapes import describe
from model.tagger import STATES, Tagger

SHIPPED = Path(__file__).with_name("default_tagger")
# Raise it when lines are described or tagged otherwise, so that an older tagger is refused and not misread.
FORMAT = 6
WEIGHTS, LEXICON = "weights.npz", "lexicon.npz"


def load_tagger(folder: Path = SHIPPED) -> Tagger:
    """Return the tagger in `folder`. Raises ArtifactError if it is torn, edited, or not ours to read."""
    manifest, files = artifact.read_folder(folder, [WEIGHTS, LEXICON], FORMAT)
    if manifest.get("states") != list(STATES):
        raise ArtifactError(folder, "knows other states of a line than this program; train it again")
    lexicon = Lexicon(**artifact.unpack_arrays(files[LEXICON]))
    weights = artifact.unpack_arrays(files[WEIGHTS])
    network = Network(**{field.name: weights.pop(field.name) for field in fields(Network)})
    if len(network.projection) - 1 != describe(cut_lines("一"), lexicon).shape[1]:
        raise ArtifactError(folder, "reads other numbers of a line than this program tells; train it again")
    return Tagger(network, lexicon=lexicon, **weights)


def load_lexicon(folder: Path = SHIPPED) -> Lexicon:
    """Return the lexicon of the tagger in `folder`. Raises ArtifactError if it is torn, edited, or not ours to read."""
    _, files = artifact.read_folder(folder, [WEIGHTS, LEXICON], FORMAT)
    return Lexicon(**artifact.unpack_arrays(files[LEXICON]))


def save_tagger(tagger: Tagger, facts: Mapping[str, Any], folder: Path) -> str:
    """Write a tagger to `folder`, whole or not at all, with what is to be known of it; return its version."""
    network, lexicon = ({field.name: getattr(of, field.name) for field in fields(of)} for of in (tagger.network, tagger.lexicon))
    arrays = {**network, "transitions": tagger.transitions, "first": tagger.first}
    files = {WEIGHTS: artifact.pack_arrays(arrays), LEXICON: artifact.pack_arrays(lexicon)}
    now = dt.datetime.now(dt.UTC)
    version = f"{now:%Y%m%d}-{hashlib.sha256(b''.join(files.values())).hexdigest()[:12]}"
    artifact.write_folder(folder, {"format": FORMAT, "version": version, "states": list(STATES), **facts}, files)
    return version
