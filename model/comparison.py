"""Compares a new model with the served one on the same articles, and decides whether it may take its place."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.article import Article
from model.classifier import Classifier
from model.evaluation import macro_f1
from model.outcome import Trained

Sections = NDArray[np.int64]

# On fewer articles than this macro-F1 says nothing.
MIN_UNSEEN = 50


@dataclass(frozen=True, slots=True)
class Flip:
    """An article that the new model answers otherwise: its id or row, its true section, the answers before and after."""

    article: str
    truth: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The macro-F1 of the served and of the new model on the same `articles`, out of fold for the new one, and the flips.

    `basis` says in words which articles those are.
    """

    basis: str
    articles: int
    served: float
    new: float
    flips: tuple[Flip, ...]


def compare(
    served: Classifier, recorded: float | None, seen: NDArray[np.uint64], trained: Trained, articles: Sequence[Article]
) -> Comparison | None:
    """Compare on the articles that the served model has not seen.

    A model adapted from the served one has seen what that has, so there all articles are fair. Where the served model has
    seen nearly everything, the macro-F1 out of fold that was `recorded` when it was trained on the very same articles stands
    for it; where there is no such figure (None), no fair comparison can be made and None is returned.
    """
    labels = trained.classifier.labels
    answers = trained.articles.calibrated.argmax(axis=1)
    truth = trained.articles.sections
    if trained.adapted:
        rows, basis = np.arange(len(articles)), "the given articles, out of fold"
    else:
        rows = np.flatnonzero(~np.isin(fingerprints(articles), seen))
        basis = "the given articles that the served model has not seen, out of fold"
    if len(rows) < MIN_UNSEEN:
        if recorded is None:
            return None
        basis = "all given articles, out of fold; the served model has seen them, so its own figure on them is from its training"
        return Comparison(basis, len(articles), recorded, macro_f1(truth, answers, len(labels)), ())
    names = [articles[row].id or f"article {row + 1}" for row in rows.tolist()]
    before = answers_of(served, [articles[row] for row in rows.tolist()])
    return _compare(basis, labels, names, truth[rows], before, answers[rows])


def compare_known(served: Classifier, adapted: Classifier, known: Sequence[Article]) -> Comparison | None:
    """Compare on articles that are `known` to both, as a few corrections are too few to compare on; None for no articles.

    Figures on what was learned say little of either model, but their difference says what the corrections have spoilt.
    """
    if not known:
        return None
    truth = np.array([served.labels.index(article.label) for article in known])
    names = [article.id or f"seed article {at + 1}" for at, article in enumerate(known)]
    basis = "the seed articles, most of them learned before: what was known must stay"
    return _compare(basis, served.labels, names, truth, answers_of(served, known), answers_of(adapted, known))


def answers_of(classifier: Classifier, articles: Sequence[Article]) -> Sections:
    """Return the place, among the classifier's labels, of its answer to each article."""
    return np.array([classifier.labels.index(prediction.label) for prediction in classifier.classify(articles)], np.int64)


def _compare(
    basis: str, labels: Sequence[str], names: Sequence[str], truth: Sections, before: Sections, after: Sections
) -> Comparison:
    flips = tuple(
        Flip(names[at], labels[truth[at]], labels[before[at]], labels[after[at]])
        for at in np.flatnonzero(before != after).tolist()
    )
    return Comparison(basis, len(truth), macro_f1(truth, before, len(labels)), macro_f1(truth, after, len(labels)), flips)


def objections(comparison: Comparison | None, classifier: Classifier, golden: Iterable[Article], tolerance: float) -> list[str]:
    """Return why the new model must not be published, a sentence each; nothing when it may."""
    found = []
    if comparison and comparison.new < comparison.served - tolerance:
        found.append(
            f"macro-F1 falls from {comparison.served:.4f} to {comparison.new:.4f}, by more than the tolerance of {tolerance}, "
            f"on {comparison.basis}"
        )
    examples = list(golden)
    for example, prediction in zip(examples, classifier.classify(examples), strict=True):
        if prediction.label != example.label:
            found.append(f"golden example {example.id!r} is answered {prediction.label}; expected {example.label}")
    return found


def fingerprints(articles: Iterable[Article]) -> NDArray[np.uint64]:
    """Return the first 64 bits of the SHA-256 of each article's text: enough to know it again, too little to read it."""
    digests = [hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).digest()[:8] for article in articles]
    return np.array([int.from_bytes(digest, "big") for digest in digests], np.uint64)
