"""The sections as data."""

import re

import pytest

from model.sections import OTHER, known_sections, order_labels, section


def test_the_five_sections_are_known_in_the_order_of_a_newspaper() -> None:
    assert list(known_sections()) == ["politics", "sports", "economy", "health_policy", "other"]
    assert OTHER in known_sections()


def test_every_section_has_names_in_two_languages_of_its_own() -> None:
    sections = known_sections().values()
    assert len({known.zh for known in sections}) == len({known.en for known in sections}) == 5
    assert all(known.zh and known.en for known in sections)


def test_codes_are_those_of_media_topics() -> None:
    for known in known_sections().values():
        assert bool(known.iptc) is bool(known.gbt) is (known.label != OTHER)
        assert not known.iptc or re.fullmatch(r"medtop:\d{8}", known.iptc)


def test_a_label_of_one_s_own_is_its_own_name() -> None:
    own = section("房产")
    assert (own.label, own.zh, own.en, own.iptc, own.gbt) == ("房产", "房产", "房产", "", "")
    assert section("sports").zh == "体育"


@pytest.mark.parametrize(
    ("labels", "ordered"),
    [
        (set(), []),
        ({"b", "a"}, ["a", "b"]),
        ({"other", "房产", "sports", "arts"}, ["sports", "other", "arts", "房产"]),
    ],
)
def test_known_sections_come_before_one_s_own(labels: set[str], ordered: list[str]) -> None:
    assert order_labels(labels) == ordered
