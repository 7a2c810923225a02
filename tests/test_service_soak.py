"""Three minutes of every format at once and a new model now and then, and an upload without end: memory stays what it was."""

import os
import time
from pathlib import Path
from statistics import median

from load import EVERY_FORMAT, Load
from serving import ARTICLE, Server, serving

from benchmarks import upload
from benchmarks.processes import memory
from model import Article, Classifier, Versions, artifact
from model.artifact import Artifact

SECONDS = float(os.environ.get("BANMIAN_SOAK", "180"))
WARMING, BETWEEN_SWAPS, SAMPLES = 40, 5, 20


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
        before = median(held_while_swapping(WARMING, versions, server)[-SAMPLES:])
        after = median(held_while_swapping(SECONDS - WARMING, versions, server)[-SAMPLES:])
    assert load.bad() == {}
    assert set(load.versions) == {"v0", "v1"}
    told = f"{before:,.0f} bytes, then {after:,.0f}; {load.outcomes.total():,} requests"
    print(told)  # noqa: T201
    assert after / before - 1 < 0.03, told


def test_an_upload_without_end_does_not_grow_a_worker(model_folder: Path) -> None:
    found = upload.measure(model_folder, 60 * upload.MB)  # python -m benchmarks.upload sends 1 GB
    assert found.answered == found.sent
    assert found.growth < upload.CEILING, found.memory


def held_while_swapping(seconds: float, versions: Versions, server: Server) -> list[int]:
    """Publish the other model every few seconds, and return the memory of all processes, second by second."""
    held = []
    for second in range(round(seconds)):
        if second % BETWEEN_SWAPS == 0:
            versions.publish(f"v{second // BETWEEN_SWAPS % 2}")
        time.sleep(1)
        held.append(memory(server.process.pid))
    return held
