"""Tells what each line of a labelled page is, as a tagger is to learn it. It knows nothing of taggers and how they learn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.habits import WIDEST_HEADING
from model.lexicon import Lexicon
from model.lines import Floats, Lines, cut_lines
from model.pages.labelled import LabelledPage, Part
from model.parts import BYLINE, CONTINUED, CROSSHEAD, HEADLINE, KICKER, LEAD, PARAGRAPH, SIGNATURE
from model.shapes import describe
from model.tagger import FURNITURE, START, STATES

ALIKE = 0.25  # how much a line in the midst of a long paragraph counts: they are all alike
# What a part is to whoever reads line by line, up to the first paragraph and after it.
UP_TO_LEAD, AFTER_LEAD = {PARAGRAPH: LEAD}, {BYLINE: SIGNATURE}
ENDS = "。！？…；，、：）)”.!?;:,"  # none of them ends a heading
# What a second line of a part is, where a line break cuts it.
GOES_ON = {KICKER: HEADLINE, LEAD: CONTINUED, PARAGRAPH: CONTINUED}


@dataclass(frozen=True, slots=True)
class TaggedPage:
    """A page as numbers: what describes its lines (lines x features), the state of each, and how much each counts."""

    described: Floats
    states: NDArray[np.int64]
    weights: Floats


def tagged(page: LabelledPage, lexicon: Lexicon) -> TaggedPage:
    """Return a page as a tagger is to see it."""
    lines = cut_lines(page.text)
    states = states_of(page, lines)
    return TaggedPage(describe(lines, lexicon), states, _weights(states))


def states_of(page: LabelledPage, lines: Lines) -> NDArray[np.int64]:
    """Return the true state of each line of a page."""
    begins = {start: FURNITURE for start, _ in page.furniture}
    for article in page.articles:
        led = False
        for at, part in enumerate(article.parts):
            crosshead = part.kind == PARAGRAPH and led and _is_heading(page.text, part, article.parts[at + 1 :])
            kind = CROSSHEAD if crosshead else (AFTER_LEAD if led else UP_TO_LEAD).get(part.kind, part.kind)
            led = led or kind == LEAD
            begins[part.start] = _known(kind, starts=at == 0)
    states, state = [], FURNITURE
    for start in lines.starts.tolist():
        if start in begins:
            state = begins[start]
        else:
            kind = state.removesuffix(START)
            state = GOES_ON.get(kind, kind)
        states.append(STATES.index(state))
    return np.array(states, np.int64)


def _is_heading(text: str, paragraph: Part, following: Sequence[Part]) -> bool:
    """Tell whether a paragraph is but a short line without an end, above another paragraph."""
    line = text[paragraph.start : paragraph.end]
    short = len(line) <= WIDEST_HEADING and "\n" not in line
    return short and bool(following) and following[0].kind == PARAGRAPH and line[-1] not in ENDS


def _known(kind: str, *, starts: bool) -> str:
    """Return the state of a part, or the nearest that there is."""
    if starts:
        return kind + START if kind + START in STATES else kind
    return kind if kind in STATES else GOES_ON[kind]


def _weights(states: NDArray[np.int64]) -> Floats:
    """Return how much each line counts."""
    goes_on = states == STATES.index(CONTINUED)
    amid = goes_on.copy()
    amid[1:] &= goes_on[:-1]
    amid[:-1] &= goes_on[1:]
    return np.where(amid, ALIKE, 1).astype(np.float32)
