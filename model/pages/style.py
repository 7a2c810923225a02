"""How a composed page is laid out, drawn at random. It knows nothing of what stands on it."""

from dataclasses import dataclass
from itertools import pairwise
from random import Random

from model.pages.phrases import SIGNATURES, phrase
from model.pages.sheet import Setting, Sheet
from model.parts import CONTINUED, PARAGRAPH

SHORTEST_CUT = 40
ABOVE = 0.1  # of pages: bylines above the headlines
FULL_LAST_LINES = 0.8  # of columns that cut a paragraph, where lines have a measure
INDENTS = ("", "　　", "　　", "    ", "  ", "　")


@dataclass(frozen=True, slots=True)
class Style:
    """How the lines of a page are set and what its articles have.

    `between_lines` and `between_articles` are numbers of blank lines; `bylines` says where they stand, `signature` their form
    on a line of their own, `bullet` what an article without a headline begins with instead. All others are probabilities:
    of articles without a headline, cut columns, captions, kickers, subtitles, headlines of two lines, headings within an
    article, furniture between articles, lists, marks of continuation, articles that lack their beginning or end, headlines as a
    street paper has them, poems, briefs under a name above an article.
    """

    setting: Setting
    between_lines: int
    between_articles: int
    bylines: str
    signature: str
    bullet: str
    spaced: bool
    headless: float
    columns: float
    captions: float
    kickers: float
    subtitles: float
    two_lines: float
    subheadings: float
    furniture: float
    lists: float
    jumps: float
    torn: float
    loud: float
    verses: float
    briefs: float


def draw_style(random: Random) -> Style:
    """Return a style drawn at random."""
    pick = random.choice
    measure = pick((0, 0, 0, random.randint(11, 16), random.randint(14, 24), random.randint(22, 40)))
    between_lines = pick((0, 0, 0, 1, 1))
    return Style(
        setting=Setting(measure, pick(INDENTS), pick((True, False, False))),
        between_lines=between_lines,
        between_articles=pick((between_lines, between_lines, 0, 1, 1, 2, 3)),
        bylines="above"
        if random.random() < ABOVE
        else pick(("inline", "inline", "inline", "line", "end", "none", "mixed", "mixed")),
        signature=pick((*SIGNATURES, "")),
        bullet=phrase("bullet", random) if pick((True, False)) else "",
        spaced=pick((True, False)),
        headless=pick((0, 0, 0.1, 0.2, 0.5, 1)),
        columns=pick((0, 0, 0.15, 0.3, 0.5)),
        captions=pick((0, 0.1, 0.3)),
        kickers=pick((0, 0, 0.1, 0.3)),
        subtitles=pick((0, 0.15, 0.4)),
        two_lines=pick((0, 0.15, 0.5)),
        subheadings=pick((0, 0, 0.2, 0.5)),
        furniture=pick((0, 0, 0.1, 0.5)),
        lists=pick((0, 0, 0.1, 0.3)),
        jumps=pick((0, 0, 0.15)),
        torn=pick((0, 0, 0.15)),
        loud=pick((0, 0, 0, 0.2, 0.6)),
        verses=pick((0, 0, 0, 0.15)),
        briefs=pick((0, 0, 0, 0.3)),
    )


def set_paragraph(sheet: Sheet, text: str, style: Style, random: Random) -> None:
    """Add a paragraph to a page, cut where a column ends."""
    cuts = []
    if len(text) > SHORTEST_CUT and random.random() < style.columns:
        cuts = sorted(random.sample(range(10, len(text) - 5), random.choice((1, 1, 1, 2))))
    measure, indent = style.setting.measure, len(style.setting.indent)
    if measure and random.random() < FULL_LAST_LINES:
        cuts = sorted({cut // measure * measure - indent for cut in cuts if cut >= measure})
    kind = PARAGRAPH
    for start, end in pairwise([0, *cuts, len(text)]):
        if text[start:end].strip():
            sheet.line(kind, text[start:end])
            sheet.blank(style.between_lines)
            kind = CONTINUED
