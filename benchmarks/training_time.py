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

HEADER = ("articles", "seconds", "seconds per 1,000", "peak memory (PSS), MiB", "")
SIZES = (1000, 4000)
MIB = 1024 * 1024
WATCH_EVERY = 0.2
MAX_SECONDS, MAX_MIB = 180, 2048


class TrainingFailedError(Exception):
    """A training that did not end well."""


def rows(articles: Sequence[Article], seed: int) -> Iterator[list[str]]:
    """Train on 1,000, 4,000 and all of the articles; return a row each. Seconds per 1,000 must not grow."""
    for size in [*(size for size in SIZES if size < len(articles)), len(articles)]:
        seconds, peak = train(sample(articles, size, seed))
        reached = seconds <= MAX_SECONDS and peak <= MAX_MIB * MIB
        bar = f"{'reached' if reached else '**missed**'}: within {MAX_SECONDS} s and {MAX_MIB:,} MiB"
        yield [f"{size:,}", f"{seconds:.1f}", f"{seconds / size * 1000:.2f}", f"{peak / MIB:,.0f}", bar]


def train(articles: Sequence[Article]) -> tuple[float, int]:
    """Return the seconds that a training from scratch takes, and the most bytes that it and its children held at once."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "corpus.jsonl"
        data.write_text("".join(json.dumps(asdict(article), ensure_ascii=False) + "\n" for article in articles), "utf-8")
        command = [sys.executable, "train.py", "--from-scratch", "--force", "--models", str(Path(folder) / "versions"), str(data)]
        with tempfile.TemporaryFile() as said:
            begin = time.perf_counter()
            training = subprocess.Popen(command, cwd=PROJECT, stdout=said, stderr=said)
            peak = _watch(training)
            seconds = time.perf_counter() - begin
            if training.returncode != 0:
                said.seek(0)
                tail = said.read()[-2000:].decode(errors="replace")
                raise TrainingFailedError(f"train.py on {len(articles):,} articles ended with {training.returncode}: {tail}")
    return seconds, peak


def _watch(training: subprocess.Popen[bytes]) -> int:
    peak = 0
    while True:
        try:
            training.wait(WATCH_EVERY)
        except subprocess.TimeoutExpired:
            peak = max(peak, processes.memory(training.pid))
        else:
            return peak
