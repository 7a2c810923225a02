"""The habits of a page: how wide its columns are, and where its bylines stand."""

import numpy as np
import pytest

from model.habits import column_width, habits
from model.lines import cut_lines

SOON, FIRST_ABOVE, LAST_ABOVE, APART, ANY_APART = range(5)
TEXT = "村口的老磨坊昨天重新转了起来，磨出的头一袋面送给了修渠的人。"
ABOVE = ["记者 池砚", "老磨坊转了", TEXT]
UNDER = ["老磨坊转了", "记者 池砚", TEXT]
AFTER = ["老磨坊转了", TEXT, "记者 池砚"]


def told(page: list[str]) -> list[float]:
    lines = cut_lines("\n".join(page))
    signs = np.array([line.startswith("记者") for line in page])
    return [float(habit[0]) for habit in habits(lines, signs, np.zeros(len(page), bool))]


@pytest.mark.parametrize(
    ("page", "above", "apart"),
    [
        (ABOVE * 3, [1, 1], 1 / 3),
        (UNDER * 3, [0, 0], 0),
        (AFTER * 3, [0, 0], 0),
        (["老磨坊转了", TEXT, "一家之言", *ABOVE * 2], [0, 1], 1 / 2),
        (ABOVE, [0, 0], 0),
        (["记者 池砚", "老磨坊转了"] * 2, [0, 0], 0),
    ],
)
def test_where_bylines_stand_is_told_of_pages_that_have_two(page: list[str], above: list[float], apart: float) -> None:
    found = told(page)
    assert found[FIRST_ABOVE : LAST_ABOVE + 1] == above
    assert found[APART] == pytest.approx(apart)
    assert found[ANY_APART] == (apart > 0)


def test_a_byline_in_a_box_shows_where_bylines_stand() -> None:
    assert told(["■乔木", "老磨坊转了", TEXT] * 2)[APART] == 1 / 2


def test_a_byline_comes_soon_after_the_lines_above_it() -> None:
    page = ["澜河日报", "第2版", "老磨坊转了", "三十年没有响过", "记者 池砚", TEXT]
    signs = np.array([line.startswith("记者") for line in page])
    soon = habits(cut_lines("\n".join(page)), signs, np.zeros(len(page), bool))[SOON]
    assert soon.tolist() == [False, True, True, True, False, False]


def test_a_column_is_as_wide_as_most_of_the_text() -> None:
    width, of_text = column_width(np.array([15, 15, 16, 15, 4, 30], np.float32))
    assert 14 <= width <= 16
    assert of_text == pytest.approx(61 / 95)
