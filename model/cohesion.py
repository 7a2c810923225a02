"""Describes the lines of a page by their matter: how it goes on from line to line, how like an opening and a headline each is.

It knows nothing of how lines look. Where the words change, the subject does, and an article may begin: lexical cohesion (Hearst,
TextTiling, 1997). Words are pairs of neighbouring characters, across line ends too, blanks left out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.characters import Codes
from model.lexicon import Lexicon, pairs_of
from model.lines import BLANK, HAN, Floats, Lines, Places

# Characters.
OPENINGS = ((0, 24), (12, 36))  # of a line's beginning; a byline may take the first dozen
WIDEST_HEADING = 40
NEAR, FAR = 120, 300  # above and below, in which words come again
BLOCK = 4  # the topics of so many words are added up at once
WINDOWS = (15, 30)  # blocks above and below, whose topics are compared
CHUNK = 16  # blocks, added up one by one before the chunks are: np.cumsum down columns takes several times as long
AT_ONCE = 256  # chunks
LEAST = 1e-9
PLACE_BITS = 30

Sums = NDArray[np.float64]  # before each place, and all


@dataclass(frozen=True, slots=True)
class _Words:
    """The pairs of a page without its blanks.

    `rows`: where each is in the lexicon, `on`: the line it begins on, `weighed`: how much they tell by coming again. `earlier`,
    `later`, `weights`: where one that comes again stands, does so next, and how much it tells. `starts` and `ends` are where
    lines begin and end, counted in pairs.
    """

    rows: Places
    on: Places
    weighed: Sums
    earlier: Places
    later: Places
    weights: Floats
    starts: Places
    ends: Places


def cohesion(lines: Lines, lexicon: Lexicon) -> list[NDArray[np.floating]]:
    """Return what tells of the matter of each line (an entry a line in each array), numbers about between -2 and 2."""
    words = _words(lines, lexicon)
    return [*_likeness(words, lexicon, lines.widths), *_chains(words), *_shared(words), *_topics(words, lexicon, lines.widths)]


def _words(lines: Lines, lexicon: Lexicon) -> _Words:
    inked = np.flatnonzero(lines.kinds != BLANK)
    pairs = pairs_of(lines.codes.take(inked))
    earlier, later = _again(pairs)
    rows = lexicon.find(pairs)
    han = lines.kinds.take(inked) == HAN
    weights = lexicon.rarity.take(rows) * (han[:-1] & han[1:])
    starts = np.searchsorted(inked, lines.starts)
    ends = np.append(starts[1:], len(inked))
    return _Words(
        rows=rows,
        on=np.repeat(np.arange(len(starts)), ends - starts)[:-1],
        weighed=_sums(weights),
        earlier=earlier,
        later=later,
        weights=weights.take(earlier),
        starts=starts,
        ends=ends,
    )


def _again(pairs: Codes) -> tuple[Places, Places]:
    """Return where each pair that comes again stands, and where it does so next."""
    # Sorted with their places: numbers sort several times as fast as np.argsort does.
    found = np.sort(pairs.astype(np.int64) << PLACE_BITS | np.arange(len(pairs)))
    again = np.flatnonzero(found[1:] >> PLACE_BITS == found[:-1] >> PLACE_BITS)
    places = found & ((1 << PLACE_BITS) - 1)
    return places.take(again), places.take(again + 1)


def _sums(values: NDArray[np.floating]) -> Sums:
    """Return what the values come to before each place."""
    sums = np.zeros(len(values) + 1)
    np.cumsum(values, out=sums[1:])
    return sums


def _within(sums: Sums, begins: Places, ends: Places) -> Sums:
    """Return what the values come to in each half-open range, as far as it lies on the page."""
    return sums.take(ends, mode="clip") - sums.take(begins, mode="clip")


def _likeness(words: _Words, lexicon: Lexicon, widths: Floats) -> list[NDArray[np.floating]]:
    """Tell how like an opening and like a headline each line is."""
    opening, heading = (_sums(told.take(words.rows)) for told in (lexicon.openings, lexicon.headlines))
    lengths = words.ends - words.starts
    likely = _within(heading, words.starts, words.ends - 1)
    return [
        *(_within(opening, words.starts + begin, words.starts + end) / 4 for begin, end in OPENINGS),
        _within(opening, words.starts, words.ends - 1) / np.maximum(lengths, 10) * 5,
        (widths <= WIDEST_HEADING) * np.minimum(np.maximum(likely / 4, -2), 2),
        np.minimum(np.maximum(likely / np.maximum(lengths, 4) * 3, -2), 2),
    ]


def _chains(words: _Words) -> list[NDArray[np.floating]]:
    """Tell what share of the words just above each line come again just below its beginning."""
    found: list[NDArray[np.floating]] = []
    for reach in (NEAR, FAR):
        # A word that comes again holds together all places between: it counts for lines that begin after the first of them,
        # and no more for those after the last.
        last = np.minimum(words.later, words.earlier + reach)
        first = np.minimum(np.maximum(words.earlier, words.later - reach), last)
        begun, ended = (np.bincount(words.on.take(at), words.weights, len(words.starts)) for at in (first, last))
        held = np.zeros(len(words.starts))
        np.cumsum((begun - ended)[:-1], out=held[1:])
        above = _within(words.weighed, words.starts - reach, words.starts)
        below = _within(words.weighed, words.starts, words.starts + reach)
        found.append(np.minimum(held / np.maximum(np.minimum(above, below), 50) * 5, 2))
    return found


def _shared(words: _Words) -> list[NDArray[np.floating]]:
    """Tell how much of each line the text below it and the text above it say again."""
    size = len(words.starts)
    here, there = words.on.take(words.earlier), words.on.take(words.later)
    end, start = words.ends.take(here), words.starts.take(there)
    below = np.bincount(here, words.weights * ((words.later >= end) & (words.later < end + FAR)), size)
    above = np.bincount(there, words.weights * ((words.earlier < start) & (words.earlier >= start - FAR)), size)
    of = np.maximum(_within(words.weighed, words.starts, words.ends), 20)
    return [below / of, above / of, (below - above) / of]


def _topics(words: _Words, lexicon: Lexicon, widths: Floats) -> list[NDArray[np.floating]]:
    """Tell how alike in topics what is above and below each line is, and each line to both."""
    # Each line fills whole blocks, which are added up slice by slice: np.add.reduceat takes several times as long.
    bounds = np.zeros(len(words.starts) + 1, np.int64)
    np.cumsum(-(-(words.ends - words.starts) // BLOCK), out=bounds[1:])
    chunks = _chunks(words, bounds, len(lexicon.pairs))
    near, far = WINDOWS
    places = np.minimum(np.maximum(bounds + np.array([[0], [-near], [near], [-far], [far]]), 0), bounds[-1])
    sums, rows = _topic_sums(chunks, lexicon), places % CHUNK * chunks.shape[2] + places // CHUNK
    here = sums.take(rows[0], axis=0)
    change = _alike(here - sums.take(rows[1], axis=0), sums.take(rows[2], axis=0) - here)[:-1]
    above, below = here - sums.take(rows[3], axis=0), sums.take(rows[4], axis=0) - here
    line = here[1:] - here[:-1]
    short = widths <= WIDEST_HEADING
    return [
        change,
        _alike(above, below)[:-1],
        short * _alike(line, below[1:]),
        short * _alike(line, above[:-1]),
    ]


def _chunks(words: _Words, bounds: Places, other: int) -> Places:
    """Return the rows in blocks, the very first of none, each line in its own; across chunks (BLOCK x CHUNK x chunks)."""
    rows = np.full((int(bounds[-1]) // CHUNK + 1) * CHUNK * BLOCK, other)
    shifts = (bounds[:-1] + 1) * BLOCK - words.starts
    rows[np.arange(len(words.rows)) + shifts.take(words.on)] = words.rows
    return np.ascontiguousarray(rows.reshape(-1, CHUNK, BLOCK).T)


def _topic_sums(chunks: Places, lexicon: Lexicon) -> NDArray[np.int32]:
    """Return what the topics of the rows come to up to each block (blocks x topics), the first blocks of all chunks first."""
    size, width = chunks.shape[2], lexicon.topics.shape[1]
    sums = np.empty((CHUNK, size, width), np.int32)
    before = np.zeros(width, np.int32)
    for begin in range(0, size, AT_ONCE):  # the topics of every word of a long page would be half a gigabyte
        topics = lexicon.topics.take(chunks[..., begin : begin + AT_ONCE], axis=0).astype(np.int16)
        within = topics[0]
        for at in range(1, BLOCK):
            within += topics[at]
        for at in range(1, CHUNK):
            within[at] += within[at - 1]
        totals = np.cumsum(within[-1], axis=0, dtype=np.int32)
        np.add(within, totals - within[-1] + before, out=sums[:, begin : begin + AT_ONCE])
        before += totals[-1]
    return sums.reshape(-1, width)


def _alike(some: NDArray[np.int32], others: NDArray[np.int32]) -> Floats:
    """Return the cosine of the angle between the rows of each."""
    some, others = some.astype(np.float32), others.astype(np.float32)
    across, one, other = np.vecdot(some, others), np.vecdot(some, some), np.vecdot(others, others)
    cosines: Floats = across / np.maximum(np.sqrt(one * other), LEAST)
    return cosines
