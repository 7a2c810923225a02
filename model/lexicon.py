"""What pairs of neighbouring characters tell of a text, as learned from the press. It knows nothing of lines."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.characters import Codes
from model.lines import Flags, Floats, Places

BITS = 16  # of a character in a pair
GOLDEN = 0x9E3779B1  # 2**32 over the golden ratio: Knuth's multiplicative hash, The Art of Computer Programming vol. 3, 6.4


@dataclass(frozen=True)  # without slots: the index is made when it is first asked for
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

    @cached_property
    def _index(self) -> "PairIndex":
        return PairIndex(self.pairs)

    def find(self, pairs: Codes) -> Places:
        """Return the row of each of the pairs."""
        return self._index.find(pairs)


class PairIndex:
    """Finds pairs by the thousand: hash tables, each a smaller one of the pairs whose slots in those before it are taken."""

    def __init__(self, pairs: Codes) -> None:
        """Give each pair the number of its place in `pairs`, and any other their number."""
        self._other = len(pairs)
        self._pairs = np.append(pairs, np.uint32(0))
        self._tables: list[Codes | NDArray[np.uint16]] = []
        left, bits = np.arange(len(pairs)), max(8, (2 * len(pairs)).bit_length() + 1)
        while len(left):
            # Small, so that it stays in the cache of the processor.
            table = np.full(1 << bits, self._other, np.min_scalar_type(self._other))
            slots = _slots(pairs[left], len(self._tables), bits)
            table[slots] = left
            self._tables.append(table)
            left, bits = left[table[slots] != left], max(8, bits - 2)

    def find(self, pairs: Codes) -> Places:
        """Return the number of each of the pairs."""
        rows = self._met(pairs, 0)
        left = np.flatnonzero(self._missed(pairs, rows))
        for depth in range(1, len(self._tables)):
            rest = pairs.take(left)
            rows[left] = met = self._met(rest, depth)
            left = left.compress(self._missed(rest, met))
        rows[left] = self._other
        return rows

    def _met(self, pairs: Codes, depth: int) -> Places:
        """Return what stands in the slot of each of the pairs."""
        table = self._tables[depth]
        return table.take(_slots(pairs, depth, len(table).bit_length() - 1)).astype(np.int64)

    def _missed(self, pairs: Codes, met: Places) -> Flags:
        """Tell which pairs another has been met in place of; none are met in place of those that are in no table."""
        missed: Flags = (self._pairs.take(met) != pairs) & (met != self._other)
        return missed


def _slots(pairs: Codes, depth: int, bits: int) -> Codes:
    """Return the slot of each pair in the table of a depth with so many bits."""
    return pairs * np.uint32(pow(GOLDEN, depth + 1, 1 << 32)) >> np.uint32(32 - bits)


def pairs_of(codes: Codes) -> Codes:
    """Return the pairs of neighbouring characters of a folded text without blanks, a number each."""
    return codes[:-1] << np.uint32(BITS) | codes[1:] & np.uint32(0xFFFF)
