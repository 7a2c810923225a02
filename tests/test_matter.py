"""An article without heading and byline is found where the section changes, and only there."""

from pathlib import Path

import pytest

from model import Article, Classifier, Prediction
from model.matter import FEWEST_CHARACTERS, beginnings, odds_apart
from model.page import shipped_tagger, split
from model.parts import CROSSHEAD, HEADLINE, LEAD, PARAGRAPH

SHIPPED = Path(__file__).parents[1] / "model" / "default"
FOOTBALL = (
    "昨晚的城市足球联赛第十二轮，主队在加时赛里两度扳平，门将连扑三个点球，"
    "全队以六比五淘汰对手，晋级半决赛，三千名球迷唱着歌退场，两名主力前锋因累计黄牌下一轮停赛。"
)
MORE_FOOTBALL = (
    "主教练赛后说，替补前锋的体能比预想的好，下一场比赛在客场，"
    "球队会轮换两名后卫，目标是把联赛冠军带回来，奖金由全队平分，队医也有一份，射手榜前十名里本队占了三席。"
)
CLINIC = (
    "市医疗保障局公布，下月起门诊慢性病的医保报销比例提高五个百分点，"
    "基层医院和社区卫生服务中心都可以直接结算药费，参保人不必再到市里排队报销，到外地住院也照此办理。"
)
HEADINGS = ("门诊报销提高五个点", "看病更省钱")


@pytest.fixture(scope="module")
def shipped() -> Classifier:
    return Classifier.load(SHIPPED)


def found(classifier: Classifier, likely: float, *following: str) -> list[int]:
    """Return where articles begin on a page of a headline and what follows, each line as likely a beginning by itself."""
    lines = ["门将连扑三个点球", *following]
    starts = [sum(len(line) + 1 for line in lines[:at]) for at in range(len(lines))]
    places = [(start, start + len(line), likely) for start, line in zip(starts, lines, strict=True)]
    states = [HEADLINE, LEAD, *(CROSSHEAD if line in HEADINGS else PARAGRAPH for line in lines[2:])]
    return list(beginnings("\n".join(lines), places, states, [(0, len(lines))], classifier))


def test_an_article_begins_where_the_section_changes(shipped: Classifier) -> None:
    assert found(shipped, 0.2, FOOTBALL, CLINIC) == [2]
    assert found(shipped, 0.2, FOOTBALL, MORE_FOOTBALL, CLINIC) == [3]


def test_it_begins_with_the_heading_above_if_there_is_one(shipped: Classifier) -> None:
    heading, further = HEADINGS
    assert found(shipped, 0.2, FOOTBALL, heading, CLINIC) == [2]
    assert found(shipped, 0.2, FOOTBALL.rstrip("。"), heading, further, CLINIC) == [2]
    assert found(shipped, 0.2, FOOTBALL, heading, MORE_FOOTBALL) == []


@pytest.mark.parametrize(
    ("likely", "paragraphs"),
    [
        (0.2, (FOOTBALL, MORE_FOOTBALL)),
        (0.0, (FOOTBALL, CLINIC)),
        (0.2, (FOOTBALL.rstrip("。"), CLINIC)),
        (0.2, (FOOTBALL, CLINIC[: FEWEST_CHARACTERS - 20])),
    ],
    ids=("the same section", "no beginning by its lines", "a sentence that goes on", "too little to judge by"),
)
def test_no_article_begins_elsewhere(shipped: Classifier, likely: float, paragraphs: tuple[str, ...]) -> None:
    assert found(shipped, likely, *paragraphs) == []


def test_a_heading_that_looks_like_one_among_paragraphs_becomes_the_headline(shipped: Classifier) -> None:
    another = "本报讯（记者 钟岚）市气象台昨天发布今年首个高温黄色预警，提醒市民午后少出门。"
    lines = ["澜川晚报 2019年5月8日 星期三 第3版", "", "球场夜话", "本报记者 江弈", FOOTBALL, MORE_FOOTBALL, "从客场说起"]
    page = "\n".join([*lines, MORE_FOOTBALL, "钱从哪来", CLINIC, CLINIC, "", another])
    assert [one.headline for one in split(page, shipped_tagger()).articles] == ["球场夜话", None]
    articles = split(page, shipped_tagger(), shipped).articles
    assert [one.headline for one in articles] == ["球场夜话", "钱从哪来", None]
    assert page[articles[1].start : articles[1].end] == f"钱从哪来\n{CLINIC}\n{CLINIC}"


def told(sports: float) -> Prediction:
    return Prediction("sports", sports, needs_review=False, scores={"sports": sports, "economy": 1 - sports}, known_share=1.0)


@pytest.mark.parametrize(
    ("above", "below", "odds"),
    [(1.0, 1.0, -0.693147), (0.5, 0.5, 0.0), (0.5, 0.9, 0.0), (0.9, 0.1, 1.021651), (0.9, 0.9, -0.494696)],
)
def test_the_odds_are_those_of_two_sections_by_chance_against_one(above: float, below: float, odds: float) -> None:
    assert odds_apart(told(above), told(below)) == pytest.approx(odds, abs=1e-5)


def test_an_article_alone_has_the_section_that_its_matter_has(shipped: Classifier) -> None:
    assert [one.label for one in shipped.classify([Article(FOOTBALL), Article(CLINIC)])] == ["sports", "health_policy"]
