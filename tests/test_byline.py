"""Bylines are read: who wrote, for whom, where and when."""

import pytest

from model.byline import head_of, read_byline, tail_of


@pytest.mark.parametrize(
    ("paragraph", "byline"),
    [
        ("本报讯 (记者 殷若昭) 4月7日,市供销社", "本报讯 (记者 殷若昭)"),
        ("本报讯（记者 祝晚棠 通讯员 方棋）“当孩子问起", "本报讯（记者 祝晚棠 通讯员 方棋）"),
        ("新华社北京4月7日电 (记者 林一苇) 国家统计", "新华社北京4月7日电 (记者 林一苇)"),
        ("据新华社北京3月5日电 会议认为", "据新华社北京3月5日电"),
        ("平澜晚报讯（记者 马一）今天", "平澜晚报讯（记者 马一）"),
        ("临江都市报讯（记者 马一）今天", "临江都市报讯（记者 马一）"),
        ("（记者 李强）今天", "（记者 李强）"),
        ("本报讯 昨天", "本报讯"),
        ("昨天下午，市政府召开会议", ""),
        ("记者从市统计局获悉，一季度", ""),
        ("", ""),
    ],
)
def test_a_first_paragraph_begins_with_its_byline(paragraph: str, byline: str) -> None:
    assert head_of(paragraph) == byline


@pytest.mark.parametrize(
    ("paragraph", "byline"),
    [
        ("桥通了。（李大山 王小禾）", "（李大山 王小禾）"),
        ("桥通了。(记者 李大山)", "(记者 李大山)"),
        ("办法自即日起施行。（试行）", ""),
        ("桥通了。", ""),
    ],
)
def test_a_last_paragraph_may_end_with_it(paragraph: str, byline: str) -> None:
    assert tail_of(paragraph) == byline


@pytest.mark.parametrize(
    ("text", "kind", "agency", "place", "date", "reporters"),
    [
        ("本报讯 (记者 殷若昭)", "own", "", "", "", ("殷若昭",)),
        ("本报讯（记者 祝晚棠 通讯员 方棋）", "own", "", "", "", ("祝晚棠", "方棋")),
        ("新华社太原7月22日电 (记者 林一苇、周舟)", "agency", "新华社", "太原", "7月22日", ("林一苇", "周舟")),
        ("本报西岭5月24日电", "own", "", "西岭", "5月24日", ()),
        ("平澜晚报讯（记者 马一）", "own", "", "", "", ("马一",)),
        ("据市气象台网站", "agency", "市气象台网站", "", "", ()),
        ("（记者 李\u3000强）", "own", "", "", "", ("李强",)),
        ("□ 顾长康", "author", "", "", "", ("顾长康",)),
        ("良言", "author", "", "", "", ("良言",)),
    ],
)
def test_a_byline_says_who_where_and_when(
    text: str, kind: str, agency: str, place: str, date: str, reporters: tuple[str, ...]
) -> None:
    found = read_byline(text)
    assert (found.kind, found.agency, found.place, found.date, found.reporters) == (kind, agency, place, date, reporters)
    assert found.text == text
