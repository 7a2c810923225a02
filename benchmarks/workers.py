"""`python -m benchmarks.workers`: kinds and numbers of workers under the same load, in turn. Needs wrk, as Debian has it."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

from benchmarks import data, servers
from benchmarks.http import FEW_CONNECTIONS, WORKERS, Bench
from benchmarks.speed import facts
from benchmarks.tables import print_table

KINDS: dict[str, tuple[int, tuple[str, ...]]] = {
    "as shipped: threads, 2 workers, 256 threads, keep-alive, preload": (WORKERS, ()),
    "16 threads": (WORKERS, ("--threads", "16")),
    "4 threads": (WORKERS, ("--threads", "4")),
    "3 workers": (3, ()),
    "1 worker": (1, ()),
    "without keep-alive": (WORKERS, ("--keep-alive", "0")),
    "sync, 2 workers": (WORKERS, ("--worker-class", "sync")),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what each kind reaches, in rounds."""
    parser = argparse.ArgumentParser("python -m benchmarks.workers", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="all kinds in turn, so often (%(default)s)")
    parser.add_argument("--seconds", type=int, default=4, help="the length of each run of wrk (%(default)s)")
    options = parser.parse_args(arguments)
    if shutil.which("wrk") is None:
        print("needs wrk, as Debian has it", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as made:
        environment = {"BANMIAN_MODEL": str(data.SHIPPED)}
        bench = Bench(Path(made), environment, options.seconds, "\n".join(article.text for article in data.seeds()))
        rounds = [
            [bench.requests(servers.OURS, FEW_CONNECTIONS, workers, *flags) for workers, flags in KINDS.values()]
            for _ in range(options.rounds)
        ]
    rows = [
        (name, *(" ".join(f"{figure:,.0f}" for figure in figures) for figures in zip(*map(astuple, runs), strict=True)))
        for name, runs in zip(KINDS, zip(*rounds, strict=True), strict=True)
    ]
    print(facts())
    print_table(f"{FEW_CONNECTIONS} connections, {options.rounds} rounds", ("", "requests/s", "p50 ms", "p99 ms"), rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
