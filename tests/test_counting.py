"""Counting a corpus: the same on any number of processes as on none, and what one would count by hand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model import Article
from model.counting import CorpusCounts, count_corpus, recall_counts
from model.export import FieldTerms
from model.terms import FIELDS, LEAD_WORDS, PAIRED_CHARACTERS, READ_CHARACTERS

FOOTBALL = Article("足球，足球，比赛。", "足球")
BY_HAND = [
    (FOOTBALL, "article", {"足球": 3, "比赛": 1}),
    (FOOTBALL, "lead", {"足球": 4, "比赛": 1}),
    (FOOTBALL, "title", {"足球": 1}),
    (FOOTBALL, "characters", {"足球": 3, "比赛": 1}),
    (Article("NBA 2024赛季"), "article", {"nba": 1, "0000": 1, "赛季": 1}),
    (Article("NBA 2024赛季"), "characters", {"赛季": 1}),
    (Article("比赛" * 2000), "article", {"比赛": READ_CHARACTERS // 2}),
    (Article("比赛" * 2000), "lead", {"比赛": LEAD_WORDS}),
    (Article("比赛" * 2000), "title", {}),
    (Article("比赛" * 2000), "characters", {"比赛": PAIRED_CHARACTERS // 2, "赛比": PAIRED_CHARACTERS // 2}),
    (Article("", "比赛"), "lead", {"比赛": 2}),
    (Article(""), "article", {}),
]


def row(counts: CorpusCounts, field: str, at: int) -> dict[str, int]:
    """Return what was counted in a field of one article."""
    names = counts.pairs if field == "characters" else counts.words
    matrix = counts.fields[field]
    places = slice(matrix.indptr[at], matrix.indptr[at + 1])
    return {
        names[column]: int(number) for column, number in zip(matrix.indices[places], matrix.data[places], strict=True) if number
    }


def assert_alike(left: CorpusCounts, right: CorpusCounts) -> None:
    assert left.words == right.words
    assert left.pairs == right.pairs
    for field in FIELDS:
        for part in ("indptr", "indices", "data"):
            np.testing.assert_array_equal(getattr(left.fields[field], part), getattr(right.fields[field], part))


@pytest.mark.parametrize(("article", "field", "expected"), BY_HAND)
def test_counts_are_those_one_makes_by_hand(article: Article, field: str, expected: dict[str, int]) -> None:
    assert row(count_corpus([article]), field, 0) == expected


@pytest.mark.parametrize("field", FIELDS)
def test_every_row_is_a_plain_counter_of_its_terms(field: str, seed_articles: Sequence[Article]) -> None:
    articles = [*seed_articles[:40], Article(""), Article("the of", "and"), *seed_articles[-40:]]
    counts, terms = count_corpus(articles), FieldTerms(field, "")
    assert [row(counts, field, at) for at in range(len(articles))] == [dict(Counter(terms(article))) for article in articles]


def test_two_processes_count_what_one_does(seed_articles: Sequence[Article]) -> None:
    articles = [*seed_articles, *(replace(article, text=article.text[::-1]) for article in seed_articles)]
    assert_alike(count_corpus(articles, jobs=1), count_corpus(articles, jobs=2))


def test_words_of_a_user_dictionary_are_counted_whole() -> None:
    article = Article("云栖路口今天通车，云栖路口已经开放。")
    assert row(count_corpus([article], "云栖路口 100 ns"), "article", 0)["云栖路口"] == 2
    assert "云栖路口" not in count_corpus([article]).words


def test_no_word_and_no_pair_is_numbered_twice(seed_articles: Sequence[Article]) -> None:
    counts = count_corpus(seed_articles)
    assert max(Counter(counts.words).values()) == max(Counter(counts.pairs).values()) == 1
    assert counts.fields["article"].shape == (len(seed_articles), len(counts.words))
    assert counts.fields["characters"].shape == (len(seed_articles), len(counts.pairs))


def test_a_cache_gives_what_was_counted_and_is_asked_by_text_and_dictionary(
    tmp_path: Path, seed_articles: Sequence[Article]
) -> None:
    articles = seed_articles[:20]
    plain = recall_counts(articles, "", 1, None)
    for jobs in (1, 1, 2):
        assert_alike(recall_counts(articles, "", jobs, tmp_path), plain)
    assert len(list(tmp_path.rglob("output.pkl"))) == 1
    assert_alike(recall_counts(articles[1:], "", 1, tmp_path), count_corpus(articles[1:]))
    recall_counts(articles, "云栖路口 100 ns", 1, tmp_path)
    assert len(list(tmp_path.rglob("output.pkl"))) == 3
