"""First words: the beginning of an article is told from what goes on, whatever blanks and digits it has."""

import numpy as np
import pytest

from model.article import Article
from model.lines import Floats, cut_lines
from model.openings import CHARACTERS, Openings
from model.pages.excerpts import split_byline
from model.pages.first_words import learn_openings


@pytest.fixture(scope="module")
def openings(seed_articles: list[Article]) -> Openings:
    """Learned from two articles in three."""
    return learn_openings([article for at, article in enumerate(seed_articles) if at % 3])


def odds(openings: Openings, text: str) -> float:
    lines = cut_lines(text)
    return float(openings.odds(lines, lines.starts[:1].tolist())[0])


def paragraphs(article: Article) -> list[str]:
    return [line for line in split_byline(article.text)[1].split("\n") if len(line) >= CHARACTERS]


def test_first_paragraphs_of_other_articles_are_told_from_second_ones(openings: Openings, seed_articles: list[Article]) -> None:
    others = [found for article in seed_articles[::3] if len(found := paragraphs(article)) >= 2]
    assert len(others) > 300
    first, second = (np.array([odds(openings, found[at]) for found in others]) for at in (0, 1))
    assert share_above(first, second) > 0.75


def share_above(ones: Floats, others: Floats) -> float:
    """Return how often one of the ones is above one of the others: the area under the ROC curve."""
    return float((ones[:, None] > others).mean())


@pytest.mark.parametrize(
    "other", ["9 月28日晚， 城南体育馆坐满了人。", "3月\n12日晚，城南体育馆坐满了人。", "３月１２日晚，城南体育馆坐满了人。"]
)
def test_blanks_lines_and_digits_make_no_difference(openings: Openings, other: str) -> None:
    assert odds(openings, "3月12日晚，城南体育馆坐满了人。") == pytest.approx(odds(openings, other), abs=1e-5)


def test_no_more_than_the_first_words_are_read(openings: Openings) -> None:
    text = "他说，村里的路修好以后，孩子上学不用再绕那道山梁，" * 3
    assert odds(openings, text) == odds(openings, text[:CHARACTERS] + "昨天上午，市气象台发布今年首个高温预警。")


def test_each_place_of_a_page_is_read_from_there_on(openings: Openings) -> None:
    parts = ["昨天上午，市气象台发布今年首个高温橙色预警信号。", "他说，这样的天气还要持续三天，老人和孩子少出门。"]
    lines = cut_lines("\n".join(parts))
    told = openings.odds(lines, lines.starts.tolist())
    assert told[0] > told[1]
    assert told[1] == pytest.approx(odds(openings, parts[1]), abs=1e-5)


def test_the_same_articles_give_the_same_openings(openings: Openings, seed_articles: list[Article]) -> None:
    again = learn_openings([article for at, article in enumerate(seed_articles) if at % 3])
    np.testing.assert_array_equal(again.keys, openings.keys)
    np.testing.assert_array_equal(again.weights, openings.weights)
