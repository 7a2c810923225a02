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
from model.vocabulary import UNKNOWN, Ids, Keys, pair_keys

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
Bounds: TypeAlias = NDArray[np.intp]
# The row and the term of every occurrence.
Occurrences: TypeAlias = tuple[Places, Ids]


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the headlines and the texts of a batch, in turn, stand among its entries (words or characters).

    Two arrays with an item a part, two an article. Each part reaches from its start to its end, half-open, the entry
    that closes it included.
    """

    starts: Bounds
    ends: Bounds


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
    parts: Parts


def read(articles: Sequence[Article]) -> Reading:
    """Return what is read of the articles: the first READ_CHARACTERS of the skeleton of each headline and of each text."""
    codes = skeleton([part for article in articles for part in (article.title, article.text)])
    parts = find_parts(codes == NEWLINE)
    lengths = parts.ends - parts.starts
    if lengths.max(initial=0) > READ_CHARACTERS + 1:
        keep = np.arange(len(codes)) - parts.starts.repeat(lengths) < READ_CHARACTERS
        keep[parts.ends - 1] = True
        codes = codes[keep]
        parts = find_parts(codes == NEWLINE)
    return Reading(codes, parts)


def is_headline(article: Article) -> bool:
    """Tell whether there is no more to an article than its headline, given as its title or as its text."""
    return len(article.title) + len(article.text) <= HEADLINE_CHARACTERS


def find_parts(closing: NDArray[np.bool_]) -> Parts:
    """Return where the parts of a batch stand whose headlines and texts, in turn, are closed where `closing` is true."""
    ends = np.flatnonzero(closing) + 1
    starts = np.empty_like(ends)
    starts[:1], starts[1:] = 0, ends[:-1]
    return Parts(starts, ends)


def place_words(ids: Ids, parts: Parts) -> dict[str, Occurrences]:
    """Return what occurs in the three word fields, given the number of each word of a batch."""
    known = ids >= 0
    terms = ids[known]
    before = np.zeros(len(ids) + 1, np.intp)  # how many known words stand before each
    known.cumsum(out=before[1:])
    begins, texts, ends = before[parts.starts[::2]], before[parts.starts[1::2]], before[parts.ends[1::2]]
    leads = before[np.minimum(parts.starts[1::2] + LEAD_WORDS, parts.ends[1::2])]
    rows = np.arange(len(ends), dtype=np.int32)
    in_title, opening = _between(terms, begins, texts), _between(terms, texts, leads)
    titles = rows.repeat(texts - begins)
    return {
        "article": (rows.repeat(ends - begins), terms),
        "lead": (np.concatenate([rows.repeat(leads - texts), titles, titles]), np.concatenate([opening, in_title, in_title])),
        "title": (titles, in_title),
    }


def _between(terms: Ids, starts: Bounds, ends: Bounds) -> Ids:
    """Return the terms from each start to its end, in a row."""
    return np.concatenate([terms[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)])


def pairs(reading: Reading) -> tuple[Places, Keys]:
    """Return the row and the key of each pair of Han characters in the headlines and openings of a batch."""
    codes, parts = reading.codes, reading.parts
    han = (codes >= FIRST_HAN) & (codes <= LAST_HAN)
    near = np.zeros(len(codes), np.bool_)
    stops = np.minimum(parts.starts[1::2] + PAIRED_CHARACTERS, parts.ends[1::2])
    for start, stop in zip(parts.starts[::2].tolist(), stops.tolist(), strict=True):
        near[start:stop] = True
    chosen = np.flatnonzero(near[:-1] & han[:-1] & han[1:])
    met = np.searchsorted(chosen, parts.ends[1::2])  # up to the end of each article
    met[1:] -= met[:-1].copy()
    return np.arange(len(met), dtype=np.int32).repeat(met), pair_keys(codes[chosen], codes[chosen + 1])


def count_fields(fields: Mapping[str, Occurrences], starts: Sequence[int]) -> Counts:
    """Return the counts of all fields at once: it takes a quarter of the calls, which are most of the time of one article.

    Row `len(FIELDS) * article + field` is a field of an article; the terms of each field are numbered from its place in `starts`.
    """
    sizes = [len(fields[field][1]) for field in FIELDS]
    rows = np.concatenate([fields[field][0] for field in FIELDS]) * len(FIELDS)
    rows += np.arange(len(FIELDS), dtype=np.int32).repeat(sizes)
    terms = np.concatenate([fields[field][1] for field in FIELDS])
    terms += np.array(starts, np.int32).repeat(sizes)
    return count(rows, terms)


def count(rows: Places, terms: Ids) -> Counts:
    """Return how often each term stands in each row, given the row and the term of every occurrence."""
    if not len(terms):
        return NOTHING
    bits = int(terms.max()).bit_length()
    narrow = int(rows.max()).bit_length() + bits < INT32_BITS  # sorts twice as fast
    keys = rows << np.int32(bits) | terms if narrow else rows.astype(np.int64) << bits | terms
    keys.sort()
    # What np.unique does, in half the time where there is but one article.
    changes = np.flatnonzero(keys[1:] != keys[:-1])
    edges = np.zeros(len(changes) + 2, np.int64)
    np.add(changes, 1, out=edges[1:-1])
    edges[-1] = len(keys)
    found = keys[edges[:-1]].astype(np.int64)
    return Counts(found >> bits, found & ((1 << bits) - 1), edges[1:] - edges[:-1])


def familiarity(ids: Ids, first_han_word: int, parts: Parts) -> tuple[Places, NDArray[np.float64]]:
    """Return, for each article of a batch, how many known words of Han characters it has and their share of all its words."""
    known = np.add.reduceat(ids >= first_han_word, parts.starts[::2], dtype=np.int32)
    words = np.add.reduceat(ids >= UNKNOWN, parts.starts[::2], dtype=np.int32)
    return known, known / np.maximum(words, 1)
