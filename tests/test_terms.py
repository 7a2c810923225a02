"""Terms: what is counted in each field of an article, and how far it is read."""

import numpy as np
import pytest

from model import Article
from model.characters import NEWLINE, decode, encode
from model.terms import (
    FIELDS,
    LEAD_WORDS,
    PAIRED_CHARACTERS,
    READ_CHARACTERS,
    Counts,
    count,
    count_fields,
    familiarity,
    find_parts,
    is_headline,
    pairs,
    place_words,
    read,
)
from model.text import Segmenter
from model.vocabulary import END, Vocabulary

WORDS = ["0", "gdp", "医院", "开诊", "新", "比赛"]
PAIRS = ["医院", "开诊", "新医"]


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter()


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(WORDS, PAIRS)


def tally(counts: Counts, terms: list[str]) -> list[tuple[int, str, int]]:
    """Return (row, term, count), readable."""
    triples = zip(counts.rows.tolist(), counts.terms.tolist(), counts.counts.tolist(), strict=True)
    return [(row, terms[term], times) for row, term, times in triples]


def fields_of(segmenter: Segmenter, vocabulary: Vocabulary, articles: list[Article]) -> dict[str, list[tuple[int, str, int]]]:
    reading = read(articles)
    ids = vocabulary.word_ids(reading.codes, segmenter.words(reading.codes))
    counts = {field: tally(count(*found), WORDS) for field, found in place_words(ids, find_parts(ids == END)).items()}
    rows, keys = pairs(reading)
    numbers = vocabulary.pair_ids(keys)
    return counts | {"characters": tally(count(rows[numbers >= 0], numbers[numbers >= 0]), PAIRS)}


def test_each_field_counts_its_part_of_an_article(segmenter: Segmenter, vocabulary: Vocabulary) -> None:
    article = Article("医院昨天开诊，GDP增长5%。医院很忙。", "新医院开诊")
    assert fields_of(segmenter, vocabulary, [article]) == {
        "article": [(0, "0", 1), (0, "gdp", 1), (0, "医院", 3), (0, "开诊", 2), (0, "新", 1)],
        "lead": [(0, "0", 1), (0, "gdp", 1), (0, "医院", 4), (0, "开诊", 3), (0, "新", 2)],
        "title": [(0, "医院", 1), (0, "开诊", 1), (0, "新", 1)],
        "characters": [(0, "医院", 3), (0, "开诊", 2), (0, "新医", 1)],
    }


@pytest.mark.parametrize("article", [Article(""), Article("！？ 😀"), Article("哈喽", "嗨")])
def test_an_article_without_known_terms_has_no_counts(segmenter: Segmenter, vocabulary: Vocabulary, article: Article) -> None:
    assert fields_of(segmenter, vocabulary, [article]) == {field: [] for field in FIELDS}


def test_a_batch_is_counted_as_each_article_alone(
    segmenter: Segmenter, vocabulary: Vocabulary, seed_articles: list[Article]
) -> None:
    articles = [Article(""), *seed_articles[:40], Article("", "医院"), Article("医院"), *seed_articles[-40:]]
    batch = fields_of(segmenter, vocabulary, articles)
    alone = [fields_of(segmenter, vocabulary, [article]) for article in articles]
    for field in FIELDS:
        assert batch[field] == [(row, term, times) for row, one in enumerate(alone) for _, term, times in one[field]]


def test_fields_are_counted_at_once_as_each_apart() -> None:
    rows, terms = np.array([0, 0, 2, 0], np.int32), np.array([1, 4, 0, 1], np.int32)
    fields = {field: (rows[at:], terms[at:]) for at, field in enumerate(FIELDS)}
    starts = (0, 10, 20, 30)
    found = count_fields(fields, starts)
    told = set(zip(found.rows.tolist(), found.terms.tolist(), found.counts.tolist(), strict=True))
    apart = {field: count(*occurrences) for field, occurrences in fields.items()}
    assert told == {
        (row * len(FIELDS) + at, term + starts[at], times)
        for at, field in enumerate(FIELDS)
        for row, term, times in zip(
            *(part.tolist() for part in (apart[field].rows, apart[field].terms, apart[field].counts)), strict=True
        )
    }
    assert (np.diff(found.rows) >= 0).all()


def test_only_the_opening_of_a_headline_and_of_a_text_is_read() -> None:
    article = Article("医" * (READ_CHARACTERS + 300), "题" * (READ_CHARACTERS + 300))
    reading = read([article, article])
    assert decode(reading.codes) == ("题" * READ_CHARACTERS + "\n" + "医" * READ_CHARACTERS + "\n") * 2
    assert np.diff(reading.parts.starts).tolist() == [READ_CHARACTERS + 1] * 3


def test_the_lead_is_the_first_words_of_the_text(segmenter: Segmenter, vocabulary: Vocabulary) -> None:
    lead = "医院" * (LEAD_WORDS - 1) + "比赛"
    counts = fields_of(segmenter, vocabulary, [Article(lead + "开诊比赛", "比赛")])
    assert counts["lead"] == [(0, "医院", LEAD_WORDS - 1), (0, "比赛", 3)]
    assert counts["article"] == [(0, "医院", LEAD_WORDS - 1), (0, "开诊", 1), (0, "比赛", 3)]


def test_pairs_are_those_that_begin_in_the_opening() -> None:
    article = Article("甲" * (PAIRED_CHARACTERS - 1) + "开诊开", "丁" * (PAIRED_CHARACTERS + 100))
    _, keys = pairs(read([article]))
    found = Vocabulary([], ["丁丁", "甲甲", "甲开", "开诊", "诊开"]).pair_ids(keys)
    assert np.bincount(found, minlength=5).tolist() == [PAIRED_CHARACTERS + 99, PAIRED_CHARACTERS - 2, 1, 1, 0]


def test_pairs_never_cross_from_headline_to_text_or_over_other_characters() -> None:
    rows, keys = pairs(read([Article("院，开 诊a断0续", "医"), Article("开诊", "新医")]))
    assert rows.tolist() == [1, 1]
    assert Vocabulary([], PAIRS).pair_ids(keys).tolist() == [2, 1]


def test_parts_reach_from_where_they_begin_to_what_closes_them() -> None:
    parts = find_parts(np.frombuffer("甲乙\n丙\n\n丁\n".encode("utf-32-le"), np.uint32) == NEWLINE)
    assert parts.starts.tolist() == [0, 3, 5, 6]
    assert parts.ends.tolist() == [3, 5, 6, 8]


@pytest.mark.parametrize("terms", [[5, 1, 5, 1, 1], [2**30, 3, 2**30, 3, 3]], ids=["narrow", "wide"])
def test_counts_are_ordered_by_row_then_term(terms: list[int]) -> None:
    counts = count(np.array([1, 0, 1, 0, 1], np.int32), np.array(terms, np.int32))
    small, large = min(terms), max(terms)
    assert counts.rows.tolist() == [0, 1, 1]
    assert counts.terms.tolist() == [small, small, large]
    assert counts.counts.tolist() == [2, 1, 2]


def test_familiarity_is_the_known_han_words_and_their_share() -> None:
    vocabulary = Vocabulary(WORDS, [])
    words = ["医院", " ", "开诊", "gdp", "生词", "\n", "\n", "\n", " ", "\n"]
    ids = vocabulary.word_ids(encode("".join(words)), words)
    known, share = familiarity(ids, vocabulary.first_han_word, find_parts(ids == END))
    assert known.tolist() == [2, 0]
    assert share.tolist() == [0.5, 0.0]


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("", "医院开诊", True),
        ("医院开诊", "", True),
        ("", "字" * 40, True),
        ("", "字" * 41, False),
        ("题" * 20, "字" * 20, True),
        ("题" * 20, "字" * 21, False),
        ("题" * 60, "", False),
    ],
)
def test_what_is_no_longer_than_a_headline_is_one(title: str, text: str, *, expected: bool) -> None:
    assert is_headline(Article(text, title)) is expected
