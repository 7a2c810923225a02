"""Cuts a page into its lines and describes the shape of each in numbers. It knows nothing of articles and keeps no state.

All of it is arithmetic on arrays of characters: no regular expression and no loop over lines, so the cost is linear
whatever the page holds.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from model.characters import Codes, encode, fold_table
from model.text import FIRST_HAN, LAST_HAN

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
Kinds = NDArray[np.uint8]
Flags = NDArray[np.bool_]

LAST_ASCII, POINT = 0x7F, 0x2E

# Kinds of character.
BLANK, HAN, DIGIT, LATIN, STOP, COMMA, COLON, OPEN, CLOSE, DASH, SIGN = range(11)
KINDS = 11
PUNCTUATION = {
    STOP: "。！？…!?；;.",
    COMMA: "，、,",
    COLON: "：:",
    OPEN: "“‘「『《〈（(【〔[<{",
    CLOSE: "”’」』》〉）)】〕]>}",
    DASH: "—–-―─·・•",
}
BREAKS = "\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"  # where str.splitlines ends a line


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a page that are not blank.

    `starts` and `ends` are their half-open ranges in the page, blanks at either side left out; `blanks_before` counts the
    blank lines above each; `indents` and `widths` are in Han characters, of which two ASCII characters fill one.
    `codes` and `kinds` are all the page's characters, folded, and the kind of each.
    """

    codes: Codes
    kinds: Kinds
    starts: Places
    ends: Places
    blanks_before: Places
    indents: Floats
    widths: Floats


def cut_lines(text: str) -> Lines:
    """Return the lines of a page."""
    submitted = encode(text)
    codes: Codes = fold_table().take(submitted, mode="clip")
    kinds: Kinds = _kind_table().take(submitted, mode="clip")
    kinds[_decimal_points(codes, kinds)] = DIGIT
    breaks: Flags = _break_table().take(submitted, mode="clip")
    inked = np.flatnonzero(kinds != BLANK)
    openings = np.append(0, np.flatnonzero(breaks) + 1)
    found = np.searchsorted(inked, np.append(openings, len(codes)))
    numbers = np.flatnonzero(found[1:] > found[:-1])
    starts, ends = inked.take(found.take(numbers)), inked.take(found.take(numbers + 1) - 1) + 1
    wide = np.zeros(len(codes) + 1, np.int64)
    np.cumsum(submitted > LAST_ASCII, out=wide[1:])
    return Lines(
        codes=codes,
        kinds=kinds,
        starts=starts,
        ends=ends,
        blanks_before=np.diff(numbers, prepend=-1) - 1,
        indents=_widths(wide, openings.take(numbers), starts),
        widths=_widths(wide, starts, ends),
    )


def share(flags: Flags) -> float:
    """Return the share of lines that is flagged; np.mean takes several times as long."""
    return np.count_nonzero(flags) / len(flags)


def _decimal_points(codes: Codes, kinds: Kinds) -> Places:
    """Return where a point stands between digits, which ends no sentence."""
    points = np.flatnonzero(codes[1:-1] == POINT) + 1
    within: Places = points[(kinds[points - 1] == DIGIT) & (kinds[points + 1] == DIGIT)]
    return within


def _widths(wide: Places, starts: Places, ends: Places) -> Floats:
    """Return how wide each range is, given how many characters beyond ASCII come before each place."""
    return ((ends - starts + wide.take(ends) - wide.take(starts)) / 2).astype(np.float32)


@cache
def _kind_table() -> Kinds:
    """Return the kind of each character of the Basic Multilingual Plane; what is beyond it is a SIGN."""
    table = np.full(0x10000, SIGN, np.uint8)
    folded = fold_table()
    table[(folded >= FIRST_HAN) & (folded <= LAST_HAN)] = HAN
    table[(folded >= ord("0")) & (folded <= ord("9"))] = DIGIT
    for first, last in ("AZ", "az"):
        table[(folded >= ord(first)) & (folded <= ord(last))] = LATIN
    for kind, characters in PUNCTUATION.items():
        for character in characters:
            table[folded == ord(character)] = kind
    table[[code for code in range(0x10000) if chr(code).isspace()]] = BLANK
    table[0xFFFF] = SIGN
    return table


@cache
def _break_table() -> Flags:
    table = np.zeros(0x10000, bool)
    table[[ord(character) for character in BREAKS]] = True
    return table
