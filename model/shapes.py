"""Describes the lines of a page by numbers that a tagger reads: shape, punctuation, cues, kinship with its surroundings.

It knows nothing of tags. A line is described by itself and, in `surroundings`, by its neighbours too.
"""

import numpy as np
from numpy.typing import NDArray

from model import cues
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
)

# Widths in Han characters.
STEPS = (3, 5, 8, 12, 16, 20, 26, 34, 44, 60, 90)
NARROWEST, WIDEST = 8, 60
OPENING = 3  # characters of the very beginning
START = 14  # characters in which a cue stands at the beginning
NEIGHBOURS = (0, 1, 2, -1, -2)  # the lines, counted from a line, that describe it to a tagger
COVERING = ("column", "slogan")  # cues that a line may consist of
AROUND = 200  # characters above and below a line that are searched for its words


def describe(lines: Lines) -> Floats:
    """Return the numbers of each line (lines x features), each about between -1 and 1."""
    columns = [*_shape(lines), *_layout(lines), *_characters(lines), *_edges(lines), *_cues(lines), *_kinship(lines)]
    described = np.empty((len(columns), len(lines.starts)), np.float32)
    for row, column in zip(described, columns, strict=True):
        row[:] = column
    return described.T


def surroundings(described: Floats) -> Floats:
    """Return each line's numbers with those of its two neighbours on either side; beyond the page all are 0."""
    n, width = described.shape
    padded = np.zeros((n + 4, width + 1), np.float32)
    padded[2:-2, :-1] = described
    padded[2:-2, -1] = 1
    return np.concatenate([padded[2 + by : n + 2 + by] for by in NEIGHBOURS], axis=1)


def column_width(widths: Floats) -> tuple[float, float]:
    """Return the width that most of a page's text is set in, and how much of the text is."""
    rounded = np.clip(np.rint(widths), 0, 200).astype(np.int64)
    ink = np.bincount(rounded, weights=widths, minlength=202)
    near = ink[:-2] + ink[1:-1] + ink[2:]
    near[:NARROWEST] = 0
    near[WIDEST:] = 0
    best = int(near.argmax())
    return best + 1.0, float(near[best] / max(ink.sum(), 1))


def _shape(lines: Lines) -> list[NDArray[np.floating]]:
    widths = lines.widths
    column, share = column_width(widths)
    wrapped = float(share > 0.35)
    before = np.abs(widths - np.roll(widths, 1)) <= 1
    after = np.abs(widths - np.roll(widths, -1)) <= 1
    full = wrapped * (widths >= column - 1.5)
    nearest = np.max([np.roll(widths, by) for by in (-3, -2, -1, 0, 1, 2, 3)], axis=0)
    return [
        np.log1p(widths) / 5,
        *(widths <= step for step in STEPS),
        np.full(len(widths), wrapped),
        np.full(len(widths), share),
        full,
        wrapped * (widths > column + 1.5),
        wrapped * np.clip(widths / column, 0, 2),
        widths / np.maximum(nearest, 1),
        before,
        after,
        full * before,
        full * after,
    ]


def _layout(lines: Lines) -> list[NDArray[np.floating]]:
    n = len(lines.starts)
    order = np.arange(n)
    blanks, indented = lines.blanks_before, lines.indents > 0.4
    return [
        blanks >= 1,
        blanks >= 2,
        np.full(n, np.mean(blanks >= 1)),
        indented,
        lines.indents >= 3,
        np.full(n, np.mean(indented)),
        indented & (np.mean(indented) < 0.6),
        *(order == at for at in (0, 1, 2)),
        *(order == n - 1 - at for at in (0, 1, 2)),
        np.full(n, min(n, 100) / 100),
        np.full(n, n < 6),
    ]


def _characters(lines: Lines) -> list[NDArray[np.floating]]:
    sums = np.zeros((KINDS, len(lines.kinds) + 1), np.int32)
    for kind in range(KINDS):
        np.cumsum(lines.kinds == kind, out=sums[kind, 1:])
    counts = (sums[:, lines.ends] - sums[:, lines.starts]).astype(np.float32)
    length = np.maximum(lines.ends - lines.starts, 1)
    inner_stops = counts[STOP] - (lines.kinds[lines.ends - 1] == STOP)
    return [
        *(counts[kind] / length for kind in (HAN, DIGIT, LATIN, STOP, COMMA, COLON, DASH, SIGN, BLANK)),
        *(counts[kind] > 0 for kind in (STOP, COMMA, COLON, DIGIT, LATIN, SIGN, BLANK, OPEN)),
        counts[BLANK] == 1,
        inner_stops > 0,
        counts[STOP] + counts[COMMA] == 0,
        np.clip(counts[OPEN] - counts[CLOSE], -1, 1),
        counts[HAN] == length,
        (counts[HAN] == length) & (length <= 4),
        counts[DIGIT] + counts[DASH] + counts[SIGN] + counts[LATIN] > counts[HAN],
    ]


def _edges(lines: Lines) -> list[NDArray[np.floating]]:
    first, last = lines.kinds[lines.starts], lines.kinds[lines.ends - 1]
    second = lines.kinds[np.minimum(lines.starts + 1, lines.ends - 1)]
    before_last = lines.kinds[np.maximum(lines.ends - 2, lines.starts)]
    opening = lines.codes[lines.starts]
    closing = lines.codes[lines.ends - 1]
    return [
        *(first == kind for kind in (HAN, DIGIT, LATIN, OPEN, CLOSE, DASH, SIGN, STOP, COMMA)),
        *(last == kind for kind in (HAN, DIGIT, LATIN, STOP, COMMA, COLON, OPEN, CLOSE, DASH, SIGN)),
        (last == CLOSE) & (before_last == STOP),
        (first == DIGIT) & ((second == STOP) | (second == COMMA)),
        (last == STOP) | (last == CLOSE) & (before_last == STOP),
        (opening == ord("(")),
        (closing == ord(")")),
        (opening == ord("(")) & (closing == ord(")")),
        np.isin(opening, _codes("“《「")),
        np.isin(opening, _codes("□■▲△●◆★◎※○")),
        np.isin(closing, _codes("？?！!")),
        np.isin(opening, _codes("一二三四五六七八九十")) & (second == COMMA),
        (opening == ord("第")),
        (opening == ord("图")),
    ]


def _codes(characters: str) -> NDArray[np.uint32]:
    return np.array([ord(character) for character in characters], np.uint32)


def _cues(lines: Lines) -> list[NDArray[np.floating]]:
    places, kinds = cues.find_cues(lines.codes)
    n = len(lines.starts)
    on = np.searchsorted(lines.ends, places, side="right")
    inside = on < n
    on, places, kinds = on[inside], places[inside], kinds[inside]
    anywhere, early, late, first = (np.zeros((len(cues.NAMES), n), np.float32) for _ in range(4))
    begins, ends, opens = places - lines.starts[on] < START, lines.ends[on] - places <= START, places - lines.starts[on] < OPENING
    for bit in range(len(cues.NAMES)):
        of_kind = (kinds >> bit & 1).astype(bool)
        anywhere[bit] = np.bincount(on[of_kind], minlength=n)
        early[bit] = np.bincount(on[of_kind & begins], minlength=n)
        first[bit] = np.bincount(on[of_kind & opens], minlength=n)
        late[bit] = np.bincount(on[of_kind & ends], minlength=n)
    covered = [anywhere[cues.NAMES.index(kind)] / np.maximum(lines.widths - 1, 1) for kind in COVERING]
    return [*np.minimum(np.concatenate([anywhere, early, late, first]) / 2, 1), *covered]


def _kinship(lines: Lines) -> list[NDArray[np.floating]]:
    """Tell how much of each line the text just below and the text just above it say again, pair of characters by pair."""
    codes = lines.codes
    pairs = codes[:-1] << np.uint32(16) | (codes[1:] & np.uint32(0xFFFF))
    order = np.argsort(pairs, kind="stable")
    same = pairs[order[1:]] == pairs[order[:-1]]
    far = len(codes) + AROUND
    following, preceding = np.full(len(codes), far), np.full(len(codes), -far)
    following[order[:-1][same]] = order[1:][same]
    preceding[order[1:][same]] = order[:-1][same]
    lengths = lines.ends - lines.starts
    offsets = np.cumsum(lengths) - lengths
    at = np.arange(int(lengths.sum())) + np.repeat(lines.starts - offsets, lengths)
    after, before = following[at] - np.repeat(lines.ends, lengths), np.repeat(lines.starts, lengths) - preceding[at]
    below = np.add.reduceat((after >= 0) & (after < AROUND), offsets, dtype=np.int32) / lengths
    above = np.add.reduceat((before > 0) & (before <= AROUND), offsets, dtype=np.int32) / lengths
    return [below, above, below - above]
