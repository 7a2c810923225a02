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
        "BANMIAN_MAX_LINE": "5",
        "PATH": "/bin",
    }
    assert Settings.from_environ(environ) == Settings(Path("models/a"), 1, 2, 3, 4, 5)


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", "1e3", "0x10", "1_000", "١"])
def test_a_bad_limit_is_named_with_its_value_and_what_is_expected(value: str) -> None:
    with pytest.raises(SettingsError, match=r"BANMIAN_MAX_TITLE is .*; expected a whole number above 0") as caught:
        Settings.from_environ({"BANMIAN_MAX_TITLE": value})
    assert repr(value) in str(caught.value)
