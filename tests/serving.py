"""Runs the service under a real gunicorn for tests, and asks it through sockets."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
HOST = "127.0.0.1"
COMMAND = [sys.executable, "-m", "gunicorn", "-c", "service/gunicorn.py", "service:create_app()"]
ARTICLE = {"text": "本报讯 市篮球队昨晚在市体育馆以三分优势取胜，赛季战绩升至榜首。" * 20}
BODY = json.dumps(ARTICLE, ensure_ascii=False).encode()
JSON = "application/json"


@dataclass(frozen=True)
class Answer:
    """An answer, read whole."""

    status: int
    headers: dict[str, str]
    content: bytes

    def json(self) -> Any:  # noqa: ANN401
        return json.loads(self.content)


@dataclass(frozen=True)
class Server:
    """A running gunicorn."""

    process: "subprocess.Popen[bytes]"
    port: int
    errors: Path
    accesses: Path

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        connection = HTTPConnection(HOST, self.port, timeout=30)
        try:
            # A server need not read all of what it refuses.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def classify(self, body: bytes = BODY, content_type: str = JSON, **headers: str) -> Answer:
        return self.ask("POST", "/classify", body, Content_Type=content_type, **headers)

    def connect(self) -> socket.socket:
        return socket.create_connection((HOST, self.port), timeout=20)

    def workers(self) -> list[int]:
        return [
            int(child) for file in Path(f"/proc/{self.process.pid}/task").glob("*/children") for child in file.read_text().split()
        ]

    def metric(self, line: str) -> float:
        """Return the value of a line of /metrics, 0 where it is missing."""
        told = self.ask("GET", "/metrics").content.decode()
        found = re.search(rf"^{re.escape(line)} (\S+)$", told, re.MULTILINE)
        return float(found[1]) if found else 0.0


@contextmanager
def serving(folder: Path, **environ: str) -> Iterator[Server]:
    """Run gunicorn with logs in `folder`; it must end well, and quote no article."""
    errors, accesses = folder / "errors", folder / "accesses"
    environment = {"PATH": os.environ["PATH"], "BANMIAN_BIND": f"{HOST}:0", **environ}
    with errors.open("wb") as told, accesses.open("wb") as counted:
        process = subprocess.Popen(COMMAND, cwd=ROOT, env=environment, stdout=counted, stderr=told)
        try:
            yield Server(process, _listening(errors, process), errors, accesses)
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(90) == 0
    said = errors.read_text()
    assert "Traceback" not in said, said
    assert "体育馆" not in said + accesses.read_text()


def _listening(log: Path, process: "subprocess.Popen[bytes]") -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if told := re.search(rf"Listening at: http://{re.escape(HOST)}:(\d+)", log.read_text()):
            return int(told[1])
        time.sleep(0.05)
    raise AssertionError(f"gunicorn did not start:\n{log.read_text()}")


def length(content: bytes) -> dict[str, str]:
    """Return what every server tells of a body; Flask's client does not where there is none."""
    return {"CONTENT_LENGTH": str(len(content))}


def wait_until(true: Any, seconds: float = 10) -> None:  # noqa: ANN401
    """Wait until a function tells something true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.05)
