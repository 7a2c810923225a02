"""Slow clients, through real sockets: each has its time and no more, whether it says nothing or a byte now and then."""

import json
import select
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from serving import BODY, Server, serving, wait_until

PATIENCE = 2
HEAD = b"POST /classify HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\n"
JSON_HEAD = HEAD % b"application/json"
LINE = BODY + b"\n"


@pytest.fixture(scope="module")
def server(model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    environ = {"BANMIAN_MODEL": str(model_folder), "BANMIAN_PATIENCE": str(PATIENCE), "BANMIAN_MIN_RATE": "500"}
    with serving(tmp_path_factory.mktemp("pace"), **environ) as started:
        yield started
        assert "unexpected" not in started.errors.read_text()


def dribble(connection: socket.socket, content: bytes, pause: float) -> tuple[bytes, float]:
    """Send a byte after each pause until the server answers and closes; return the answer and the seconds it took."""
    began = time.monotonic()
    connection.settimeout(pause)
    for at in range(len(content)):
        connection.sendall(content[at : at + 1])
        try:
            answer = connection.recv(65536)
        except TimeoutError:
            continue
        seconds = time.monotonic() - began
        connection.settimeout(20)
        while piece := connection.recv(65536):
            answer += piece
        return answer, seconds
    raise AssertionError("the server waited for all of it")


def expect_timeout(answer: bytes, seconds: float) -> None:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in head.lower()
    assert b"application/problem+json" in head
    assert json.loads(body)["type"] == "/problems/request-timeout"
    assert PATIENCE * 0.9 < seconds < PATIENCE + 2


def test_a_head_that_dribbles_is_ended(server: Server) -> None:
    with server.connect() as connection:
        expect_timeout(*dribble(connection, JSON_HEAD + b"X-Slow: " + b"x" * 500, 0.1))
    assert server.classify().status == 200


def test_a_later_head_on_the_same_connection_has_the_same_time(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(b"HEAD /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(65536).endswith(b"\r\n\r\n")
        expect_timeout(*dribble(connection, JSON_HEAD + b"X-Slow: " + b"x" * 500, 0.1))


@pytest.mark.parametrize("head", [b"Content-Length: 5000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n1388\r\n"])
def test_a_body_that_dribbles_is_ended(server: Server, head: bytes) -> None:
    with server.connect() as connection:
        connection.sendall(JSON_HEAD + head)
        expect_timeout(*dribble(connection, b'{"text": "' + b"x" * 5000, 0.1))
    assert server.classify().status == 200


def test_lines_that_dribble_are_answered_and_end_with_the_problem(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(HEAD % b"application/x-ndjson" + b"Content-Length: 100000\r\n\r\n" + LINE)
        answer, began = b"", time.monotonic()
        connection.settimeout(0.1)
        while not answer.endswith(b"0\r\n\r\n"):
            assert time.monotonic() - began < 10
            try:
                connection.sendall(b"x")
                answer += connection.recv(65536)
            except TimeoutError:
                continue
    assert b'"label"' in answer
    assert b"/problems/request-timeout" in answer


SHORT = b'{"text": "x"}\n'
FRAMED = {
    "chunked": (b"Transfer-Encoding: chunked\r\n\r\n", b"%x\r\n%b\r\n" % (len(SHORT), SHORT)),
    "of known length": (b"Content-Length: 1000\r\n\r\n", SHORT),
}


@pytest.mark.parametrize(("framing", "sent"), FRAMED.values(), ids=FRAMED)
def test_a_line_is_answered_before_the_next_is_sent(server: Server, framing: bytes, sent: bytes) -> None:
    with server.connect() as connection:
        connection.sendall(HEAD % b"application/x-ndjson" + framing)
        for _ in range(3):
            connection.sendall(sent)
            answer = b""
            while b'"label"' not in answer:
                answer += connection.recv(65536)


def test_a_body_that_keeps_the_least_rate_has_all_the_time_it_needs(server: Server) -> None:
    body = BODY.ljust(6_000)
    with server.connect() as connection:
        connection.sendall(JSON_HEAD + b"Content-Length: %d\r\n\r\n" % len(body))
        began = time.monotonic()
        for at in range(0, len(body), 200):
            connection.sendall(body[at : at + 200])
            time.sleep(0.2)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        assert time.monotonic() - began > 2 * PATIENCE


def test_a_client_that_reads_no_answers_is_left(server: Server) -> None:
    head = (HEAD % b"application/x-ndjson").replace(b"/classify", b"/classify?explain=100")  # long answers
    with server.connect() as connection:
        connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
        chunk = b"%x\r\n%s\r\n" % (100 * len(LINE), 100 * LINE)
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            connection.sendall(chunk * 1_000)
    wait_until(lambda: server.classify().status == 200)
    assert "Traceback" not in server.errors.read_text()


def test_many_dribbling_clients_are_ended_and_good_ones_answered(server: Server) -> None:
    with ExitStack() as opened:
        slow = [opened.enter_context(server.connect()) for _ in range(100)]
        for number, connection in enumerate(slow):
            connection.sendall(JSON_HEAD + (b"Content-Length: 5000\r\n\r\n" if number % 2 else b"X-Slow: "))
        ended: set[socket.socket] = set()
        began = time.monotonic()
        while len(ended) < len(slow):
            assert time.monotonic() - began < 3 * PATIENCE
            assert server.classify().status == 200
            readable, _, _ = select.select(set(slow) - ended, [], [], 0.1)
            for connection in readable:
                assert connection.recv(12) == b"HTTP/1.1 408"
            ended |= set(readable)
            for connection in set(slow) - ended:
                connection.sendall(b"x")
        assert time.monotonic() - began > PATIENCE * 0.9
