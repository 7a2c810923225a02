"""Holds out each group of sources in turn: how ours and the peers do on newspapers they have never read."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from benchmarks import data
from benchmarks.bootstrap import macro_f1_interval
from benchmarks.peers import ABSENT, PEERS, Peer, installed
from benchmarks.tables import OURS
from model.article import Article
from model.duplicates import group_duplicates
from model.evaluation import macro_f1
from model.training import train

Sections = NDArray[np.int64]
Places = NDArray[np.intp]
Row = list[str]
# Takes what to learn from and what to answer, both as places in the corpus; returns the answers.
Answer = Callable[[Places, Places], Sections]

NOTE = (
    "All learn from the same labelled articles: the other groups and the seeds, without near duplicates of what is held out. "
    "Banmian also reads the unlabelled articles of the other groups. Of a held-out source nothing is seen."
)


LENGTHS = (0, 300, 1_500, 5_000, 10_000, 10_000_000)
LENGTH_HEADER = ("characters", "articles", "macro-F1 [95 %]", "accuracy")


def tables(
    corpus: Sequence[Article], unlabelled: Sequence[Article], seed: int, jobs: int
) -> tuple[tuple[Row, list[Row]], list[Row]]:
    """Return the header and a row for ours and for each peer; and rows under LENGTH_HEADER, of ours by length of article."""
    articles = [*corpus, *data.seeds()]
    truth, twins = data.sections(articles), group_duplicates(articles)
    groups = np.concatenate([data.groups(corpus), np.full(len(articles) - len(corpus), -1)])
    held_out = partial(hold_out, groups, twins)
    row = partial(_row, truth, groups)
    answered = held_out(partial(ours, articles, unlabelled, seed, jobs))
    rows = [row(OURS, answered)]
    documents = np.array(data.documents(articles), dtype=object)
    rows += [row(name, held_out(answer) if answer else None) for name, answer in peers(documents, truth)]
    sizes = np.bincount(groups[groups >= 0], minlength=len(data.GROUP_NAMES))
    header = ["", "all [95 %]", *(f"{name} ({size:,})" for name, size in zip(data.GROUP_NAMES, sizes, strict=True))]
    return (header, rows), by_length(corpus, truth[: len(corpus)], answered[: len(corpus)])


def by_length(articles: Sequence[Article], truth: Sections, answered: Sections) -> list[Row]:
    """Return a row for the articles of each range of lengths."""
    lengths = np.array([len(article.text) for article in articles])
    rows = []
    for low, high in pairwise(LENGTHS):
        at = (low <= lengths) & (lengths < high)
        name = f"{low:,} and more" if high == LENGTHS[-1] else f"{low:,} to {high:,}"
        interval = macro_f1_interval(truth[at], answered[at], len(data.LABELS))
        rows.append([name, f"{at.sum():,}", str(interval), f"{(truth[at] == answered[at]).mean():.3f}"])
    return rows


def hold_out(groups: Sections, twins: Sections, answer: Answer) -> Sections:
    """Return what is answered to each article when its group, and what nearly equals it, is not learned from; -1 if in none."""
    answered = np.full(len(groups), -1)
    for group in range(len(data.GROUP_NAMES)):
        asked = groups == group
        learned = ~asked & ~np.isin(twins, twins[asked])
        answered[asked] = answer(np.flatnonzero(learned), np.flatnonzero(asked))
    return answered


def ours(
    articles: Sequence[Article], unlabelled: Sequence[Article], seed: int, jobs: int, learned: Places, asked: Places
) -> Sections:
    """Return what Banmian answers when trained as train.py does."""
    hidden = {articles[at].source for at in asked}
    texts = [article for article in unlabelled if article.source not in hidden]
    trained = train([articles[at] for at in learned], texts, seed=seed, jobs=jobs)
    predictions = trained.classifier.classify([articles[at] for at in asked])
    return np.array([data.LABELS.index(prediction.label) for prediction in predictions], np.int64)


def peers(documents: NDArray[np.object_], truth: Sections) -> Iterator[tuple[str, Answer | None]]:
    """Return each peer's name and how it answers, None if it cannot run."""
    for name, make in PEERS.items():

        def answer(learned: Places, asked: Places, make: Callable[[], Peer] = make) -> Sections:
            peer = make()
            peer.fit(documents[learned].tolist(), truth[learned])
            return peer.predict(documents[asked].tolist())

        yield name, answer if installed(name) else None


def _row(truth: Sections, groups: Sections, name: str, answered: Sections | None) -> Row:
    if answered is None:
        return [name, ABSENT, *[""] * len(data.GROUP_NAMES)]
    parts = [macro_f1(truth[groups == at], answered[groups == at], len(data.LABELS)) for at in range(len(data.GROUP_NAMES))]
    known = groups >= 0
    return [name, str(macro_f1_interval(truth[known], answered[known], len(data.LABELS))), *(f"{part:.3f}" for part in parts)]
