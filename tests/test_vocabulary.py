"""The vocabulary: every term has its number, and nothing else has one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from model.characters import encode
from model.vocabulary import BLANK, END, GOLDEN, INVERSE, UNKNOWN, KeyIndex, Vocabulary, order_words, pair_keys, pair_text

some_keys = st.lists(st.integers(1, 2**64 - 1), unique=True, max_size=400)
some_words = st.lists(st.text("ab0体育医保市", min_size=1, max_size=5), unique=True, max_size=40)


def array(keys: list[int]) -> NDArray[np.uint64]:
    return np.array(keys, np.uint64)


def keys_of(text: str) -> NDArray[np.uint64]:
    """Return the key of each two neighbours in a text."""
    codes = encode(text)
    return pair_keys(codes[:-1], codes[1:])


def look_up(vocabulary: Vocabulary, words: list[str]) -> list[int]:
    return [int(number) for number in vocabulary.word_ids(encode("".join(words)), words)]


@given(some_keys, st.lists(st.integers(0, 2**64 - 1), max_size=200))
@settings(deadline=None)
def test_every_key_is_found_and_no_other(keys: list[int], others: list[int]) -> None:
    index = KeyIndex(array(keys))
    places = {key: place for place, key in enumerate(keys)}
    assert index.find(array(keys)).tolist() == list(range(len(keys)))
    assert index.find(array(others)).tolist() == [places.get(other, UNKNOWN) for other in others]


# The multiples of INVERSE all begin in one slot, the worst there is.
@pytest.mark.parametrize("step", [1, 2**16, 2**32, 2**50, INVERSE, INVERSE << 20, GOLDEN])
def test_keys_that_crowd_one_another_are_all_found(step: int) -> None:
    multiples = dict.fromkeys((at * step) % 2**64 for at in range(1, 4001))
    keys = [key for key in multiples if key]
    index = KeyIndex(array(keys[::2]))
    assert index.find(array(keys[::2])).tolist() == list(range(len(keys[::2])))
    assert set(index.find(array(keys[1::2])).tolist()) <= {UNKNOWN}


def test_an_empty_index_finds_nothing() -> None:
    index = KeyIndex(array([]))
    assert index.find(array([0, 1, 2**64 - 1])).tolist() == [UNKNOWN] * 3
    assert index.find(array([])).tolist() == []


def test_a_key_may_be_asked_for_many_times_at_once() -> None:
    assert KeyIndex(array([7, 9])).find(array([9, 7, 9, 8, 9])).tolist() == [1, 0, 1, UNKNOWN, 1]


@pytest.mark.parametrize("keys", [[5, 7, 5], [5, 0]])
def test_a_key_that_is_zero_or_stands_twice_is_refused(keys: list[int]) -> None:
    with pytest.raises(ValueError, match="a term stands twice"):
        KeyIndex(array(keys))


@given(some_words, st.lists(st.text("ab0体育医保市", min_size=1, max_size=5) | st.sampled_from([" ", "\n"]), max_size=60))
@settings(deadline=None)
def test_a_word_is_known_wherever_it_stands(known: list[str], words: list[str]) -> None:
    numbers = {word: number for number, word in enumerate(order_words(known))} | {" ": BLANK, "\n": END}
    assert look_up(Vocabulary(order_words(known), []), words) == [numbers.get(word, UNKNOWN) for word in words]


def test_words_are_numbered_in_order_and_marks_have_numbers_of_their_own() -> None:
    vocabulary = Vocabulary(["0", "gdp", "体育馆", "医保"], ["体育", "医保"])
    assert look_up(vocabulary, ["医保", " ", "gdp", "没有", "\n", "0"]) == [3, BLANK, 1, UNKNOWN, END, 0]
    assert look_up(vocabulary, []) == []
    assert vocabulary.first_han_word == 2


def test_words_are_told_apart_at_any_depth_of_a_long_text() -> None:
    words = ["a", "b", "ab", "ba", "aa", "aaa", "体育", "育体"] * 20_000
    vocabulary = Vocabulary(["ab", "aa", "体育"], [])
    assert look_up(vocabulary, words) == [UNKNOWN, UNKNOWN, 0, UNKNOWN, 1, UNKNOWN, 2, UNKNOWN] * 20_000


def test_pairs_are_numbered_from_zero() -> None:
    vocabulary = Vocabulary(["0"], ["体育", "医保"])
    assert vocabulary.pair_ids(keys_of("医保体育育体")).tolist() == [1, UNKNOWN, 0, UNKNOWN, UNKNOWN]


@pytest.mark.parametrize(("words", "pairs"), [([], []), (["医保"], []), ([], ["医保"])])
def test_a_vocabulary_may_lack_words_or_pairs(words: list[str], pairs: list[str]) -> None:
    vocabulary = Vocabulary(words, pairs)
    assert look_up(vocabulary, ["医保"]) == [0 if words else UNKNOWN]
    assert vocabulary.pair_ids(keys_of("医保")).tolist() == [0 if pairs else UNKNOWN]


@pytest.mark.parametrize(("words", "pairs"), [(["医保", "体育", "医保"], []), ([], ["医保", "医保"])])
def test_a_term_that_stands_twice_is_refused(words: list[str], pairs: list[str]) -> None:
    with pytest.raises(ValueError, match="a term stands twice"):
        Vocabulary(words, pairs)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5), min_size=2))
def test_a_key_gives_its_pair_back(text: str) -> None:
    assert [pair_text(key) for key in keys_of(text).tolist()] == [text[at : at + 2] for at in range(len(text) - 1)]


def test_words_without_han_characters_come_first() -> None:
    assert order_words(["医保", "gdp", "a股", "0"]) == ["0", "gdp", "a股", "医保"]
