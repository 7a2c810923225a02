"""Trains a model from a corpus alone: read, count, weigh, fit, measure out of fold, calibrate. It knows nothing of HTTP."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from model.article import Article
from model.classifier import Classifier
from model.counting import recall_counts
from model.errors import TrainingError
from model.evaluation import review_threshold
from model.folds import FOLDS, MIN_FOLDS, split
from model.outcome import OutOfFold, Trained
from model.pipeline import (
    FIELD_WEIGHTS,
    Directions,
    Linear,
    Weighting,
    choose_terms,
    curve,
    features,
    fit_linear,
    learn_topics,
    spell,
    temperature,
    weigh_terms,
)
from model.progress import progress
from model.sections import order_labels
from model.terms import FIELDS
from model.text import Segmenter
from model.weights import Mode, Weights, factors, softmax

Floats = NDArray[np.float64]
# Takes margins and true sections; returns the scale and the bend of `factors`.
Calibrate: TypeAlias = Callable[[Floats, NDArray[np.int64]], tuple[float, float]]

# Each labelled article is learned from in three views, the two short ones for less, so that headlines alone and
# short notices are read as well as whole articles. Chosen by leaving sources out in turn: see model/README.md.
HEADLINE_WEIGHT = 0.3
OPENING_WEIGHT = 0.3
OPENING_CHARACTERS = 200
MIN_HEADLINE = 6


@dataclass(frozen=True, slots=True)
class Material:
    """A corpus as numbers: what there is to learn from.

    `directions` are what terms share: how they are spelled and, in a large corpus, their topics.
    `articles`, `headlines` and `openings` are feature matrices with a row for each labelled article, `sections` its
    label's place in `labels`, and `headed` tells which articles have a headline worth learning from.
    """

    labels: list[str]
    weighting: Weighting
    directions: tuple[Directions, ...]
    articles: sparse.csr_array
    headlines: sparse.csr_array
    openings: sparse.csr_array
    sections: NDArray[np.int64]
    headed: NDArray[np.bool_]

    def fit(self, rows: NDArray[np.int64], seed: int) -> Linear:
        """Return the classifier learned from the chosen articles, their headlines and their openings."""
        headed = rows[self.headed[rows]]
        sections = self.sections[np.concatenate([rows, headed, rows])]
        importance = np.repeat([1.0, HEADLINE_WEIGHT, OPENING_WEIGHT], [len(rows), len(headed), len(rows)])
        return fit_linear(
            sparse.vstack([self.articles[rows], self.headlines[headed], self.openings[rows]], format="csr"),
            self.directions,
            sections,
            importance,
            seed,
        )


def prepare(
    articles: Sequence[Article],
    unlabelled: Sequence[Article],
    user_dictionary: str,
    seed: int,
    jobs: int,
    cache: Path | None = None,
) -> Material:
    """Return the corpus as numbers. Labels are not looked at here but to be numbered.

    Document frequencies and topics are learned from all text, labelled or not. Raises TrainingError for fewer than
    two labels and for text too scarce to have terms.
    """
    labels = order_labels({article.label for article in articles})
    if len(labels) < 2:  # noqa: PLR2004
        raise TrainingError(f"the articles have {len(labels)} label(s); expected two or more")
    headlines = [Article(article.title) for article in articles]
    openings = [Article(article.text[:OPENING_CHARACTERS]) for article in articles]
    whole, n = len(articles) + len(unlabelled), len(articles)
    counts = recall_counts([*articles, *unlabelled, *headlines, *openings], user_dictionary, jobs, cache)
    vocabulary, fields = choose_terms(counts, whole)
    if not vocabulary.words or not vocabulary.pairs:
        raise TrainingError(f"{whole} articles have hardly a word in common; expected more articles, in Chinese")
    del counts  # as large as all that follows
    weighting = weigh_terms(vocabulary, {field: fields[field][:whole] for field in FIELDS})
    matrix = features(weighting, fields)
    topics = learn_topics(matrix[:whole], seed)
    spelling = spell(vocabulary, matrix[:whole])
    return Material(
        labels=labels,
        weighting=weighting,
        directions=(spelling,) if topics is None else (spelling, topics),
        articles=matrix[:n],
        headlines=matrix[whole : whole + n],
        openings=matrix[whole + n :],
        sections=np.array([labels.index(article.label) for article in articles]),
        headed=np.array([len(article.title) >= MIN_HEADLINE for article in articles]),
    )


def train(
    articles: Sequence[Article],
    unlabelled: Sequence[Article] = (),
    user_dictionary: str = "",
    seed: int = 0,
    jobs: int = 1,
    cache: Path | None = None,
) -> Trained:
    """Train on labelled articles, with the help of unlabelled ones, and measure out of fold.

    `jobs` processes segment; a folder `cache` keeps what they counted for the next run on the same text.

    Raises TrainingError for data that cannot be split into folds, DictionaryError for a bad user dictionary.
    """
    material = prepare(articles, unlabelled, user_dictionary, seed, jobs, cache)
    folds = split(articles, material.sections, seed)
    check_spread(material.labels, material.sections, folds)
    margins, headline_margins = hold_out(material, folds, seed)
    everything, headed = np.arange(len(articles)), np.flatnonzero(material.headed)
    scale = temperature(margins, material.sections)
    whole = measure(material.sections, folds, margins, everything, straight)
    alone = measure(material.sections, folds, headline_margins * scale, headed, curve)
    headline_scale, bend = curve(headline_margins[headed] * scale, material.sections[headed]) if len(headed) else (1.0, 0.0)
    modes = {
        "article": Mode(1.0, review_below(whole)),
        "headline": Mode(headline_scale, review_below(alone), bend),
    }
    linear = material.fit(everything, seed).scaled(scale)
    classifier = Classifier(
        material.labels,
        material.weighting.vocabulary,
        store(material.weighting, linear),
        modes,
        Segmenter(user_dictionary),
    )
    return Trained(classifier, whole, alone)


def check_spread(labels: Sequence[str], sections: NDArray[np.int64], folds: NDArray[np.int64]) -> None:
    """Raise TrainingError for a section that stands in one fold only: without that fold nothing would be known of it."""
    if len(np.unique(folds)) < MIN_FOLDS:
        raise TrainingError("the articles are all alike or of one source and date; expected some that differ, to measure on")
    for at, label in enumerate(labels):
        if len(np.unique(folds[sections == at])) < MIN_FOLDS:
            number = np.count_nonzero(sections == at)
            raise TrainingError(f"label {label!r} has {number} article(s), too few or too alike; expected {FOLDS} that differ")


def hold_out(material: Material, folds: NDArray[np.int64], seed: int) -> tuple[Floats, Floats]:
    """Return the margins (articles x sections) of articles and of their headlines, each by a model trained on the other folds."""
    margins = np.zeros((len(folds), len(material.labels)))
    headlines = np.zeros_like(margins)
    for fold in progress(np.unique(folds).tolist(), "cross-validating"):
        held_out = folds == fold
        linear = material.fit(np.flatnonzero(~held_out), seed)
        margins[held_out] = linear.margins(material.articles[held_out])
        headlines[held_out] = linear.margins(material.headlines[held_out])
    return margins, headlines


def straight(margins: Floats, sections: NDArray[np.int64]) -> tuple[float, float]:
    """Return the scale of `temperature`, and no bend."""
    return temperature(margins, sections), 0.0


def measure(
    sections: NDArray[np.int64], folds: NDArray[np.int64], margins: Floats, rows: NDArray[np.int64], calibrate: Calibrate
) -> OutOfFold:
    """Return the margins of the chosen rows as probabilities, each fold calibrated on the others."""
    calibrated = np.zeros((len(rows), margins.shape[1]))
    for fold in np.unique(folds[rows]):
        held_out = folds[rows] == fold
        others = rows[~held_out]
        found = margins[rows[held_out]]
        calibrated[held_out] = softmax(found * factors(found, *calibrate(margins[others], sections[others]))[:, None])
    return OutOfFold(rows, sections[rows], softmax(margins[rows]), calibrated)


def review_below(answers: OutOfFold) -> float:
    """Return the confidence below which an answer needs review."""
    confidence = answers.calibrated.max(axis=1)
    return review_threshold(confidence, answers.calibrated.argmax(axis=1) == answers.sections)


def store(weighting: Weighting, linear: Linear) -> Weights:
    """Return what was learned as a model stores it: the weight of a field times those of its terms."""
    words, pairs = len(weighting.words), len(weighting.pairs)
    widths = [pairs if field == "characters" else words for field in FIELDS]
    idf = np.concatenate([weighting.pairs if field == "characters" else weighting.words for field in FIELDS])
    field_weights = np.repeat([FIELD_WEIGHTS[field] for field in FIELDS], widths)
    matrix = np.ascontiguousarray(linear.weights.T * field_weights[:, None], np.float32)
    return Weights(words, idf.astype(np.float32), matrix, linear.intercepts)
