"""How the parts of an article follow each other on a page, drawn at random. It knows nothing of how lines are set."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from model.pages.sheet import Setting
from model.parts import BYLINE, CAPTION, CONTINUED, HEADLINE, KICKER, PARAGRAPH, SUBTITLE

HEADING = (KICKER, HEADLINE, SUBTITLE)
SHORTEST_LINE = 4  # characters of each line of a headline that is broken
SPREAD = 0.06  # of pages: headlines with a blank between each two characters
LONGEST_SPREAD = 14
FIRST = 0.12  # of pages: captions, or bylines, above the headings
SHORTEST_PARTED = 60  # characters of a paragraph that a caption stands in

# A kind of part and what it says.
Piece = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where captions and bylines on lines of their own stand, "" for where they stood; what becomes of headlines.

    `captions`: "first" of all, "heading" right below it, "text" above the first paragraph, "amid" a paragraph, "end".
    `bylines`: "first", "text" or "end".
    `headlines`: "joined" of several lines, or "broken" into two. `spread`: what stands between characters of a headline.
    """

    captions: str
    bylines: str
    headlines: str
    spread: str


def draw_arrangement(random: Random) -> Arrangement:
    """Return an arrangement drawn at random."""
    return Arrangement(
        captions="first" if random.random() < FIRST else random.choice(("", "", "heading", "text", "amid", "end")),
        bylines="first" if random.random() < FIRST else random.choice(("", "", "", "text", "end")),
        headlines=random.choice(("", "", "joined", "broken")),
        spread=random.choice((" ", "　")) if random.random() < SPREAD else "",
    )


def arrange(pieces: Sequence[Piece], arrangement: Arrangement, setting: Setting, random: Random) -> list[Piece]:
    """Return the parts of an article in this arrangement."""
    found = _headlines(list(pieces), arrangement, random)
    found = _moved(found, BYLINE, arrangement.bylines)
    found = _amid(found, setting, random) if arrangement.captions == "amid" else _moved(found, CAPTION, arrangement.captions)
    return [(kind, spread(text, arrangement.spread) if kind == HEADLINE else text) for kind, text in found]


def spread(text: str, blank: str) -> str:
    """Return a short text with `blank` between its characters, any other as it is."""
    return blank.join(text.replace(" ", "")) if blank and len(text) <= LONGEST_SPREAD and not text.isascii() else text


def _headlines(pieces: list[Piece], arrangement: Arrangement, random: Random) -> list[Piece]:
    """Return the parts with headlines joined or broken."""
    found: list[Piece] = []
    for kind, text in pieces:
        if arrangement.headlines == "joined" and kind == HEADLINE and found and found[-1][0] == HEADLINE:
            found[-1] = (kind, found[-1][1] + random.choice(("", " ")) + text)
        elif arrangement.headlines == "broken" and kind == HEADLINE and len(text) >= 2 * SHORTEST_LINE:
            blank = text.find(" ")
            cut = blank if blank >= SHORTEST_LINE else random.randint(SHORTEST_LINE, len(text) - SHORTEST_LINE)
            found += [(kind, part) for part in (text[:cut].strip("，：； "), text[cut:].strip("，：； ")) if part]
        else:
            found.append((kind, text))
    return found


def _amid(pieces: list[Piece], setting: Setting, random: Random) -> list[Piece]:
    """Return the parts with the captions in the midst of a paragraph, where a line of it ends."""
    captions = [piece for piece in pieces if piece[0] == CAPTION]
    rest = [piece for piece in pieces if piece[0] != CAPTION]
    long = [at for at, (kind, text) in enumerate(rest) if kind == PARAGRAPH and len(text) > SHORTEST_PARTED]
    if not captions or not long:
        return pieces
    at = random.choice(long)
    text, indent = rest[at][1], len(setting.indent)
    cut = random.randint(SHORTEST_PARTED // 3, len(text) - SHORTEST_PARTED // 3)
    if setting.measure:
        cut = max(cut // setting.measure, 1) * setting.measure - indent
    parted = [(PARAGRAPH, text[:cut]), *captions, (CONTINUED, text[cut:])]
    return [*rest[:at], *(piece for piece in parted if piece[1].strip()), *rest[at + 1 :]]


def _moved(pieces: list[Piece], moving: str, to: str) -> list[Piece]:
    """Return the parts with those of the kind `moving` at a place that Arrangement names."""
    moved = [piece for piece in pieces if piece[0] == moving]
    rest = [piece for piece in pieces if piece[0] != moving]
    if not to or not moved or not rest:
        return pieces
    if to == "first":
        return moved + rest
    if to == "end":
        return rest + moved
    beyond = [at for at, (kind, _) in enumerate(rest) if kind == PARAGRAPH or (to == "heading" and kind not in HEADING)]
    at = beyond[0] if beyond else len(rest)
    return rest[:at] + moved + rest[at:] if at else pieces
