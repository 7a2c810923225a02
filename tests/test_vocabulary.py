"""The vocabulary: every term has its number, and nothing else has one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from model.characters import encode
from model.vocabulary import BLANK, END, UNKNOWN, PairIndex, Vocabulary, order_words, pair_keys, pair_text

# The inverse of the multiplier of the index: its multiples all begin in one slot, the worst there is.
INVERSE = pow(2654435761, -1, 2**32)

some_keys = st.lists(st.integers(1, 2**32 - 1), unique=True, max_size=400)


def array(keys: list[int]) -> NDArray[np.uint32]:
    return np.array(keys, np.uint32)


@given(some_keys, st.lists(st.integers(0, 2**32 - 1), max_size=200))
@settings(deadline=None)
def test_every_key_is_found_and_no_other(keys: list[int], others: list[int]) -> None:
    index = PairIndex(array(keys))
    places = {key: place for place, key in enumerate(keys)}
    assert index.find(array(keys)).tolist() == list(range(len(keys)))
    assert index.find(array(others)).tolist() == [places.get(other, UNKNOWN) for other in others]


@pytest.mark.parametrize("step", [1, 2**16, 2**20, INVERSE, INVERSE << 12, INVERSE << 20])
def test_keys_that_crowd_one_another_are_all_found(step: int) -> None:
    multiples = list(dict.fromkeys((at * step) % 2**32 for at in range(1, 4001)))
    keys = [key for key in multiples if key]
    index = PairIndex(array(keys[::2]))
    assert index.find(array(keys[::2])).tolist() == list(range(len(keys[::2])))
    assert set(index.find(array(keys[1::2])).tolist()) <= {UNKNOWN}


def test_an_empty_index_finds_nothing() -> None:
    index = PairIndex(array([]))
    assert index.find(array([0, 1, 2**32 - 1])).tolist() == [UNKNOWN] * 3
    assert index.find(array([])).tolist() == []


def test_a_key_may_be_asked_for_many_times_at_once() -> None:
    assert PairIndex(array([7, 9])).find(array([9, 7, 9, 8, 9])).tolist() == [1, 0, 1, UNKNOWN, 1]


def test_words_are_numbered_in_order_and_marks_have_numbers_of_their_own() -> None:
    vocabulary = Vocabulary(["0", "gdp", "体育馆", "医保"], ["体育", "医保"])
    assert vocabulary.word_ids(["医保", " ", "gdp", "没有", "\n", "0"]).tolist() == [3, BLANK, 1, UNKNOWN, END, 0]
    assert vocabulary.word_ids([]).tolist() == []
    assert vocabulary.first_han_word == 2


def test_pairs_are_numbered_from_zero() -> None:
    vocabulary = Vocabulary(["0"], ["体育", "医保"])
    assert vocabulary.pair_ids(pair_keys(encode("医保体育育体"))).tolist() == [1, UNKNOWN, 0, UNKNOWN, UNKNOWN]


@pytest.mark.parametrize(("words", "pairs"), [([], []), (["医保"], []), ([], ["医保"])])
def test_a_vocabulary_may_lack_words_or_pairs(words: list[str], pairs: list[str]) -> None:
    vocabulary = Vocabulary(words, pairs)
    assert vocabulary.word_ids(["医保"]).tolist() == [0 if words else UNKNOWN]
    assert vocabulary.pair_ids(pair_keys(encode("医保"))).tolist() == [0 if pairs else UNKNOWN]


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5), min_size=2))
def test_a_key_gives_its_pair_back(text: str) -> None:
    assert [pair_text(key) for key in pair_keys(encode(text)).tolist()] == [text[at : at + 2] for at in range(len(text) - 1)]


def test_words_without_han_characters_come_first() -> None:
    assert order_words(["医保", "gdp", "a股", "0"]) == ["0", "gdp", "a股", "医保"]
