"""Measures: each against figures worked by hand, and against scikit-learn where it has them."""

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn import metrics

from model.evaluation import CoverageRow, ReliabilityBin, coverage, evaluate, macro_f1, reliability, review_threshold

LABELS = ["a", "b", "c"]
TRUTH = np.array([0, 0, 1, 1])
PROBABILITIES = np.array([[0.8, 0.2, 0.0], [0.4, 0.6, 0.0], [0.1, 0.9, 0.0], [0.3, 0.7, 0.0]])


def floats(*values: float) -> NDArray[np.float64]:
    return np.array(values)


def bools(letters: str) -> NDArray[np.bool_]:
    """Return an array that is true where `letters` has an r, for right."""
    return np.array([letter == "r" for letter in letters])


def random_answers() -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    chance = np.random.default_rng(3)
    return chance.integers(0, 4, 500), chance.dirichlet(np.ones(5), 500)


def test_a_report_is_as_worked_by_hand() -> None:
    report = evaluate(LABELS, TRUTH, PROBABILITIES)
    assert report.articles == 4
    assert report.accuracy == 0.75
    # a: precision 1/1, recall 1/2; b: precision 2/3, recall 2/2; c: nobody has it.
    assert [(s.label, s.articles) for s in report.sections] == [("a", 2), ("b", 2), ("c", 0)]
    assert [s.precision for s in report.sections] == pytest.approx([1, 2 / 3, 0])
    assert [s.recall for s in report.sections] == pytest.approx([1 / 2, 1, 0])
    assert [s.f1 for s in report.sections] == pytest.approx([2 / 3, 4 / 5, 0])
    assert report.macro_f1 == pytest.approx((2 / 3 + 4 / 5) / 3)
    assert report.confusion == ((1, 1, 0), (0, 2, 0), (0, 0, 0))
    # 0.2² + 0.2², 0.6² + 0.6², 0.1² + 0.1², 0.3² + 0.3²
    assert report.brier == pytest.approx((0.08 + 0.72 + 0.02 + 0.18) / 4)
    # Each answer is alone in its bin: |0.8 - 1|, |0.6 - 0|, |0.9 - 1|, |0.7 - 1|
    assert report.calibration_error == pytest.approx((0.2 + 0.6 + 0.1 + 0.3) / 4)
    assert report.review_below == 0.7


def test_answers_of_like_confidence_share_a_bin() -> None:
    bins = reliability(floats(0.2, 0.95, 0.97, 1.0, 0.21), bools("wrrwr"))
    assert bins == (
        ReliabilityBin(2, pytest.approx(0.205), 0.5),  # type: ignore[arg-type]  # approx stands for a float
        ReliabilityBin(3, pytest.approx(2.92 / 3), pytest.approx(2 / 3)),  # type: ignore[arg-type]  # the same
    )


def test_coverage_counts_the_most_confident_answers() -> None:
    confidence = np.linspace(0.99, 0.0, 100)
    rows = coverage(confidence, np.arange(100) < 90)
    assert rows[0] == CoverageRow(0.0, 1.0, 0.9)
    assert [row.coverage for row in rows] == [1.0, 0.98, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5]
    assert rows[3].precision == 1.0
    assert rows[3].threshold == pytest.approx(0.1)
    assert coverage(floats(0.5), bools("w"))[-1] == CoverageRow(0.5, 1.0, 0.0)


@pytest.mark.parametrize(
    ("confidence", "right", "threshold"),
    [
        (floats(0.9, 0.8, 0.7), "rrr", 0.7),
        (floats(0.9, 0.8, 0.7), "rrw", 0.8),
        (floats(0.9, 0.8, 0.7), "wrr", 1.01),
        (np.linspace(1, 0.05, 20), "r" * 19 + "w", 0.05),
        (np.linspace(1, 0.05, 20), "r" * 10 + "w" + "r" * 9, 0.05),
        (floats(0.9, 0.5, 0.5), "rrw", 0.9),
        (floats(0.5, 0.5), "rw", 1.01),
        (floats(0.7, 0.9, 0.8), "wrr", 0.8),
    ],
)
def test_review_begins_where_fewer_than_95_in_100_are_right(
    confidence: NDArray[np.float64], right: str, threshold: float
) -> None:
    assert review_threshold(confidence, bools(right)) == pytest.approx(threshold)


def test_measures_agree_with_scikit_learn() -> None:
    truth, probabilities = random_answers()
    answers = probabilities.argmax(axis=1)
    report = evaluate(list("abcde"), truth, probabilities)
    every = list(range(5))
    expected = metrics.f1_score(truth, answers, labels=every, average="macro", zero_division=0.0)
    assert report.macro_f1 == pytest.approx(expected)
    assert macro_f1(truth, answers, 5) == pytest.approx(expected)
    assert report.accuracy == pytest.approx(metrics.accuracy_score(truth, answers))
    assert np.array_equal(report.confusion, metrics.confusion_matrix(truth, answers, labels=every))
    one_against_rest = [metrics.brier_score_loss(truth == at, probabilities[:, at]) for at in every]
    assert report.brier == pytest.approx(sum(one_against_rest))


def test_the_bins_hold_every_answer() -> None:
    truth, probabilities = random_answers()
    report = evaluate(list("abcde"), truth, probabilities)
    assert sum(b.articles for b in report.reliability) == report.articles == 500
    assert sum(b.articles * b.accuracy for b in report.reliability) / 500 == pytest.approx(report.accuracy)


@pytest.mark.parametrize(("truth", "answers", "expected"), [([0, 1], [0, 1], 1.0), ([0, 0], [1, 1], 0.0), ([0, 0], [0, 0], 0.5)])
def test_macro_f1_counts_a_section_that_nobody_has_as_nothing(truth: list[int], answers: list[int], expected: float) -> None:
    assert macro_f1(np.array(truth), np.array(answers), 2) == expected
