"""Characters: what each folds to, and the map back to what was submitted."""

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from model.characters import compose, decode, encode, normalize

COLUMN = (
    "澜州市昨天启用新的公交枢纽站\n"
    "首日共有二十三条线路在此停靠\n"
    "市民换乘时间平均缩短六分钟半\n"
    "调度中心表示下月再增两条夜线。\n"
    "站内还设有母婴室与自助售票机\n"
    "票价不变。"
)
PARAGRAPHS = "本报讯 昨天上午，枢纽站启用。\n首日共有二十三条线路停靠，客流平稳，没有出现拥堵。\n下月再增两条夜线。\n票价不变。"
HEADLINES = "枢纽站昨天启用首日客流平稳有序\n市图书馆今起延长开放\n江豚队主场两球取胜\n夜市摊位抽签结果公布"
LATIN = "the river rose overnight in\nseveral towns and then fell\nback before the weekend end\nas forecasters had expected"


@pytest.mark.parametrize(
    ("submitted", "normalized"),
    [
        ("", ""),
        ("ＡＢｃ１２３", "ABc123"),
        ("（５％）！", "(5%)!"),
        ("全角　空格", "全角 空格"),
        ("經濟與醫療", "经济与医疗"),
        ("體育報導", "体育报导"),
        ("简体不变", "简体不变"),
        ("Cafe\u0301", "Café"),
        ("A\u030a", "Å"),
        ("\u1112\u1161\u11ab", "한"),
        ("\ufb01", "\ufb01"),
        ("\uf900", "\u5c82"),
        ("零\u200b宽\u200d字\ufeff符", "零宽字符"),
        ("软\u00ad连字符", "软连字符"),
        ("右至左\u202e标记", "右至左标记"),
        ("变体\ufe0f选择符", "变体选择符"),
        ("控\x00制\x07字\x1b符", "控制字符"),
        ("替换\ufffd符", "替换符"),
        ("制表\t符", "制表 符"),
        ("不断\u00a0行 en\u2002em\u2003", "不断 行 en em "),
        ("一行\r\n两行", "一行\n两行"),
        ("一行\r两行\r\r三行", "一行\n两行\n\n三行"),
        ("一行\n\r两行\r\n", "一行\n\n两行\n"),
        ("段\u2029落\u2028行\u0085尾", "段\n落\n行\n尾"),
        ("孤\ud800立\udfff代理", "孤立代理"),
        ("𠮷野家😀", "𠮷野家😀"),
        ("“引号”、顿号。", "“引号”、顿号。"),
    ],
)
def test_each_character_folds_to_its_one_form(submitted: str, normalized: str) -> None:
    assert normalize(submitted).text == normalized


LINE_END = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
# Marks are composed before anything is dropped, and not a second time.
plain_characters = st.characters(exclude_categories=["M"]).filter(lambda character: not "\u1100" <= character <= "\u11ff")


@given(st.text(plain_characters) | st.lists(st.text("零0。a\u200b\x1f\r", max_size=14)).map("\r".join))
@example("0000000000\r¡\r\x1f\r")  # wrapped, once what is invisible is gone
@settings(deadline=None)
def test_normalizing_twice_changes_nothing_more(text: str) -> None:
    once = normalize(text).text
    # Where lines are rejoined they may be as long as others that were not full before.
    if once.count("\n") == len(LINE_END.findall(text)):
        assert normalize(once).text == once


@given(st.text())
@settings(deadline=None)
def test_the_map_back_is_in_order_and_in_bounds(text: str) -> None:
    normalized = normalize(text)
    starts, ends = normalized.starts.tolist(), normalized.ends.tolist()
    assert len(starts) == len(ends) == len(normalized.text)
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(starts, ends, strict=True))


@given(st.text())
@settings(deadline=None)
def test_each_piece_of_the_map_normalizes_to_its_own_characters(text: str) -> None:
    normalized = normalize(text)
    for at, character in enumerate(normalized.text):
        start, end = normalized.span(at, at + 1)
        assert character in normalize(text[start:end]).text


@given(st.text() | st.text("aeÅo中각한\u0301\u030a\u0327\u3099か\u1100\u1161\u11a8\u09c7\u09be\uf900"))
@settings(deadline=None)
def test_composing_piece_by_piece_is_nfc_of_the_whole(text: str) -> None:
    composed, starts, ends = compose(text)
    assert composed == unicodedata.normalize("NFC", text)
    assert len(composed) == len(starts) == len(ends)


@given(st.text("市体育馆昨天完工ABC123。，"))
def test_a_character_that_needs_no_folding_maps_to_itself(text: str) -> None:
    normalized = normalize(text.replace("，", ""))
    assert normalized.starts.tolist() == list(range(len(normalized.text)))
    assert normalized.ends.tolist() == list(range(1, len(normalized.text) + 1))


def test_a_composed_character_maps_to_all_that_it_was_made_of() -> None:
    normalized = normalize("去cafe\u0301坐坐")
    assert normalized.text == "去café坐坐"
    assert normalized.span(4, 5) == (4, 6)
    assert normalized.span(5, 6) == (6, 7)


@given(st.text(st.characters(min_codepoint=0, max_codepoint=0x10FFFF)))
def test_encoding_and_decoding_any_text_gives_it_back(text: str) -> None:
    assert decode(encode(text)) == text


def test_hard_wrapped_lines_are_rejoined() -> None:
    assert normalize(COLUMN).text.split("\n") == [
        "澜州市昨天启用新的公交枢纽站首日共有二十三条线路在此停靠市民换乘时间平均缩短六分钟半调度中心表示下月再增两条夜线。",
        "站内还设有母婴室与自助售票机票价不变。",
    ]


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\u2028", "\u200b\n"])
def test_hard_wrapped_lines_are_rejoined_whatever_ends_them(line_end: str) -> None:
    assert normalize(COLUMN.replace("\n", line_end)).text == normalize(COLUMN).text


def test_a_rejoined_text_still_maps_to_what_was_submitted() -> None:
    normalized = normalize(COLUMN)
    at = normalized.text.index("市民")
    start, end = normalized.span(at, at + 2)
    assert COLUMN[start:end] == "市民"


@pytest.mark.parametrize(
    "text", [PARAGRAPHS, HEADLINES, LATIN, "一行\n两行\n三行\n四行\n五行", "\n\n\n\n", "很长的一行" * 40 + "\n短\n短\n短"]
)
def test_a_text_that_is_not_hard_wrapped_keeps_its_lines(text: str) -> None:
    assert normalize(text).text == text.replace("，", ",").replace("！", "!")


def test_latin_words_at_a_line_end_are_not_glued() -> None:
    lines = [
        "本届论坛的主题由主办方定为 open",
        "source 与社区治理共有来自各地的",
        "开发者三百余人到场并在会后参观",
        "了新落成的数据中心和配套的园区",
    ]
    assert "open\nsource" in normalize("\n".join(lines)).text
    assert "各地的开发者" in normalize("\n".join(lines)).text
