"""Counts the terms of a whole corpus, in parallel, as sparse matrices. Training only: a served model never needs it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count as numbers

import joblib
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from model.article import Article
from model.progress import progress
from model.terms import FIELDS, WORD_FIELDS, Counts, count, count_words, lay_out, pairs, read
from model.text import END_OF_TEXT, Segmenter
from model.vocabulary import BLANK, END, pair_text

BATCH = 512
BLOCKS_A_JOB = 8


@dataclass(frozen=True, slots=True)
class CorpusCounts:
    """The terms of a corpus, one row an article in each field's matrix.

    The columns of the word fields are `words`, those of `characters` are `pairs`.
    """

    words: list[str]
    pairs: list[str]
    fields: dict[str, sparse.csr_array]


@dataclass(frozen=True, slots=True)
class _Block:
    """What one job counts: terms are numbered for the block alone."""

    articles: int
    words: list[str]
    keys: NDArray[np.int64]
    fields: dict[str, Counts]


def count_corpus(articles: Sequence[Article], user_dictionary: str = "", jobs: int = 1) -> CorpusCounts:
    """Segment and count the articles on `jobs` processes; words are numbered in the order they are met."""
    size = max(BATCH, -(-len(articles) // (jobs * BLOCKS_A_JOB)))
    pieces = [articles[at : at + size] for at in range(0, len(articles), size)]
    run = joblib.Parallel(n_jobs=jobs, return_as="generator")
    blocks = run(joblib.delayed(_count_block)(piece, user_dictionary) for piece in pieces)
    return _merge(list(progress(blocks, "segmenting", len(pieces))))


def _count_block(articles: Sequence[Article], user_dictionary: str) -> _Block:
    segmenter = Segmenter(user_dictionary)
    numbering = defaultdict[str, int](numbers().__next__, {" ": BLANK, END_OF_TEXT: END})
    parts: dict[str, list[Counts]] = {field: [] for field in FIELDS}
    for at in range(0, len(articles), BATCH):
        codes = read(articles[at : at + BATCH])
        words = segmenter.words(codes)
        ids = np.fromiter(map(numbering.__getitem__, words), np.int32, len(words))
        counted = count_words(ids, lay_out(ids == END))
        rows, keys = pairs(codes)
        # A key has 32 bits, one more than `count` allows a term: number the keys of the batch first.
        batch_keys, numbered = np.unique(keys, return_inverse=True)
        by_number = count(rows, numbered.astype(np.int32))
        counted["characters"] = Counts(by_number.rows, batch_keys[by_number.terms].astype(np.int64), by_number.counts)
        for field in FIELDS:
            parts[field].append(Counts(counted[field].rows + at, counted[field].terms, counted[field].counts))
    fields = {field: _concatenate(parts[field]) for field in FIELDS}
    words_met = [word for word in numbering if numbering[word] >= 0]
    keys_met, numbered = np.unique(fields["characters"].terms, return_inverse=True)
    fields["characters"] = Counts(fields["characters"].rows, numbered, fields["characters"].counts)
    return _Block(len(articles), words_met, keys_met, fields)


def _concatenate(parts: list[Counts]) -> Counts:
    return Counts(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.terms for part in parts]),
        np.concatenate([part.counts for part in parts]),
    )


def _merge(blocks: list[_Block]) -> CorpusCounts:
    words = defaultdict[str, int](numbers().__next__)
    numbered_words = [np.array([words[word] for word in block.words], np.int32) for block in blocks]
    keys = np.unique(np.concatenate([block.keys for block in blocks])) if blocks else np.empty(0, np.int64)
    matrices: dict[str, list[sparse.csr_array]] = {field: [] for field in FIELDS}
    for block, word_numbers in zip(blocks, numbered_words, strict=True):
        key_numbers = np.searchsorted(keys, block.keys).astype(np.int32)
        for field in FIELDS:
            renumber, width = (word_numbers, len(words)) if field in WORD_FIELDS else (key_numbers, len(keys))
            matrices[field].append(_matrix(block.fields[field], renumber, block.articles, width))
    return CorpusCounts(
        list(words),
        [pair_text(int(key)) for key in keys],
        {field: sparse.vstack(matrices[field], format="csr", dtype=np.float32) for field in FIELDS},
    )


def _matrix(counts: Counts, renumber: NDArray[np.int32], rows: int, width: int) -> sparse.csr_array:
    bounds = np.searchsorted(counts.rows, np.arange(rows + 1)).astype(np.int32)
    columns = renumber[counts.terms] if len(renumber) else counts.terms.astype(np.int32)
    return sparse.csr_array((counts.counts.astype(np.float32), columns, bounds), shape=(rows, width))
