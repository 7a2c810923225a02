"""Cuts texts into words with jieba's dictionary and algorithm. The only file that segments; it knows nothing of sections."""

import hashlib
import importlib
import importlib.util
from collections.abc import Callable, Sequence
from functools import cache, partial
from itertools import accumulate
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from model.characters import (
    DROPPED,
    NEWLINE,
    SPACE,
    Codes,
    compose,
    decode,
    encode,
    fold_table,
    has_invisible,
    looks_wrapped,
    normalize,
)
from model.errors import DictionaryError

# Raise it when the same text would give other words, so that an older model is refused and not misread.
SEGMENTATION = 3
END_OF_TEXT = "\n"
# The Han characters that jieba looks up: its own range, U+4E00 to U+9FD5.
FIRST_HAN, LAST_HAN = 0x4E00, 0x9FD5

Cut: TypeAlias = Callable[[str], list[str]]
Places: TypeAlias = NDArray[np.int32]


def skeleton(texts: Sequence[str]) -> Codes:
    """Return the characters that carry words, text after text, each text closed by a NEWLINE.

    Han characters are Simplified, Latin letters small, every digit is 0, and a run of anything else
    is one SPACE: what jieba and its Rust port could see differently is gone before they look.
    """
    repaired = [_repair(text) for text in texts]
    codes = _carrying(END_OF_TEXT.join(repaired) + END_OF_TEXT)
    if (codes == DROPPED).any():  # what is not seen may hide that lines are wrapped
        repaired = [normalize(text).text if has_invisible(text) else text for text in repaired]
        codes = _carrying(END_OF_TEXT.join(repaired) + END_OF_TEXT)
    ends = np.fromiter(accumulate(len(text) + 1 for text in repaired), np.intp, len(repaired)) - 1
    codes[ends] = NEWLINE
    return codes[_kept(codes)]


def locate(text: str) -> tuple[Codes, Places, Places]:
    """Return the skeleton of one text, not closed, and the half-open range of `text` behind each of its characters."""
    normalized = normalize(text)
    codes = _carrying(normalized.text)
    keep = _kept(codes)
    return codes[keep], normalized.starts[keep], normalized.ends[keep]


def _repair(text: str) -> str:
    """Return `text` in NFC and without hard line wraps; nearly always the very text."""
    composed, _, _ = compose(text)
    return normalize(composed).text if looks_wrapped(composed) else composed


def _carrying(text: str) -> Codes:
    """Return what each character of a text leaves in the skeleton, runs of SPACE not yet made one."""
    return _skeleton_table().take(encode(text), mode="clip")


def _kept(codes: Codes) -> NDArray[np.bool_]:
    """Tell which of the codes, none of them DROPPED, are left when every run of SPACE is one."""
    keep: NDArray[np.bool_] = codes != SPACE
    keep[1:] |= codes[:-1] != SPACE
    keep[:1] = True
    return keep


@cache
def _skeleton_table() -> Codes:
    """Return what each character of the Basic Multilingual Plane leaves in the skeleton."""
    table = fold_table().copy()
    table[(table >= ord("A")) & (table <= ord("Z"))] += 32
    table[(table >= ord("0")) & (table <= ord("9"))] = ord("0")
    carries = (table >= FIRST_HAN) & (table <= LAST_HAN) | (table >= ord("a")) & (table <= ord("z")) | (table == ord("0"))
    table[~carries & (table != DROPPED)] = SPACE
    table[0xFFFF] = SPACE  # stands in for every character beyond the plane
    return table


class Segmenter:
    """Cuts skeletons into words, with a user dictionary on top of jieba's own.

    `rjieba`, the Rust port, is used where it is installed, `jieba` itself elsewhere; on skeletons
    the two agree word for word. Making one takes about 0.1 s with the port and 1 s without.
    """

    def __init__(self, user_dictionary: str = "", *, pure: bool = False) -> None:
        """Load the dictionary. `user_dictionary` is in jieba's format; `pure` asks for jieba even beside rjieba.

        Raises DictionaryError for a line that is not `WORD [FREQUENCY] [TAG]`.
        """
        self.user_dictionary = user_dictionary
        rust = not pure and importlib.util.find_spec("rjieba") is not None
        self._cut = _rust_cut(user_dictionary) if rust else _python_cut(user_dictionary)

    def words(self, codes: Codes) -> list[str]:
        """Return the words of a skeleton in order; blanks are words too, and END_OF_TEXT closes each text."""
        return self._cut(decode(codes))


def dictionary_digest() -> str:
    """Return the SHA-256 of jieba's own dictionary, which rjieba is compiled from; "" where jieba is not installed."""
    found = importlib.util.find_spec("jieba")
    if found is None or found.origin is None:
        return ""
    return hashlib.sha256(Path(found.origin).with_name("dict.txt").read_bytes()).hexdigest()


def parse_user_dictionary(text: str) -> list[tuple[str, int | None, str]]:
    """Return the (word, frequency or None, tag) of each line of a dictionary in jieba's format.

    Words are folded as texts are, or they would never be met. Raises DictionaryError.
    """
    entries: list[tuple[str, int | None, str]] = []
    entry: tuple[str, int | None, str]
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        match line.split():
            case []:
                continue
            case [word]:
                entry = (word, None, "")
            case [word, frequency] if frequency.isdecimal():
                entry = (word, int(frequency), "")
            case [word, tag]:
                entry = (word, None, tag)
            case [word, frequency, tag] if frequency.isdecimal():
                entry = (word, int(frequency), tag)
            case fields:
                raise DictionaryError(number, f"{len(fields)} fields")
        folded = decode(skeleton([entry[0]]))[:-1]
        if not folded or SPACE in encode(folded):
            raise DictionaryError(number, "a word with characters other than Han, letters and digits")
        entries.append((folded, *entry[1:]))
    return entries


def _rust_cut(user_dictionary: str) -> Cut:
    tokenizer = importlib.import_module("rjieba").Jieba()
    for word, frequency, tag in parse_user_dictionary(user_dictionary):
        tokenizer.add_word(word, frequency, tag or None)
    return partial(tokenizer.cut, hmm=False)


def _python_cut(user_dictionary: str) -> Cut:
    tokenizer = importlib.import_module("jieba").Tokenizer()
    # What Tokenizer.initialize() does, without its cache file in the shared temporary folder.
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word, frequency, tag in parse_user_dictionary(user_dictionary):
        tokenizer.add_word(word, frequency, tag or None)
    return partial(tokenizer.lcut, HMM=False)
