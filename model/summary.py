"""Says in plain text what a training run found."""

import resource
import sys
from collections.abc import Iterator, Sequence

from model.article import Article
from model.classifier import Classifier
from model.comparison import Comparison
from model.evaluation import Report

KILOBYTE = 1024
# ru_maxrss counts kilobytes on Linux and bytes on macOS: getrusage(2) of each.
RSS_UNIT = 1 if sys.platform == "darwin" else KILOBYTE


def summary(articles: Report, uncalibrated: Report, headlines: Report | None) -> str:
    """Return the tables of a report: sections, confusion, calibration before and after, coverage."""
    return "\n".join(
        [
            f"out of fold, {articles.articles:,} articles: macro-F1 {articles.macro_f1:.4f}, accuracy {articles.accuracy:.4f}",
            "",
            *_sections(articles),
            "",
            *_confusion(articles),
            "",
            f"calibration error {uncalibrated.calibration_error:.4f} before, {articles.calibration_error:.4f} after; "
            f"Brier score {uncalibrated.brier:.4f} before, {articles.brier:.4f} after",
            *([_headlines(headlines)] if headlines else []),
            "",
            f"review below {articles.review_below:.4f}",
            *_coverage(articles),
        ]
    )


def compared(comparison: Comparison, shown: int = 20) -> str:
    """Return the figures of a comparison and its first `shown` flips."""
    flips = comparison.flips
    lines = [
        f"macro-F1 on {comparison.basis} ({comparison.articles:,}): served {comparison.served:.4f}, new {comparison.new:.4f}",
        f"{len(flips)} articles change their section" + (f"; the first {shown}:" if len(flips) > shown else ""),
        *(f"  {flip.article}: {flip.before} -> {flip.after} (true: {flip.truth})" for flip in flips[:shown]),
    ]
    return "\n".join(lines)


def learned(served: Classifier, adapted: Classifier, articles: Sequence[Article]) -> str:
    """Return how many of the articles each model answers as they are labelled; the adapted one has learned from them."""
    before, after = (
        sum(prediction.label == article.label for prediction, article in zip(model.classify(articles), articles, strict=True))
        for model in (served, adapted)
    )
    return f"answered as labelled, of the {len(articles):,} given articles: {before:,} before, {after:,} now"


def peak_memory() -> int:
    """Return the largest resident memory this process, or any one of its workers, has had, in bytes."""
    return RSS_UNIT * max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _sections(report: Report) -> Iterator[str]:
    yield f"{'section':<16}{'precision':>10}{'recall':>8}{'F1':>8}{'articles':>10}"
    for score in report.sections:
        yield f"{score.label:<16}{score.precision:>10.4f}{score.recall:>8.4f}{score.f1:>8.4f}{score.articles:>10,}"


def _confusion(report: Report) -> Iterator[str]:
    labels = [score.label for score in report.sections]
    yield f"{'true, answered':<16}" + _row(label[:9] for label in labels)
    for label, row in zip(labels, report.confusion, strict=True):
        yield f"{label:<16}" + _row(f"{number:,}" for number in row)


def _row(cells: Iterator[str] | Sequence[str]) -> str:
    return "".join(f"{cell:>11}" for cell in cells)


def _headlines(report: Report) -> str:
    return (
        f"headlines alone ({report.articles:,}): macro-F1 {report.macro_f1:.4f}, "
        f"calibration error {report.calibration_error:.4f}, review below {report.review_below:.4f}"
    )


def _coverage(report: Report) -> Iterator[str]:
    yield f"{'confidence from':<16}{'coverage':>10}{'precision':>11}"
    for row in report.coverage:
        yield f"{row.threshold:<16.4f}{row.coverage:>10.2%}{row.precision:>11.2%}"
