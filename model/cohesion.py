"""Describes the lines of a page by their matter: how it goes on from line to line, how like an opening and a headline each is.

It knows nothing of how lines look. Where the words change, the subject does, and an article may begin: lexical cohesion (Hearst,
TextTiling, 1997). Words are pairs of neighbouring characters, across line ends too, blanks left out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.lexicon import Lexicon, pairs_of
from model.lines import BLANK, HAN, Floats, Lines, Places

# Characters.
OPENINGS = ((0, 24), (12, 36))  # of a line's beginning; a byline may take the first dozen
WIDEST_HEADING = 40
NEAR, FAR = 120, 300  # above and below, in which words come again
BLOCK = 4  # the topics of so many words are added up at once
WINDOWS = (15, 30)  # blocks above and below, whose topics are compared
AT_ONCE = 4_096  # blocks
LEAST = 1e-9
PLACE_BITS = 30


@dataclass(frozen=True, slots=True)
class _Words:
    """The pairs of a page without its blanks.

    `rows`: where each is in the lexicon, `weights`: how much it tells by coming again, `earlier` and `later`: where one that
    comes again stands, and does so next. `starts` and `ends` are where lines begin and end, counted in pairs.
    """

    rows: Places
    weights: Floats
    earlier: Places
    later: Places
    starts: Places
    ends: Places


def cohesion(lines: Lines, lexicon: Lexicon) -> list[NDArray[np.floating]]:
    """Return what tells of the matter of each line (an entry a line in each array), numbers about between -2 and 2."""
    words = _words(lines, lexicon)
    return [*_likeness(words, lexicon, lines.widths), *_chains(words), *_shared(words), *_topics(words, lexicon, lines.widths)]


def _words(lines: Lines, lexicon: Lexicon) -> _Words:
    inked = np.flatnonzero(lines.kinds != BLANK)
    pairs = pairs_of(lines.codes[inked])
    # Sorted with their places: numbers sort several times as fast as np.argsort does, and are found several times as fast.
    found = np.sort(pairs.astype(np.int64) << PLACE_BITS | np.arange(len(pairs)))
    order, ordered = found & ((1 << PLACE_BITS) - 1), (found >> PLACE_BITS).astype(np.uint32)
    again = ordered[1:] == ordered[:-1]
    rows = np.empty(len(pairs), np.int64)
    rows[order] = lexicon.find(ordered)
    han = lines.kinds[inked] == HAN
    starts = np.searchsorted(inked, lines.starts)
    return _Words(
        rows=rows,
        weights=np.where(han[:-1] & han[1:], lexicon.rarity[rows], 0),
        earlier=order[:-1][again],
        later=order[1:][again],
        starts=starts,
        ends=np.append(starts[1:], len(inked)),
    )


def _sums(values: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return what the values come to before each place."""
    sums = np.zeros(len(values) + 1)
    np.cumsum(values, out=sums[1:])
    return sums


def _within(sums: NDArray[np.float64], begins: Places, ends: Places) -> NDArray[np.float64]:
    """Return what the values come to in each half-open range, as far as it lies on the page."""
    return sums.take(ends, mode="clip") - sums.take(begins, mode="clip")


def _likeness(words: _Words, lexicon: Lexicon, widths: Floats) -> list[NDArray[np.floating]]:
    """Tell how like an opening and like a headline each line is."""
    opening, heading = _sums(lexicon.openings[words.rows]), _sums(lexicon.headlines[words.rows])
    lengths = words.ends - words.starts
    likely = _within(heading, words.starts, words.ends - 1)
    return [
        *(_within(opening, words.starts + begin, words.starts + end) / 4 for begin, end in OPENINGS),
        _within(opening, words.starts, words.ends - 1) / np.maximum(lengths, 10) * 5,
        np.where(widths <= WIDEST_HEADING, np.clip(likely / 4, -2, 2), 0),
        np.clip(likely / np.maximum(lengths, 4) * 3, -2, 2),
    ]


def _chains(words: _Words) -> list[NDArray[np.floating]]:
    """Tell what share of the words just above each line come again just below its beginning."""
    weighed = _sums(words.weights)
    found: list[NDArray[np.floating]] = []
    for reach in (NEAR, FAR):
        # A word that comes again holds together all places between: it counts from the first on and no more from the last on.
        first = np.maximum(words.earlier + 1, words.later - reach + 1)
        last = np.minimum(words.later, words.earlier + reach)
        held = first <= last
        weights, size = words.weights[words.earlier[held]], len(words.rows) + 2
        begun = np.bincount(first[held], weights, size) - np.bincount(last[held] + 1, weights, size)
        fewer = np.minimum(
            _within(weighed, words.starts, words.starts + reach), _within(weighed, words.starts - reach, words.starts)
        )
        found.append(np.clip(np.cumsum(begun)[words.starts] / np.maximum(fewer, 50) * 5, 0, 2))
    return found


def _shared(words: _Words) -> list[NDArray[np.floating]]:
    """Tell how much of each line the text below it and the text above it say again."""
    size = len(words.rows)
    following, preceding = np.full(size, size + 1 + FAR), np.full(size, -1 - FAR)  # out of reach of every line
    following[words.earlier], preceding[words.later] = words.later, words.earlier
    lengths = np.minimum(words.ends, size) - np.minimum(words.starts, size)
    begins, ends = np.repeat(words.starts, lengths), np.repeat(words.ends, lengths)
    below = words.weights * ((following >= ends) & (following < ends + FAR))
    above = words.weights * ((preceding < begins) & (preceding >= begins - FAR))
    of = np.maximum(_within(_sums(words.weights), words.starts, words.ends), 20)
    after, before = (_within(_sums(values), words.starts, words.ends) / of for values in (below, above))
    return [after, before, after - before]


def _topics(words: _Words, lexicon: Lexicon, widths: Floats) -> list[NDArray[np.floating]]:
    """Tell how alike in topics what is above and below each line is, and each line to both."""
    lengths = np.minimum(words.ends, len(words.rows)) - np.minimum(words.starts, len(words.rows))
    # Each line fills whole blocks, which are added up slice by slice: np.add.reduceat takes several times as long.
    ends = np.cumsum(-(-lengths // BLOCK))
    starts = np.append(0, ends[:-1])
    blocks = np.full(int(ends[-1]) * BLOCK, len(lexicon.pairs))
    blocks[np.arange(len(words.rows)) + np.repeat(starts * BLOCK - words.starts, lengths)] = words.rows
    sums = _topic_sums(blocks.reshape(-1, BLOCK), lexicon)

    def within(begins: Places, beyond: Places) -> Floats:
        between = sums.take(beyond, axis=0, mode="clip") - sums.take(begins, axis=0, mode="clip")
        return between.astype(np.float32)

    near, far = WINDOWS
    line, above, below = within(starts, ends), within(starts - far, starts), within(ends, ends + far)
    short = widths <= WIDEST_HEADING
    return [
        _alike(within(starts - near, starts), within(starts, starts + near)),
        _alike(above, within(starts, starts + far)),
        short * _alike(line, below),
        short * _alike(line, above),
    ]


def _topic_sums(blocks: Places, lexicon: Lexicon) -> NDArray[np.int32]:
    """Return what the topics of the rows come to before each block (blocks + 1 x topics)."""
    sums = np.zeros((len(blocks) + 1, lexicon.topics.shape[1]), np.int32)
    for begin in range(0, len(blocks), AT_ONCE):  # the topics of every word of a long page would be half a gigabyte
        topics = lexicon.topics.take(blocks[begin : begin + AT_ONCE], axis=0)
        sums[begin + 1 : begin + 1 + len(topics)] = sum(topics[:, at].astype(np.int16) for at in range(BLOCK))
    return np.cumsum(sums, axis=0, out=sums)


def _alike(some: Floats, others: Floats) -> Floats:
    """Return the cosine of the angle between the rows of each."""
    across, one, other = (np.einsum("ij,ij->i", *pair) for pair in ((some, others), (some, some), (others, others)))
    cosines: Floats = across / np.maximum(np.sqrt(one * other), LEAST)
    return cosines
