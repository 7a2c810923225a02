"""The service under a real gunicorn, through a real socket."""

import hashlib
import json
import re
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Thread

import pytest
from serving import Server, serving, wait_until

from service.worker import ProblemWorker

ROOT = Path(__file__).parents[1]
ARTICLE = {"text": "本报讯 市篮球队昨晚在市体育馆以三分优势取胜，赛季战绩升至榜首。" * 20}
LINE = json.dumps(ARTICLE, ensure_ascii=False).encode() + b"\n"


@pytest.fixture(scope="module")
def port(model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    log = tmp_path_factory.mktemp("gunicorn") / "log"
    command = [sys.executable, "-m", "gunicorn", "-c", "service/gunicorn.py", "service:create_app()"]
    environ = {"BANMIAN_MODEL": str(model_folder), "BANMIAN_BIND": "127.0.0.1:0"}
    with log.open("wb") as file, subprocess.Popen(command, cwd=ROOT, env=environ, stderr=file) as gunicorn:
        try:
            yield listening_port(log, gunicorn)
        finally:
            gunicorn.send_signal(signal.SIGTERM)
            assert gunicorn.wait(30) == 0
    assert "Traceback" not in log.read_text()
    assert "体育馆" not in log.read_text()


def listening_port(log: Path, gunicorn: "subprocess.Popen[bytes]") -> int:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and gunicorn.poll() is None:
        if told := re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", log.read_text()):
            return int(told[1])
        time.sleep(0.05)
    pytest.fail(f"gunicorn did not start:\n{log.read_text()}")


@pytest.fixture
def connection(port: int) -> Iterator[HTTPConnection]:
    opened = HTTPConnection("127.0.0.1", port, timeout=30)
    yield opened
    opened.close()


def post(connection: HTTPConnection, body: bytes, content_type: str = "application/json") -> HTTPResponse:
    connection.request("POST", "/classify", body, {"Content-Type": content_type})
    return connection.getresponse()


def begin_chunked(connection: HTTPConnection, content_type: str) -> None:
    connection.putrequest("POST", "/classify")
    connection.putheader("Content-Type", content_type)
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()


def send_chunk(connection: HTTPConnection, content: bytes) -> None:
    connection.send(f"{len(content):x}\r\n".encode() + content + b"\r\n")


def test_articles_and_batches_are_answered_over_one_connection(connection: HTTPConnection) -> None:
    for _ in range(3):
        one = json.load(post(connection, LINE))
        both = json.load(post(connection, json.dumps({"articles": [ARTICLE, ARTICLE]}).encode()))
        assert both["results"] == [one, one]


def test_a_chunked_body_is_read_whole(connection: HTTPConnection) -> None:
    begin_chunked(connection, "application/json")
    for content in (LINE[:7], LINE[7:], b""):
        send_chunk(connection, content)
    answer = connection.getresponse()
    assert answer.status == 200
    assert "label" in json.load(answer)


def test_lines_are_answered_before_the_upload_ends(connection: HTTPConnection) -> None:
    begin_chunked(connection, "application/x-ndjson")
    sent = 100
    send_chunk(connection, LINE * sent)
    answer = connection.getresponse()
    assert answer.status == 200
    assert "label" in json.loads(answer.readline())
    send_chunk(connection, b"?\n" + LINE)
    send_chunk(connection, b"")
    rest = [json.loads(line) for line in answer]
    assert len(rest) == sent + 1
    assert rest[-2]["line"] == sent + 1
    assert "label" in rest[-1]


def test_a_long_upload_of_known_length_is_answered_line_by_line(connection: HTTPConnection) -> None:
    answer = post(connection, LINE * 300, "application/x-ndjson")
    assert sum("label" in json.loads(line) for line in answer) == 300


def test_a_broken_upload_is_a_problem(connection: HTTPConnection) -> None:
    begin_chunked(connection, "application/json")
    connection.send(b"not a length\r\n")
    answer = connection.getresponse()
    assert (answer.status, json.load(answer)["type"]) == (400, "/problems/broken-body")


def test_lines_that_break_off_end_with_a_problem(connection: HTTPConnection) -> None:
    begin_chunked(connection, "application/x-ndjson")
    send_chunk(connection, LINE * 100)
    connection.send(b"not a length\r\n")
    answers = [json.loads(line) for line in connection.getresponse()]
    assert answers[-1]["type"] == "/problems/broken-body"
    assert len(answers) > 1


def test_a_client_that_leaves_stops_nothing(port: int) -> None:
    for _ in range(4):
        leaving = HTTPConnection("127.0.0.1", port, timeout=30)
        begin_chunked(leaving, "application/x-ndjson")
        send_chunk(leaving, LINE * 100)
        leaving.close()
    staying = HTTPConnection("127.0.0.1", port, timeout=30)
    assert post(staying, LINE).status == 200
    staying.close()


def test_a_slow_upload_does_not_hold_up_others(port: int) -> None:
    slow = [HTTPConnection("127.0.0.1", port, timeout=30) for _ in range(3)]
    for connection in slow:
        begin_chunked(connection, "application/x-ndjson")
        send_chunk(connection, LINE)
    answered: list[int] = []

    def ask() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        answered.append(post(connection, LINE).status)
        connection.close()

    askers = [Thread(target=ask) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert answered == [200] * 8
    for connection in slow:
        send_chunk(connection, b"")
        assert len(connection.getresponse().readlines()) == 1
        connection.close()


def test_keys_are_asked_for(model_folder: Path, tmp_path: Path) -> None:
    key = "a key of one's own"
    digests = hashlib.sha256(key.encode()).hexdigest()
    with serving(tmp_path, BANMIAN_MODEL=str(model_folder), BANMIAN_KEYS=digests) as server:
        assert server.classify().status == 401
        assert server.classify(X_API_Key=digests).status == 401
        assert server.classify(X_API_Key=key).status == 200
        assert server.ask("GET", "/healthz").status == 200


def test_a_worker_told_to_stop_tells_probes_that_it_is_not_ready(model_folder: Path, tmp_path: Path) -> None:
    with serving(tmp_path, BANMIAN_MODEL=str(model_folder), BANMIAN_WORKERS="1") as server, ExitStack() as opened:
        probes = [opened.enter_context(closing(HTTPConnection("127.0.0.1", server.port, timeout=30))) for _ in range(4)]
        begun, *kept = probes
        for probe in kept:
            probe.request("GET", "/readyz")
            assert probe.getresponse().read()
        begin_chunked(begun, "application/json")
        server.process.send_signal(signal.SIGTERM)
        wait_until(lambda: refuses(server))
        answers = [asked(probe, path) for probe, path in zip(kept, ("/readyz", "/healthz", "/livez"), strict=True)]
        assert [status for status, _ in answers] == [503, 503, 200]
        assert answers[0][1]["type"] == "/problems/stopping"
        send_chunk(begun, json.dumps(ARTICLE).encode())
        send_chunk(begun, b"")
        assert begun.getresponse().status == 200


def refuses(server: Server) -> bool:
    try:
        server.connect().close()
    except ConnectionRefusedError:
        return True
    return False


def asked(connection: HTTPConnection, path: str) -> tuple[int, dict[str, str]]:
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def test_a_worker_told_to_stop_while_it_opens_its_door_keeps_it_open_until_it_is_told_to_close_it() -> None:
    worker = ProblemWorker.__new__(ProblemWorker)  # as gunicorn's own start-up would, up to the moment in question
    worker.alive, worker.nr_conns, worker._accepting, worker.wsgi = False, 0, False, None  # noqa: SLF001
    with selectors.DefaultSelector() as worker.poller, socket.create_server(("127.0.0.1", 0)) as door:
        worker.sockets = [door]
        worker.set_accept_enabled(enabled=True)
        assert door.fileno() >= 0
        worker.set_accept_enabled(enabled=False)
        assert door.fileno() < 0
