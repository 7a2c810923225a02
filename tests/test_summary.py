"""The summary: every figure of the report, in plain text that lines up."""

import pytest

from model.comparison import Comparison, Flip
from model.evaluation import Report, evaluate
from model.outcome import Trained
from model.summary import compared, peak_memory, summary


@pytest.fixture(scope="module")
def reports(trained: Trained) -> tuple[Report, Report, Report]:
    """The reports on articles, calibrated and not, and on headlines."""
    labels, articles, headlines = trained.classifier.labels, trained.articles, trained.headlines
    return (
        evaluate(labels, articles.sections, articles.calibrated),
        evaluate(labels, articles.sections, articles.raw),
        evaluate(labels, headlines.sections, headlines.calibrated),
    )


def words(text: str) -> list[str]:
    """Return the lines, each with single blanks."""
    return [" ".join(line.split()) for line in text.splitlines()]


def test_it_opens_with_the_figures_that_matter_most(reports: tuple[Report, Report, Report]) -> None:
    articles, *_ = reports
    first = summary(*reports).splitlines()[0]
    assert first == (
        f"out of fold, {articles.articles:,} articles: macro-F1 {articles.macro_f1:.4f}, accuracy {articles.accuracy:.4f}"
    )


def test_it_has_a_line_for_every_section_and_every_row_of_the_confusion(reports: tuple[Report, Report, Report]) -> None:
    articles, *_ = reports
    lines = words(summary(*reports))
    for score, row in zip(articles.sections, articles.confusion, strict=True):
        assert f"{score.label} {score.precision:.4f} {score.recall:.4f} {score.f1:.4f} {score.articles:,}" in lines
        assert " ".join([score.label, *map(str, row)]) in lines


def test_it_tells_calibration_before_and_after(reports: tuple[Report, Report, Report]) -> None:
    articles, raw, headlines = reports
    assert (
        f"calibration error {raw.calibration_error:.4f} before, {articles.calibration_error:.4f} after; "
        f"Brier score {raw.brier:.4f} before, {articles.brier:.4f} after"
    ) in summary(*reports)
    assert f"headlines alone ({headlines.articles:,}): macro-F1 {headlines.macro_f1:.4f}" in summary(*reports)
    assert "headlines" not in summary(articles, raw, None)


def test_it_gives_the_whole_table_of_coverage(reports: tuple[Report, Report, Report]) -> None:
    articles, *_ = reports
    lines = words(summary(*reports))
    assert f"review below {articles.review_below:.4f}" in lines
    assert lines[-len(articles.coverage) :] == [
        f"{row.threshold:.4f} {row.coverage:.2%} {row.precision:.2%}" for row in articles.coverage
    ]


def test_columns_line_up(reports: tuple[Report, Report, Report]) -> None:
    lines = summary(*reports).splitlines()
    tables = [line for line in lines if line.startswith(("section", *(s.label for s in reports[0].sections)))]
    assert len({len(line) for line in tables[:6]}) == 1
    assert len({len(line) for line in tables[6:]}) == 1


@pytest.mark.parametrize(("flips", "heading"), [(0, "0 articles"), (3, "3 articles"), (20, "20 articles"), (41, "41 articles")])
def test_it_lists_twenty_flips_and_counts_them_all(flips: int, heading: str) -> None:
    found = tuple(Flip(f"a-{at}", "other", "sports", "economy") for at in range(flips))
    lines = compared(Comparison("the basis", 1234, 0.5, 0.25, found)).splitlines()
    assert lines[0] == "macro-F1 on the basis (1,234): served 0.5000, new 0.2500"
    assert lines[1] == f"{heading} change their section" + ("; the first 20:" if flips > 20 else "")
    assert lines[2:] == [f"  a-{at}: sports -> economy (true: other)" for at in range(min(flips, 20))]


def test_peak_memory_is_that_of_a_program_with_a_model_in_it() -> None:
    assert 50 * 2**20 < peak_memory() < 16 * 2**30
