"""Splits the raw text of a newspaper page into its articles. It knows nothing of HTTP and of how taggers are trained."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from model.characters import SENTENCE_ENDS
from model.classifier import Classifier
from model.lines import cut_lines
from model.page_article import Line, PageArticle, read_article
from model.parts import BYLINE, CONTINUED, CROSSHEAD, HEADLINE, KICKER, LEAD, PARAGRAPH, PARTS, SIGNATURE, SUBTITLE
from model.shapes import describe
from model.tagger import FURNITURE, START, STATES, Tagger
from model.tagger_artifact import load_tagger
from model.versions import Versions

# The kind of part that a line is in, by its state, or by its kind where that is known.
KINDS = {state: state.removesuffix(START) for state in (*STATES, *PARTS)} | {CROSSHEAD: PARAGRAPH, SIGNATURE: BYLINE}
BODY = frozenset({LEAD, LEAD + START, PARAGRAPH, CONTINUED})
BEGINNINGS = frozenset(state for state in STATES if state.endswith(START) or state == FURNITURE)

Place = tuple[int, int, float]  # the range of a line, and how likely an article begins there

# How likely a line without heading must begin an article, to do so below an open sentence. One of 1,400 such lines does on
# the seed pages, one of 94 on the composed ones that the tagger has learned from.
SURE = 0.98
MOST_FURNITURE = 2  # lines that the tagger takes for furniture on what is but a plain article


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its articles in order, and the ranges of what belongs to none. Together they hold every inked character once."""

    articles: tuple[PageArticle, ...]
    furniture: tuple[tuple[int, int], ...]


def split_page(text: str, classifier: Classifier | None = None) -> Page:
    """Return the articles of a page with their sections, given by `classifier`, or by the published model where none is given.

    Raises ArtifactError for a model that cannot be read.
    """
    chosen = classifier or _published(Versions().current())
    return classified(split(text, shipped_tagger()), chosen)


@cache
def shipped_tagger() -> Tagger:
    """Return the tagger that comes with the project."""
    return load_tagger()


@cache
def _published(folder: Path) -> Classifier:
    return Classifier.load(folder)


def classified(page: Page, classifier: Classifier) -> Page:
    """Return the page with the section of each article."""
    sections = classifier.classify([article.article for article in page.articles])
    articles = [replace(article, section=section) for article, section in zip(page.articles, sections, strict=True)]
    return replace(page, articles=tuple(articles))


def split(text: str, tagger: Tagger) -> Page:
    """Return the articles of a page without their sections."""
    lines = cut_lines(text)
    if not len(lines.starts):
        return Page((), ())
    tags, begins = tagger.tag(describe(lines, tagger.lexicon))
    places = list(zip(lines.starts.tolist(), lines.ends.tolist(), begins.tolist(), strict=True))
    states = _going_on(text, places, _subtitles_apart(text, places, [STATES[tag] for tag in tags]))
    runs = [run for run in _runs(states) if states[run[0]] != FURNITURE]
    if len(runs) > 1 and _is_plain(text, places, states, runs):
        states = _as_one(states)
    return _read_page(text, places, states)


def _is_plain(text: str, places: Sequence[Place], states: Sequence[str], runs: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a page that was cut is one plain article: nothing further down has a byline, and no newspaper is around."""
    if states.count(FURNITURE) > MOST_FURNITURE:
        return False
    parts = _parts(places, states)
    return not any(read_article(text, parts[first:beyond], 0).byline for first, beyond in runs[1:])


def _subtitles_apart(text: str, places: Sequence[Place], states: Sequence[str]) -> list[str]:
    """Return the states, where a line of a headline that a blank line parts from the line above is a subtitle."""
    found = list(states)
    for at in range(1, len(states)):
        if states[at] == HEADLINE and found[at - 1] in (HEADLINE, HEADLINE + START, SUBTITLE):
            parted = text.count("\n", places[at - 1][1], places[at][0]) > 1
            found[at] = SUBTITLE if parted else HEADLINE
    return found


def _going_on(text: str, places: Sequence[Place], states: Sequence[str]) -> list[str]:
    """Return the states, where what stands below an open sentence continues it, unless it surely begins an article."""
    found = list(states)
    for at in range(1, len(states)):
        begins = states[at] == LEAD + START and states[at - 1] in BODY
        if begins and text[places[at - 1][1] - 1] not in SENTENCE_ENDS and places[at][2] < SURE:
            found[at] = CONTINUED
    return found


def _as_one(states: Sequence[str]) -> list[str]:
    """Return the states of a plain article, whose headings further down are its own."""
    inside = [at for at, state in enumerate(states) if state != FURNITURE]
    found = list(states)
    led = False
    for at in range(inside[0], inside[-1] + 1):
        kind = KINDS[states[at]]
        if led and kind in (FURNITURE, KICKER, HEADLINE, SUBTITLE, LEAD):
            kind = PARAGRAPH
        led = led or kind in (LEAD, PARAGRAPH, CONTINUED)
        found[at] = states[at] if at == inside[0] else kind
    return found


def _read_page(text: str, places: Sequence[Place], states: Sequence[str]) -> Page:
    """Return the page whose lines, each with its range and how likely an article begins there, have these states."""
    articles, furniture = [], []
    parts = _parts(places, states)
    for first, beyond in _runs(states):
        if states[first] == FURNITURE:
            furniture.append(places[first][:2])
        else:
            articles.append(read_article(text, parts[first:beyond], places[first][2]))
    return Page(tuple(articles), tuple(furniture))


def _parts(places: Sequence[Place], states: Sequence[str]) -> list[Line]:
    """Return the lines, each with the kind of part that it is in."""
    return [(KINDS[state], start, end) for state, (start, end, _) in zip(states, places, strict=True)]


def _runs(states: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Return the lines, as half-open ranges, of each article, and of each line of furniture."""
    first = 0
    for at in range(1, len(states) + 1):
        if at == len(states) or states[at] in BEGINNINGS or states[at - 1] == FURNITURE:
            yield first, at
            first = at
