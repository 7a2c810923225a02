"""Faults of what is under the service while many clients ask: a disk that is full, a clock that jumps."""

import errno
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from load import Load
from serving import ARTICLE, Server, serving, wait_until

from model import Article, Classifier, Versions, artifact
from model.artifact import Artifact

FULL = os.strerror(errno.ENOSPC)
YEAR = 365 * 86_400
# Python runs a module of this name at its start; every part of the service then reads this clock.
CLOCK = """import time
from pathlib import Path

told, real = Path(__file__).with_name("jump"), time.time
time.time = lambda: real() + float(told.read_text() or 0)
"""


@pytest.fixture(scope="module")
def label(classifier: Classifier) -> str:
    return classifier.classify([Article(ARTICLE["text"])])[0].label


@pytest.fixture
def packed(model_folder: Path) -> Artifact:
    return artifact.read(model_folder)


def renamed(packed: Artifact, version: str) -> Artifact:
    return Artifact({**packed.manifest, "version": version}, packed.files)


def served(server: Server) -> set[str]:
    return {server.classify().headers["x-model-version"] for _ in range(12)}


@pytest.fixture
def small_disk(tmp_path: Path, packed: Artifact) -> Iterator[Path]:
    """A file system with room for three models."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={3 * size(packed)}", "tmpfs", place], check=False)
    if made.returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)


def size(packed: Artifact) -> int:
    return sum(map(len, packed.files.values()))


def fill(file: Path, left: int = 0) -> None:
    """Fill the disk but for the last `left` bytes."""
    disk = os.statvfs(file.parent)
    file.write_bytes(bytes(disk.f_bavail * disk.f_frsize - left))


@pytest.mark.skipif(shutil.which("mount") is None, reason="there is no mount")
def test_a_disk_that_is_full_while_publishing_loses_nothing(
    small_disk: Path, packed: Artifact, model_folder: Path, tmp_path: Path, label: str
) -> None:
    versions = Versions(small_disk / "versions", model_folder)
    versions.add(renamed(packed, "v1"))
    versions.publish("v1")
    before = sorted(versions.folder.iterdir())
    with serving(tmp_path, BANMIAN_VERSIONS=str(versions.folder)) as server, Load(server.port, label).running() as load:
        fill(small_disk / "filler", left=size(packed) // 2)
        for _ in range(3):
            with pytest.raises(OSError, match=FULL):
                versions.add(renamed(packed, "v2"))
        fill(small_disk / "rest")
        with pytest.raises(OSError, match=FULL):
            versions.publish("v1")
        assert sorted(versions.folder.iterdir()) == before
        time.sleep(1.5)
        assert served(server) == {"v1"}
        (small_disk / "filler").unlink()
        versions.add(renamed(packed, "v2"))
        versions.publish("v2")
        wait_until(lambda: served(server) == {"v2"})
        assert server.metric('banmian_reloads_total{outcome="failed"}') == 0
    assert load.bad() == {}


def test_a_clock_that_jumps_loses_nothing_and_hides_no_model(
    packed: Artifact, model_folder: Path, tmp_path: Path, label: str
) -> None:
    versions = Versions(tmp_path / "versions", model_folder)
    for number in range(4):
        versions.add(renamed(packed, f"v{number}"))
    clock = tmp_path / "clock"
    clock.mkdir()
    (clock / "sitecustomize.py").write_text(CLOCK)
    set_clock(clock, 0)
    versions.publish("v0")
    with serving(tmp_path, BANMIAN_VERSIONS=str(versions.folder), PYTHONPATH=str(clock)) as server:
        wait_until(lambda: len(server.workers()) == 2)
        workers = server.workers()
        with Load(server.port, label).running() as load:
            for number, jump in enumerate((YEAR, -YEAR, 0), 1):
                set_clock(clock, jump)
                time.sleep(1)
                versions.publish(f"v{number}")
                os.utime(versions.folder / "current", (time.time() + jump,) * 2)
                wait_until(lambda number=number: served(server) == {f"v{number}"})
        assert load.bad() == {}
        assert server.workers() == workers, "no worker was taken for dead"
    years = [line for line in server.accesses.read_text().splitlines() if f'"time":{str(time.time() + YEAR)[:4]}' in line]
    assert years, "the service did not see the jump"


def set_clock(clock: Path, jump: int) -> None:
    made = clock / "made"
    made.write_text(str(jump))
    made.replace(clock / "jump")
