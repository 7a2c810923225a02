"""Serving a newly published model: noticed, tried, swapped; and kept off where anything is wrong with it."""

import json
import logging
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import cast

import pytest

from model import Article, Classifier, Prediction, Versions, artifact
from model.artifact import Artifact
from service.live import Live
from service.tray import Tray


def renamed(folder: Path, version: str, **files: bytes) -> Artifact:
    """Return the model in `folder` under another version, with other files where they are given."""
    packed = artifact.read(folder)
    return Artifact(
        {**packed.manifest, "version": version}, {**packed.files, **{n.replace("_", "."): f for n, f in files.items()}}
    )


@pytest.fixture
def versions(tmp_path: Path, model_folder: Path) -> Versions:
    found = Versions(tmp_path / "versions", model_folder)
    for name in ("a", "b"):
        found.add(renamed(model_folder, name))
    found.publish("a")
    return found


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def live(versions: Versions, told: list[str]) -> Live:
    return Live(versions, told.append)


def test_a_published_model_is_swapped_in(live: Live, versions: Versions, told: list[str]) -> None:
    assert not live.refresh()
    versions.publish("b")
    assert live.refresh()
    assert (live.desk.classifier.version, told) == ("b", ["served"])
    versions.roll_back()
    assert live.refresh()
    assert live.desk.classifier.version == "a"


def test_taking_the_pointer_away_serves_the_shipped_model(live: Live, versions: Versions, model_folder: Path) -> None:
    (versions.folder / "current").unlink()
    assert live.refresh()
    assert live.desk.classifier.version == artifact.read(model_folder).version


def tear(versions: Versions) -> None:
    (versions.folder / "b" / "weights.npz").write_bytes(b"torn")
    versions.publish("b")


def empty(versions: Versions) -> None:
    (versions.folder / "b" / "manifest.json").write_bytes(b"")
    versions.publish("b")


def point_to_nothing(versions: Versions) -> None:
    (versions.folder / "current").write_text("nothing\n")


def point_out(versions: Versions) -> None:
    (versions.folder / "current").write_text("../versions/b\n")


def point_with_noise(versions: Versions) -> None:
    (versions.folder / "current").write_bytes(b"\xff\x00\n" * 100)


def point_with_a_folder(versions: Versions) -> None:
    (versions.folder / "current").unlink()
    (versions.folder / "current").mkdir()


def fail_an_example(versions: Versions) -> None:
    packed = artifact.read(versions.folder / "b")
    first, *_ = [json.loads(line) for line in packed.files["golden.jsonl"].splitlines()]
    wrong = {**first, "label": "sports" if first["label"] != "sports" else "economy"}
    shutil.rmtree(versions.folder / "b")
    versions.add(renamed(versions.folder / "a", "b", golden_jsonl=json.dumps(wrong).encode() + b"\n"))
    versions.publish("b")


FAULTS = [tear, empty, point_to_nothing, point_out, point_with_noise, point_with_a_folder, fail_an_example]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_failure_keeps_the_model_and_is_told(
    live: Live, versions: Versions, told: list[str], caplog: pytest.LogCaptureFixture, fault: Callable[[Versions], None]
) -> None:
    if fault is empty:
        versions.publish("b")
        versions.publish("a")
        live.refresh()
        told.clear()
        (versions.folder / "b" / "manifest.json").write_bytes(b"")
        (versions.folder / "current").write_text("b\n")
    else:
        fault(versions)
    with caplog.at_level(logging.ERROR):
        assert not live.refresh()
    assert (live.desk.classifier.version, told) == ("a", ["failed"])
    assert "a goes on: " in caplog.text
    assert not live.refresh()
    assert told == ["failed"], "a failure is told once"


def test_a_model_that_is_mended_is_served(live: Live, versions: Versions, model_folder: Path) -> None:
    tear(versions)
    assert not live.refresh()
    versions.add(renamed(model_folder, "b"))
    assert live.refresh()
    assert live.desk.classifier.version == "b"


def test_the_watch_notices_within_two_seconds(live: Live, versions: Versions) -> None:
    watcher = live.watch()
    try:
        versions.publish("b")
        deadline = time.monotonic() + 2
        while live.desk.classifier.version != "b":
            assert time.monotonic() < deadline
            time.sleep(0.01)
    finally:
        live.stop()
        watcher.join(5)


def test_articles_of_many_requests_get_their_own_predictions(live: Live, seed_articles: list[Article]) -> None:
    tray = Tray(lambda: live.desk)
    articles = seed_articles[:60]
    expected = [prediction.label for prediction in live.desk.classifier.classify(articles)]
    found: dict[int, tuple[object, Prediction]] = {}

    def ask(start: int) -> None:
        for place in range(start, len(articles), 12):
            found[place] = tray.predict(articles[place])

    askers = [Thread(target=ask, args=[start]) for start in range(12)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(30)
    assert [found[place][1].label for place in range(len(articles))] == expected
    assert all(desk is live.desk for desk, _ in found.values())


class Counted:
    """A classifier that tells how many articles it was given at once."""

    def __init__(self, classifier: Classifier) -> None:
        self.classifier = classifier
        self.batches: list[int] = []

    def classify(self, articles: Sequence[Article]) -> list[Prediction]:
        self.batches.append(len(articles))
        return self.classifier.classify(articles)


def test_articles_that_come_together_are_classified_together_and_one_awaited_in_vain_holds_up_nobody(
    live: Live, seed_articles: list[Article]
) -> None:
    counted = Counted(live.desk.classifier)
    desk = replace(live.desk, classifier=cast("Classifier", counted))
    tray = Tray(lambda: desk)
    askers = [Thread(target=lambda: [tray.predict(article) for article in seed_articles[:20]]) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(30)
    assert sum(counted.batches) == 160
    assert len(counted.batches) < 80
    tray.predict(seed_articles[0])
    tray.predict(seed_articles[0])
    assert counted.batches[-2:] == [1, 1]


def test_an_article_that_fails_does_not_spoil_the_others(live: Live) -> None:
    tray = Tray(lambda: live.desk)
    outcomes: dict[int, object] = {}

    def ask(place: int) -> None:
        try:
            outcomes[place] = tray.predict(Article(None if place % 3 == 0 else "市篮球队昨晚取胜"))  # type: ignore[arg-type]
        except Exception as error:  # noqa: BLE001 (the error is what is looked at)
            outcomes[place] = error

    askers = [Thread(target=ask, args=[place]) for place in range(30)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(30)
    assert [isinstance(outcomes[place], Exception) for place in range(30)] == [place % 3 == 0 for place in range(30)]
