"""Finds articles that are the same, or nearly, so that they stay together when a corpus is split. Training only."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from model.article import Article
from model.text import skeleton

# Two articles are near duplicates when they share half of the runs of 12 characters of the shorter one.
RUN = 12
SHARED = 0.5
# One run in eight is looked at; a run that more articles than this share is a stock phrase.
SAMPLE = 8
STOCK = 50
# A multiplier of good spectral quality for 64-bit hashes (Steele and Vigna 2022, table 5).
MULTIPLIER = np.uint64(0xD1342543DE82EF95)


def group_duplicates(articles: Sequence[Article]) -> NDArray[np.int64]:
    """Return a group number for each article; exact and near duplicates have the same."""
    runs = [_runs(article.text) for article in articles]
    rows = np.repeat(np.arange(len(runs)), [len(found) for found in runs])
    kinds, columns = np.unique(np.concatenate([*runs, np.empty(0, np.uint64)]), return_inverse=True)
    has = sparse.csr_array((np.ones(len(rows), np.float32), (rows, columns)), shape=(len(runs), len(kinds)))
    has = has[:, np.bincount(columns, minlength=len(kinds)) <= STOCK]
    sizes: NDArray[np.float32] = np.asarray(has.sum(axis=1)).ravel()
    shared = (has @ has.T).tocoo()
    near = shared.data >= SHARED * np.minimum(sizes[shared.row], sizes[shared.col])
    return join(
        group_by([article.text for article in articles]), (shared.row[near].astype(np.int64), shared.col[near].astype(np.int64))
    )


def join(*links: NDArray[np.int64] | tuple[NDArray[np.int64], NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the groups that are left when all that is linked is put together.

    A link is an array of group numbers, one a row, or a pair of arrays of rows that belong together.
    """
    rows = next(len(link) for link in links if not isinstance(link, tuple))
    nodes, starts, ends = rows, [], []
    for link in links:
        start, end = link if isinstance(link, tuple) else (np.arange(rows), link + nodes)
        nodes = max(nodes, int(end.max(initial=-1)) + 1)
        starts.append(start)
        ends.append(end)
    edges = (np.concatenate(starts), np.concatenate(ends))
    graph = sparse.coo_array((np.ones(len(edges[0])), edges), shape=(nodes, nodes))
    return np.asarray(sparse.csgraph.connected_components(graph, directed=False)[1][:rows], np.int64)


def group_by(keys: Sequence[str]) -> NDArray[np.int64]:
    """Return a number for each key, the same for equal keys."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int64)


def _runs(text: str) -> NDArray[np.uint64]:
    """Return hashes of a sample of the runs of a text; of the whole text where it is shorter than a run."""
    codes = skeleton([text]).astype(np.uint64)
    if len(codes) <= RUN:
        return np.empty(0, np.uint64)
    hashes = np.zeros(len(codes) - RUN + 1, np.uint64)
    for at in range(RUN):
        hashes = (hashes + codes[at : at + len(hashes)] + np.uint64(1)) * MULTIPLIER
        hashes ^= hashes >> np.uint64(32)
    return np.unique(hashes[hashes % np.uint64(SAMPLE) == 0])


def conflicting(articles: Sequence[Article]) -> list[tuple[Article, Article]]:
    """Return the pairs of articles that have one text and two labels, each text once."""
    first: dict[str, Article] = {}
    pairs: dict[str, tuple[Article, Article]] = {}
    for article in articles:
        other = first.setdefault(article.text, article)
        if other.label != article.label:
            pairs.setdefault(article.text, (other, article))
    return list(pairs.values())
