"""`python -m benchmarks.pages`: how well and how fast raw pages are split into their articles."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from textwrap import wrap

from threadpoolctl import threadpool_limits

from benchmarks import data
from benchmarks.tables import print_table
from model.article import Article
from model.classifier import Classifier
from model.page import Page, classified, shipped_tagger, split, split_page
from model.pages.labelled import LabelledPage, read_pages
from model.pages.learning import NOISE, Split, leave_layouts_out
from model.pages.scores import PageScores, score_page

PAGES = data.PROJECT / "seeds" / "pages"
ROUNDS = 30
CHARACTERS, COLUMN = 6_000, 15
LENGTHS = (6_000, 60_000, 600_000, 2_000_000)
SPEED_BAR, CLEAN_BAR, NOISY_BAR, SECTIONS_BAR = 300, 0.95, 0.90, 0.01
PARTS = ("layouts", "real", "plain", "speed")
SCORES = ("boundaries", "articles", "attached", "headings", "headlines", "broken")
HEADER = (
    "",
    "pages",
    "boundary F1",
    "whole articles F1",
    "headings attached F1",
    "headings and their lack F1",
    "headlines F1",
    "broken paragraphs F1",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables asked for."""
    options = _parser().parse_args(arguments)
    parts = options.only or PARTS
    classifier = Classifier.load(options.model)
    if "layouts" in parts:
        print_layouts(read_pages(PAGES), data.seeds(), classifier)
    if "real" in parts and (options.shared / "page").is_dir():
        print_real(options.shared / "page", classifier)
    if "plain" in parts and not data.missing(options.shared):
        print_plain(data.gold(options.shared), classifier)
    if "speed" in parts:
        print_speed(read_pages(PAGES), classifier)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--shared", type=Path, default=data.SHARED, help="the folder with the real page (%(default)s)")
    parser.add_argument("--model", type=Path, default=data.SHIPPED, help="the model that gives sections (%(default)s)")
    parser.add_argument("--only", choices=PARTS, action="append", help="print only this part; may be repeated")
    return parser


def print_layouts(pages: Sequence[LabelledPage], articles: Sequence[Article], classifier: Classifier) -> None:
    """Print the scores on pages of layouts that the tagger has not seen, and of the sections on them."""
    found = list(leave_layouts_out(pages, articles, shipped_tagger().lexicon))
    clean, noisy = [pair[0] for pair in found], [pair[1] for pair in found]
    rows = [
        row(layout, [pair for pair in clean if pair[0].layout == layout]) for layout in sorted({page.layout for page in pages})
    ]
    rows += [row("**all**", clean), row(f"all, {NOISE:.0%} of characters misread", noisy)]
    rows += [["bar", "", f"{CLEAN_BAR} / noisy {NOISY_BAR}", "", str(CLEAN_BAR), "", "", str(CLEAN_BAR)]]
    print_table("Seed pages, each layout left out in turn", HEADER, rows)
    alone, on_page, number = sections(clean, classifier)
    told = [f"{alone:.3f}", f"{on_page:.3f}", f"{on_page - alone:+.3f}", f">= -{SECTIONS_BAR}"]
    print_table(f"Accuracy of sections, {number} articles", ("given alone", "on their pages", "difference", "bar"), [told])


def row(name: str, found: Sequence[Split]) -> list[str]:
    """Return a row of scores."""
    scores = sum((score_page(truth, page) for truth, page in found), PageScores())
    return [name, str(len(found)), *(f"{getattr(scores, kind).f1:.3f}" for kind in SCORES)]


def sections(found: Iterable[Split], classifier: Classifier) -> tuple[float, float, int]:
    """Return the accuracy of sections of articles given alone, and of those that lie where they do on the split page."""
    alone: list[bool] = []
    on_page: list[bool] = []
    for truth, page in found:
        given = [
            Article(
                "\n".join("".join(truth.text[a:b] for a, b in pieces) for pieces in article.paragraphs()), article.headline or ""
            )
            for article in truth.articles
        ]
        told = classified(page, classifier).articles
        for article, prediction in zip(truth.articles, classifier.classify(given), strict=True):
            alone.append(prediction.label == article.section)
            nearest = max(told, key=lambda one: min(one.end, article.end) - max(one.start, article.start))
            on_page.append(nearest.section is not None and nearest.section.label == article.section)
    return sum(alone) / len(alone), sum(on_page) / len(on_page), len(alone)


def print_real(folder: Path, classifier: Classifier) -> None:
    """Print what is found on each real page of a folder, against its truth."""
    rows = []
    for file in sorted(folder.glob("*.truth.json")):
        truth = json.loads(file.read_text("utf-8"))
        page = split_page(file.with_name(truth["page"]).read_text("utf-8"), classifier)
        rows.append([file.name.removesuffix(".truth.json"), *_real_row(truth["articles"], page)])
    print_table("Real pages", ("", "articles", "found to the character", "headlines", "sections", "ranges of furniture"), rows)


def _real_row(expected: Sequence[dict[str, object]], page: Page) -> Iterator[str]:
    found = {(article.start, article.end): article for article in page.articles}
    exact = [(one, found[place]) for one in expected if (place := (one["start"], one["end"])) in found]
    yield str(len(expected))
    yield str(len(exact))
    yield str(sum(one["headline"] == article.headline for one, article in exact))
    yield str(sum(article.section is not None and one["section"] == article.section.label for one, article in exact))
    yield str(len(page.furniture))


def print_plain(articles: Sequence[Article], classifier: Classifier) -> None:
    """Print how many of the articles, each given as a page of its own, come back as one."""
    whole = sum(len(split_page(data.whole(article), classifier).articles) == 1 for article in articles)
    print_table(
        "Plain articles given as pages",
        ("articles", "one", "share"),
        [[str(len(articles)), str(whole), f"{whole / len(articles):.3f}"]],
    )


def print_speed(pages: Sequence[LabelledPage], classifier: Classifier) -> None:
    """Print how many pages a core splits in a second, and how the cost grows with the length of a page."""
    everything = "\n\n".join(page.text for page in pages)
    dense = "\n".join(line for part in everything.split("\n") for line in wrap(part, COLUMN))
    splitting = partial(split, tagger=shipped_tagger())
    with_sections = partial(split_page, classifier=classifier)
    rows = []
    for name, text, work, bar in (
        ("split", everything, splitting, SPEED_BAR),
        (f"the same in columns of {COLUMN} characters", dense, splitting, SPEED_BAR),
        ("and sections given", everything, with_sections, None),
    ):
        sample = [text[start : start + CHARACTERS] for start in range(0, min(len(text), 20 * CHARACTERS), CHARACTERS)]
        rate = 1 / min(seconds(sample, work) / len(sample) for _ in range(ROUNDS))
        rows.append(
            [name, f"{rate:,.0f}", *(("", "") if bar is None else (f"{bar}", "reached" if rate >= bar else "**missed**"))]
        )
    print_table(f"Pages of {CHARACTERS:,} characters, one core", ("", "pages/s", "bar", ""), rows)
    long = dense * (LENGTHS[-1] // len(dense) + 1)
    costs = [min(seconds([long[:length]], splitting) for _ in range(3)) * 1e6 / length for length in LENGTHS]
    print_table(
        "Cost by length",
        ("characters", "microseconds a character"),
        [[f"{n:,}", f"{c:.3f}"] for n, c in zip(LENGTHS, costs, strict=True)],
    )


def seconds(texts: Sequence[str], work: Callable[[str], Page]) -> float:
    """Return the processor time that the work on the texts takes."""
    with threadpool_limits(1):  # as in a worker
        begin = time.process_time()
        for text in texts:
            work(text)
        return time.process_time() - begin


if __name__ == "__main__":
    sys.exit(main())
