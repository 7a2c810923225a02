"""Measures what a service costs under gunicorn: time to its first answer, and memory. Ours against the usual recipe."""

import time
from collections.abc import Mapping, Sequence

from benchmarks import processes, servers
from benchmarks.comparison import Bar, Comparison, alternate
from model.article import Article

START_BAR, MEMORY_BAR = Bar(0.5, below=True), Bar(0.5, below=True)
WORKERS = 2
MIB = 1024 * 1024


def start(article: Article, environment: Mapping[str, str], rounds: int) -> Comparison:
    """Compare the time from the start of gunicorn with one worker to its first answer."""

    def seconds(application: str) -> float:
        begin = time.perf_counter()
        with servers.running(application, 1, environment) as (_, port):
            return servers.first_answer(port, article) - begin

    seconds(servers.OURS), seconds(servers.RECIPE)  # what is on disk is now in memory, for both
    return alternate(
        "start to first answer, one worker",
        "s",
        START_BAR,
        lambda: seconds(servers.OURS),
        lambda: seconds(servers.RECIPE),
        rounds,
    )


def memory(articles: Sequence[Article], environment: Mapping[str, str], rounds: int) -> Comparison:
    """Compare the memory of gunicorn and two workers, each of which has answered."""

    def mebibytes(application: str) -> float:
        with servers.running(application, WORKERS, environment) as (server, port):
            servers.first_answer(port, articles[0])
            servers.exercise(server, port, articles, WORKERS)
            return processes.memory(server) / MIB

    name = f"memory (PSS), {WORKERS} workers"
    return alternate(name, "MiB", MEMORY_BAR, lambda: mebibytes(servers.OURS), lambda: mebibytes(servers.RECIPE), rounds)
