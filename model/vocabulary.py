"""Numbers the terms of a model: words, and pairs of Han characters. It knows nothing of weights."""

from collections.abc import Iterable, Sequence
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from model.characters import encode
from model.text import END_OF_TEXT

UNKNOWN, BLANK, END = -1, -2, -3

Ids = NDArray[np.int32]
Keys = NDArray[np.uint32]

# Knuth's multiplicative hash, The Art of Computer Programming vol. 3, 6.4: 2**32 over the golden ratio.
GOLDEN = np.uint32(2654435761)


class Vocabulary:
    """The terms of a model, in two runs of numbers from 0: `words`, then `pairs` of Han characters."""

    def __init__(self, words: Sequence[str], pairs: Sequence[str]) -> None:
        """Number the terms in the order given; the words must have those without Han characters first."""
        self.words = list(words)
        self.pairs = list(pairs)
        self.first_han_word = sum(word.isascii() for word in words)
        self._ids = dict(zip(self.words, range(len(self.words)), strict=True)) | {" ": BLANK, END_OF_TEXT: END}
        self._pair_index = PairIndex(pair_keys(encode("".join(self.pairs)))[::2])

    def word_ids(self, words: Sequence[str]) -> Ids:
        """Return the number of each word, or UNKNOWN, BLANK or END."""
        return np.fromiter(map(self._ids.get, words, repeat(UNKNOWN)), np.int32, len(words))

    def pair_ids(self, keys: Keys) -> Ids:
        """Return the number of each pair of characters, counted from 0 among the pairs, or UNKNOWN."""
        return self._pair_index.find(keys)


def pair_keys(codes: NDArray[np.uint32]) -> Keys:
    """Return a key for each two neighbours in `codes`, one fewer than there are characters of the basic plane."""
    return (codes[:-1] << np.uint32(16)) | codes[1:]


def pair_text(key: int) -> str:
    """Return the two characters of a key."""
    return chr(key >> 16) + chr(key & 0xFFFF)


class PairIndex:
    """Finds keys by the thousand: an open-addressed hash table in two arrays, looked up without a Python loop a key."""

    def __init__(self, keys: Keys) -> None:
        """Give each key the number of its place in `keys`, which must hold no key twice and no 0."""
        bits = max(8, int(4 * len(keys)).bit_length())
        self._shift = np.uint32(32 - bits)
        self._mask = np.uint32((1 << bits) - 1)
        self._keys = np.zeros(1 << bits, np.uint32)
        self._ids = np.full(1 << bits, UNKNOWN, np.int32)
        left = np.arange(len(keys), dtype=np.int32)
        slots = self._slots(keys)
        while len(left):
            free = np.flatnonzero(self._keys[slots[left]] == 0)
            _, first = np.unique(slots[left[free]], return_index=True)
            placed = left[free[first]]
            self._keys[slots[placed]] = keys[placed]
            self._ids[slots[placed]] = placed
            left = left[self._keys[slots[left]] != keys[left]]
            slots[left] = (slots[left] + 1) & self._mask

    def find(self, keys: Keys) -> Ids:
        """Return the number of each key, UNKNOWN where it has none."""
        slots = self._slots(keys)
        met = self._keys[slots]
        ids = np.where(met == keys, self._ids[slots], np.int32(UNKNOWN))
        left = np.flatnonzero((met != keys) & (met != 0))
        while len(left):
            slots[left] = (slots[left] + 1) & self._mask
            met = self._keys[slots[left]]
            hit = met == keys[left]
            ids[left[hit]] = self._ids[slots[left[hit]]]
            left = left[~hit & (met != 0)]
        return ids

    def _slots(self, keys: Keys) -> Keys:
        return (keys * GOLDEN) >> self._shift


def order_words(words: Iterable[str]) -> list[str]:
    """Return the words as a Vocabulary wants them: those without Han characters first, each run sorted."""
    return sorted(words, key=lambda word: (not word.isascii(), word))
