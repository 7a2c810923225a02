"""Describes the lines of a page by numbers that a tagger reads: shape, punctuation, cues, and those of `cohesion`.

It knows nothing of tags and of how a line is read with its neighbours.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from model import cues
from model.cohesion import cohesion
from model.habits import WRAPPED, column_width, habits
from model.lexicon import Lexicon
from model.lines import (
    BLANK,
    CLOSE,
    COLON,
    COMMA,
    DASH,
    DIGIT,
    HAN,
    KINDS,
    LATIN,
    OPEN,
    SIGN,
    STOP,
    Floats,
    Lines,
    share,
)

# Widths in Han characters.
STEPS = np.array([3, 5, 8, 12, 16, 20, 26, 34, 44, 60, 90], np.float32)
NEAR = 3  # lines above and below that a line's width is compared with
OPENING = 3  # characters of the very beginning
START = 14  # characters in which a cue stands at the beginning
BITS = 1 << np.arange(len(cues.NAMES), dtype=np.uint16)  # of the kinds of a cue, in the order of their names
COVERING = ("column", "slogan")  # cues that a line may consist of
SIGNING, STAFF = ("dateline", "reporter"), ("staff",)  # cues that a byline begins with, and the names of those who made the page
# Kinds that a line's first and last characters are asked for.
FIRST_KINDS = np.array([HAN, DIGIT, LATIN, OPEN, CLOSE, DASH, SIGN, STOP, COMMA], np.uint8)[:, None]
LAST_KINDS = np.array([HAN, DIGIT, LATIN, STOP, COMMA, COLON, OPEN, CLOSE, DASH, SIGN], np.uint8)[:, None]
# Characters that a line may begin or end with.
MARKS = {"quote": "“《「", "bullet": "□■▲△●◆★◎※○", "cry": "？?！!", "numeral": "一二三四五六七八九十"}


def describe(lines: Lines, lexicon: Lexicon) -> Floats:
    """Return the numbers of each line (lines x features), each about between -1 and 1."""
    blocks = [*_shape(lines), *_layout(lines), *_characters(lines), *_edges(lines), *_cues(lines), *cohesion(lines, lexicon)]
    described = np.concatenate([np.ravel(block) for block in blocks], dtype=np.float32, casting="unsafe")
    return described.reshape(-1, len(lines.starts)).T


def _shape(lines: Lines) -> list[NDArray[np.floating]]:
    widths = lines.widths
    column, of_text = column_width(widths)
    wrapped = float(of_text > WRAPPED)
    full = wrapped * (widths >= column - 1.5)
    # The last lines are taken for neighbours of the first.
    around = widths.take(np.arange(-NEAR, len(widths) + NEAR), mode="wrap")
    alike = np.abs(np.diff(around[NEAR - 1 : len(widths) + NEAR + 1])) <= 1
    before, after = alike[:-1], alike[1:]
    nearest = widths
    for by in range(2 * NEAR + 1):
        nearest = np.maximum(nearest, around[by : by + len(widths)])
    return [
        np.log1p(widths) / 5,
        widths <= STEPS[:, None],
        np.full(len(widths), wrapped),
        np.full(len(widths), of_text),
        full,
        wrapped * (widths > column + 1.5),
        wrapped * np.minimum(widths / column, 2),
        widths / np.maximum(nearest, 1),
        before,
        after,
        full * before,
        full * after,
    ]


def _layout(lines: Lines) -> list[NDArray[np.floating]]:
    n = len(lines.starts)
    order = np.arange(n)
    apart, indented = lines.blanks_before >= 1, lines.indents > 0.4
    return [
        apart,
        lines.blanks_before >= 2,
        np.full(n, share(apart)),
        indented,
        lines.indents >= 3,
        np.full(n, share(indented)),
        indented & (share(indented) < 0.6),
        order == np.arange(3)[:, None],
        n - 1 - order == np.arange(3)[:, None],
        np.full(n, min(n, 100) / 100),
        np.full(n, n < 6),
    ]


def _characters(lines: Lines) -> list[NDArray[np.floating]]:
    counts = _count_kinds(lines)
    length = np.maximum(lines.ends - lines.starts, 1)
    inner_stops = counts[STOP] - (lines.kinds[lines.ends - 1] == STOP)
    return [
        counts[[HAN, DIGIT, LATIN, STOP, COMMA, COLON, DASH, SIGN, BLANK]] / length,
        counts[[STOP, COMMA, COLON, DIGIT, LATIN, SIGN, BLANK, OPEN]] > 0,
        counts[BLANK] == 1,
        inner_stops > 0,
        counts[STOP] + counts[COMMA] == 0,
        np.clip(counts[OPEN] - counts[CLOSE], -1, 1),
        counts[HAN] == length,
        (counts[HAN] == length) & (length <= 4),
        counts[DIGIT] + counts[DASH] + counts[SIGN] + counts[LATIN] > counts[HAN],
    ]


def _count_kinds(lines: Lines) -> Floats:
    """Return how many characters of each kind a line has (kinds x lines)."""
    n = len(lines.starts)
    # A character belongs to the last line that begins before it; the blanks after a line's end are taken off again.
    on = np.zeros(len(lines.kinds) + 1, np.int32)
    on[lines.starts] = 1
    on = np.cumsum(on[:-1], dtype=np.int32)
    cells = np.bincount(on * KINDS + lines.kinds, minlength=(n + 1) * KINDS).reshape(n + 1, KINDS)[1:].T.astype(np.float32)
    cells[BLANK] -= np.append(lines.starts[1:], len(lines.kinds)) - lines.ends
    return cells


def _edges(lines: Lines) -> list[NDArray[np.floating]]:
    first, last = lines.kinds[lines.starts], lines.kinds[lines.ends - 1]
    second = lines.kinds[np.minimum(lines.starts + 1, lines.ends - 1)]
    before_last = lines.kinds[np.maximum(lines.ends - 2, lines.starts)]
    opening = lines.codes[lines.starts]
    closing = lines.codes[lines.ends - 1]
    return [
        first == FIRST_KINDS,
        last == LAST_KINDS,
        (last == CLOSE) & (before_last == STOP),
        (first == DIGIT) & ((second == STOP) | (second == COMMA)),
        (last == STOP) | (last == CLOSE) & (before_last == STOP),
        (opening == ord("(")),
        (closing == ord(")")),
        (opening == ord("(")) & (closing == ord(")")),
        _marked("quote").take(opening),
        _marked("bullet").take(opening),
        _marked("cry").take(closing),
        _marked("numeral").take(opening) & (second == COMMA),
        (opening == ord("第")),
        (opening == ord("图")),
    ]


@cache
def _marked(kind: str) -> NDArray[np.bool_]:
    table = np.zeros(0x10000, bool)
    table[[ord(character) for character in MARKS[kind]]] = True
    return table


def _cues(lines: Lines) -> list[NDArray[np.floating]]:
    places, kinds = cues.find_cues(lines.codes)
    n = len(lines.starts)
    on = np.searchsorted(lines.ends, places, side="right")
    inside = on < n
    on, places, kinds = on[inside], places[inside], kinds[inside]
    hits, bits = np.nonzero(kinds[:, None] & BITS > 0)
    cells, after = bits * n + on.take(hits), (places - lines.starts.take(on)).take(hits)
    before = (lines.ends.take(on) - places).take(hits)
    where = (cells, *(cells.compress(chosen) for chosen in (after < START, before <= START, after < OPENING)))
    size = len(cues.NAMES) * n
    counted = np.array([np.bincount(chosen, minlength=size) for chosen in where], np.float32).reshape(len(where), -1, n)
    anywhere, early = counted[:2]
    covered = [anywhere[cues.NAMES.index(kind)] / np.maximum(lines.widths - 1, 1) for kind in COVERING]
    signs, staff = (early[[cues.NAMES.index(kind) for kind in kinds]].any(axis=0) for kinds in (SIGNING, STAFF))
    return [np.minimum(counted / 2, 1), *covered, *habits(lines, signs, staff)]
