"""Runs a service under gunicorn on a loopback port, and asks it. It knows nothing of what is measured."""

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from benchmarks import processes
from benchmarks.data import PROJECT
from model.article import Article

HOST = "127.0.0.1"
PATIENCE = 120.0
ASKED_AT_ONCE = 8
# A worker has answered when it has used this many clock ticks (0.1 s in all) since it last was idle.
ANSWERING_TICKS = 10

OURS, RECIPE = "service:create_app()", "benchmarks.recipe:app"


class ServerError(Exception):
    """A service that did not start, or did not answer."""


@contextmanager
def running(application: str, workers: int, environment: Mapping[str, str], *flags: str) -> Iterator[tuple[int, int]]:
    """Run gunicorn as our service is run, but for `flags`, and give its process id and its port; it is stopped in the end."""
    port = _free_port()
    settings = ["-c", "service/gunicorn.py", "--bind", f"{HOST}:{port}", "--workers", str(workers), *flags]
    line = [sys.executable, "-m", "gunicorn", *settings, application]
    with tempfile.TemporaryFile() as said:
        server = subprocess.Popen(line, cwd=PROJECT, env={**os.environ, **environment}, stdout=said, stderr=said)
        try:
            yield server.pid, port
        except ServerError as error:
            said.seek(0)
            raise ServerError(f"{error}; {' '.join(line)} said: {said.read()[-2000:].decode(errors='replace')}") from error
        finally:
            server.terminate()
            server.wait()


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind((HOST, 0))
        return int(asked.getsockname()[1])


def first_answer(port: int, article: Article) -> float:
    """Ask until the service answers; return the time of the answer on time.perf_counter's clock."""
    begin = time.perf_counter()
    while time.perf_counter() - begin < PATIENCE:
        try:
            ask(port, article)
        except ConnectionRefusedError:
            time.sleep(0.005)
        else:
            return time.perf_counter()
    raise ServerError(f"no answer within {PATIENCE:.0f} s")


def ask(port: int, article: Article) -> None:
    """Have one article classified. Raises ServerError for any answer but 200."""
    ask_batch(port, json.dumps({"title": article.title, "text": article.text}).encode())


def ask_batch(port: int, body: bytes) -> None:
    """Have what is in a body of JSON classified. Raises ServerError for any answer but 200."""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("POST", "/classify", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise ServerError(f"answered {answer.status}")


def exercise(server: int, port: int, articles: Sequence[Article], workers: int) -> None:
    """Ask until each worker has answered, which its processor time tells: no answer names the worker it came from."""
    settle(server, workers)
    before = {worker: processes.busy(worker) for worker in processes.children(server)}
    begin = time.perf_counter()
    while time.perf_counter() - begin < PATIENCE:
        with ThreadPoolExecutor(ASKED_AT_ONCE) as readers:
            list(readers.map(lambda article: ask(port, article), articles))
        if all(processes.busy(worker) - ticks >= ANSWERING_TICKS for worker, ticks in before.items()):
            return
    raise ServerError(f"not every worker answered within {PATIENCE:.0f} s")


def settle(server: int, workers: int) -> None:
    """Wait until all workers run and are idle."""
    begin = time.perf_counter()
    ticks: list[int] = []
    while time.perf_counter() - begin < PATIENCE:
        now = [processes.busy(worker) for worker in processes.children(server)]
        if len(now) == workers and now == ticks:
            return
        ticks = now
        time.sleep(0.5)
    raise ServerError(f"the {workers} workers did not come to rest within {PATIENCE:.0f} s")
