"""Counts the terms of a whole corpus, in parallel, as sparse matrices. Training only: a served model never needs it."""

import ctypes
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count as numbers
from pathlib import Path

import joblib
import numpy as np
from joblib.externals.loky import get_reusable_executor
from numpy.typing import NDArray
from scipy import sparse

from model.article import Article
from model.progress import progress
from model.terms import (
    FIELDS,
    LEAD_WORDS,
    PAIRED_CHARACTERS,
    READ_CHARACTERS,
    Counts,
    count,
    find_parts,
    pairs,
    place_words,
    read,
)
from model.text import END_OF_TEXT, SEGMENTATION, Segmenter
from model.vocabulary import BLANK, END, Keys, pair_text

BATCH = 512
BLOCKS_A_JOB = 8
CACHE_BYTES = 2_000_000_000


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
    """What one job counts; the columns are the words and the pairs (as keys) that this block has met."""

    words: list[str]
    keys: Keys
    fields: dict[str, sparse.csr_array]


def recall_counts(articles: Sequence[Article], user_dictionary: str, jobs: int, cache: Path | None) -> CorpusCounts:
    """Return what `count_corpus` does, from the folder `cache` where it was counted before; None is no folder.

    The folder is kept under CACHE_BYTES; what was used last stays.
    """
    if cache is None:
        return count_corpus(articles, user_dictionary, jobs)
    # joblib would find the texts changed by pickling them all; a digest tells as much and takes no memory.
    told = hashlib.sha256(repr((SEGMENTATION, READ_CHARACTERS, LEAD_WORDS, PAIRED_CHARACTERS, user_dictionary)).encode())
    for article in articles:
        told.update(f"{len(article.title)} {len(article.text)} {article.title}{article.text}".encode("utf-8", "surrogatepass"))
    memory = joblib.Memory(cache, verbose=0)
    memory.reduce_size(bytes_limit=CACHE_BYTES)
    recall = memory.cache(_count_digested, ignore=["articles", "user_dictionary", "jobs"])
    counts: CorpusCounts = recall(told.hexdigest(), articles, user_dictionary, jobs)
    return counts


def _count_digested(digest: str, articles: Sequence[Article], user_dictionary: str, jobs: int) -> CorpusCounts:  # noqa: ARG001
    return count_corpus(articles, user_dictionary, jobs)


def count_corpus(articles: Sequence[Article], user_dictionary: str = "", jobs: int = 1) -> CorpusCounts:
    """Segment and count the articles on `jobs` processes; words are numbered in the order they are met."""
    size = max(BATCH, -(-len(articles) // (jobs * BLOCKS_A_JOB)))
    pieces = [articles[at : at + size] for at in range(0, len(articles), size)]
    run = joblib.Parallel(n_jobs=jobs, return_as="generator")
    blocks = run(joblib.delayed(_count_block)(piece, user_dictionary) for piece in pieces)
    counts = _merge(list(progress(blocks, "segmenting", len(pieces))))
    if jobs > 1:
        get_reusable_executor().shutdown()  # or idle processes would keep their memory while the model is fitted
    release_memory()
    return counts


def release_memory() -> None:
    """Give freed memory back to the system where the C library can (glibc); it would keep what came from other processes."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _count_block(articles: Sequence[Article], user_dictionary: str) -> _Block:
    segmenter = Segmenter(user_dictionary)
    numbering = defaultdict[str, int](numbers().__next__, {" ": BLANK, END_OF_TEXT: END})
    parts: dict[str, list[Counts]] = {field: [] for field in FIELDS}
    pair_rows, pair_keys = [], []
    for at in range(0, len(articles), BATCH):
        reading = read(articles[at : at + BATCH])
        words = segmenter.words(reading.codes)
        ids = np.fromiter(map(numbering.__getitem__, words), np.int32, len(words))
        for field, occurrences in place_words(ids, find_parts(ids == END)).items():
            counts = count(*occurrences)
            parts[field].append(Counts(counts.rows + at, counts.terms, counts.counts))
        rows, keys = pairs(reading)
        pair_rows.append(rows + at)
        pair_keys.append(keys)
    met, numbered = np.unique(np.concatenate(pair_keys), return_inverse=True)
    parts["characters"].append(count(np.concatenate(pair_rows), numbered.astype(np.int32)))
    words_met = [word for word in numbering if numbering[word] >= 0]
    widths = {field: len(met) if field == "characters" else len(words_met) for field in FIELDS}
    return _Block(words_met, met, {field: _matrix(parts[field], len(articles), widths[field]) for field in FIELDS})


def _matrix(parts: list[Counts], rows: int, width: int) -> sparse.csr_array:
    counts = np.concatenate([part.counts for part in parts]).astype(np.float32)
    columns = np.concatenate([part.terms for part in parts]).astype(np.int32)
    bounds = np.searchsorted(np.concatenate([part.rows for part in parts]), np.arange(rows + 1)).astype(np.int32)
    return sparse.csr_array((counts, columns, bounds), shape=(rows, width))


def _merge(blocks: list[_Block]) -> CorpusCounts:
    words = defaultdict[str, int](numbers().__next__)
    word_columns = [np.array([words[word] for word in block.words], np.int32) for block in blocks]
    keys = np.unique(np.concatenate([block.keys for block in blocks]))
    pair_columns = [np.searchsorted(keys, block.keys).astype(np.int32) for block in blocks]
    fields = {}
    for field in FIELDS:
        renumberings, width = (pair_columns, len(keys)) if field == "characters" else (word_columns, len(words))
        parts = [_renumber(block.fields.pop(field), columns, width) for block, columns in zip(blocks, renumberings, strict=True)]
        fields[field] = sparse.csr_array(sparse.vstack(parts, format="csr"))
    return CorpusCounts(list(words), [pair_text(int(key)) for key in keys], fields)


def _renumber(counts: sparse.csr_array, columns: NDArray[np.int32], width: int) -> sparse.csr_array:
    return sparse.csr_array((counts.data, columns[counts.indices], counts.indptr), shape=(counts.shape[0], width))
