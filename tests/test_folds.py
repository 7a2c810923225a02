"""Folds: what resembles each other stays on one side of every split."""

from dataclasses import replace

import numpy as np
import pytest

from model import Article
from model.folds import FOLDS, split


def make_articles(sections: int, each: int) -> list[Article]:
    return [
        Article(f"{chr(0x4E00 + 100 * section + at)}的消息。", label=str(section))
        for at in range(each)
        for section in range(sections)
    ]


def numbers(articles: list[Article]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    labels = sorted({article.label for article in articles})
    return np.array([labels.index(article.label) for article in articles])


def test_every_fold_has_its_share_of_every_section(seed_articles: list[Article]) -> None:
    articles = [replace(article, date="") for article in seed_articles]
    sections = numbers(articles)
    folds = split(articles, sections, 0)
    table = np.bincount(folds * 5 + sections, minlength=5 * FOLDS).reshape(FOLDS, 5)
    assert (np.abs(table - table.mean(axis=0)) <= 2).all()


def test_a_split_is_the_same_for_the_same_seed_only(seed_articles: list[Article]) -> None:
    sections = numbers(seed_articles)
    first = split(seed_articles, sections, 0).tolist()
    assert split(seed_articles, sections, 0).tolist() == first
    assert split(seed_articles, sections, 1).tolist() != first


def test_duplicates_share_a_fold(seed_articles: list[Article]) -> None:
    articles = [replace(article, date="") for article in seed_articles[:200]]
    near = [replace(article, text=f"据悉，{article.text}", label="other") for article in articles]
    folds = split([*articles, *articles, *near], numbers([*articles, *articles, *near]), 0)
    assert folds[:200].tolist() == folds[200:400].tolist() == folds[400:].tolist()


def test_articles_of_one_source_and_date_share_a_fold() -> None:
    articles = [
        replace(article, source=f"报{at % 3}", date=f"2024-05-{1 + at % 7:02}") for at, article in enumerate(make_articles(2, 60))
    ]
    folds = split(articles, numbers(articles), 0)
    issues = [(article.source, article.date) for article in articles]
    assert len({*zip(issues, folds.tolist(), strict=True)}) == len(set(issues)) == 21


def test_articles_of_one_source_without_a_date_may_be_split() -> None:
    articles = [replace(article, source="报") for article in make_articles(2, 20)]
    assert set(split(articles, numbers(articles), 0).tolist()) == set(range(FOLDS))


@pytest.mark.parametrize("issues", [2, 3, 4])
def test_there_are_fewer_folds_where_there_are_fewer_issues(issues: int) -> None:
    articles = make_articles(2, 20)
    dated = [replace(article, source="报", date=f"2024-05-0{1 + at % issues}") for at, article in enumerate(articles)]
    assert len(set(split(dated, numbers(dated), 0).tolist())) == issues


def test_a_section_may_have_fewer_articles_than_there_are_folds() -> None:
    articles = [*make_articles(2, 20), *make_articles(3, 2)[2::3]]
    assert set(split(articles, numbers(articles), 0).tolist()) == set(range(FOLDS))


@pytest.mark.parametrize(
    "articles",
    [
        [Article("平局。", label=str(at % 2)) for at in range(20)],
        [replace(article, source="报", date="2024-05-01") for article in make_articles(2, 20)],
    ],
    ids=["alike", "one issue"],
)
def test_articles_that_all_belong_together_share_the_one_fold(articles: list[Article]) -> None:
    assert split(articles, numbers(articles), 0).tolist() == [0] * len(articles)
