"""Finds where in an article, as submitted, its terms stand."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from model.article import Article
from model.characters import NEWLINE, Codes, decode
from model.terms import PAIRED_CHARACTERS, READ_CHARACTERS
from model.text import END_OF_TEXT, FIRST_HAN, LAST_HAN, Segmenter, locate

Span = tuple[str, int, int]


def find_terms(segmenter: Segmenter, article: Article) -> dict[str, list[Span]]:
    """Return the spans of every word and pair of characters that is read of an article.

    A span is ("title" or "text", start, end), half-open, in characters as submitted; each stands once, in order.
    """
    found: dict[str, dict[Span, None]] = defaultdict(dict)
    for part, text, read_to, paired_to in (
        ("title", article.title, READ_CHARACTERS, None),
        ("text", article.text, READ_CHARACTERS, PAIRED_CHARACTERS),
    ):
        codes, starts, ends = locate(text)
        codes = codes[:read_to]
        for start, end in _words(segmenter, codes):
            found[decode(codes[start:end])][part, int(starts[start]), int(ends[end - 1])] = None
        for at in _pairs(codes, paired_to):
            found[decode(codes[at : at + 2])][part, int(starts[at]), int(ends[at + 1])] = None
    return {term: sorted(spans) for term, spans in found.items()}


def _words(segmenter: Segmenter, codes: Codes) -> Iterator[tuple[int, int]]:
    start = 0
    for word in segmenter.words(np.append(codes, np.uint32(NEWLINE))):
        if word != END_OF_TEXT:
            yield start, start + len(word)
        start += len(word)


def _pairs(codes: Codes, paired_to: int | None) -> list[int]:
    han = (codes >= FIRST_HAN) & (codes <= LAST_HAN)
    return np.flatnonzero((han[:-1] & han[1:])[:paired_to]).tolist()
