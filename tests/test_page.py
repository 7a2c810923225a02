"""A raw page becomes its articles: every character once, headline and byline and captions apart, paragraphs whole."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Article, Classifier
from model import page as splitting
from model.characters import SENTENCE_ENDS
from model.page import Page, shipped_tagger, split, split_page
from model.page_article import Caption, PageArticle, closed_up, rejoined
from model.pages.labelled import LabelledPage, read_pages
from model.tagger import FURNITURE, STATES

ROOT = Path(__file__).parents[1]
PAGE = """
澜河日报

2021年4月8日 星期四 第2版

春耕农资备足 化肥价格平稳

市供销社开出四十二个直供点

本报讯 (记者 殷若昭) 4月7日,记者从市供销社获悉,今年全市备足化肥六万吨,价格与去年同期持平,种粮大户可以在家门口的

直供点买到平价肥,每吨比市场便宜八十元。

图为农户在东陵镇直供点装运化肥。石怀民摄

市供销社还抽调三十名技术员下乡,帮助农户测土配肥。(下转第三版)

少年篮球赛周末开打

本报讯 (记者 乔木) 全市少年篮球赛将于4月10日在市体育馆开打,十六支球队报名,小组赛采用单循环赛制。

新华社北京4月7日电 (记者 林一苇) 国家统计部门7日公布,一季度工业生产保持增长,出口连续三个月回升。

责任编辑 卫青禾 美编 苏铃 电话:0399-2851166
"""
PLAIN = """老桥修好了
昨天下午，封闭九个月的永济桥恢复通车，骑车上班的人不用再绕行三公里。
这座桥建于清代，桥面被重车压裂，去年夏天列入修缮名录。工匠把六百块桥石一一编号，能用的都放回了原处。
桥头卖豆腐的老程说，桥通了，早市的生意回来了七成。"""


SIGNED_ABOVE = """临河晚报 2011年5月6日 星期五 第7版 言论
路灯该亮到几点
市里说今年要省下三成路灯用电。省电是好事，可夜班工人下班时正是最黑的时候，灯先灭在小街小巷，省下的是电，添上的是怕。
街谈巷议
文/乔木
校门口的小摊去了哪里
一中门前的七个早点摊上周都不见了。学生们饿着肚子上课，城管队说这是为了整洁，整洁当然要紧，早饭也要紧。
文/池砚
别让老人对着屏幕发愁
银行的大厅里添了六台机器，窗口只剩一个。我陪母亲取退休金，站了四十分钟，她问我是不是以后都不用跟人说话了。
文/苗禾
说“借过”
公交车上最难听见的两个字是“借过”。人们宁可用背包顶，用胳膊挤，也不肯开口，仿佛开口就输了。
本版编辑 段知秋 电话 3129100"""
AROUND = ["澜川晚报 2019年5月8日 星期三 第3版", "责编 江弈 校对 钟岚", "电话 3129100"]
WITHOUT_BYLINES = """澜河晚报
2021年4月8日 星期四 第2版
责任编辑：段知秋 版式：乔木 校对：苗禾

春耕农资备足 化肥价格平稳
市供销社昨天开出四十二个直供点，六万吨化肥已经运到乡镇，种粮大户在家门口就能买到平价肥。
直供点的价格每三天公布一次，比去年同期低两成。

少年篮球赛周末开打
十六支球队的名单昨晚抽签确定，揭幕战周六上午九点在市体育馆举行，市民凭身份证免费入场。

新闻热线：0352-5558123
"""


@pytest.fixture(scope="module")
def page() -> Page:
    return split(PAGE, shipped_tagger())


@pytest.fixture(scope="module")
def labelled() -> list[LabelledPage]:
    return read_pages(ROOT / "seeds" / "pages")


def article(page: Page, beginning: str) -> PageArticle:
    return next(one for one in page.articles if PAGE[one.start : one.end].startswith(beginning))


def covered(text: str, page: Page) -> list[int]:
    """Return every offset that an article or a line of furniture holds, as often as it is held."""
    ranges = [*((one.start, one.end) for one in page.articles), *page.furniture]
    return sorted(at for start, end in ranges for at in range(start, end) if not text[at].isspace())


def test_a_page_is_split_into_its_articles(page: Page) -> None:
    assert [PAGE[one.start : one.end].split("\n", maxsplit=1)[0][:8] for one in page.articles] == [
        "春耕农资备足 化",
        "少年篮球赛周末开",
        "新华社北京4月7",
    ]


def test_a_headline_is_told_from_what_stands_below_it(page: Page) -> None:
    found = article(page, "春耕农资")
    assert (found.headline, found.subtitles) == ("春耕农资备足 化肥价格平稳", ("市供销社开出四十二个直供点",))


def test_an_article_without_a_headline_has_none(page: Page) -> None:
    assert article(page, "新华社").headline is None


def test_a_paragraph_that_a_column_broke_is_whole_again(page: Page) -> None:
    assert "在家门口的直供点买到平价肥" in article(page, "春耕农资").text


def test_byline_caption_and_mark_stand_beside_the_text(page: Page) -> None:
    found = article(page, "春耕农资")
    assert found.byline is not None
    assert found.byline.reporters == ("殷若昭",)
    assert [caption.text for caption in found.captions] == ["图为农户在东陵镇直供点装运化肥。石怀民摄"]
    assert found.continued_on == "三"
    assert found.text.startswith("4月7日,记者从市供销社获悉")
    assert "下转" not in found.text
    assert "石怀民" not in found.text


def test_a_wire_dateline_is_read(page: Page) -> None:
    byline = article(page, "新华社").byline
    assert byline is not None
    assert (byline.kind, byline.agency, byline.place, byline.date) == ("agency", "新华社", "北京", "4月7日")


def test_furniture_belongs_to_no_article(page: Page) -> None:
    said = [PAGE[start:end] for start, end in page.furniture]
    assert said[0] == "澜河日报"
    assert said[-1].startswith("责任编辑")


def test_a_plain_article_comes_back_as_one() -> None:
    page = split(PLAIN, shipped_tagger())
    assert [(one.start, one.end, one.headline) for one in page.articles] == [(0, len(PLAIN), "老桥修好了")]


def test_most_seed_articles_given_alone_come_back_as_one(seed_articles: list[Article]) -> None:
    told = [len(split(f"{one.title}\n{one.text}", shipped_tagger()).articles) for one in seed_articles[::7]]
    assert sum(number == 1 for number in told) >= 0.97 * len(told)


def test_articles_without_bylines_stay_apart_on_what_is_plainly_a_newspaper() -> None:
    page = split(WITHOUT_BYLINES, shipped_tagger())
    assert [one.headline for one in page.articles] == ["春耕农资备足 化肥价格平稳", "少年篮球赛周末开打"]
    assert len(page.furniture) == 4


def test_bylines_above_headlines_are_of_the_articles_below_them() -> None:
    signed = [(one.byline.text if one.byline else None, one.headline) for one in split(SIGNED_ABOVE, shipped_tagger()).articles]
    assert signed == [
        (None, "路灯该亮到几点"),
        ("文/乔木", "校门口的小摊去了哪里"),
        ("文/池砚", "别让老人对着屏幕发愁"),
        ("文/苗禾", "说“借过”"),
    ]


@pytest.mark.parametrize("state", STATES)
def test_whatever_a_line_was_taken_for_it_can_belong_to_a_plain_article(state: str) -> None:
    text, places = "老桥\n修好了", [(0, 2, 1.0), (3, 6, 0.5)]
    whole = splitting._read_page(text, places, splitting._as_one(["headline*", state]))  # noqa: SLF001
    assert [(one.start, one.end) for one in whole.articles] == [(0, 6)] or state == FURNITURE


def test_an_article_without_heading_is_found_where_the_subject_changes(seed_articles: list[Article]) -> None:
    long = [one for one in seed_articles if one.text.count("\n") >= 2]
    sports, health = ([one for one in long if one.label == label][:60] for label in ("sports", "health_policy"))
    above = ["\n".join([*AROUND, one.title, one.text]) for one in sports]
    alone = [len(split(page, shipped_tagger()).articles) for page in above]
    both = [len(split(f"{page}\n{one.text}", shipped_tagger()).articles) for page, one in zip(above, health, strict=True)]
    assert alone.count(1) >= 0.95 * len(alone)
    assert both.count(2) >= 0.9 * len(both)


def test_an_article_broken_in_mid_sentence_stays_one(seed_articles: list[Article]) -> None:
    for number, article in enumerate([one for one in seed_articles if len(one.text) > 200][::9]):
        text = article.text.replace("\n", "")
        at = 60 + number * 37 % (len(text) - 120)
        while text[at - 1] in SENTENCE_ENDS or text[at] in "，。、；：？！”）":
            at += 1
        page = "\n\n".join([*AROUND, article.title, text[:at], text[at:]])
        assert len(split(page, shipped_tagger()).articles) == 1, article.id


def test_nothing_is_an_empty_page() -> None:
    for nothing in ("", " \n\u3000\r\n"):
        assert split(nothing, shipped_tagger()) == Page((), ())


def test_every_seed_page_is_held_whole(labelled: list[LabelledPage]) -> None:
    for one in labelled:
        inked = [at for at, character in enumerate(one.text) if not character.isspace()]
        assert covered(one.text, split_page(one.text)) == inked, one.name


LINES = st.one_of(
    st.sampled_from([line for line in PAGE.split("\n") if line]),
    st.text(max_size=40),
    st.text(alphabet="本报讯记者新华社电下转第三版（）()，。“”责编图为摄 \u3000", max_size=30),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=12), st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\u2028"]))
def test_every_inked_character_is_held_exactly_once(lines: list[str], between: str) -> None:
    text = between.join(lines)
    inked = [at for at, character in enumerate(text) if not character.isspace()]
    assert covered(text, split_page(text)) == inked


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES, max_size=12))
def test_what_is_told_of_an_article_lies_within_it(lines: list[str]) -> None:
    text = "\n".join(lines)
    for one in split(text, shipped_tagger()).articles:
        places = [*one.paragraphs, *((caption.start, caption.end) for caption in one.captions)]
        assert all(one.start <= start < end <= one.end for start, end in places)
        assert 0 <= one.boundary <= 1.0001


@pytest.mark.parametrize("unit", ["（", "本报讯（", "据新华社", "（下转", "记者 ", "\n\n", "\u3000", "，", "a", "（记者 张三 "])
def test_no_text_makes_splitting_hang(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        begin = time.process_time()
        split_page(text)
        return time.process_time() - begin

    seconds(1000)
    short, long = min(seconds(20_000) for _ in range(3)), min(seconds(200_000) for _ in range(2))
    assert long < 40 * max(short, 0.002)  # ten times as long; a quadratic cost would be a hundred times


@pytest.mark.parametrize(
    ("lines", "whole"),
    [(["门口的", "直供点"], "门口的直供点"), (["New", "York"], "New York"), (["1.5", "GW"], "1.5GW"), (["共3", "万"], "共3万")],
)
def test_lines_are_rejoined_with_a_blank_only_between_latin_words(lines: list[str], whole: str) -> None:
    assert rejoined(lines) == whole


@pytest.mark.parametrize(
    ("line", "closed"),
    [
        ("冬 修 水 利", "冬修水利"),
        ("冬　修　水　利", "冬修水利"),
        ("张 维", "张 维"),
        ("先看牌子 再看脸", "先看牌子 再看脸"),
        ("A B C", "A B C"),
    ],
)
def test_letter_spaced_lines_are_closed_up(line: str, closed: str) -> None:
    assert closed_up(line) == closed


def test_a_story_told_by_its_caption_is_classified_by_it() -> None:
    told = PageArticle(0, 9, "晨练", "", 1.0, captions=(Caption(3, 9, "图为篮球队员在江边跑步。"),))
    assert told.article == Article("图为篮球队员在江边跑步。", "晨练")


def test_sections_are_those_of_the_classifier(classifier: Classifier) -> None:
    sections = [one.section.label if one.section else "" for one in split_page(PAGE, classifier).articles]
    assert sections[1:] == ["sports", "economy"]


def test_without_a_classifier_the_published_model_gives_the_sections() -> None:
    assert all(one.section is not None for one in split_page(PAGE).articles)


def test_the_real_page_is_split_to_the_character(shared: Path) -> None:
    truth = json.loads((shared / "page" / "datong-2023-07.truth.json").read_text("utf-8"))
    text = (shared / "page" / "datong-2023-07.txt").read_text("utf-8")
    found = split_page(text, Classifier.load(ROOT / "model" / "default"))
    expected = [(one["start"], one["end"]) for one in truth["articles"]]
    assert [(one.start, one.end) for one in found.articles] == expected
    told = [one.section.label if one.section else "" for one in found.articles]
    assert sum(label == one["section"] for label, one in zip(told, truth["articles"], strict=True)) >= 8
    assert [text[start:end] for start, end in found.furniture] == [text[3295:3320]]
