"""`python -m benchmarks.http`: the service under gunicorn and wrk, as ratios to an echo, to the usual recipe, and in process.

Needs wrk and curl, as Debian has them.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import astuple
from functools import partial
from pathlib import Path
from statistics import median

import joblib

from benchmarks import data, processes, servers, usual, wrk
from benchmarks.comparison import HEADER, Bar, Comparison, alternate
from benchmarks.speed import facts
from benchmarks.tables import print_table
from model.article import Article
from model.classifier import Classifier

ECHO = "benchmarks.echo:app"
WORKERS, CHARACTERS, LINES = 2, 600, 20_000
# A desk of people, and the morning that all of an archive comes at once.
FEW_CONNECTIONS, MANY_CONNECTIONS = 16, 64
ECHO_BAR, RECIPE_BAR, LINES_BAR, CORES_BAR = Bar(0.65), Bar(4), Bar(0.6), Bar(0.5)
LENGTHS, SIZES = (100, 300, 600, 1_500, 5_000, 20_000, 100_000), (1, 10, 100, 1_000)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the ratios and the tables of growth."""
    options = _parser().parse_args(arguments)
    for program in ("wrk", "curl"):
        if shutil.which(program) is None:
            print(f"needs {program}, as Debian has it", file=sys.stderr)
            return 1
    seeds = data.seeds()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        environment = {"BANMIAN_MODEL": str(options.model.resolve()), "RECIPE_PIPELINE": str(folder / "pipeline.joblib")}
        pipeline = usual.fit([data.whole(article) for article in seeds], [article.label for article in seeds])
        joblib.dump(pipeline, environment["RECIPE_PIPELINE"])
        bench = Bench(folder, environment, options.seconds, "\n".join(article.text for article in seeds))
        print(f"{facts()}\narticles of {CHARACTERS} characters, {WORKERS} workers")
        found = [*bench.side_by_side(options.turns), *bench.lines(options.rounds, Classifier.load(options.model))]
        print_table("Ratios of one run", HEADER, [comparison.row() for comparison in found])
        print_table("Latency, medians", ("", "connections", "requests/s", "p50 ms", "p99 ms"), bench.latencies())
        print_table("Growth with an article's length, one client", ("characters", "ms"), bench.by_length())
        print_table("Growth with a batch's size, one client", ("articles", "ms", "ms an article"), bench.by_size())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m benchmarks.http", description=__doc__)
    parser.add_argument("--model", type=Path, default=data.SHIPPED, help="the model measured as ours (%(default)s)")
    parser.add_argument("--turns", type=int, default=25, help="runs of wrk against each service, in turn (%(default)s)")
    parser.add_argument("--seconds", type=int, default=1, help="the length of each run of wrk (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="streams and what is done in process, in turn (%(default)s)")
    return parser


class Bench:
    """Runs services and asks them; keeps the latencies that it meets."""

    def __init__(self, folder: Path, environment: Mapping[str, str], seconds: int, text: str) -> None:
        """Cut articles out of `text`."""
        self.folder = folder
        self.environment = environment
        self.seconds = seconds
        self.text = text * (1 + LENGTHS[-1] // len(text))
        self.ticks: list[int] = []
        self.told: dict[tuple[str, int], list[wrk.Told]] = {}
        self.script = wrk.write_script(folder, json.dumps({"text": self.text[:CHARACTERS]}, ensure_ascii=False))
        self.upload = folder / "articles.jsonl"
        articles = ({"text": self.text[at % 5_000 :][:CHARACTERS]} for at in range(LINES))
        self.upload.write_text("".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles), "utf-8")

    def side_by_side(self, turns: int) -> Iterator[Comparison]:
        """Yield ours against the echo and the recipe: all up at once and asked in turn, a moment each, as the machine changes."""
        with ExitStack() as up:
            ports = {name: up.enter_context(self._up(name, WORKERS)) for name in (servers.OURS, ECHO, servers.RECIPE)}

            def asked(application: str, connections: int) -> Callable[[], float]:
                return lambda: self.rate(application, ports[application], connections)

            for connections in (FEW_CONNECTIONS, MANY_CONNECTIONS):
                ours, echo = asked(servers.OURS, connections), asked(ECHO, connections)
                yield alternate(
                    f"/classify against an echo, {connections} connections", "requests/s", ECHO_BAR, ours, echo, turns
                )
            ours, recipe = asked(servers.OURS, FEW_CONNECTIONS), asked(servers.RECIPE, FEW_CONNECTIONS)
            yield alternate("/classify against the usual recipe", "requests/s", RECIPE_BAR, ours, recipe, turns)

    def lines(self, rounds: int, classifier: Classifier) -> Iterator[Comparison]:
        """Yield NDJSON through curl against the same in process, and two uploads against each other."""
        streamed, inside = partial(self.streamed, 1), partial(self._inside, classifier)
        yield alternate("NDJSON through curl against in process", "articles/s", LINES_BAR, streamed, inside, rounds)
        self.streamed(WORKERS)
        name = "two uploads of NDJSON: the less busy worker against the busier"
        yield Comparison(name, "ticks", CORES_BAR, [min(self.ticks)], [max(self.ticks)])

    def requests(self, application: str, connections: int, workers: int = WORKERS, *flags: str) -> wrk.Told:
        """Return what wrk tells of a service that is started for it."""
        with self._up(application, workers, *flags) as port:
            return wrk.ask(self.script, port, connections, self.seconds)

    @contextmanager
    def _up(self, application: str, workers: int, *flags: str) -> Iterator[int]:
        """Run a service, warm, and give its port."""
        with servers.running(application, workers, self.environment, *flags) as (server, port):
            servers.first_answer(port, Article(self.text[:CHARACTERS]))
            servers.settle(server, workers)
            wrk.ask(self.script, port, MANY_CONNECTIONS, 1)
            yield port

    def rate(self, application: str, port: int, connections: int) -> float:
        """Return how many requests a second wrk gets answered on so many connections; keep the latencies."""
        told = wrk.ask(self.script, port, connections, self.seconds)
        self.told.setdefault((application, connections), []).append(told)
        return told.rate

    def latencies(self) -> list[tuple[str, ...]]:
        """Return a row for each service and number of connections: medians of all runs of wrk."""
        rows: list[tuple[str, ...]] = []
        for (application, connections), told in self.told.items():
            rate, p50, p99 = (median(figures) for figures in zip(*map(astuple, told), strict=True))
            rows.append((application, str(connections), f"{rate:,.0f}", f"{p50:.1f}", f"{p99:.1f}"))
        return rows

    def streamed(self, uploads: int) -> float:
        """Return how many articles a second come back to that many uploads of NDJSON at once."""
        with servers.running(servers.OURS, WORKERS, self.environment) as (server, port):
            servers.first_answer(port, Article(self.text[:CHARACTERS]))
            servers.settle(server, WORKERS)
            before = {worker: processes.busy(worker) for worker in processes.children(server)}
            begin = time.perf_counter()
            with ThreadPoolExecutor(uploads) as clients:
                counted = list(clients.map(lambda _: self._upload(port), range(uploads)))
            seconds = time.perf_counter() - begin
            self.ticks = [processes.busy(worker) - ticks for worker, ticks in before.items()]
        if counted != [LINES] * uploads:
            raise servers.ServerError(f"{LINES} lines were answered with {counted}")
        return LINES * uploads / seconds

    def _upload(self, port: int) -> int:
        url = f"http://{servers.HOST}:{port}/classify"
        kind = ["-H", "Content-Type: application/x-ndjson", "-H", "Expect:"]
        line = ["curl", "-sS", *kind, "-X", "POST", "-T", str(self.upload), url]
        return subprocess.run(line, check=True, capture_output=True).stdout.count(b"\n")

    def _inside(self, classifier: Classifier) -> float:
        articles = [Article(json.loads(line)["text"]) for line in self.upload.read_text("utf-8").splitlines()]
        begin = time.perf_counter()
        classifier.classify(articles)
        return len(articles) / (time.perf_counter() - begin)

    def by_length(self) -> list[tuple[str, str]]:
        """Return the milliseconds of an article of each length."""
        with servers.running(servers.OURS, WORKERS, self.environment) as (_, port):
            servers.first_answer(port, Article(self.text[:CHARACTERS]))
            return [(f"{length:,}", f"{self._milliseconds(port, [self.text[:length]]):.2f}") for length in LENGTHS]

    def by_size(self) -> list[tuple[str, str, str]]:
        """Return the milliseconds of a batch of each size."""
        with servers.running(servers.OURS, WORKERS, self.environment) as (_, port):
            servers.first_answer(port, Article(self.text[:CHARACTERS]))
            found = [(size, self._milliseconds(port, [self.text[at : at + CHARACTERS] for at in range(size)])) for size in SIZES]
        return [(f"{size:,}", f"{taken:.1f}", f"{taken / size:.3f}") for size, taken in found]

    def _milliseconds(self, port: int, texts: Sequence[str]) -> float:
        body = self.folder / "asked.json"
        body.write_text(json.dumps({"articles": [{"text": text} for text in texts]}, ensure_ascii=False), "utf-8")
        times = []
        for _ in range(15):
            begin = time.perf_counter()
            servers.ask_batch(port, body.read_bytes())
            times.append(time.perf_counter() - begin)
        return 1000 * sorted(times)[len(times) // 2]


if __name__ == "__main__":
    sys.exit(main())
