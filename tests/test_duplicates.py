"""Duplicates: what is the same, or nearly, falls into one group, and nothing else does."""

import numpy as np
import pytest

from model import Article
from model.duplicates import conflicting, group_by, group_duplicates, join

TEXT = (
    "本报讯（记者 余朔）沂江新码头昨天迎来第一艘散货船。船长在驾驶台上看了半个钟头的水尺，才让水手抛下头缆。"
    "码头设三个泊位，最大的一个可靠泊五千吨级船舶，年设计吞吐量一百二十万吨。装卸队长黎春来说，吊机是从邻市旧港拆来的，"
    "换了电机和钢丝绳，试吊了四十多次。第一船卸的是碎石，下一船是稻谷，堆场已经腾空。江边看热闹的居民不少，"
    "有人带来了板凳。按照调度安排，本月还有七艘船排期靠泊，夜间作业要等灯塔改造完成以后才能放开。"
)


def grouped(*texts: str) -> list[int]:
    return [int(group) for group in group_duplicates([Article(text) for text in texts])]


@pytest.mark.parametrize(
    "twin",
    [
        TEXT,
        TEXT + "（责任编辑 何远）",
        "沂江网电 " + TEXT[8:],
        TEXT.replace("七艘", "八艘").replace("四十多次", "五十多次"),
        TEXT.replace("，", ",").replace("。", "。\n"),
        TEXT.replace("码头", "碼頭").replace("驾驶", "駕駛").replace("调度", "調度"),
        TEXT[: len(TEXT) * 2 // 3],
        "\n".join(TEXT[at : at + 20] for at in range(0, len(TEXT), 20)),
    ],
    ids=["same", "signed", "other byline", "other figures", "other marks", "traditional", "cut short", "hard-wrapped"],
)
def test_a_near_duplicate_joins_its_original(twin: str) -> None:
    left, right, other = grouped(TEXT, twin, "江豚队主场两球取胜，积分榜上升到第四位，周末客场挑战保级球队。" * 2)
    assert left == right != other


def test_no_two_seed_articles_are_duplicates(seed_articles: list[Article]) -> None:
    groups = group_duplicates(seed_articles)
    assert len(np.unique(groups)) == len(seed_articles)


def test_twins_of_all_seed_articles_are_found(seed_articles: list[Article]) -> None:
    twins = [Article(f"据悉，{article.text}（完）") for article in seed_articles]
    groups = group_duplicates([*seed_articles, *twins])
    assert groups[: len(seed_articles)].tolist() == groups[len(seed_articles) :].tolist()


@pytest.mark.parametrize(
    ("texts", "groups"),
    [
        (["平局。"], 1),
        (["平局。", "平局。", "取胜。"], 2),
        (["", "", "a", "😀"], 3),
        (["GDP 5%", "GDP 6%"], 2),
    ],
)
def test_short_texts_are_duplicates_only_when_equal(texts: list[str], groups: int) -> None:
    assert len(set(grouped(*texts))) == groups


def test_a_phrase_that_very_many_articles_share_joins_none() -> None:
    phrase = "（本报记者在现场发回的报道，版权所有，未经许可不得转载，违者必究，欢迎提供新闻线索，热线电话见报头）"
    texts = [chr(0x4E00 + 7 * at) * 13 + phrase for at in range(60)]
    assert len(set(grouped(*texts))) == 60


def test_links_that_share_an_article_become_one_group() -> None:
    rows = np.array([0, 3]), np.array([1, 4])
    groups = join(np.array([0, 1, 1, 2, 3]), rows).tolist()
    assert groups[0] == groups[1] == groups[2]
    assert groups[3] == groups[4] != groups[0]


def test_equal_keys_have_one_number() -> None:
    assert group_by(["b", "a", "b", ""]).tolist() == [0, 1, 0, 2]


def test_one_text_under_two_labels_is_told_once() -> None:
    first, second, third = (Article("平局。", label=label) for label in ("sports", "other", "politics"))
    alike = [Article("取胜。", label="sports"), Article("取胜。", label="sports")]
    assert conflicting([first, *alike, second, third, second]) == [(first, second)]
    assert conflicting(alike) == []
    assert conflicting([]) == []
