"""Learns from articles where pairs of characters lie among topics, so that texts of one article lie alike. It knows no lexicon.

Linear discriminants of pieces of articles to begin with, which are then moved until neighbouring stretches of an article are told
from those of other articles as well as may be.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize

from model.lines import Floats, Places
from model.pages.adam import Adam
from model.progress import progress

Weights = NDArray[np.floating]

# Chosen by how well lines of pages are told apart: see model/README.md.
LATENT, TOPICS = 80, 64  # directions of most variance, and of those that tell articles apart best
RIDGE = 1e-4
WINDOW, WINDOWS = 120, 6  # pairs of a piece of an article, and pieces of each at most
STRETCH = (40, 180)  # pairs of a stretch that is told from others
ROUNDS, BATCH = 10, 512  # over all articles; articles that are told from each other at once
RATE, MOMENTS = 3e-3, (0.9, 0.99)  # of the first step, and the shares of its moments that stay at a step
TEMPERATURE = 0.15  # of cosines
LEAST = np.float32(1e-6)


def learn_topics(articles: Sequence[Places], counts: csr_matrix, rarity: NDArray[np.float64], seed: int) -> Floats:
    """Return each pair's place (pairs x TOPICS), to be added up over a text.

    `articles` holds the pairs of each article's text in order, -1 for one that is not in the lexicon, `counts` (articles x
    pairs) how often each has them, `rarity` (pairs) how much each tells.
    """
    return _contrasted(_discriminants(articles, counts, rarity), articles, np.random.default_rng(seed))


def _discriminants(articles: Sequence[Places], counts: csr_matrix, rarity: NDArray[np.float64]) -> Floats:
    """Return the places of pairs in the directions in which pieces of different articles differ most.

    Latent semantic analysis (Deerwester et al. 1990) of whole articles, then linear discriminant analysis (Fisher 1936) of their
    pieces, an article being a class.
    """
    weighed = counts.copy()
    weighed.data = 1 + np.log(weighed.data)
    latent = TruncatedSVD(LATENT, random_state=0).fit(normalize(weighed @ diags(rarity))).components_.T
    pieces = [(at, piece) for at, article in enumerate(articles) for piece in _cut(article)]
    of = np.array([at for at, _ in pieces])
    places = normalize(_counted([piece for _, piece in pieces], len(rarity)) @ diags(rarity) @ latent)
    number = np.bincount(of, minlength=len(articles))
    means = np.zeros((len(articles), LATENT))
    np.add.at(means, of, places)
    means /= np.maximum(number, 1)[:, None]
    apart = places - means[of]
    within = apart.T @ apart / len(places)
    root = np.linalg.cholesky(within + RIDGE * np.trace(within) / LATENT * np.eye(LATENT))
    whitened = np.linalg.solve(root, np.cov(means[number > 0].T))
    _, vectors = np.linalg.eigh(np.linalg.solve(root, whitened.T))
    directions = np.linalg.solve(root.T, vectors[:, ::-1][:, :TOPICS])
    found: Floats = ((latent @ directions) * rarity[:, None]).astype(np.float32)
    return found


def _cut(article: Places) -> list[Places]:
    """Return pieces of WINDOW pairs of an article, none where it has not two."""
    number = min(len(article) // WINDOW, WINDOWS)
    return [article[at * WINDOW : (at + 1) * WINDOW] for at in range(number)] if number > 1 else []


def _counted(texts: Sequence[Places], pairs: int) -> csr_matrix:
    """Return how often each text has each pair (texts x pairs)."""
    known = [text[text >= 0] for text in texts]
    begins = np.cumsum([0, *map(len, known)])
    return csr_matrix((np.ones(begins[-1], np.float32), np.concatenate(known), begins), shape=(len(texts), pairs))


def _contrasted(places: Floats, articles: Sequence[Places], random: np.random.Generator) -> Floats:
    """Return the places, moved so that each stretch of an article is likeliest to be followed by what follows it."""
    moved: Floats = places / np.sqrt(np.mean((places**2).sum(axis=1)))
    learner = Adam(moved, *MOMENTS)
    batches = list(_batches([article for article in articles if len(article) >= 2 * STRETCH[0] + 1], random))
    for at, batch in enumerate(progress(batches, "contrasting articles"), 1):
        stretches = [_stretches(article, random) for article in batch]
        _, gradient = contrast(moved, *(_counted(side, len(moved)) for side in zip(*stretches, strict=True)))
        learner.step(gradient, RATE / 2 * (1 + np.cos(np.pi * at / len(batches))))
    return moved


def _batches(articles: Sequence[Places], random: np.random.Generator) -> Iterator[list[Places]]:
    for _ in range(ROUNDS):
        order = random.permutation(len(articles))
        for batch in np.array_split(order, max(1, len(order) // BATCH)):
            yield [articles[at] for at in batch]


def _stretches(article: Places, random: np.random.Generator) -> tuple[Places, Places]:
    """Return two stretches of an article, the second where the first ends."""
    above, below = random.integers(*STRETCH, size=2)
    if above + below >= len(article):
        above = below = len(article) // 2
    begin = random.integers(0, len(article) - above - below + 1)
    return article[begin : begin + above], article[begin + above : begin + above + below]


def contrast(places: Weights, some: csr_matrix, others: csr_matrix) -> tuple[float, Weights]:
    """Return how surprising it is which of `others` (texts x pairs) goes with which of `some`, and its gradient (pairs x TOPICS).

    Noise-contrastive estimation by cosines over TEMPERATURE, the mean of both directions (van den Oord et al. 2018).
    """
    (one, of_one), (other, of_other) = (_directions(counts @ places) for counts in (some, others))
    alike = np.exp((one @ other.T - 1) / TEMPERATURE)
    found = [alike / alike.sum(axis=axis, keepdims=True) for axis in (1, 0)]
    surprise = -float(np.mean([np.log(np.diag(likely)) for likely in found]))
    wrong = (sum(found) - 2 * np.eye(len(alike), dtype=alike.dtype)) / (2 * len(alike) * TEMPERATURE)
    gradient = np.zeros_like(places)
    for counts, unit, length, pull in ((some, one, of_one, wrong @ other), (others, other, of_other, wrong.T @ one)):
        gradient += counts.T @ ((pull - unit * (pull * unit).sum(axis=1, keepdims=True)) / length)
    return surprise, gradient


def _directions(vectors: Weights) -> tuple[Weights, Weights]:
    """Return vectors of unit length, and the lengths they had."""
    lengths = np.sqrt((vectors**2).sum(axis=1, keepdims=True)) + LEAST
    return vectors / lengths, lengths
