"""Three minutes of every format at once and a new model now and then, and an upload without end: memory stays what it was."""

import os
import time
from pathlib import Path

from load import EVERY_FORMAT, Load
from serving import ARTICLE, serving

from benchmarks import upload
from benchmarks.processes import memory
from model import Article, Classifier, Versions, artifact
from model.artifact import Artifact

SECONDS = float(os.environ.get("BANMIAN_SOAK", "180"))
WARMING, BETWEEN_SWAPS = 20.0, 5.0


def test_memory_stays_flat_under_every_format_and_many_swaps(model_folder: Path, classifier: Classifier, tmp_path: Path) -> None:
    label = classifier.classify([Article(ARTICLE["text"])])[0].label
    versions = Versions(tmp_path / "versions", model_folder)
    packed = artifact.read(model_folder)
    for version in ("v0", "v1"):
        versions.add(Artifact({**packed.manifest, "version": version}, packed.files))
    versions.publish("v0")
    with (
        serving(tmp_path, BANMIAN_VERSIONS=str(versions.folder)) as server,
        Load(server.port, label, EVERY_FORMAT).running() as load,
    ):
        swap_for(WARMING, versions)
        before = memory(server.process.pid)
        swap_for(SECONDS - WARMING, versions)
        after = memory(server.process.pid)
    assert load.bad() == {}
    assert set(load.versions) == {"v0", "v1"}
    assert after / before - 1 < 0.03, f"{before:,} bytes, then {after:,}"
    print(f"{before:,} bytes, then {after:,}; {load.outcomes.total():,} requests")  # noqa: T201


def test_an_upload_without_end_does_not_grow_a_worker(model_folder: Path) -> None:
    found = upload.measure(model_folder, 60 * upload.MB)  # python -m benchmarks.upload sends 1 GB
    assert found.answered == found.sent
    assert found.growth < upload.CEILING, found.memory


def swap_for(seconds: float, versions: Versions) -> None:
    """Publish the other model every few seconds; end as all began, with v0 served by all."""
    ends = time.monotonic() + seconds
    number = 0
    while time.monotonic() < ends - 2 * BETWEEN_SWAPS or number % 2:
        number += 1
        versions.publish(f"v{number % 2}")
        time.sleep(BETWEEN_SWAPS)
    time.sleep(max(0.0, ends - time.monotonic()))
