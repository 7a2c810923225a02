"""The report page: all of a report's numbers on one well-formed page that loads nothing."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from model.charts import confusion_map, coverage_at, coverage_curve, reliability_diagram
from model.comparison import Flip
from model.evaluation import CoverageRow, ReliabilityBin, Report, SectionScore, evaluate
from model.report_page import report_page
from model.sections import section

HOSTILE = '<script>alert("1")</script>&\''
FACTS = {"Model": "20260102-0123456789ab", "Trained on": "300 articles & counting"}
REPORT = Report(
    articles=1234,
    accuracy=0.9123,
    macro_f1=0.8765,
    sections=(
        SectionScore("politics", 0.911, 0.822, 0.833, 741),
        SectionScore("sports", 0.944, 0.955, 0.966, 493),
        SectionScore("other", 0.0, 0.0, 0.0, 0),
    ),
    confusion=((609, 95, 37), (13, 471, 9), (0, 0, 0)),
    calibration_error=0.0234,
    brier=0.1357,
    reliability=(ReliabilityBin(235, 0.612, 0.587), ReliabilityBin(999, 0.981, 0.976)),
    coverage=(CoverageRow(0.401, 1.0, 0.912), CoverageRow(0.723, 0.853, 0.957), CoverageRow(0.938, 0.504, 0.992)),
    review_below=0.688,
)
FLIPS = (
    Flip("row 7", "sports", "politics", "sports"),
    Flip("row 8", "sports", "sports", "politics"),
    Flip("row 9", "other", "sports", "politics"),
)


class Reader(HTMLParser):
    """Keeps every tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def page(**changes: object) -> str:
    given: dict[str, object] = {"facts": FACTS, "article_report": REPORT, "headline_report": None, "flips": FLIPS}
    return report_page("A report", **{**given, **changes})  # type: ignore[arg-type]


def tree(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  # we have just written it


def words(html: str) -> str:
    return " ".join(tree(html).itertext())


def pictures(html: str) -> list[ET.Element]:
    return tree(html).findall(".//svg")


@pytest.mark.parametrize("headlines", [None, REPORT])
@pytest.mark.parametrize("flips", [(), FLIPS, FLIPS * 9])
def test_the_page_is_well_formed(headlines: Report | None, flips: tuple[Flip, ...]) -> None:
    html = page(headline_report=headlines, flips=flips)
    assert html.startswith("<!DOCTYPE html>\n<html lang=")
    assert tree(html).tag == "html"


@pytest.mark.parametrize(
    "number",
    [
        *("1234", "91.23%", "0.8765", "0.0234", "0.1357", "0.688"),
        *("0.911", "0.822", "0.833", "741", "0.944", "0.955", "0.966", "493"),
        *("609", "95", "37", "13", "471", "9", "82.2%", "12.8%", "5.0%", "95.5%"),
        *("235", "61.2%", "58.7%", "999", "98.1%", "97.6%"),
        *("100.0%", "0.401", "85.3%", "95.7%", "0.723", "50.4%", "99.2%", "0.938"),
    ],
)
def test_every_number_of_the_report_is_on_the_page(number: str) -> None:
    assert re.search(rf"(?<![\d.]){re.escape(number)}(?![\d])", words(page()))


def test_the_pictures_show_counts_shares_bin_sizes_and_the_review_threshold() -> None:
    confusion, reliability, coverage = (" ".join(picture.itertext()) for picture in pictures(page()))
    assert all(shown in confusion for shown in ("609", "82.2%", "471", "95.5%"))
    assert all(size in reliability for size in ("235", "999"))
    assert "review below 0.688" in coverage


def test_every_picture_says_what_it_is() -> None:
    drawn = pictures(page(headline_report=REPORT))
    titles = [picture.findtext("title", "") for picture in drawn]
    assert all(picture.get("role") == "img" for picture in drawn)
    assert len(set(titles)) == len(titles) == 6
    assert sum("of headlines alone" in title for title in titles) == 3


def test_headlines_have_a_part_of_their_own_when_there_is_a_report_of_them() -> None:
    assert "Headlines alone" not in page()
    html = page(headline_report=replace(REPORT, macro_f1=0.7771))
    assert "Headlines alone" in html
    assert "0.7771" in html


@pytest.mark.parametrize("label", ["politics", "sports", "other"])
def test_sections_are_named_in_both_languages(label: str) -> None:
    assert f'<span lang="zh-Hans">{section(label).zh}</span> {section(label).en}' in page()


def test_hostile_labels_facts_and_ids_stay_text() -> None:
    sections = (*REPORT.sections[:2], SectionScore(HOSTILE, 0.0, 0.0, 0.0, 0))
    html = report_page(
        HOSTILE,
        {HOSTILE: HOSTILE},
        replace(REPORT, sections=sections),
        None,
        [Flip(HOSTILE, HOSTILE, HOSTILE, "sports")],
    )
    reader = Reader()
    reader.feed(html)
    assert "script" not in {tag for tag, _ in reader.tags}
    assert words(html).count(HOSTILE) >= 8


def test_a_section_without_articles_has_no_shares_and_is_pointed_out() -> None:
    assert "No article belongs to" in page()
    everywhere = tuple(replace(score, articles=1) for score in REPORT.sections)
    assert "No article belongs to" not in page(article_report=replace(REPORT, sections=everywhere))
    assert pictures(page())[0].findall("text")[-2].text == "–"


def test_flips_are_listed_with_what_became_of_them() -> None:
    rows = [" ".join(row.itertext()) for row in tree(page()).iter("tr")]
    verdicts = {row[:5]: row for row in rows if row.startswith("row ")}
    assert verdicts["row 7"].endswith("now right")
    assert verdicts["row 8"].endswith("no longer right")
    assert verdicts["row 9"].endswith("still wrong")
    assert "3 articles: 1 no longer right, 1 now right, 1 still wrong." in page()


@pytest.mark.parametrize(("flips", "folded"), [(20, False), (21, True)])
def test_many_flips_are_folded_and_all_there(flips: int, *, folded: bool) -> None:
    html = page(flips=[Flip(f"row {at}", "sports", "other", "sports") for at in range(flips)])
    assert (f"<summary>All {flips} articles</summary>" in html) is folded
    assert html.count("now right</td>") == flips


def test_no_flips_leave_no_trace() -> None:
    assert "answered otherwise" in page()
    assert "answered otherwise" not in page(flips=())


def test_the_page_loads_nothing() -> None:
    html = page(headline_report=REPORT)
    reader = Reader()
    reader.feed(html)
    assert not {"script", "link", "img", "iframe", "object", "image", "use"} & {tag for tag, _ in reader.tags}
    assert not {"src", "href", "xlink:href"} & {name for _, attributes in reader.tags for name in attributes}
    assert not re.search(r"https?:|//|url\(|@import", html)


@pytest.mark.parametrize(
    ("threshold", "coverage"),
    [(0.0, 1.0), (0.401, 1.0), (0.562, 0.9265), (0.723, 0.853), (0.938, 0.504), (0.969, 0.252), (1.0, 0.0), (1.01, 0.0)],
)
def test_the_share_above_a_threshold_lies_on_lines_between_the_rows(threshold: float, coverage: float) -> None:
    assert coverage_at(REPORT.coverage, threshold) == pytest.approx(coverage)


def test_answers_as_sure_as_can_be_need_no_review() -> None:
    rows = [CoverageRow(1.0, 1.0, 0.97), CoverageRow(1.0, 0.5, 0.99)]
    assert coverage_at(rows, 1.0) == 1.0


def test_a_threshold_that_cannot_be_reached_is_told_in_words() -> None:
    html = page(article_report=replace(REPORT, review_below=1.01))
    assert html.count("no threshold gives 95%") >= 3
    assert "about 100%" in html


@pytest.mark.parametrize("certain", [0.4, 1.0])
@pytest.mark.parametrize("answer", [0, 1])
def test_a_report_of_one_article_can_be_drawn(certain: float, answer: int) -> None:
    probabilities = np.full((1, 3), (1 - certain) / 2)
    probabilities[0, answer] = certain
    report = evaluate(("politics", "sports", "国际"), np.array([0]), probabilities)
    assert len(pictures(report_page("One", {}, report, report))) == 6


def test_pictures_stay_inside_their_frame() -> None:
    labels = [f"a_section_of_ones_own_{at}" for at in range(14)]
    drawn = (
        confusion_map(labels, [[1] * 14] * 14, "articles"),
        reliability_diagram(REPORT.reliability, "articles"),
        coverage_curve(REPORT.coverage, 0.1, "articles"),
    )
    for picture in map(ET.fromstring, drawn):
        _, _, width, height = map(float, picture.attrib["viewBox"].split())
        for shape in picture.iter():
            assert -1 <= float(shape.get("x", "0")) + float(shape.get("width", "0")) <= width
            assert -1 <= float(shape.get("y", "0")) + float(shape.get("height", "0")) <= height
