"""Learns what the first words of an article are like from articles alone: their first paragraphs against those that follow."""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from model.article import Article
from model.lines import cut_lines
from model.openings import Keys, Openings, opening_keys
from model.pages.excerpts import split_byline

# Chosen by leaving layouts of the written pages out in turn: see model/README.md.
SHORTEST = 25  # characters of a paragraph that is learned from
FOLLOWING = 2  # paragraphs after the first that are learned from
FEWEST = 5  # paragraphs that a key is met in
STRENGTH = 0.03  # C, the inverse of the strength of regularization
MOST_ITERATIONS = 500


def learn_openings(articles: Sequence[Article]) -> Openings:
    """Return what tells the first paragraphs of the articles, without their bylines, from the FOLLOWING."""
    samples = [sample for article in articles for sample in _samples(article)]
    met = [key for key, _ in samples]
    columns, counts = np.unique(np.concatenate(met), return_counts=True)
    columns = columns[(counts >= FEWEST) & (columns & 0xFFFF > 0)]
    rows = np.repeat(np.arange(len(met)), [len(keys) for keys in met])
    keys = np.concatenate(met)
    at = np.minimum(np.searchsorted(columns, keys), len(columns) - 1)
    known = columns[at] == keys
    matrix = csr_array((np.ones(known.sum()), (rows[known], at[known])), (len(met), len(columns)))
    regression = LogisticRegression(C=STRENGTH, max_iter=MOST_ITERATIONS, class_weight="balanced")
    with threadpool_limits(1):  # the last digits differ with the number of threads
        fitted = regression.fit(matrix, [is_first for _, is_first in samples])
    return Openings(columns, fitted.coef_[0].astype(np.float32))


def _samples(article: Article) -> Iterator[tuple[Keys, bool]]:
    """Return the keys of each paragraph that is learned from, and whether it is the first."""
    _, text = split_byline(article.text)
    paragraphs = [line.strip() for line in text.split("\n")]
    long = [paragraph for paragraph in paragraphs if len(paragraph) >= SHORTEST]
    for at, paragraph in enumerate(long[: 1 + FOLLOWING]):
        lines = cut_lines(paragraph)
        yield np.unique(opening_keys(lines, lines.starts[:1].tolist())[0]), at == 0
