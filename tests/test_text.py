"""Segmentation: jieba and its Rust port agree, and what is read maps back to what was submitted."""

import gzip
import json
import os
import random
import re
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Article, DictionaryError
from model.characters import decode, normalize
from model.text import END_OF_TEXT, Segmenter, locate, parse_user_dictionary, skeleton

ROOT = Path(__file__).parents[1]
SENTENCE_END = re.compile(r"[。！？；\n]")

DICTIONARY = "澜州江豚 900 nt\n沂溪窑 12\n望海鸥鹭 nt\n翠屏体育场\n光通信器件 3 n\nC919 50 nz\nＰＭ25预警\n体育 1\n"
NOT_A_WORD = "a word with characters other than Han, letters and digits"

LATIN_RUNS = (
    "1.5GW PM2.5 A股 5G 3+2 C919 iPhone15 GDP3.2% 24/7 3D打印 B2B T+1 H7N9 0.5℃ 4S店 K歌 IPO U-18 C++ R&D 2023-10-11 #1 a_b x.y"
)
HAN_RUNS = (
    "澜州江豚 望海鸥鹭 沂溪窑址 翠屏体育场 市人民医院 医保基金 国内生产总值 光通信器件 台风预警 结婚的和尚未结婚的 研究生命起源 "
    "南京市长江大桥 乒乓球拍卖完了 發展中國家 兔子窩邊草 中外科学名著 龘龖 㐂㐱 的 了 一 在 和 被"
)
MARKS = [*"，。、“” \u3000\n—·%+&#.-_\u200b😀𠮷Яéか①㈱"]


def mixed(count: int) -> list[str]:
    """Return sentences of runs that segmenters are known to cut differently."""
    choose = random.Random(20)  # noqa: S311  no secret
    kinds = [LATIN_RUNS.split(), HAN_RUNS.split(), HAN_RUNS.split(), MARKS]
    return ["".join(choose.choice(choose.choice(kinds)) for _ in range(12)) for _ in range(count)]


def disagreements(sentences: list[str], left: Segmenter, right: Segmenter) -> list[int]:
    """Return the places of the sentences that two segmenters cut differently: numbers, as a text may not be ours to print."""
    codes = [skeleton([sentence]) for sentence in sentences]
    return [at for at, one in enumerate(codes) if left.words(one) != right.words(one)]


@pytest.fixture(scope="module")
def rust() -> Segmenter:
    return Segmenter()


@pytest.fixture(scope="module")
def pure() -> Segmenter:
    return Segmenter(pure=True)


@pytest.fixture(scope="module")
def customised() -> tuple[Segmenter, Segmenter]:
    return Segmenter(DICTIONARY), Segmenter(DICTIONARY, pure=True)


def test_both_segmenters_cut_every_seed_sentence_alike(seed_articles: list[Article], rust: Segmenter, pure: Segmenter) -> None:
    sentences = [s for article in seed_articles for s in [article.title, *SENTENCE_END.split(article.text)]]
    assert len(sentences) > 3000
    assert disagreements(sentences, rust, pure) == []


def test_both_segmenters_cut_mixed_sentences_alike(rust: Segmenter, pure: Segmenter) -> None:
    assert disagreements(mixed(4000), rust, pure) == []


def test_both_segmenters_cut_alike_with_a_user_dictionary(
    seed_articles: list[Article], customised: tuple[Segmenter, Segmenter]
) -> None:
    assert disagreements([*mixed(4000), *(article.text for article in seed_articles)], *customised) == []


def test_both_segmenters_cut_press_text_alike(shared: Path, rust: Segmenter, pure: Segmenter) -> None:
    with gzip.open(shared / "corpus" / "labelled.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"][:300] for line in islice(lines, 0, None, 5)][:3000]
    differing = disagreements(texts, rust, pure)
    assert not differing, f"{len(differing)} texts are cut differently"


any_text = st.text() | st.text("体育醫療ＡbＣ12\u3000 \u200b\u00ad\ud800\n\r\te\u0301。，😀𠮷", max_size=60)
wrapped_lines = st.lists(st.text("市体育馆昨天完工ab 。", min_size=12, max_size=14), min_size=4)
wrapped_text = st.builds(str.join, st.sampled_from(["\n", "\r\n", "\r"]), wrapped_lines)


@given(any_text | wrapped_text)
@settings(deadline=None)
def test_the_skeleton_is_what_locate_finds(text: str) -> None:
    codes, starts, ends = locate(text)
    assert decode(skeleton([text])) == decode(codes) + END_OF_TEXT
    assert len(codes) == len(starts) == len(ends)


@given(any_text | wrapped_text)
@settings(deadline=None)
def test_the_skeleton_of_a_skeleton_is_the_same(text: str) -> None:
    once = decode(skeleton([text]))[:-1]
    assert decode(skeleton([once]))[:-1] == once


@given(st.lists(any_text | wrapped_text, min_size=1))
@settings(deadline=None)
def test_several_texts_at_once_are_read_as_each_alone(texts: list[str]) -> None:
    assert decode(skeleton(texts)) == "".join(decode(skeleton([text])) for text in texts)


@given(st.lists(any_text, min_size=1, max_size=5))
@settings(deadline=None)
def test_several_texts_at_once_are_cut_as_each_alone(rust: Segmenter, texts: list[str]) -> None:
    assert rust.words(skeleton(texts)) == [word for text in texts for word in rust.words(skeleton([text]))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "\n"),
        ("澜州 GDP 增长7.1%", "澜州 gdp 增长0 0 \n"),
        ("ＰＭ２．５超標", "pm0 0超标\n"),
        ("3+2、C919", "0 0 c000\n"),
        ("。\u200b，", " \n"),
        ("两行\n文字", "两行 文字\n"),
        ("两行\r文字\r\n", "两行 文字 \n"),
        ("𠮷野家😀！", " 野家 \n"),
        ("かな和한글", " 和 \n"),
    ],
)
def test_a_skeleton_has_only_what_carries_words(text: str, expected: str) -> None:
    assert decode(skeleton([text])) == expected


@given(any_text)
@settings(deadline=None)
def test_words_are_the_skeleton_cut_up(rust: Segmenter, text: str) -> None:
    codes = skeleton([text])
    assert "".join(rust.words(codes)) == decode(codes)


def test_a_located_word_is_found_in_the_submitted_text() -> None:
    text = "他說：「澜\u200b州江豚」贏了！"
    codes, starts, ends = locate(text)
    at = decode(codes).index("江豚")
    assert text[starts[at] : ends[at + 1]] == "江豚"
    assert text[starts[at - 2] : ends[at + 1]] == "澜\u200b州江豚"
    assert normalize(text).text.count("说") == 1


@pytest.mark.parametrize("alone", [False, True], ids=["installed", "pure"])
def test_a_user_dictionary_changes_the_words(*, alone: bool) -> None:
    codes = skeleton(["望海鸥鹭客场挑战澜州江豚"])
    assert "澜州江豚" not in Segmenter(pure=alone).words(codes)
    assert Segmenter(DICTIONARY, pure=alone).words(codes) == ["望海鸥鹭", "客场", "挑战", "澜州江豚", END_OF_TEXT]


@pytest.mark.parametrize(
    ("dictionary", "entries"),
    [
        ("", []),
        ("\n  \n", []),
        ("\ufeff澜州", [("澜州", None, "")]),
        ("澜州\r\n沂江 5", [("澜州", None, ""), ("沂江", 5, "")]),
        ("澜州 ns", [("澜州", None, "ns")]),
        ("澜州 5 ns", [("澜州", 5, "ns")]),
        ("臺北捷運 7", [("台北捷运", 7, "")]),
        ("Ｃ919 nz", [("c000", None, "nz")]),
    ],
)
def test_a_user_dictionary_is_read_in_the_format_of_jieba(dictionary: str, entries: list[tuple[str, int | None, str]]) -> None:
    assert parse_user_dictionary(dictionary) == entries


@pytest.mark.parametrize(
    ("dictionary", "message"),
    [
        ("澜州\n沂江 5 ns 多余", "user dictionary, line 2: 4 fields; expected 'WORD [FREQUENCY] [TAG]'"),
        ("澜州 五 ns", "user dictionary, line 1: 3 fields; expected 'WORD [FREQUENCY] [TAG]'"),
        ("澜州 -5 ns", "user dictionary, line 1: 3 fields; expected 'WORD [FREQUENCY] [TAG]'"),
        ("澜州\n\nPM2.5", f"user dictionary, line 3: {NOT_A_WORD}; expected 'WORD [FREQUENCY] [TAG]'"),
        ("——", f"user dictionary, line 1: {NOT_A_WORD}; expected 'WORD [FREQUENCY] [TAG]'"),
        ("\u200b", f"user dictionary, line 1: {NOT_A_WORD}; expected 'WORD [FREQUENCY] [TAG]'"),
    ],
)
def test_a_bad_line_of_a_user_dictionary_is_named(dictionary: str, message: str) -> None:
    with pytest.raises(DictionaryError) as caught:
        Segmenter(dictionary)
    assert str(caught.value) == message


def test_loading_jieba_leaves_no_file_behind(tmp_path: Path) -> None:
    program = "from model.text import Segmenter, skeleton; print(len(Segmenter(pure=True).words(skeleton(['澜州市体育馆']))))"
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert int(done.stdout) > 1
    assert list(tmp_path.iterdir()) == []
