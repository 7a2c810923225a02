"""Folds characters to one form each, keeping a map back to the submitted text. It knows nothing of words."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]

NEWLINE, SPACE, DROPPED = 0x0A, 0x20, 0x00
RETURN = 0x0D
# A Traditional and a Simplified character a line: the one-to-one part of OpenCC's table, Apache License 2.0
# (https://github.com/BYVoid/OpenCC), without 乾, 吒 and 薹, which Simplified texts use too.
TRADITIONAL = Path(__file__).with_name("traditional.txt")
# A line that ends in one of these ends its sentence, so the break after it is the author's.
SENTENCE_ENDS = frozenset("。！？；：…”』」）》!?;:.)")
WRAP_WIDTHS = range(10, 90)
MIN_WRAPPED_LINES = 3


@dataclass(frozen=True, slots=True)
class Normalized:
    """A text in its one form.

    `starts` and `ends` (int32, one entry a character of `text`) are the half-open range
    of the submitted text that each character stands for.
    """

    text: str
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the submitted text behind the non-empty range `start:end` of `text`."""
        return int(self.starts[start]), int(self.ends[end - 1])


def encode(text: str) -> Codes:
    """Return the code points of `text`, one uint32 a character; lone surrogates pass."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def decode(codes: Codes) -> str:
    """Return the text of `codes`, the inverse of `encode`."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def normalize(text: str) -> Normalized:
    """Return `text` in NFC, half width, Simplified, without invisible characters and hard line wraps."""
    composed, starts, ends = compose(text)
    codes = encode(composed)
    folded = fold(codes)
    keep = folded != DROPPED
    keep[:-1] &= (codes[:-1] != RETURN) | (codes[1:] != NEWLINE)  # the two are one line end
    keep[np.flatnonzero(keep)[wraps(decode(folded[keep]))]] = False
    return Normalized(decode(folded[keep]), starts[keep], ends[keep])


def compose(text: str) -> tuple[str, NDArray[np.int32], NDArray[np.int32]]:
    """Return `text` in NFC and, for each of its characters, the range of `text` it came from.

    Each base character is composed with the marks that follow it, which is all that NFC
    can change in a text of Chinese, Latin and Hangul syllables.
    """
    if unicodedata.is_normalized("NFC", text):
        places = np.arange(len(text) + 1, dtype=np.int32)
        return text, places[:-1], places[1:]
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    begin = 0
    for i in range(1, len(text) + 1):
        if i < len(text) and _joins(text[i]):
            continue
        piece = unicodedata.normalize("NFC", text[begin:i])
        pieces.append(piece)
        starts += [begin] * len(piece)
        ends += [i] * len(piece)
        begin = i
    return "".join(pieces), np.array(starts, np.int32), np.array(ends, np.int32)


def _joins(character: str) -> bool:
    """Tell whether NFC may join `character` to the one before it: a mark, or a Hangul vowel or final."""
    return unicodedata.category(character)[0] == "M" or "\u1161" <= character <= "\u11ff"


def looks_wrapped(text: str) -> bool:
    """Tell whether a text in NFC could be hard-wrapped, if it has no invisible characters; nearly always it could not."""
    lines = text.splitlines()
    return len(lines) >= MIN_WRAPPED_LINES and _column(lines) is not None


def has_invisible(text: str) -> bool:
    """Tell whether a text has characters that are not seen, which may make its lines look longer."""
    return bool((fold(encode(text)) == DROPPED).any())


def wraps(text: str) -> NDArray[np.intp]:
    """Return the offsets, in order, of the line ends in a folded `text` that break a sentence in two.

    A text is hard-wrapped when most of its lines are equally long and as short as a printed column.
    A line end inside a sentence then goes, unless it parts two Latin words.
    """
    lines = text.split("\n")
    width = _column(lines)
    if width is None or len(lines) <= MIN_WRAPPED_LINES:
        return np.empty(0, np.intp)
    found, end = [], -1
    for line, following in pairwise(lines):
        end += len(line) + 1
        if len(line) >= width - 2 and _runs_on(line.rstrip(), following):
            found.append(end)
    return np.array(found, np.intp)


def _column(lines: Sequence[str]) -> int | None:
    """Return the width of the printed column that most of the lines fill, if they do."""
    lengths = [len(line) for line in lines]
    width = max(lengths)
    if width not in WRAP_WIDTHS:
        return None
    full = sum(length >= width - 2 for length in lengths)
    return width if 2 * full >= len(lengths) - lengths.count(0) else None


def _runs_on(line: str, following: str) -> bool:
    """Tell whether a sentence runs on, unspaced, from a full line to the line below it."""
    if not line or not following or line[-1] in SENTENCE_ENDS or following[0].isspace():
        return False
    return not (line[-1].isascii() and following[0].isascii())


def fold(codes: Codes) -> Codes:
    """Return `codes` folded one by one: half width, Simplified, blanks to SPACE, line ends to NEWLINE, invisible to DROPPED."""
    folded = fold_table().take(codes, mode="clip")
    high = codes > 0xFFFF
    if high.any():
        folded[high] = codes[high]
    return folded


def _fold_one(code: int) -> int:
    if 0xFF01 <= code <= 0xFF5E:  # full-width forms of ASCII, in ASCII's order
        return code - 0xFEE0
    character = chr(code)
    if character in "\n\r\v\f\u0085\u2028\u2029":
        return NEWLINE
    category = unicodedata.category(character)
    if character == "\t" or category == "Zs":
        return SPACE
    if category in ("Cc", "Cf", "Cs") or 0xFE00 <= code <= 0xFE0F or code == 0xFFFD:
        return DROPPED
    return code


@cache
def fold_table() -> Codes:
    """Return what each character of the Basic Multilingual Plane folds to (65,536 code points)."""
    table = np.array([_fold_one(code) for code in range(0x10000)], np.uint32)
    for pair in TRADITIONAL.read_text("utf-8").split():
        table[ord(pair[0])] = ord(pair[1])
    return table
