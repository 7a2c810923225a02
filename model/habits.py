"""Tells the habits of a page that its lines are read by: how wide its columns are, and where its bylines stand.

It knows nothing of words.
"""

import numpy as np
from numpy.typing import NDArray

from model.lines import STOP, Flags, Floats, Lines, share

# Widths in Han characters.
NARROWEST, WIDEST = 8, 60
WRAPPED = 0.35  # the least share of the text that is as wide as the column, where lines are
WIDEST_BYLINE, WIDEST_BOXED = 24, 8  # on a line of its own; with a box in front
FEWEST_BYLINES, MOST_ON_TEXT = 2, 0.3  # that make a habit; the share right above text, where bylines stand above headlines
SOON, WIDEST_HEADING = 3, 30  # a byline comes so many lines below a heading, which is no wider
BOX, BLACK_BOX = ord("□"), ord("■")


def column_width(widths: Floats) -> tuple[float, float]:
    """Return the width that most of a page's text is set in, and how much of the text is."""
    rounded = np.minimum(np.rint(widths), 200).astype(np.int64)
    ink = np.bincount(rounded, weights=widths, minlength=202)
    near = ink[:-2] + ink[1:-1] + ink[2:]
    near[:NARROWEST] = 0
    near[WIDEST:] = 0
    best = int(near.argmax())
    return best + 1.0, float(near[best] / max(ink.sum(), 1))


def habits(lines: Lines, signs: Flags, staff: Flags) -> list[NDArray[np.floating]]:
    """Tell whether a byline comes soon after each line, where the page has its bylines, and how regularly after headings.

    `signs` are the lines that begin as bylines do, `staff` those that name who made the page.
    """
    n, ends, opening = len(signs), lines.kinds[lines.ends - 1] == STOP, lines.codes[lines.starts]
    soon = np.zeros(n, bool)
    for by in range(1, SOON + 1):
        soon[:-by] |= signs[by:]
    headings = (lines.widths <= WIDEST_HEADING) & ~ends & ~signs
    column, of_text = column_width(lines.widths)
    short = (lines.widths <= WIDEST_BYLINE) & ((of_text <= WRAPPED) | (lines.widths < column - 1.5))
    boxed = ((opening == BOX) | (opening == BLACK_BOX)) & (lines.widths <= WIDEST_BOXED)
    alone = short & ~ends
    told = (
        *_signed_above(signs & ~staff & alone, ends & (lines.widths > NARROWEST), short),
        *_signed_apart((signs & ~staff | boxed) & alone, ends, short),
        np.count_nonzero(headings & soon) / max(int(np.count_nonzero(headings)), 1),
        share(headings),
        share(signs),
    )
    return [soon, *(np.full(n, habit) for habit in told)]


def _signed_above(signed: Flags, texts: Flags, short: Flags) -> tuple[bool, bool]:
    """Tell whether bylines seem to stand above headlines: the page's first before all text, its last before some."""
    bylines, places = np.flatnonzero(signed), np.flatnonzero(texts)
    if len(bylines) < FEWEST_BYLINES or not len(places):
        return False, False
    on_text = ~short[np.minimum(bylines + 1, len(short) - 1)]
    rarely = share(on_text) < MOST_ON_TEXT
    return bool(rarely and bylines[0] < places[0]), bool(rarely and bylines[-1] < places[-1])


def _signed_apart(signed: Flags, ends: Flags, short: Flags) -> tuple[float, bool]:
    """Tell what share of the bylines has text neither above nor below, as where they stand above headlines, and if any has."""
    number = int(np.count_nonzero(signed))
    if number < FEWEST_BYLINES or not ends.any():
        return 0, False
    text_above = np.concatenate([[False], ends[:-1]])
    text_below = np.concatenate([~short[1:] | ends[1:] | signed[1:], [True]])
    apart = int(np.count_nonzero(signed & ~text_above & ~text_below))
    return apart / number, bool(apart)
