"""Model folders: what is written is read back, and what was torn, edited or made elsewhere is refused."""

import hashlib
import io
import json
import pickle
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model import Article, ArtifactError, Classifier, artifact
from model.artifact import DECISIVE, FILES, FORMAT, MANIFEST, Artifact

CONTENT = {name: name.encode() * 20 for name in FILES}
PACKED = Artifact({"format": FORMAT, "version": "20240501-0123456789ab", "model": {"labels": ["a", "b"]}}, CONTENT)

Edit = Callable[[Path], object]


class Touch:
    """Writes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.path,)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    artifact.write(PACKED, tmp_path / "made")
    return tmp_path / "made"


@pytest.fixture
def copied(model_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_folder, tmp_path / "copied"))


def refusal(folder: Path, load: Callable[[Path], object] = artifact.read) -> str:
    """Return why a folder is refused, less the folder's name."""
    with pytest.raises(ArtifactError) as caught:
        load(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(f"model {folder}: ")
    return message.removeprefix(f"model {folder}: ")


def vouch(folder: Path, changes: Mapping[str, bytes], facts: Mapping[str, Any] | None = None) -> None:
    """Change files and facts of a model, and its manifest with them, as someone would who knows the format."""
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    manifest["model"].update(facts or {})
    for name, content in changes.items():
        (folder / name).write_bytes(content)
        manifest["files"][name] = hashlib.sha256(content).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")


def test_what_is_written_is_read_back(folder: Path) -> None:
    found = artifact.read(folder)
    assert found.files == CONTENT
    assert found.version == PACKED.version
    assert found.manifest["model"] == PACKED.manifest["model"]
    assert {path.name for path in folder.iterdir()} == {*FILES, MANIFEST}


def test_what_was_read_can_be_written_again(folder: Path, tmp_path: Path) -> None:
    artifact.write(artifact.read(folder), tmp_path / "again")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()
    }


def test_a_model_answers_as_before_when_written_again(classifier: Classifier, model_folder: Path, tmp_path: Path) -> None:
    artifact.write(artifact.read(model_folder), tmp_path / "again")
    articles = [Article("本报讯 昨天的比赛以平局收场。市人民医院今起延长门诊时间，医保照常结算。")]
    assert Classifier.load(tmp_path / "again").classify(articles) == classifier.classify(articles)


def test_arrays_come_back_and_pack_to_the_same_bytes() -> None:
    arrays: dict[str, np.ndarray[Any, Any]] = {"b": np.arange(6, dtype=np.float32).reshape(2, 3), "a": np.zeros(0)}
    packed = artifact.pack_arrays(arrays)
    assert packed == artifact.pack_arrays(dict(reversed(arrays.items())))
    found = artifact.unpack_arrays(packed)
    assert set(found) == {"a", "b"}
    assert all(np.array_equal(found[name], arrays[name]) and found[name].dtype == arrays[name].dtype for name in arrays)


def test_the_digest_changes_with_all_that_decides_and_nothing_else() -> None:
    facts = {"labels": ["a", "b"], "words": 3}
    first = artifact.digest(CONTENT, facts)
    assert first == artifact.digest(dict(reversed(CONTENT.items())), dict(reversed(facts.items())))
    assert len(first) == 12
    for name in FILES:
        changed = artifact.digest({**CONTENT, name: b"other"}, facts) != first
        assert changed is (name in DECISIVE)
    assert artifact.digest(CONTENT, {**facts, "words": 4}) != first


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (Path.unlink, "lacks {name}"),
        (lambda path: path.write_bytes(b""), "has a {name} that its manifest does not vouch for; it was torn or edited"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "has a {name} that its manifest does not vouch for"),
        (lambda path: path.write_bytes(path.read_bytes() + b"\n"), "has a {name} that its manifest does not vouch for"),
        (lambda path: path.write_bytes(path.read_bytes().swapcase()), "has a {name} that its manifest does not vouch for"),
    ],
    ids=["missing", "empty", "truncated", "longer", "edited"],
)
def test_a_folder_with_one_file_tampered_with_is_refused(folder: Path, name: str, edit: Edit, problem: str) -> None:
    edit(folder / name)
    assert refusal(folder).startswith(problem.format(name=name))


@pytest.mark.parametrize(
    ("manifest", "problem"),
    [
        (b"", "has an unreadable manifest.json"),
        (b"{", "has an unreadable manifest.json"),
        (b"\xff\xfe", "has an unreadable manifest.json"),
        (b"[]", "has an unreadable manifest.json"),
        (b"null", "has an unreadable manifest.json"),
        (b"{}", "has an unreadable manifest.json ('files')"),
        (b'{"format": 1, "files": {}}', "has an unreadable manifest.json ('version')"),
        (b'{"format": 1, "version": "x", "files": [1]}', "has an unreadable manifest.json"),
        (b'{"format": 1, "version": "x", "files": []}', "has a vocabulary.txt that its manifest does not vouch for"),
        (b'{"format": 0, "version": "x", "files": {}}', "is of format 0, and this program reads format 1; train it again"),
        (b'{"format": "2", "version": "x", "files": {}}', "is of format 2, and this program reads format 1; train it again"),
    ],
)
def test_a_folder_with_a_bad_manifest_is_refused(folder: Path, manifest: bytes, problem: str) -> None:
    (folder / MANIFEST).write_bytes(manifest)
    assert refusal(folder).startswith(problem)


def test_a_folder_without_a_manifest_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / MANIFEST).unlink()
    assert refusal(folder) == refusal(tmp_path / "nowhere") == "has no manifest.json"


def reshape(name: str, change: Callable[[np.ndarray[Any, Any]], np.ndarray[Any, Any]]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        arrays = artifact.unpack_arrays((folder / "weights.npz").read_bytes())
        vouch(folder, {"weights.npz": artifact.pack_arrays({**arrays, name: change(arrays[name])})})

    return edit


def cut(name: str, size: int) -> Edit:
    return lambda folder: vouch(folder, {name: (folder / name).read_bytes()[:size]})


@pytest.mark.parametrize(
    "edit",
    [
        reshape("word_idf", lambda array: array[:-1]),
        reshape("pair_idf", lambda array: array[:, None]),
        reshape("article", lambda array: array[:, :-1]),
        reshape("characters", np.transpose),
        reshape("intercepts", lambda array: array[1:]),
        reshape("lead", lambda array: array.astype(str)),
        reshape("title", lambda array: array.astype(np.int32)),
        cut("vocabulary.txt", 200),
        cut("weights.npz", 0),
        cut("weights.npz", 2000),
        lambda folder: vouch(folder, {"weights.npz": b"PK not a zip"}),
        lambda folder: vouch(folder, {"weights.npz": artifact.pack_arrays({"word_idf": np.zeros(3)})}),
        lambda folder: vouch(folder, {"vocabulary.txt": b"\xff\n"}),
        lambda folder: vouch(folder, {"user_dictionary.txt": b"one two three four\n"}),
        lambda folder: vouch(folder, {}, {"words": 1}),
        lambda folder: vouch(folder, {}, {"words": "many"}),
        lambda folder: vouch(folder, {}, {"labels": ["other"]}),
        lambda folder: vouch(folder, {}, {"labels": None}),
        lambda folder: vouch(folder, {}, {"modes": {"article": {"scale": 1.0, "review_below": 0.5}}}),
        lambda folder: vouch(folder, {}, {"modes": []}),
        lambda folder: vouch(folder, {}, {"segmentation": 0}),
    ],
)
def test_a_manifest_that_vouches_for_parts_that_do_not_fit_is_refused(copied: Path, edit: Edit) -> None:
    edit(copied)
    assert artifact.read(copied).files
    problem = refusal(copied, Classifier.load)
    assert problem.startswith(("has parts that do not fit together (", "was trained on segmentation 0, not "))


@pytest.mark.parametrize("inside", [True, False], ids=["inside npz", "alone"])
def test_a_pickle_is_refused_and_not_run(copied: Path, tmp_path: Path, *, inside: bool) -> None:
    trap, sprung = Touch(tmp_path / "sprung"), io.BytesIO()
    if inside:
        arrays: dict[str, Any] = artifact.unpack_arrays((copied / "weights.npz").read_bytes())
        np.savez(sprung, **{**arrays, "word_idf": np.array([trap], dtype=object)})
    else:
        sprung.write(pickle.dumps(trap))
    vouch(copied, {"weights.npz": sprung.getvalue()})
    assert "has parts that do not fit together (ValueError" in refusal(copied, Classifier.load)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    "spoiled",
    [
        {"report.json": "text"},
        {"more.txt": "text"},
        {"no/such/folder.txt": b"bytes"},
    ],
    ids=["no bytes to sum", "no bytes to write", "nowhere to write"],
)
def test_a_crash_while_writing_leaves_what_was_there(folder: Path, tmp_path: Path, spoiled: dict[str, Any]) -> None:
    broken = replace(PACKED, files={**CONTENT, "vocabulary.txt": b"new", **spoiled})
    for target in (folder, tmp_path / "new"):
        with pytest.raises((TypeError, OSError)):
            artifact.write(broken, target)
    assert artifact.read(folder).files == CONTENT
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_a_file_where_a_folder_is_needed_stays(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OSError, match="file"):
        artifact.write(PACKED, tmp_path / "file" / "made")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_model_replaces_the_one_of_its_name(folder: Path) -> None:
    (folder / "stray.txt").write_text("left over")
    artifact.write(replace(PACKED, files={**CONTENT, "report.json": b"new"}), folder)
    assert artifact.read(folder).files["report.json"] == b"new"
    assert not (folder / "stray.txt").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["made"]
