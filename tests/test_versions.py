"""Versions: which model is served, and how that changes."""

import os
import shutil
from pathlib import Path

import pytest

from model import ArtifactError, Versions
from model.artifact import FILES, FORMAT, MANIFEST, Artifact

NAMES = ["20240501-aaaaaaaaaaaa", "20240502-cccccccccccc", "20240502-bbbbbbbbbbbb"]


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    (tmp_path / "default").mkdir()
    return Versions(tmp_path / "versions", tmp_path / "default")


@pytest.fixture
def filled(versions: Versions) -> Versions:
    """Return versions with three models, written a second apart."""
    for at, name in enumerate(NAMES):
        folder = versions.add(Artifact({"format": FORMAT, "version": name}, dict.fromkeys(FILES, b"")))
        os.utime(folder / MANIFEST, (at, at))
    return versions


def test_the_shipped_model_is_served_where_none_was_published(versions: Versions, filled: Versions) -> None:
    for found in (versions, filled):
        assert found.pointer() is None
        assert found.current() == found.default


def test_models_are_listed_oldest_first(filled: Versions) -> None:
    assert filled.names() == NAMES


def test_a_folder_that_does_not_exist_holds_no_model(tmp_path: Path) -> None:
    assert Versions(tmp_path / "nowhere", tmp_path).names() == []


def test_what_is_no_finished_model_is_not_listed(filled: Versions) -> None:
    for name in (".writing-abc", "notes"):
        (filled.folder / name).mkdir()
    (filled.folder / ".writing-abc" / MANIFEST).write_text("{}")
    (filled.folder / "file").write_text("")
    assert filled.names() == NAMES


def test_a_published_model_is_served(filled: Versions) -> None:
    for name in NAMES:
        filled.publish(name)
        assert filled.pointer() == name
        assert filled.current() == filled.folder / name
    assert {path.name for path in filled.folder.iterdir()} == {*NAMES, "current"}


@pytest.mark.parametrize("name", ["20240509-dddddddddddd", "", ".", "..", "../default", "current"])
def test_what_is_no_model_cannot_be_published(filled: Versions, name: str) -> None:
    filled.publish(NAMES[0])
    with pytest.raises(ArtifactError, match="is no model here"):
        filled.publish(name)
    assert filled.pointer() == NAMES[0]


@pytest.mark.parametrize(
    "name", ["20240509-dddddddddddd", "", ".", "..", "../default", "/", "a/../../default", f"{NAMES[0]}/", "x\0y"]
)
def test_a_pointer_to_no_model_here_is_refused(filled: Versions, name: str) -> None:
    for folder in (filled.default, filled.folder.parent):
        (folder / MANIFEST).write_text("{}")
    (filled.folder / "current").write_text(name + "\n")
    with pytest.raises(ArtifactError) as caught:
        filled.current()
    assert str(caught.value) == f"model {filled.folder / 'current'}: points to {name!r}, which is no model here"


def test_rolling_back_serves_the_model_before_and_at_last_the_shipped_one(filled: Versions) -> None:
    filled.publish(NAMES[2])
    assert filled.roll_back() == NAMES[1]
    assert filled.roll_back() == NAMES[0]
    assert filled.current() == filled.folder / NAMES[0]
    assert filled.roll_back() is None
    assert filled.current() == filled.default
    with pytest.raises(ArtifactError, match="has nothing to go back to; the shipped model is being served"):
        filled.roll_back()


def test_rolling_back_from_a_model_that_is_gone_serves_the_shipped_one(filled: Versions) -> None:
    filled.publish(NAMES[2])
    shutil.rmtree(filled.folder / NAMES[2])
    assert filled.names() == NAMES[:2]
    assert filled.roll_back() is None
    assert filled.current() == filled.default


def test_no_roll_back_leads_to_a_model_that_was_set_aside(filled: Versions) -> None:
    folder = filled.set_aside(Artifact({"format": FORMAT, "version": "20240503-dddddddddddd"}, dict.fromkeys(FILES, b"")))
    assert (folder / MANIFEST).is_file()
    assert filled.names() == NAMES
