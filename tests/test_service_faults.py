"""Faults while many clients ask: killed workers, bad models, slow clients, the end. What is lost or wrong is counted."""

import json
import os
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from load import LINES, Load
from serving import ARTICLE, BODY, HOST, Server, serving, wait_until

from model import Article, Classifier, Versions, artifact
from model.artifact import Artifact


@pytest.fixture(scope="module")
def label(classifier: Classifier) -> str:
    return classifier.classify([Article(ARTICLE["text"])])[0].label


@pytest.fixture(scope="module")
def versions(model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Versions:
    found = Versions(tmp_path_factory.mktemp("faults") / "versions", model_folder)
    packed = artifact.read(model_folder)
    for number in range(21):
        found.add(Artifact({**packed.manifest, "version": f"v{number}"}, packed.files))
    found.publish("v0")
    return found


@pytest.fixture(scope="module")
def server(versions: Versions, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("log"), BANMIAN_VERSIONS=str(versions.folder)) as started:
        wait_until(lambda: len(started.workers()) == 2)
        yield started


def served(server: Server) -> str:
    return server.classify().headers["x-model-version"]


def all_serve(server: Server, version: str) -> bool:
    return {served(server) for _ in range(12)} == {version}


def test_twenty_swaps_lose_nothing_and_mix_nothing(server: Server, versions: Versions, label: str) -> None:
    swaps = 'banmian_reloads_total{outcome="served"}'
    before = server.metric(swaps)
    with Load(server.port, label).running() as load:
        for number in range(1, 21):
            versions.publish(f"v{number}")
            # 2 s where a processor is free; the count tells of both workers, even if one answered all that is asked.
            wait_until(lambda number=number: server.metric(swaps) - before == 2 * number, 8)
            assert all_serve(server, f"v{number}")
    assert load.bad() == {}
    assert len(load.versions) >= 20
    assert server.metric(swaps) - before == 40


def test_an_idle_service_notices_a_new_model_within_two_seconds(server: Server, versions: Versions) -> None:
    versions.publish("v3")
    began = time.monotonic()
    wait_until(lambda: all_serve(server, "v3"), 5)
    assert time.monotonic() - began < 2


def corrupt(versions: Versions) -> None:
    shutil.copytree(versions.folder / "v1", versions.folder / "bad", dirs_exist_ok=True)
    (versions.folder / "bad" / "weights.npz").write_bytes(b"bad")
    versions.publish("bad")


def point_to_nothing(versions: Versions) -> None:
    (versions.folder / "current").write_text("nothing\n")


@pytest.mark.parametrize("fault", [corrupt, point_to_nothing], ids=lambda fault: fault.__name__)
def test_a_bad_model_is_never_served(server: Server, versions: Versions, label: str, fault: Callable[[Versions], None]) -> None:
    versions.publish("v4")
    wait_until(lambda: all_serve(server, "v4"))
    before = server.metric('banmian_reloads_total{outcome="failed"}')
    with Load(server.port, label).running() as load:
        fault(versions)
        wait_until(lambda: server.metric('banmian_reloads_total{outcome="failed"}') - before >= 2)
        assert all_serve(server, "v4")
        versions.publish("v5")
        wait_until(lambda: all_serve(server, "v5"))
    assert load.bad() == {}
    assert "v4 goes on" in server.errors.read_text()


def test_a_killed_worker_loses_only_what_it_was_at(server: Server, versions: Versions, label: str) -> None:
    versions.publish("v7")
    wait_until(lambda: all_serve(server, "v7"))
    time.sleep(3)  # both workers, even if one of them answered all that was just asked
    requests = server.metric('banmian_requests_total{method="POST",route="/classify",status="200"}')
    with Load(server.port, label).running() as load:
        for _ in range(3):
            killed = server.workers()[0]
            os.kill(killed, signal.SIGKILL)
            wait_until(lambda killed=killed: len(server.workers()) == 2 and killed not in server.workers())
            time.sleep(0.5)
    bad = load.bad()
    assert all(outcome.startswith("lost: ") for outcome in bad), bad
    assert sum(bad.values()) <= 3 * 5, "more was lost than five clients had under way"
    assert set(load.versions) == {"v7"}, "a new worker serves what is published"
    assert server.metric('banmian_requests_total{method="POST",route="/classify",status="200"}') >= requests


def test_two_hundred_slow_clients_do_not_hold_up_good_ones(server: Server, label: str) -> None:
    head = b"POST /classify HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n" % len(BODY)
    slow = [server.connect() for _ in range(200)]
    for number, connection in enumerate(slow):
        connection.sendall(head + (b"\r\n" + BODY[:10] if number % 2 else b"X-Slow"))
    with Load(server.port, label).running() as load:
        for _ in range(4):
            time.sleep(0.5)
            for connection in slow[::2]:
                connection.sendall(b"x")
    assert load.bad() == {}
    assert load.outcomes["good"] > 20
    for start in range(0, 200, 20):  # not more at once than the gates let in
        for number, connection in enumerate(slow[start : start + 20]):
            connection.sendall(BODY[10:] if number % 2 else b": x\r\n\r\n" + BODY)
        assert [status(connection) for connection in slow[start : start + 20]] == [b"200"] * 20


def status(connection: socket.socket) -> bytes:
    with connection:
        return connection.recv(65536).split(b" ")[1]


def test_more_than_a_worker_takes_on_is_refused_at_once(versions: Versions, tmp_path: Path, label: str) -> None:
    environ = {"BANMIAN_VERSIONS": str(versions.folder), "BANMIAN_WORKERS": "1", "BANMIAN_MAX_CONCURRENT": "1"}
    with serving(tmp_path, BANMIAN_MAX_STREAMS="1", **environ) as server:
        with Load(server.port, label).running() as load:
            time.sleep(2)
        assert set(load.outcomes) == {"good", "refused: 429"}
        open_stream = server.connect()
        open_stream.sendall(
            b"POST /classify HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: 9\r\n\r\n{"
        )
        time.sleep(0.3)
        refused = server.classify(LINES, "application/x-ndjson")
        assert (refused.status, refused.headers["retry-after"]) == (429, "1")
        assert refused.json()["limit"] == 1
        open_stream.close()
        wait_until(lambda: server.classify(LINES, "application/x-ndjson").status == 200)


def test_the_end_cuts_no_request(versions: Versions, tmp_path: Path, label: str) -> None:
    with serving(tmp_path, BANMIAN_VERSIONS=str(versions.folder)) as server:
        streams = [HTTPConnection(HOST, server.port, timeout=30) for _ in range(4)]
        for stream in streams:
            stream.putrequest("POST", "/classify")
            stream.putheader("Content-Type", "application/x-ndjson")
            stream.putheader("Transfer-Encoding", "chunked")
            stream.endheaders()
            stream.send(b"%x\r\n%s\r\n" % (len(LINES), LINES))
        with Load(server.port, label).running() as load:
            time.sleep(0.5)
            server.process.send_signal(signal.SIGTERM)
            time.sleep(1)
            load.over.set()
        for stream in streams:
            stream.send(b"%x\r\n%s\r\n0\r\n\r\n" % (len(LINES), LINES))
            answer = stream.getresponse()
            told = [json.loads(line) for line in answer]
            assert [sum("label" in one for one in told), told[60:]] == [60, []]
            stream.close()
    # After the last request a connection may be refused: nothing listens any more.
    assert set(load.bad()) <= {"lost: ConnectionRefusedError"}, load.bad()
