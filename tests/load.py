"""Clients that ask without a pause, in every format, and a count of how they were answered."""

import csv
import gzip
import io
import json
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException

from hostile import form, zipped
from serving import ARTICLE, BODY, HOST, JSON

NDJSON, CSV = "application/x-ndjson", "text/csv"
TEXT = ARTICLE["text"]
BATCH = b'{"articles": [' + b",".join([BODY] * 30) + b"]}"
LINES = (BODY + b"\n") * 30


@dataclass(frozen=True)
class Asked:
    """What a client asks again and again."""

    body: bytes
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    query: str = ""


USUAL = [*[Asked(BODY)] * 3, Asked(BATCH), Asked(LINES, NDJSON)]
EVERY_FORMAT = [
    *USUAL,
    Asked(BODY, query="?explain=5&top=2"),
    Asked(gzip.compress(BATCH), headers={"Content-Encoding": "gzip"}),
    Asked(gzip.compress(LINES), NDJSON, {"Content-Encoding": "gzip"}),
    Asked(TEXT.encode("gb18030"), "text/plain; charset=gb18030"),
    Asked(f"id,text\n{f'1,{TEXT}{chr(10)}' * 10}".encode(), CSV),
    Asked(*form("a.csv", f"text\n{TEXT}\n".encode())),
    Asked(*form("a.zip", zipped({"a.txt": TEXT.encode(), "b.txt": TEXT.encode()}))),
]


class Load:
    """The clients, one for each of `asked`, and how they were answered."""

    def __init__(self, port: int, label: str, asked: Sequence[Asked] = tuple(USUAL)) -> None:
        self.port = port
        self.label = label
        self.asked = asked
        self.outcomes: Counter[str] = Counter()
        self.versions: Counter[str] = Counter()
        self.over = threading.Event()

    def run(self, asked: Asked) -> None:
        connection = HTTPConnection(HOST, self.port, timeout=30)
        while not self.over.is_set():
            try:
                headers = {"Content-Type": asked.content_type, **asked.headers}
                connection.request("POST", "/classify" + asked.query, asked.body, headers)
                answer = connection.getresponse()
                self.outcomes[self.judge(answer.status, answer.read(), answer.headers.get_content_type())] += 1
            except (OSError, HTTPException) as error:
                self.outcomes[f"lost: {type(error).__name__}"] += 1
                connection.close()
        connection.close()

    def judge(self, status: int, content: bytes, content_type: str) -> str:
        if status != 200:
            return f"refused: {status}"
        results = read(content, content_type)
        versions = {result["model"] for result in results}
        self.versions.update(versions)
        if len(versions) != 1:
            return "mixed"
        return "good" if {result["label"] for result in results} == {self.label} else "wrong"

    @contextmanager
    def running(self) -> Iterator["Load"]:
        clients = [threading.Thread(target=self.run, args=[asked]) for asked in self.asked]
        for client in clients:
            client.start()
        try:
            yield self
        finally:
            self.over.set()
            for client in clients:
                client.join(60)
        assert not any(client.is_alive() for client in clients)

    def bad(self) -> dict[str, int]:
        return {outcome: number for outcome, number in self.outcomes.items() if outcome != "good"}


def read(content: bytes, content_type: str) -> list[dict[str, str]]:
    """Return the results of an answer in any format."""
    if content_type == CSV:
        return list(csv.DictReader(io.StringIO(content.decode())))
    if content_type == NDJSON:
        return [json.loads(line) for line in content.splitlines()]
    told = json.loads(content)
    results: list[dict[str, str]] = told.get("results", [told])
    return results
