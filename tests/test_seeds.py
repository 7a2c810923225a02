"""The seeds: enough articles of every section, each its own."""

import re
from collections import Counter
from pathlib import Path

import pytest

from model import Article
from model.corpus import read_corpus
from model.sections import known_sections

SEEDS = Path(__file__).parents[1] / "seeds"
SENTENCE_END = re.compile(r"[。！？；\n]")
LONG_ENOUGH_TO_BE_ONES_OWN = 8


@pytest.fixture(scope="module")
def golden() -> list[Article]:
    return read_corpus([SEEDS / "golden.jsonl"]).articles


def sentences(article: Article) -> set[str]:
    found = {sentence.strip() for sentence in SENTENCE_END.split(article.text)}
    return {sentence for sentence in found if len(sentence) >= LONG_ENOUGH_TO_BE_ONES_OWN}


def test_every_section_has_sixty_articles_and_there_are_no_others(seed_articles: list[Article]) -> None:
    counts = Counter(article.label for article in seed_articles)
    assert set(counts) == set(known_sections())
    assert min(counts.values()) >= 60


@pytest.mark.parametrize("label", known_sections())
def test_a_file_holds_the_articles_of_its_section(label: str) -> None:
    assert {article.label for article in read_corpus([SEEDS / "articles" / f"{label}.jsonl"]).articles} == {label}


def test_every_article_is_as_long_as_a_newspaper_s(seed_articles: list[Article]) -> None:
    assert [article.id for article in seed_articles if not 200 <= len(article.text) <= 600] == []


def test_every_article_has_a_headline_a_source_and_a_date(seed_articles: list[Article]) -> None:
    for article in seed_articles:
        assert 6 <= len(article.title) <= 40, article.id
        assert article.source == "seeds", article.id
        assert re.fullmatch(r"20\d\d-[01]\d-[0-3]\d", article.date), article.id


def test_no_two_articles_have_one_id(seed_articles: list[Article], golden: list[Article]) -> None:
    assert [name for name, times in Counter(article.id for article in [*seed_articles, *golden]).items() if times > 1] == []
    assert all(article.id.startswith(f"seed-{article.label}-") for article in seed_articles)


def test_no_two_articles_share_a_sentence(seed_articles: list[Article], golden: list[Article]) -> None:
    counts = Counter(sentence for article in [*seed_articles, *golden] for sentence in sentences(article))
    assert [sentence for sentence, times in counts.items() if times > 1] == []


def test_no_two_articles_share_a_headline(seed_articles: list[Article], golden: list[Article]) -> None:
    assert [title for title, times in Counter(article.title for article in [*seed_articles, *golden]).items() if times > 1] == []


def test_there_are_golden_examples_of_every_section(golden: list[Article]) -> None:
    assert set(Counter(article.label for article in golden)) == set(known_sections())
    assert all(article.title and article.id.startswith(f"golden-{article.label}-") for article in golden)


def test_no_golden_example_is_a_seed_article(seed_articles: list[Article], golden: list[Article]) -> None:
    assert {article.text for article in golden}.isdisjoint({article.text for article in seed_articles})
