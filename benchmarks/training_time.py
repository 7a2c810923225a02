"""Times train.py on corpora of growing size, and watches its memory. It runs the command as its users do."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks import processes
from benchmarks.data import PROJECT, sample
from model.article import Article

HEADER = ("articles", "seconds", "seconds per 1,000", "peak memory (PSS), MiB", "bar", "")
SIZES = (1000, 4000)
MIB = 1024 * 1024
WATCH_EVERY = 0.2
MAX_SECONDS, MAX_MIB = 180, 2048
BAR = f"<= {MAX_SECONDS} s, <= {MAX_MIB:,} MiB"


class TrainingFailedError(Exception):
    """A training that did not end well."""


def rows(articles: Sequence[Article], unlabelled: Sequence[Article], seed: int) -> Iterator[list[str]]:
    """Train on 1,000, 4,000 and all of the articles, then on the unlabelled too; return a row each."""
    sizes = [*(size for size in SIZES if size < len(articles)), len(articles)]
    runs: list[tuple[str, Sequence[Article], Sequence[Article]]] = [(f"{n:,}", sample(articles, n, seed), ()) for n in sizes]
    if unlabelled:
        runs.append((f"{len(articles):,} and {len(unlabelled):,} unlabelled", articles, unlabelled))
    for name, learned, read in runs:
        seconds, peak = train(learned, read)
        a_thousand = seconds / (len(learned) + len(read)) * 1000
        reached = "reached" if seconds <= MAX_SECONDS and peak <= MAX_MIB * MIB else "**missed**"
        yield [name, f"{seconds:.1f}", f"{a_thousand:.2f}", f"{peak / MIB:,.0f}", BAR, reached]


def train(articles: Sequence[Article], unlabelled: Sequence[Article]) -> tuple[float, int]:
    """Return the seconds that a training from scratch takes, and the most bytes that it and its children held at once.

    Raises TrainingFailedError with the command's last words.
    """
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryFile() as said:
        folder = Path(name)
        command = [sys.executable, "train.py", str(_write(folder / "labelled.jsonl", articles)), "--from-scratch", "--force"]
        if unlabelled:
            command += ["--unlabelled", str(_write(folder / "unlabelled.jsonl", unlabelled))]
        command += ["--models", str(folder / "versions"), "--report", str(folder / "report.html")]
        begin = time.perf_counter()
        training = subprocess.Popen(command, cwd=PROJECT, stdout=said, stderr=said)
        peak = _watch(training)
        seconds = time.perf_counter() - begin
        if training.returncode != 0:
            said.seek(0)
            last = said.read()[-2000:].decode(errors="replace")
            raise TrainingFailedError(f"train.py on {len(articles):,} articles ended with {training.returncode}: {last}")
    return seconds, peak


def _write(file: Path, articles: Sequence[Article]) -> Path:
    file.write_text("".join(json.dumps(asdict(article), ensure_ascii=False) + "\n" for article in articles), "utf-8")
    return file


def _watch(training: subprocess.Popen[bytes]) -> int:
    peak = 0
    while True:
        try:
            training.wait(WATCH_EVERY)
        except subprocess.TimeoutExpired:
            peak = max(peak, processes.memory(training.pid))
        else:
            return peak
