"""The parts of an article stand elsewhere on another page, and none is lost."""

from dataclasses import replace
from random import Random

import pytest

from model.pages.arrangement import Arrangement, Piece, arrange, draw_arrangement
from model.pages.sheet import Setting
from model.parts import BYLINE, CAPTION, CONTINUED, HEADLINE, KICKER, PARAGRAPH

LONG = "河长制推行以来，沿岸三个乡镇先后清走了堆了十几年的煤渣，" * 4
ARTICLE: list[Piece] = [
    (KICKER, "三年清淤见成效"),
    (HEADLINE, "青石河水变清"),
    (HEADLINE, "白鹭飞回浅滩"),
    (BYLINE, "本报记者 段知秋"),
    (PARAGRAPH, LONG),
    (CAPTION, "图为志愿者在浅滩数鸟。"),
    (PARAGRAPH, "下游的渔民说，网里又见到了银鱼。"),
]
KEPT = Arrangement(captions="", bylines="", headlines="", spread="")


def arranged(arrangement: Arrangement, measure: int = 0) -> list[Piece]:
    return arrange(ARTICLE, arrangement, Setting(measure), Random(0))  # noqa: S311 - it lays out pages


@pytest.mark.parametrize(
    ("arrangement", "kinds"),
    [
        (KEPT, [KICKER, HEADLINE, HEADLINE, BYLINE, PARAGRAPH, CAPTION, PARAGRAPH]),
        (replace(KEPT, captions="heading"), [KICKER, HEADLINE, HEADLINE, CAPTION, BYLINE, PARAGRAPH, PARAGRAPH]),
        (replace(KEPT, captions="text"), [KICKER, HEADLINE, HEADLINE, BYLINE, CAPTION, PARAGRAPH, PARAGRAPH]),
        (replace(KEPT, captions="end"), [KICKER, HEADLINE, HEADLINE, BYLINE, PARAGRAPH, PARAGRAPH, CAPTION]),
        (replace(KEPT, captions="amid"), [KICKER, HEADLINE, HEADLINE, BYLINE, PARAGRAPH, CAPTION, CONTINUED, PARAGRAPH]),
        (replace(KEPT, bylines="end"), [KICKER, HEADLINE, HEADLINE, PARAGRAPH, CAPTION, PARAGRAPH, BYLINE]),
        (replace(KEPT, bylines="first"), [BYLINE, KICKER, HEADLINE, HEADLINE, PARAGRAPH, CAPTION, PARAGRAPH]),
        (replace(KEPT, captions="first"), [CAPTION, KICKER, HEADLINE, HEADLINE, BYLINE, PARAGRAPH, PARAGRAPH]),
        (replace(KEPT, headlines="joined"), [KICKER, HEADLINE, BYLINE, PARAGRAPH, CAPTION, PARAGRAPH]),
    ],
)
def test_parts_stand_where_the_arrangement_says(arrangement: Arrangement, kinds: list[str]) -> None:
    assert [kind for kind, _ in arranged(arrangement)] == kinds


def test_no_character_is_lost_whatever_is_drawn() -> None:
    random = Random(1)  # noqa: S311 - it lays out pages
    characters = sorted("".join(text for _, text in ARTICLE).replace(" ", ""))
    for _ in range(200):
        found = arrange(ARTICLE, draw_arrangement(random), Setting(measure=random.choice((0, 14))), random)
        assert sorted("".join(text for _, text in found).replace(" ", "").replace("　", "")) == characters


def test_a_spread_headline_has_a_blank_between_each_two_characters() -> None:
    assert (HEADLINE, "青 石 河 水 变 清") in arranged(replace(KEPT, spread=" "))


def test_a_caption_amid_a_paragraph_stands_where_a_line_ends() -> None:
    found = dict(arranged(replace(KEPT, captions="amid"), measure=14))
    assert 0 < len(found[CONTINUED]) < len(LONG)
    assert (len(LONG) - len(found[CONTINUED])) % 14 == 0
