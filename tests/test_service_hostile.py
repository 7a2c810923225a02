"""Hostile requests against a real gunicorn: each gets its documented status, and the next good request its answer."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile import BAD_LINES, PHRASE, RAW, Hostile, hostile
from serving import Server, serving, wait_until

CASES = list(hostile())


@pytest.fixture(scope="module")
def server(model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("hostile"), BANMIAN_MODEL=str(model_folder), BANMIAN_PATIENCE="1") as started:
        yield started
        assert "unexpected" not in started.errors.read_text()


def test_there_are_enough_of_them() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
    assert len(CASES) + len(RAW) >= 150


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_request_gets_its_status_and_harms_nobody(server: Server, case: Hostile) -> None:
    headers = {"Content-Type": case.content_type, **case.headers}
    answer = server.ask(case.method, case.path, case.body, **headers)
    assert answer.status == case.status
    if case.status >= 400:
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert problem["status"] == case.status
        assert problem["type"].startswith("/problems/")
        assert PHRASE not in answer.content.decode()
    if case.line is not None:
        assert json.loads(answer.content.splitlines()[0])["status"] == case.line
    assert server.classify().status == 200


def test_every_bad_line_is_one_answer(server: Server) -> None:
    for content, _ in BAD_LINES.values():
        lines = server.classify(content + b'\n{"text": "x"}\n', "application/x-ndjson").content.splitlines()
        assert "label" in json.loads(lines[-1])


def answer_of(connection: socket.socket) -> bytes:
    content = b""
    while piece := connection.recv(65536):
        content += piece
        head, _, body = content.partition(b"\r\n\r\n")
        length = [line.partition(b":")[2] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
        if length and len(body) >= int(length[0]):
            break
    return content


@pytest.mark.parametrize(("sent", "status"), RAW.values(), ids=RAW)
def test_what_is_hardly_http_gets_its_status_and_a_problem(server: Server, sent: bytes, status: int) -> None:
    with server.connect() as connection:
        connection.sendall(sent)
        head, _, body = answer_of(connection).partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] == status
    assert server.classify().status == 200


HEAD = b"POST /classify HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n"


def test_a_client_that_stops_sending_is_told_so(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(HEAD + b'{"text": "')
        head, _, body = answer_of(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert json.loads(body)["type"] == "/problems/request-timeout"


def test_a_client_that_closes_its_half_is_told_that_the_body_is_broken(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(HEAD + b'{"text": "')
        connection.shutdown(socket.SHUT_WR)
        head, _, body = answer_of(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert json.loads(body)["type"] in ("/problems/broken-body", "/problems/malformed-json")


@pytest.mark.parametrize("sent", [b"", b"P", b"POST /classify HTTP/1.1\r\n", HEAD, HEAD + b"{"], ids=range(5))
def test_a_client_that_hangs_up_harms_nobody(server: Server, sent: bytes) -> None:
    for _ in range(20):
        with server.connect() as connection:
            connection.sendall(sent)
    assert server.classify().status == 200


def test_two_requests_in_one_packet_get_two_answers(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n" * 2)
        content = b""
        while content.count(b"HTTP/1.1 200") < 2:
            content += connection.recv(65536)


def test_no_stream_is_left_open(server: Server) -> None:
    wait_until(lambda: server.classify(b'{"text": "x"}\n', "application/x-ndjson").status == 200)
