"""Measures predictions against what readers say. It knows nothing of how a model is trained."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

Floats = NDArray[np.float64]

RELIABILITY_BINS = 15
COVERAGES = (1.0, 0.98, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5)
REVIEW_PRECISION = 0.95


@dataclass(frozen=True, slots=True)
class SectionScore:
    """How well one section is found: precision, recall and F1 in 0..1, and how many articles carry it."""

    label: str
    precision: float
    recall: float
    f1: float
    articles: int


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """What answers at least as probable as `threshold` are worth: their share `coverage` and the share that is right."""

    threshold: float
    coverage: float
    precision: float


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The answers of like confidence: how many, their mean confidence, the share that is right."""

    articles: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Report:
    """How good a set of predictions is; `confusion[i][j]` counts articles of section i answered with section j.

    `calibration_error` is the expected calibration error of the winning section in 15 equal bins (Guo et al. 2017),
    `brier` the squared error of all probabilities, summed over sections, averaged over articles (Brier 1950).
    """

    articles: int
    accuracy: float
    macro_f1: float
    sections: tuple[SectionScore, ...]
    confusion: tuple[tuple[int, ...], ...]
    calibration_error: float
    brier: float
    reliability: tuple[ReliabilityBin, ...]
    coverage: tuple[CoverageRow, ...]
    review_below: float


def evaluate(labels: Sequence[str], truth: NDArray[np.int64], probabilities: Floats) -> Report:
    """Return the report on `probabilities` (articles x sections), given the true section of each article."""
    answers = probabilities.argmax(axis=1)
    confidence = probabilities.max(axis=1)
    right = answers == truth
    everything = np.arange(len(labels))
    scores = precision_recall_fscore_support(truth, answers, labels=everything, zero_division=0.0)
    sections = tuple(
        SectionScore(label, float(p), float(r), float(f1), int(n)) for label, p, r, f1, n in zip(labels, *scores, strict=True)
    )
    bins = reliability(confidence, right)
    return Report(
        articles=len(truth),
        accuracy=float(right.mean()),
        macro_f1=float(np.mean([section.f1 for section in sections])),
        sections=sections,
        confusion=tuple(tuple(int(n) for n in row) for row in confusion_matrix(truth, answers, labels=everything)),
        calibration_error=sum(abs(b.confidence - b.accuracy) * b.articles for b in bins) / len(truth),
        brier=float(np.square(probabilities - np.eye(len(labels))[truth]).sum(axis=1).mean()),
        reliability=bins,
        coverage=coverage(confidence, right),
        review_below=review_threshold(confidence, right),
    )


def macro_f1(truth: NDArray[np.int64], answers: NDArray[np.int64], sections: int) -> float:
    """Return the mean over all sections of F1, 0 for a section that neither has."""
    table = np.bincount(truth * sections + answers, minlength=sections * sections).reshape(sections, sections)
    both = table.sum(axis=0) + table.sum(axis=1)
    return float(np.mean(2 * np.diag(table) / np.maximum(both, 1)))


def reliability(confidence: Floats, right: NDArray[np.bool_]) -> tuple[ReliabilityBin, ...]:
    """Return the bins of equal width that any answer falls into."""
    places = np.minimum((confidence * RELIABILITY_BINS).astype(int), RELIABILITY_BINS - 1)
    masks = [places == at for at in range(RELIABILITY_BINS)]
    return tuple(ReliabilityBin(int(m.sum()), float(confidence[m].mean()), float(right[m].mean())) for m in masks if m.any())


def coverage(confidence: Floats, right: NDArray[np.bool_]) -> tuple[CoverageRow, ...]:
    """Return what the most confident answers are worth, at each of COVERAGES."""
    order = np.argsort(-confidence, kind="stable")
    rows = []
    for share in COVERAGES:
        kept = order[: max(1, round(share * len(order)))]
        rows.append(CoverageRow(float(confidence[kept[-1]]), len(kept) / len(order), float(right[kept].mean())))
    return tuple(rows)


def review_threshold(confidence: Floats, right: NDArray[np.bool_]) -> float:
    """Return the lowest confidence at and above which 95 % of the answers are right; above 1 where there is none."""
    order = np.argsort(-confidence, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    last_of_equals = np.diff(confidence[order], append=-1.0) != 0
    reached = np.flatnonzero((precision >= REVIEW_PRECISION) & last_of_equals)
    return float(confidence[order[reached[-1]]]) if len(reached) else 1.01
