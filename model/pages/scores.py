"""Measures how well pages were split, against pages whose parts are known."""

from collections.abc import Hashable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from model.page import Page
from model.page_article import PageArticle
from model.pages.labelled import LabelledArticle, LabelledPage
from model.parts import HEADLINE, KICKER, SUBTITLE

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """Of things looked for: how many there are, how many were found, and how many of those are right."""

    there: int = 0
    found: int = 0
    right: int = 0

    def __add__(self, other: "Found") -> "Found":
        return Found(self.there + other.there, self.found + other.found, self.right + other.right)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall; 1 where there was nothing to find and nothing was found."""
        return 2 * self.right / (self.there + self.found) if self.there + self.found else 1.0


@dataclass(frozen=True, slots=True)
class PageScores:
    """What was found on pages, all to the character.

    `boundaries`: where articles begin and where they end; `articles`: whole articles, both at once; `headings`: articles to which
    all lines of their heading (kicker, headline, subtitle) and no others were attached, none where they have none; `attached`:
    the same, of articles that have a heading; `headlines`: those whose headline is told from kicker and subtitle as well;
    `broken`: paragraphs that line or column ends break, made whole.
    """

    boundaries: Found = Found()
    articles: Found = Found()
    headings: Found = Found()
    attached: Found = Found()
    headlines: Found = Found()
    broken: Found = Found()

    def __add__(self, other: "PageScores") -> "PageScores":
        return PageScores(
            self.boundaries + other.boundaries,
            self.articles + other.articles,
            self.headings + other.headings,
            self.attached + other.attached,
            self.headlines + other.headlines,
            self.broken + other.broken,
        )


def score(pages: Iterable[tuple[LabelledPage, Page]]) -> PageScores:
    """Return the scores of split pages, taken together."""
    return sum((score_page(truth, page) for truth, page in pages), PageScores())


def score_page(truth: LabelledPage, page: Page) -> PageScores:
    """Return the scores of one page."""
    expected = {(article.start, article.end) for article in truth.articles}
    found = {(article.start, article.end) for article in page.articles}
    true_headings = {(article.start, _bare(_true_heading(article, truth.text))) for article in truth.articles}
    headings = {(article.start, _bare(_heading(article))) for article in page.articles}
    return PageScores(
        boundaries=_compare(_edges(expected), _edges(found)),
        articles=_compare(expected, found),
        headings=_compare(true_headings, headings),
        attached=_compare(_not_empty(true_headings), _not_empty(headings)),
        headlines=_compare(
            {(article.start, _bare(article.headline or "")) for article in truth.articles},
            {(article.start, _bare(article.headline or "")) for article in page.articles},
        ),
        broken=_compare(
            {(pieces[0][0], pieces[-1][1]) for article in truth.articles for pieces in article.paragraphs()} & _broken(truth),
            {place for article in page.articles for place in article.paragraphs if "\n" in truth.text[slice(*place)]},
        ),
    )


def _broken(truth: LabelledPage) -> set[Range]:
    places = {(pieces[0][0], pieces[-1][1]) for article in truth.articles for pieces in article.paragraphs()}
    return {place for place in places if "\n" in truth.text[slice(*place)]}


def _not_empty(headings: AbstractSet[tuple[int, str]]) -> set[tuple[int, str]]:
    return {(start, heading) for start, heading in headings if heading}


def _compare(expected: AbstractSet[Hashable], found: AbstractSet[Hashable]) -> Found:
    return Found(len(expected), len(found), len(expected & found))


def _edges(places: AbstractSet[Range]) -> set[tuple[str, int]]:
    return {("start", start) for start, _ in places} | {("end", end) for _, end in places}


def _true_heading(article: LabelledArticle, text: str) -> str:
    return "".join(text[part.start : part.end] for part in article.parts if part.kind in (KICKER, HEADLINE, SUBTITLE))


def _heading(article: PageArticle) -> str:
    return "".join(filter(None, (article.kicker, article.headline, *article.subtitles)))


def _bare(text: str) -> str:
    """Return a text without its blanks."""
    return "".join(text.split())
