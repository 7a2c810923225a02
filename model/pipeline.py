"""Fits TF-IDF and a linear classifier to counted articles. The only file that imports scikit-learn's estimators.

What is learned folds into one weight a term and section, so that the scorer needs no part of scikit-learn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse, special
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from model.counting import CorpusCounts
from model.terms import FIELDS, WORD_FIELDS
from model.vocabulary import Vocabulary, order_words
from model.weights import factors

Floats = NDArray[np.float64]
# Sums of features (directions x features) that are learned from as features of their own.
Directions: TypeAlias = NDArray[np.float32] | sparse.csr_array

# Chosen by leaving sources out in turn: see model/README.md.
FIELD_WEIGHTS: Mapping[str, float] = {"article": 1.0, "lead": 1.0, "title": 0.7, "characters": 0.7}
PENALTY = 0.2
TOPICS = 150
TOPIC_WEIGHT = 1.0
TOPIC_PASSES = 2
SPELLING_WEIGHT = 1.2
# With fewer articles than this there is too little text to learn topics from.
MIN_ARTICLES_FOR_TOPICS = 2000
RARE_WORD = 1 / 4000
PAIRS_RARER_BY = 2
# Natural logarithms of the factors that calibration may choose from.
SCALES = (-4.0, 5.0)
# A bend of -1 or less would make a greater lead less probable.
BENDS = (-0.9, 0.9)


@dataclass(frozen=True, slots=True)
class Weighting:
    """The terms that count, and the inverse document frequency of each: `words` and `pairs`, in the vocabulary's order."""

    vocabulary: Vocabulary
    words: Floats
    pairs: Floats


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear classifier: `weights` (sections x features) and `intercepts` (sections)."""

    weights: Floats
    intercepts: Floats

    def scaled(self, scale: float) -> "Linear":
        """Return the classifier whose margins are `scale` times these."""
        return Linear(self.weights * scale, self.intercepts * scale)

    def margins(self, features: sparse.csr_array) -> Floats:
        """Return the margin of each row of `features` for each section."""
        return np.asarray(features @ self.weights.T) + self.intercepts


def choose_terms(counts: CorpusCounts, articles: int) -> tuple[Vocabulary, dict[str, sparse.csr_array]]:
    """Return the terms that enough of the first `articles` rows have, and the counts of those terms in every row.

    A word must stand in one article of 4,000, and never in fewer than two; a pair of characters in twice as many.
    """
    floor = max(2, round(articles * RARE_WORD))
    word_columns = _frequent(counts.fields["article"][:articles], floor)
    pair_columns = _frequent(counts.fields["characters"][:articles], floor * PAIRS_RARER_BY)
    chosen = {counts.words[column]: column for column in word_columns}
    words = order_words(chosen)
    columns = np.array([chosen[word] for word in words], np.int64)
    fields = {field: counts.fields[field][:, columns] for field in WORD_FIELDS}
    fields["characters"] = counts.fields["characters"][:, pair_columns]
    for field in fields.values():
        field.sort_indices()  # or sums would be taken in the order that words were met in, and their last digits with it
    return Vocabulary(words, [counts.pairs[column] for column in pair_columns]), fields


def _frequent(counts: sparse.csr_array, floor: int) -> NDArray[np.int64]:
    return np.flatnonzero(np.bincount(counts.indices, minlength=counts.shape[1]) >= floor)


def weigh_terms(vocabulary: Vocabulary, fields: dict[str, sparse.csr_array]) -> Weighting:
    """Return the terms with their inverse document frequency, ln((1 + n) / (1 + df)) + 1, scikit-learn's smoothed form."""
    words = TfidfTransformer(sublinear_tf=True).fit(fields["article"])
    pairs = TfidfTransformer(sublinear_tf=True).fit(fields["characters"])
    # Rounded to what the model stores, so that what is measured here is what is served.
    return Weighting(vocabulary, _stored(words.idf_), _stored(pairs.idf_))


def _stored(values: Floats) -> Floats:
    return values.astype(np.float32).astype(np.float64)


def features(weighting: Weighting, fields: dict[str, sparse.csr_array]) -> sparse.csr_array:
    """Return the TF-IDF features of counted articles: the fields side by side, each of its own unit length times its weight."""
    parts = []
    for field in FIELDS:
        transformer = TfidfTransformer(sublinear_tf=True)
        transformer.idf_ = weighting.pairs if field == "characters" else weighting.words
        parts.append(transformer.transform(fields[field]) * FIELD_WEIGHTS[field])
    side_by_side: sparse.csr_array = sparse.hstack(parts, format="csr", dtype=np.float32)
    return side_by_side


def learn_topics(matrix: sparse.csr_array, seed: int) -> NDArray[np.float32] | None:
    """Return the directions (topics x features) in which articles differ most, scaled; None for a small corpus.

    Latent semantics of labelled and unlabelled text alike (Deerwester et al. 1990). Added to the features they let
    a word that no labelled article has borrow the weight of words it stands with.
    """
    if matrix.shape[0] < MIN_ARTICLES_FOR_TOPICS:
        return None
    with threadpool_limits(1):  # the last digits differ with the number of threads
        svd = TruncatedSVD(TOPICS, n_iter=TOPIC_PASSES, random_state=seed).fit(matrix)
    length = np.sqrt(svd.explained_variance_.sum() + np.square((matrix @ svd.components_.T).mean(0)).sum())
    topics: NDArray[np.float32] = (svd.components_ * (TOPIC_WEIGHT / length)).astype(np.float32)
    return topics


def spell(vocabulary: Vocabulary, matrix: sparse.csr_array) -> sparse.csr_array:
    """Return a direction for each pair of the vocabulary: the terms that are spelled with it, whatever their field.

    A rare word so borrows from the words it shares characters with, and a word from the pair that spells it: the subwords
    of Bojanowski et al. (2017), summed before the classifier and not after. Scaled to a mean square length of
    SPELLING_WEIGHT**2 on the articles in `matrix`.
    """
    words, pairs = len(vocabulary.words), len(vocabulary.pairs)
    numbers = {pair: at for at, pair in enumerate(vocabulary.pairs)}
    spelled = [
        (numbers[pair], at)
        for at, word in enumerate(vocabulary.words)
        for pair in map("".join, pairwise(word))
        if pair in numbers
    ]
    rows, columns = np.array(spelled, np.int64).reshape(-1, 2).T
    starts = np.arange(len(WORD_FIELDS)) * words
    places = (
        np.concatenate([*[rows] * len(starts), np.arange(pairs)]),
        np.concatenate([*(columns + start for start in starts), len(starts) * words + np.arange(pairs)]),
    )
    directions = sparse.csr_array((np.ones(len(places[0]), np.float32), places), shape=(pairs, len(starts) * words + pairs))
    length = np.sqrt(np.square((matrix @ directions.T).data, dtype=np.float64).sum() / matrix.shape[0])
    scaled: sparse.csr_array = directions * np.float32(SPELLING_WEIGHT / length)
    return scaled


def fit_linear(
    matrix: sparse.csr_array,
    directions: Sequence[Directions],
    sections: NDArray[np.int64],
    importance: Floats,
    seed: int,
) -> Linear:
    """Return one linear support vector machine a section against the rest, the directions folded into its weights.

    Rows count by their `importance`, and sections by the inverse of their share, so that a rare one counts as much.
    """
    bounds = np.cumsum([matrix.shape[1], *(some.shape[0] for some in directions)])
    # In the form that liblinear wants, or scikit-learn would keep a copy in another beside it.
    inputs = sparse.hstack([matrix, *(sparse.csr_array(matrix @ some.T) for some in directions)], format="csr", dtype=np.float64)
    del matrix
    machine = LinearSVC(C=PENALTY, class_weight="balanced", random_state=seed).fit(inputs, sections, importance)
    weights, intercepts = machine.coef_, machine.intercept_
    if len(weights) == 1:  # of two sections scikit-learn keeps the second's margin only
        weights, intercepts = np.vstack([-weights, weights]), np.concatenate([-intercepts, intercepts])
    folded, *parts = np.split(weights, bounds[:-1], axis=1)
    for part, some in zip(parts, directions, strict=True):
        folded = folded + part @ some
    return Linear(folded, intercepts)


def temperature(margins: Floats, sections: NDArray[np.int64]) -> float:
    """Return the factor under which the softmax of out-of-fold margins makes the true sections likeliest.

    Temperature scaling (Guo et al. 2017), given as the inverse of the temperature: no answer changes, only how sure it is.
    """
    found = optimize.minimize_scalar(
        lambda power: negative_log_likelihood(margins * np.exp(power), sections), bounds=SCALES, method="bounded"
    )
    return float(np.exp(found.x))


def curve(scores: Floats, sections: NDArray[np.int64]) -> tuple[float, float]:
    """Return the scale and the bend of `model.weights.factors` under which the true sections are likeliest."""

    def loss(told: Floats) -> float:
        return negative_log_likelihood(scores * factors(scores, float(np.exp(told[0])), told[1])[:, None], sections)

    found = optimize.minimize(loss, [0.0, 0.0], bounds=[SCALES, BENDS], method="Nelder-Mead")
    return float(np.exp(found.x[0])), float(found.x[1])


def negative_log_likelihood(scores: Floats, sections: NDArray[np.int64]) -> float:
    """Return the mean over articles of -ln p(true section), where p is the softmax of the scores."""
    ranged = special.logsumexp(scores, axis=1) - scores[np.arange(len(sections)), sections]
    return float(ranged.mean())
