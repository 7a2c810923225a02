"""POST /pages: a raw page in, its articles with their sections out."""

import gzip
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from test_page import PAGE

from service import create_app
from service.settings import Settings

PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


@pytest.fixture(scope="module")
def client(model_folder: Path) -> FlaskClient:
    return create_app(Settings(model=model_folder, max_page=3_000)).test_client()


def test_a_page_of_json_gets_its_articles(client: FlaskClient) -> None:
    answer = client.post("/pages", json={"text": PAGE})
    told = answer.get_json()
    assert answer.status_code == 200
    assert [article["headline"] for article in told["articles"]] == ["春耕农资备足 化肥价格平稳", "少年篮球赛周末开打", None]
    assert told["articles"][1]["label"] == "sports"
    assert told["model"] == answer.headers["X-Model-Version"]


def test_offsets_are_into_the_submitted_text(client: FlaskClient) -> None:
    told = client.post("/pages", json={"text": PAGE}).get_json()
    first = told["articles"][0]
    assert PAGE[first["start"] : first["end"]].startswith("春耕农资备足")
    assert [PAGE[caption["start"] : caption["end"]] for caption in first["captions"]] == [first["captions"][0]["text"]]
    assert PAGE[told["furniture"][0]["start"] : told["furniture"][0]["end"]] == "澜河日报"


def test_a_byline_is_told_in_its_parts(client: FlaskClient) -> None:
    wire = client.post("/pages", json={"text": PAGE}).get_json()["articles"][2]["byline"]
    assert wire == {
        "kind": "agency",
        "text": "新华社北京4月7日电 (记者 林一苇)",
        "agency": "新华社",
        "place": "北京",
        "date": "4月7日",
        "reporters": ["林一苇"],
    }


@pytest.mark.parametrize("path", ["/pages", "/classify?split=page"])
def test_plain_text_in_any_charset_gets_the_same(client: FlaskClient, path: str) -> None:
    expected = client.post("/pages", json={"text": PAGE}).get_json()
    content = gzip.compress(PAGE.encode("gb18030"))
    headers = {"Content-Type": "text/plain; charset=gb18030", "Content-Encoding": "gzip"}
    assert client.post(path, data=content, headers=headers).get_json() == expected


def test_only_the_largest_scores_are_told_where_asked(client: FlaskClient) -> None:
    told = client.post("/pages?top=2", json={"text": PAGE}).get_json()
    assert {len(article["scores"]) for article in told["articles"]} == {2}


@pytest.mark.parametrize(
    ("path", "content", "headers", "status", "kind"),
    [
        ("/pages", b"{}", {"Content-Type": "application/json"}, 422, "invalid-article"),
        ("/pages", b'{"text": 3}', {"Content-Type": "application/json"}, 422, "invalid-article"),
        ("/pages", b'{"text": " "}', {"Content-Type": "application/json"}, 422, "invalid-article"),
        ("/pages", b"{", {"Content-Type": "application/json"}, 400, "malformed-json"),
        ("/pages", b"\xff", PLAIN, 400, "malformed-text"),
        ("/pages", b"\n", PLAIN, 422, "invalid-article"),
        ("/pages", "页".encode() * 3_001, PLAIN, 422, "page-too-long"),
        ("/pages", b"x", {"Content-Type": "text/csv"}, 415, "unsupported-media-type"),
        ("/pages?explain=1", b"x", PLAIN, 400, "invalid-parameter"),
        ("/pages", b"x", {**PLAIN, "Accept": "text/csv"}, 406, "not-acceptable"),
        ("/classify?split=page", b'{"text": "x"}', {"Content-Type": "application/json"}, 400, "invalid-parameter"),
        ("/classify?split=page&explain=3", b"x", PLAIN, 400, "invalid-parameter"),
        ("/classify?split=line", b"x", PLAIN, 400, "invalid-parameter"),
    ],
)
def test_a_bad_page_is_refused_with_its_problem(
    client: FlaskClient, path: str, content: bytes, headers: dict[str, str], status: int, kind: str
) -> None:
    answer = client.post(path, data=content, headers=headers)
    problem = json.loads(answer.data)
    assert (answer.status_code, problem["type"]) == (status, f"/problems/{kind}")
    assert answer.mimetype == "application/problem+json"


def test_the_articles_of_a_page_are_counted(client: FlaskClient) -> None:
    def counted() -> float:
        lines = client.get("/metrics").text.splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith("banmian_articles_total"))

    before = counted()
    client.post("/pages", json={"text": PAGE})
    assert counted() == before + 3
