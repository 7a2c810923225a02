"""Holds out each group of sources in turn: how ours and the peers do on newspapers they have never read."""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from benchmarks import data
from benchmarks.bootstrap import macro_f1_interval
from benchmarks.peers import ABSENT, PEERS, installed
from benchmarks.tables import OURS
from model.article import Article
from model.evaluation import macro_f1
from model.training import leave_groups_out

Sections = NDArray[np.int64]
Row = list[str]

NOTE = (
    "Banmian counts words and learns topics on all text, labelled or not, a held-out source's own included, and leaves out "
    "near duplicates of held-out articles; the peers read the other sources alone, and all of them. No label of a held-out "
    "source is seen by any."
)


def table(articles: Sequence[Article], unlabelled: Sequence[Article], seed: int, jobs: int) -> tuple[Row, list[Row]]:
    """Return the header and a row for ours and for each peer."""
    truth, groups = data.sections(articles), data.groups(articles)
    row = partial(_row, truth, groups)
    ours = leave_groups_out(articles, unlabelled, groups, seed, jobs).argmax(axis=1)
    rows = [row(OURS, ours), *(row(name, answered) for name, answered in peers(data.documents(articles), truth, groups))]
    sizes = np.bincount(groups, minlength=len(data.GROUP_NAMES))
    return ["", "all [95 %]", *(f"{name} ({size:,})" for name, size in zip(data.GROUP_NAMES, sizes, strict=True))], rows


def peers(documents: Sequence[str], truth: Sections, groups: Sections) -> Iterator[tuple[str, Sections | None]]:
    """Return each peer's name and what it answers to each document when trained on the other groups, None if it cannot run."""
    texts = np.array(documents, dtype=object)
    for name, make in PEERS.items():
        if not installed(name):
            yield name, None
            continue
        answered = np.zeros_like(truth)
        for group in np.unique(groups):
            peer, held_out = make(), groups == group
            peer.fit(texts[~held_out].tolist(), truth[~held_out])
            answered[held_out] = peer.predict(texts[held_out].tolist())
        yield name, answered


def _row(truth: Sections, groups: Sections, name: str, answered: Sections | None) -> Row:
    if answered is None:
        return [name, ABSENT, *[""] * len(data.GROUP_NAMES)]
    parts = [macro_f1(truth[groups == at], answered[groups == at], len(data.LABELS)) for at in range(len(data.GROUP_NAMES))]
    return [name, str(macro_f1_interval(truth, answered, len(data.LABELS))), *(f"{part:.3f}" for part in parts)]
