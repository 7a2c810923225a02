"""What pairs of neighbouring characters tell of a text, as learned from the press. It knows nothing of lines."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.characters import Codes
from model.lines import Flags, Floats, Places

BITS = 16  # of a character in a pair
GOLDEN = 0x9E3779B1  # 2**32 over the golden ratio: Knuth's multiplicative hash, The Art of Computer Programming vol. 3, 6.4
HALF, ONES = np.uint64(32), np.uint64(0xFFFFFFFF)


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
    """Finds pairs by the thousand: hash tables, each a smaller one of the pairs whose slots in those before it are taken.

    A slot holds a pair and its number, in the two halves of its bits.
    """

    def __init__(self, pairs: Codes) -> None:
        """Give each pair the number of its place in `pairs`, and any other their number."""
        self._other = len(pairs)
        self._tables: list[NDArray[np.uint64]] = []
        held = pairs.astype(np.uint64) << HALF | np.arange(len(pairs), dtype=np.uint64)
        bits = max(8, (2 * len(pairs)).bit_length() + 1)
        while len(held):
            table = np.full(1 << bits, self._other, np.uint64)
            slots = _slots((held >> HALF).astype(np.uint32), len(self._tables), bits)
            table[slots] = held
            self._tables.append(table)
            held, bits = held[table[slots] != held], max(8, bits - 2)

    def find(self, pairs: Codes) -> Places:
        """Return the number of each of the pairs."""
        rows, missed = self._look_up(pairs, 0)
        left = np.flatnonzero(missed)
        for depth in range(1, len(self._tables)):
            rows[left], missed = self._look_up(pairs.take(left), depth)
            left = left.compress(missed)
        rows[left] = self._other
        return rows

    def _look_up(self, pairs: Codes, depth: int) -> tuple[Places, Flags]:
        """Return the number in the slot of each of the pairs, and whether it is that of another pair."""
        table = self._tables[depth]
        met = table.take(_slots(pairs, depth, len(table).bit_length() - 1))
        rows = (met & ONES).view(np.int64)
        return rows, (met >> HALF != pairs) & (rows != self._other)


def _slots(pairs: Codes, depth: int, bits: int) -> Codes:
    """Return the slot of each pair in the table of a depth with so many bits."""
    return pairs * np.uint32(pow(GOLDEN, depth + 1, 1 << 32)) >> np.uint32(32 - bits)


def pairs_of(codes: Codes) -> Codes:
    """Return the pairs of neighbouring characters of a folded text without blanks, a number each."""
    return codes[:-1] << np.uint32(BITS) | codes[1:] & np.uint32(0xFFFF)
