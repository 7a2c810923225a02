"""The settings: names, defaults, and one clear line for a bad value."""

from pathlib import Path

import pytest

from service.settings import Settings, SettingsError


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Settings.from_environ({}) == Settings()


def test_an_empty_value_is_no_value() -> None:
    assert Settings.from_environ({"BANMIAN_MODEL": "", "BANMIAN_MAX_BODY": " "}) == Settings()


def test_every_setting_is_read_from_its_name() -> None:
    environ = {
        "BANMIAN_MODEL": "models/a",
        "BANMIAN_MAX_BODY": "1",
        "BANMIAN_MAX_ARTICLES": "2",
        "BANMIAN_MAX_CHARACTERS": "3",
        "BANMIAN_MAX_TITLE": "4",
        "BANMIAN_VERSIONS": "models",
        "BANMIAN_MAX_LINE": "5",
        "BANMIAN_MAX_INFLATED": "6",
        "BANMIAN_MAX_CONCURRENT": "7",
        "BANMIAN_MAX_STREAMS": "8",
        "BANMIAN_PATIENCE": "9",
        "BANMIAN_MIN_RATE": "10",
        "BANMIAN_KEYS": f"{'A' * 64}, {'b' * 64}",
        "BANMIAN_ORIGINS": "https://desk.example.org,http://localhost:3000",
        "PATH": "/bin",
    }
    assert Settings.from_environ(environ) == Settings(
        model=Path("models/a"),
        versions=Path("models"),
        max_body=1,
        max_articles=2,
        max_characters=3,
        max_title=4,
        max_line=5,
        max_inflated=6,
        max_concurrent=7,
        max_streams=8,
        patience=9,
        min_rate=10,
        keys=("a" * 64, "b" * 64),
        origins=("https://desk.example.org", "http://localhost:3000"),
    )


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", "1e3", "0x10", "1_000", "١"])
def test_a_bad_limit_is_named_with_its_value_and_what_is_expected(value: str) -> None:
    with pytest.raises(SettingsError, match=r"BANMIAN_MAX_TITLE is .*; expected a whole number above 0") as caught:
        Settings.from_environ({"BANMIAN_MAX_TITLE": value})
    assert repr(value) in str(caught.value)


@pytest.mark.parametrize("value", ["secret", "a" * 63, "g" * 64, f"{'a' * 64},", f"{'a' * 64};{'a' * 64}"])
def test_a_key_that_stands_where_its_digest_should_is_not_told(value: str) -> None:
    with pytest.raises(SettingsError, match="BANMIAN_KEYS") as caught:
        Settings.from_environ({"BANMIAN_KEYS": value})
    assert value not in str(caught.value)


@pytest.mark.parametrize("value", ["*", "desk.example.org", "https://desk.example.org/", "https://a,,https://b", "null"])
def test_a_bad_origin_is_named(value: str) -> None:
    with pytest.raises(SettingsError, match=r"BANMIAN_ORIGINS is .*; expected origins such as"):
        Settings.from_environ({"BANMIAN_ORIGINS": value})
