"""An article of a page, read off its lines once it is known what each of them is. It knows nothing of taggers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from model.article import Article
from model.byline import Byline, head_of, read_byline, tail_of
from model.parts import BYLINE, CAPTION, CONTINUED, HEADLINE, KICKER, LEAD, MARK, PARAGRAPH, SUBTITLE
from model.prediction import Prediction

# Where an article goes on or comes from. Bounded, so that no text can make a search long.
JUMP = re.compile(
    r"[（(【\[]?\s{0,2}(下转|上接|紧接|转|接)\s{0,2}第?\s{0,2}([A-Za-z]?\d{1,3}|[一二三四五六七八九十]{1,3})\s{0,2}版\s{0,2}[）)】\]]?"
)
JUMP_CHARACTERS = 20
ONWARD, BACK = ("下转", "转"), ("上接", "紧接", "接")
CAPTION_ENDS = "。）)摄图"
FEWEST_SPREAD = 3  # characters set apart by blanks

Line = tuple[str, int, int]  # what it is, and its half-open range


@dataclass(frozen=True, slots=True)
class Caption:
    """The caption of a picture: its half-open range in the page, and its text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class PageArticle:
    """An article of a page. `start` and `end` are its half-open range in the page's text, in characters.

    `headline` is None where it has none; `kicker` and `subtitles` stand above and below it. `text` holds the paragraphs, a
    line each, rejoined where columns broke them, without byline and captions; `paragraphs` are their ranges in the page.
    `continued_on` and `continued_from` are the pages named by marks of continuation. `boundary` is how likely an article
    begins here, from 0 to 1.
    """

    start: int
    end: int
    headline: str | None
    text: str
    boundary: float
    paragraphs: tuple[tuple[int, int], ...] = ()
    kicker: str | None = None
    subtitles: tuple[str, ...] = ()
    byline: Byline | None = None
    captions: tuple[Caption, ...] = ()
    continued_on: str | None = None
    continued_from: str | None = None
    section: Prediction | None = None

    @property
    def article(self) -> Article:
        """Return the article as a classifier reads it: captions tell of its matter too."""
        text = "\n".join(filter(None, (self.text, *(caption.text for caption in self.captions))))
        return Article(text, " ".join(filter(None, (self.kicker, self.headline, *self.subtitles))))


def read_article(text: str, parts: Sequence[Line], boundary: float) -> PageArticle:
    """Return the article whose lines are the given ones, each with what it is."""
    said: dict[str, list[str]] = {KICKER: [], HEADLINE: [], SUBTITLE: [], BYLINE: [], MARK: []}
    for kind, start, end in parts:
        if kind in said:
            said[kind].append(closed_up(text[start:end]))
    pieces = _paragraphs(parts)
    paragraphs = [
        rejoined([text[start:end] for start, end in ranges]) if len(ranges) > 1 else text[ranges[0][0] : ranges[0][1]]
        for ranges in pieces
    ]
    jumps = {found[1]: found[2] for mark in said[MARK] for found in JUMP.finditer(mark)} | _take_jumps(paragraphs)
    byline = " ".join(said[BYLINE]) or _take_byline(paragraphs)
    return PageArticle(
        start=parts[0][1],
        end=parts[-1][2],
        headline=" ".join(said[HEADLINE]) or None,
        text="\n".join(filter(None, paragraphs)),
        boundary=boundary,
        paragraphs=tuple([(ranges[0][0], ranges[-1][1]) for ranges in pieces]),
        kicker=" ".join(said[KICKER]) or None,
        subtitles=tuple(said[SUBTITLE]),
        byline=read_byline(byline) if byline else None,
        captions=_captions(text, parts),
        continued_on=_page_of(jumps, ONWARD) if jumps else None,
        continued_from=_page_of(jumps, BACK) if jumps else None,
    )


def _page_of(jumps: dict[str, str], words: Sequence[str]) -> str | None:
    """Return the page that marks of continuation name with the first of the words that one of them has."""
    return next((jumps[word] for word in words if word in jumps), None)


def _paragraphs(parts: Sequence[Line]) -> list[list[tuple[int, int]]]:
    """Return the paragraphs, each as the ranges of the pieces that line or column ends break it into."""
    found: list[list[tuple[int, int]]] = []
    for kind, start, end in parts:
        if kind == CONTINUED and found:
            found[-1].append((start, end))
        elif kind in (LEAD, PARAGRAPH, CONTINUED):
            found.append([(start, end)])
    return found


def rejoined(lines: Sequence[str]) -> str:
    """Return lines as one; a blank parts two words of Latin letters, and nothing else."""
    joined = [lines[0]]
    for before, line in pairwise(lines):
        if line[0].isascii() and line[0].isalpha() and before[-1].isascii() and before[-1].isalpha():
            joined.append(" ")
        joined.append(line)
    return "".join(joined)


def closed_up(line: str) -> str:
    """Return a line without the blanks of letter-spacing (冬 修 水 利), if it has a blank between each two characters."""
    if not line[1:2].isspace():
        return line
    characters = line.split()
    spread = len(characters) >= FEWEST_SPREAD and not line.isascii() and all(len(one) == 1 for one in characters)
    return "".join(characters) if spread else line


def _captions(text: str, parts: Sequence[Line]) -> tuple[Caption, ...]:
    found: list[Caption] = []
    before = ""
    for kind, start, end in parts:
        if kind == CAPTION:
            goes_on = before == CAPTION and found[-1].text[-1] not in CAPTION_ENDS
            told = found.pop() if goes_on else Caption(start, start, "")
            found.append(Caption(told.start, end, told.text + text[start:end]))
        before = kind
    return tuple(found)


def _take_jumps(paragraphs: list[str]) -> dict[str, str]:
    """Take the marks of continuation off the first and the last paragraph and return them: what they say, and the page."""
    found = {}
    for at in {0, len(paragraphs) - 1} if paragraphs else ():
        mark = _find_jump(paragraphs[at])
        if mark and mark[1] in (ONWARD[0], BACK[0]):
            found[mark[1]] = mark[2]
            paragraphs[at] = (paragraphs[at][: mark.start()] + paragraphs[at][mark.end() :]).strip()
    return found


def _find_jump(paragraph: str) -> re.Match[str] | None:
    """Return the mark of continuation that a paragraph ends or begins with."""
    tail = max(0, len(paragraph) - JUMP_CHARACTERS)
    if paragraph.find("版", tail) >= 0:
        return JUMP.search(paragraph, tail)
    return JUMP.match(paragraph) if paragraph.find("版", 0, JUMP_CHARACTERS) >= 0 else None


def _take_byline(paragraphs: list[str]) -> str:
    """Take the byline off the first paragraph, or else off the last, and return it."""
    if not paragraphs:
        return ""
    byline = head_of(paragraphs[0])
    if byline:
        paragraphs[0] = paragraphs[0][len(byline) :].lstrip()
        return byline
    byline = tail_of(paragraphs[-1])
    if byline:
        paragraphs[-1] = paragraphs[-1].removesuffix(byline).rstrip()
    return byline
