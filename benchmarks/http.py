"""`python -m benchmarks.http`: the service under gunicorn and wrk, as ratios to an echo, to the usual recipe, and in process.

Needs wrk and curl, as Debian has them.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import joblib

from benchmarks import data, processes, servers, usual
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
SCRIPT = """wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local file = io.open("{body}")
wrk.body = file:read("*a")
file:close()
"""


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
        found = list(bench.comparisons(options.rounds, Classifier.load(options.model)))
        print_table(f"Ratios of one run, {options.rounds} rounds", HEADER, [comparison.row() for comparison in found])
        print_table("Latency", ("", "connections", "requests/s", "p50", "p99"), bench.latencies)
        print_table("Growth with an article's length, one client", ("characters", "ms"), bench.by_length())
        print_table("Growth with a batch's size, one client", ("articles", "ms", "ms an article"), bench.by_size())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m benchmarks.http", description=__doc__)
    parser.add_argument("--model", type=Path, default=data.SHIPPED, help="the model measured as ours (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="ours and the baseline in turn, so often (%(default)s)")
    parser.add_argument("--seconds", type=int, default=5, help="the length of each run of wrk (%(default)s)")
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
        self.latencies: list[tuple[str, ...]] = []
        body = folder / "body.json"
        body.write_text(json.dumps({"text": self.text[:CHARACTERS]}, ensure_ascii=False), "utf-8")
        (folder / "post.lua").write_text(SCRIPT.format(body=body))
        self.lines = folder / "articles.jsonl"
        articles = ({"text": self.text[at % 5_000 :][:CHARACTERS]} for at in range(LINES))
        self.lines.write_text("".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles), "utf-8")

    def comparisons(self, rounds: int, classifier: Classifier) -> Iterator[Comparison]:
        """Yield the comparisons with their bars."""
        for connections in (FEW_CONNECTIONS, MANY_CONNECTIONS):
            ours, echo = (partial(self.requests, application, connections) for application in (servers.OURS, ECHO))
            yield alternate(f"/classify against an echo, {connections} connections", "requests/s", ECHO_BAR, ours, echo, rounds)
        ours, recipe = (partial(self.requests, application, FEW_CONNECTIONS) for application in (servers.OURS, servers.RECIPE))
        yield alternate("/classify against the usual recipe", "requests/s", RECIPE_BAR, ours, recipe, rounds)
        streamed, inside = partial(self.streamed, 1), partial(self._inside, classifier)
        yield alternate("NDJSON through curl against in process", "articles/s", LINES_BAR, streamed, inside, rounds)
        self.streamed(WORKERS)
        name = "two uploads of NDJSON: the less busy worker against the busier"
        yield Comparison(name, "ticks", CORES_BAR, [min(self.ticks)], [max(self.ticks)])

    def requests(self, application: str, connections: int, workers: int = WORKERS, *flags: str) -> float:
        """Return how many requests a second wrk gets answered on so many connections."""
        with servers.running(application, workers, self.environment, *flags) as (server, port):
            servers.first_answer(port, Article(self.text[:CHARACTERS]))
            servers.settle(server, workers)
            self._wrk(port, connections, 1)
            told = self._wrk(port, connections, self.seconds)
        if "Non-2xx" in told:
            raise servers.ServerError(f"{application} answered wrk with errors")
        rate = float(_find(r"Requests/sec:\s+([\d.]+)", told))
        p50, p99 = (_find(rf"{part}%\s+(\d\S+)", told) for part in (50, 99))
        self.latencies.append((application, str(connections), f"{rate:,.0f}", p50, p99))
        return rate

    def _wrk(self, port: int, connections: int, seconds: int) -> str:
        url = f"http://{servers.HOST}:{port}/classify"
        line = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(self.folder / "post.lua"), url]
        return subprocess.run(line, check=True, capture_output=True, text=True).stdout

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
        line = ["curl", "-sS", *kind, "-X", "POST", "-T", str(self.lines), url]
        return subprocess.run(line, check=True, capture_output=True).stdout.count(b"\n")

    def _inside(self, classifier: Classifier) -> float:
        articles = [Article(json.loads(line)["text"]) for line in self.lines.read_text("utf-8").splitlines()]
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


def _find(pattern: str, told: str) -> str:
    found = re.search(pattern, told)
    if found is None:
        raise servers.ServerError(f"wrk did not tell {pattern}")
    return found[1]


if __name__ == "__main__":
    sys.exit(main())
