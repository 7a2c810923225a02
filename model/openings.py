"""Tells how much a text reads like the first words of an article, by its pairs of characters. It knows nothing of lines.

"The provincial weather station said on Friday that ..." begins an article, "He added that ..." does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.lines import BLANK, DIGIT, Floats, Lines

CHARACTERS = 60  # read of a text, blanks left out
ZERO = ord("0")  # stands for every digit
FIRST = 1 << 32  # marks the pair that a text begins with

Keys = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Openings:
    """What was learned of first words: each of the sorted `keys`, as `opening_keys` gives them, has one of the `weights`."""

    keys: Keys
    weights: Floats

    def odds(self, lines: Lines, starts: Sequence[int]) -> Floats:
        """Return how likely the text from each of the places on is the beginning of an article.

        They are natural logarithms of odds, but for what all of them have in common.
        """
        met = opening_keys(lines, starts)
        at = np.minimum(np.searchsorted(self.keys, met), len(self.keys) - 1)
        found: Floats = np.where(self.keys[at] == met, self.weights[at], np.float32(0)).sum(axis=1)
        return found


def opening_keys(lines: Lines, starts: Sequence[int]) -> Keys:
    """Return what the text of a page begins with from each place on (places x CHARACTERS + 1), as numbers.

    They are its first character, its first pair of characters, and each pair, blanks left out and digits all alike.
    """
    codes = np.where(lines.kinds == DIGIT, np.uint32(ZERO), lines.codes).astype(np.int64)
    inked = np.flatnonzero(lines.kinds != BLANK)
    read = np.concatenate([codes[inked], np.zeros(CHARACTERS, np.int64)])  # nothing is beyond the page
    window = read[np.searchsorted(inked, starts)[:, None] + np.arange(CHARACTERS)]
    pairs = window[:, :-1] << 16 | window[:, 1:]
    return np.concatenate([window[:, :1], pairs[:, :1] | FIRST, pairs], axis=1)
