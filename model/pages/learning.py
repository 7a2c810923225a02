"""Learns to split pages from those that were labelled, with pages made of them and of articles beside; and measures it fairly."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from random import Random

from model.article import Article
from model.lexicon import Lexicon
from model.page import Page, split
from model.pages.composition import compose
from model.pages.labelled import LabelledPage
from model.pages.noise import misread
from model.pages.resetting import reset
from model.pages.scores import PageScores, score
from model.pages.tagging import TaggedPage, tagged
from model.pages.training import fit_tagger
from model.progress import progress
from model.tagger import Tagger

# Chosen by leaving layouts out in turn: see model/README.md.
COMPOSED = 1800
RESET = 32000
WRITTEN_COUNT = 12  # how often each labelled page itself is learned from
FOLDS = 5
NOISE = 0.02  # the share of characters misread in the noisy half of the measurement

Split = tuple[LabelledPage, Page]


def learn_tagger(pages: Sequence[LabelledPage], articles: Sequence[Article], lexicon: Lexicon, seed: int = 0) -> Tagger:
    """Return the tagger learned from labelled pages, from those set again, and from pages composed of `articles`."""
    return _learn(pages, compose_pages(articles, lexicon, seed), lexicon, seed)


def compose_pages(articles: Sequence[Article], lexicon: Lexicon, seed: int) -> list[TaggedPage]:
    """Return composed pages, as a tagger is to see them."""
    return [tagged(page, lexicon) for page in progress(list(compose(articles, COMPOSED, seed + 1)), "composing")]


def _learn(pages: Sequence[LabelledPage], composed: Sequence[TaggedPage], lexicon: Lexicon, seed: int) -> Tagger:
    again = [tagged(page, lexicon) for page in reset(pages, RESET, seed + 3)]
    return fit_tagger([*composed, *again, *([tagged(page, lexicon) for page in pages] * WRITTEN_COUNT)], lexicon, seed)


def measure_layouts(
    pages: Sequence[LabelledPage], articles: Sequence[Article], lexicon: Lexicon, seed: int = 0
) -> tuple[dict[str, float], dict[str, float]]:
    """Return the F1 of each of the PageScores on layouts left out, of pages as they are and of pages with NOISE."""
    found = list(leave_layouts_out(pages, articles, lexicon, seed))
    clean, noisy = (score(pair[at] for pair in found) for at in (0, 1))
    names = [field.name for field in fields(PageScores)]
    return {name: getattr(clean, name).f1 for name in names}, {name: getattr(noisy, name).f1 for name in names}


def leave_layouts_out(
    pages: Sequence[LabelledPage],
    articles: Sequence[Article],
    lexicon: Lexicon,
    seed: int = 0,
) -> Iterator[tuple[Split, Split]]:
    """Return each page, as it is and with NOISE, split by a tagger that has seen no page of its layout."""
    composed = compose_pages(articles, lexicon, seed)
    layouts = sorted({page.layout for page in pages})
    for fold in progress(range(FOLDS), "leaving layouts out"):
        left_out = set(layouts[fold::FOLDS])
        tagger = _learn([page for page in pages if page.layout not in left_out], composed, lexicon, seed)
        for page in pages:
            if page.layout in left_out:
                noisy = misread(page, NOISE, Random(page.name))  # noqa: S311 - it misreads characters
                yield (page, split(page.text, tagger)), (noisy, split(noisy.text, tagger))
