"""Counts the terms of articles, field by field. It knows nothing of weights or sections.

An article has four fields. `article`: the words of headline and text. `lead`: the words of the headline, twice,
and the first words of the text. `title`: the words of the headline. `characters`: the pairs of neighbouring Han
characters of the headline and of the opening of the text, which stand in for words that jieba does not know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from model.article import Article
from model.characters import NEWLINE, Codes
from model.text import FIRST_HAN, LAST_HAN, skeleton
from model.vocabulary import END, UNKNOWN, Ids, Keys, pair_keys

# Chosen by leaving sources out in turn: see model/README.md.
READ_CHARACTERS = 1500
LEAD_WORDS = 100
PAIRED_CHARACTERS = 300
WORD_FIELDS = ("article", "lead", "title")
FIELDS = (*WORD_FIELDS, "characters")

INT32_BITS = 31
# A text no longer than this, without a headline, is read as one.
HEADLINE_CHARACTERS = 40

Places: TypeAlias = NDArray[np.int32]
# The row and the term of every occurrence.
Occurrences: TypeAlias = tuple[Places, Ids]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the entries (words or characters) of a batch stand: three arrays with one item an entry.

    `rows`: the article's place in the batch; `in_title`: whether in its headline; `offsets`: how many entries
    of the same headline or text come before.
    """

    rows: Places
    in_title: NDArray[np.bool_]
    offsets: Places


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each term stands in each row: three parallel arrays, ordered by row, then term.

    A row is an article, where one field is counted; where all are, as `count_fields` does, it is a field of an article.
    """

    rows: NDArray[np.int64]
    terms: NDArray[np.int64]
    counts: NDArray[np.int64]

    def starts(self) -> NDArray[np.intp]:
        """Return where each row begins, of those that have any term."""
        begins = np.ones(len(self.rows), bool)
        np.not_equal(self.rows[1:], self.rows[:-1], out=begins[1:])
        return np.flatnonzero(begins)


NOTHING = Counts(*[np.zeros(0, np.int64)] * 3)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read of a batch: the skeleton of each headline and of each text's beginning, in turn, each closed."""

    codes: Codes
    layout: Layout


def read(articles: Sequence[Article]) -> Reading:
    """Return what is read of the articles: the first READ_CHARACTERS of the skeleton of each headline and of each text."""
    codes = skeleton([part for article in articles for part in (article.title, article.text)])
    layout = lay_out(codes == NEWLINE)
    keep = layout.offsets < READ_CHARACTERS
    if not keep.all():
        keep |= codes == NEWLINE
        codes = codes[keep]
        layout = Layout(layout.rows[keep], layout.in_title[keep], np.minimum(layout.offsets[keep], READ_CHARACTERS))
    return Reading(codes, layout)


def is_headline(article: Article) -> bool:
    """Tell whether there is no more to an article than its headline, given as its title or as its text."""
    return len(article.title) + len(article.text) <= HEADLINE_CHARACTERS


def lay_out(closing: NDArray[np.bool_]) -> Layout:
    """Return the layout of a batch whose headlines and texts, in turn, are closed where `closing` is true."""
    ends = np.flatnonzero(closing).astype(np.int32) + np.int32(1)
    starts = np.zeros_like(ends)
    starts[1:] = ends[:-1]
    places = np.arange(len(closing), dtype=np.int32)
    parts = places[: len(ends)].repeat(ends - starts)
    return Layout(parts >> 1, (parts & 1) == 0, places - starts[parts])


def place_words(ids: Ids, layout: Layout) -> dict[str, Occurrences]:
    """Return what occurs in the three word fields, given the number of each word of a batch."""
    known = ids >= 0
    title = known & layout.in_title
    opening = known & ~layout.in_title & (layout.offsets < LEAD_WORDS)
    rows, terms = layout.rows[title], ids[title]
    return {
        "article": (layout.rows[known], ids[known]),
        "lead": (np.concatenate([layout.rows[opening], rows, rows]), np.concatenate([ids[opening], terms, terms])),
        "title": (rows, terms),
    }


def pairs(reading: Reading) -> tuple[Places, Keys]:
    """Return the row and the key of each pair of Han characters in the headlines and openings of a batch."""
    codes, layout = reading.codes, reading.layout
    han = (codes >= FIRST_HAN) & (codes <= LAST_HAN)
    near = layout.in_title | (layout.offsets < PAIRED_CHARACTERS)
    chosen = np.flatnonzero(near[:-1] & han[:-1] & han[1:])
    return layout.rows[chosen], pair_keys(codes[chosen], codes[chosen + 1])


def count_fields(fields: Mapping[str, Occurrences], starts: Sequence[int]) -> Counts:
    """Return the counts of all fields at once: it takes a quarter of the calls, which are most of the time of one article.

    Row `len(FIELDS) * article + field` is a field of an article; the terms of each field are numbered from its place in `starts`.
    """
    width = np.int32(len(FIELDS))
    rows = [fields[field][0] * width + np.int32(at) for at, field in enumerate(FIELDS)]
    terms = [fields[field][1] + np.int32(start) for field, start in zip(FIELDS, starts, strict=True)]
    return count(np.concatenate(rows), np.concatenate(terms))


def count(rows: Places, terms: Ids) -> Counts:
    """Return how often each term stands in each row, given the row and the term of every occurrence."""
    if not len(terms):
        return NOTHING
    bits = int(terms.max()).bit_length()
    narrow = int(rows.max()).bit_length() + bits < INT32_BITS  # sorts twice as fast
    keys = rows << np.int32(bits) | terms if narrow else rows.astype(np.int64) << bits | terms
    keys.sort()
    # What np.unique does, in half the time where there is but one article.
    bounds = np.flatnonzero(keys[1:] != keys[:-1])
    bounds += 1
    starts, ends = np.zeros(len(bounds) + 1, np.int64), np.full(len(bounds) + 1, len(keys))
    starts[1:], ends[:-1] = bounds, bounds
    found = keys[starts].astype(np.int64)
    return Counts(found >> bits, found & ((1 << bits) - 1), ends - starts)


def familiarity(ids: Ids, first_han_word: int) -> tuple[Places, NDArray[np.float64]]:
    """Return, for each article of a batch, how many known words of Han characters it has and their share of all its words."""
    closed = np.flatnonzero(ids == END) + 1
    starts = np.concatenate([[0], closed[1:-1:2]])  # an article is closed twice: after its headline and after its text
    known = np.add.reduceat(ids >= first_han_word, starts, dtype=np.int32)
    words = np.add.reduceat(ids >= UNKNOWN, starts, dtype=np.int32)
    return known, known / np.maximum(words, 1)
