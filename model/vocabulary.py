"""Numbers the terms of a model: words, and pairs of Han characters. It knows nothing of weights.

Terms are looked up by the thousand, in arrays: a Python dictionary would cost as much as segmentation does.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import repeat
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from model.characters import NEWLINE, SPACE, Codes, encode

UNKNOWN, BLANK, END = -1, -2, -3

Ids: TypeAlias = NDArray[np.int32]
Keys: TypeAlias = NDArray[np.uint64]

# 2**64 over the golden ratio: Knuth's multiplicative hash, The Art of Computer Programming vol. 3, 6.4.
GOLDEN = 0x9E3779B97F4A7C15
INVERSE = pow(GOLDEN, -1, 1 << 64)
# Up to so many words, an article or a few, a dictionary is faster than a dozen calls of NumPy.
FEW_WORDS = 1_500


class Vocabulary:
    """The terms of a model, in two runs of numbers from 0: `words`, then `pairs` of Han characters."""

    def __init__(self, words: Sequence[str], pairs: Sequence[str]) -> None:
        """Number the terms in the order given; the words must have those without Han characters first.

        Raises ValueError for a term that stands twice.
        """
        self.words = list(words)
        self.pairs = list(pairs)
        self.first_han_word = sum(word.isascii() for word in words)
        self._numbers = {**{word: number for number, word in enumerate(self.words)}, " ": BLANK, "\n": END}
        lengths = np.fromiter(map(len, self.words), np.intp, len(self.words))
        self._word_index = KeyIndex(word_keys(encode("".join(self.words)), lengths))
        characters = encode("".join(self.pairs))
        self._pair_index = KeyIndex(pair_keys(characters[::2], characters[1::2]))

    def word_ids(self, codes: Codes, words: Sequence[str]) -> Ids:
        """Return the number of each word of a skeleton, `codes`, that has been cut into `words`; or UNKNOWN, BLANK or END."""
        if len(words) <= FEW_WORDS:
            return np.fromiter(map(self._numbers.get, words, repeat(UNKNOWN)), np.int32, len(words))
        lengths = np.fromiter(map(len, words), np.intp, len(words))
        ids = self._word_index.find(word_keys(codes, lengths))
        first = codes[np.cumsum(lengths) - lengths]
        ids[first == SPACE] = BLANK
        ids[first == NEWLINE] = END
        return ids

    def pair_ids(self, keys: Keys) -> Ids:
        """Return the number of each pair of characters, counted from 0 among the pairs, or UNKNOWN."""
        return self._pair_index.find(keys)


def word_keys(codes: Codes, lengths: NDArray[np.intp]) -> Keys:
    """Return a key for each word, given the characters of all of them in a row and the length of each.

    The key is the polynomial of the word's characters at GOLDEN, modulo 2**64 (Karp and Rabin 1987), taken as
    the difference of two running sums: no loop over words, whatever their lengths.
    """
    ends = np.cumsum(lengths)
    starts = ends - lengths
    powers, inverses = _powers(1 << len(codes).bit_length())
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum((codes + np.uint64(1)) * powers[: len(codes)], out=sums[1:])
    return np.asarray((sums[ends] - sums[starts]) * inverses[starts])


@cache
def _powers(number: int) -> tuple[Keys, Keys]:
    """Return the first `number` powers, from 0, of GOLDEN and of its inverse modulo 2**64."""
    powers = np.full((2, number), [[GOLDEN], [INVERSE]], np.uint64)
    powers[:, 0] = 1
    np.cumprod(powers, axis=1, out=powers)
    return powers[0], powers[1]


def pair_keys(first: Codes, second: Codes) -> Keys:
    """Return a key for each pair of a `first` and a `second` character."""
    return (first.astype(np.uint64) << np.uint64(32)) | second


def pair_text(key: int) -> str:
    """Return the two characters of a key."""
    return chr(key >> 32) + chr(key & 0xFFFFFFFF)


class KeyIndex:
    """Finds keys by the thousand: an open-addressed hash table in two arrays."""

    def __init__(self, keys: Keys) -> None:
        """Give each key the number of its place in `keys`. Raises ValueError for a key that is 0 or stands twice."""
        if len(np.unique(keys)) != len(keys) or (keys == 0).any():
            raise ValueError("a term stands twice")
        bits = max(8, int(4 * len(keys)).bit_length())
        self._shift = np.uint64(64 - bits)
        self._mask = (1 << bits) - 1
        self._keys = np.zeros(1 << bits, np.uint64)
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
        ids = self._ids[slots]
        missed = met != keys
        ids[missed] = UNKNOWN
        left = np.flatnonzero(missed & (met != 0))
        while len(left):
            slots[left] = (slots[left] + 1) & self._mask
            met = self._keys[slots[left]]
            hit = met == keys[left]
            ids[left[hit]] = self._ids[slots[left[hit]]]
            left = left[~hit & (met != 0)]
        return ids

    def _slots(self, keys: Keys) -> NDArray[np.int64]:
        return ((keys * np.uint64(GOLDEN)) >> self._shift).astype(np.int64)


def order_words(words: Iterable[str]) -> list[str]:
    """Return the words as a Vocabulary wants them: those without Han characters first, each run sorted."""
    return sorted(words, key=lambda word: (not word.isascii(), word))
