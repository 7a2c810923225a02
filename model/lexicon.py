"""What pairs of neighbouring characters tell of a text, as learned from the press. It knows nothing of lines."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.characters import Codes
from model.lines import Floats, Places

BITS = 16  # of a character in a pair


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The pairs of characters that the press is full of; all arrays but the first have one row more, for any other pair.

    `pairs`: sorted, as `pairs_of` makes them. `rarity`: logarithm of how much rarer a pair is than one that tells nothing.
    `openings`, `headlines`: what a pair adds to the log-odds that an article opens with a text, and that a text is a headline.
    `topics` (pairs + 1 x topics): what it adds to a text's place among topics; texts of one article lie in much the
    same direction.
    """

    pairs: Codes
    rarity: Floats
    openings: Floats
    headlines: Floats
    topics: NDArray[np.int8]

    def find(self, pairs: Codes) -> Places:
        """Return the row of each of the pairs; sorted ones are found several times as fast as others."""
        rows = np.minimum(np.searchsorted(self.pairs, pairs), len(self.pairs) - 1)
        found: Places = np.where(self.pairs[rows] == pairs, rows, len(self.pairs))
        return found


def pairs_of(codes: Codes) -> Codes:
    """Return the pairs of neighbouring characters of a folded text without blanks, a number each."""
    return codes[:-1] << np.uint32(BITS) | codes[1:] & np.uint32(0xFFFF)
