"""POST /classify and GET /healthz, answered as they are documented."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from serving import length

from model import Article, Classifier
from service import create_app
from service.settings import Settings

LABELS = {"politics", "sports", "economy", "health_policy", "other"}
NAMES = {"时政", "体育", "经济", "卫生健康", "其他"}
TITLE = "市医院新大楼启用"
TEXT = "本报讯 市卫生健康委员会昨日宣布，市医院新门诊大楼正式启用，每天可接诊四千人。"


@pytest.fixture(scope="module")
def client(model_folder: Path) -> FlaskClient:
    return create_app(Settings(model=model_folder)).test_client()


def post_lines(client: FlaskClient, content: bytes) -> list[dict[str, object]]:
    answer = client.post("/classify", data=content, content_type="application/x-ndjson", environ_overrides=length(content))
    assert (answer.status_code, answer.content_type) == (200, "application/x-ndjson")
    return [json.loads(line) for line in answer.data.splitlines()]


def test_an_article_gets_its_section(client: FlaskClient) -> None:
    answer = client.post("/classify", json={"id": "a-1", "title": TITLE, "text": TEXT})
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    result = answer.get_json()
    assert list(result) == ["id", "label", "name", "confidence", "needs_review", "scores", "model"]
    assert result["id"] == "a-1"
    assert result["label"] in LABELS
    assert result["name"] in NAMES
    assert set(result["scores"]) == LABELS
    assert sum(result["scores"].values()) == pytest.approx(1, abs=1e-5)
    assert result["confidence"] == max(result["scores"].values()) == result["scores"][result["label"]]
    assert isinstance(result["needs_review"], bool)


def test_the_answer_is_the_models_own(client: FlaskClient, model_folder: Path) -> None:
    classifier = Classifier.load(model_folder)
    predicted = classifier.classify([Article(TEXT, TITLE)])[0]
    result = client.post("/classify", json={"title": TITLE, "text": TEXT}).get_json()
    assert (result["label"], result["needs_review"], result["model"]) == (
        predicted.label,
        predicted.needs_review,
        classifier.version,
    )
    assert result["scores"] == pytest.approx(dict(predicted.scores), abs=1e-6)


def test_chinese_is_not_escaped(client: FlaskClient) -> None:
    name = client.post("/classify", json={"text": TEXT}).get_json()["name"]
    assert f'"name":"{name}"'.encode() in client.post("/classify", json={"text": TEXT}).data


@pytest.mark.parametrize(
    "article",
    [
        {"title": TITLE, "text": ""},
        {"title": "", "text": TEXT},
        {"text": TEXT, "label": "economy", "source": 1, "tags": [None, {"x": 1.5}]},
        {"text": "全市"},
        {"text": "a\u0000😀\u2028"},
        {"text": "\\ud83d\\ude00"},
        {"text": TEXT, "articles_": []},
    ],
)
def test_whatever_is_an_article_is_answered_without_an_id(client: FlaskClient, article: dict[str, object]) -> None:
    answer = client.post("/classify", json=article)
    assert answer.status_code == 200
    assert "id" not in answer.get_json()


@pytest.mark.parametrize("identity", ["", "新闻-1", 0, -7, 2**53 - 1])
def test_an_id_comes_back_as_it_was(client: FlaskClient, identity: str | int) -> None:
    assert client.post("/classify", json={"id": identity, "text": TEXT}).get_json()["id"] == identity


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "application/json;charset=UTF-8", "APPLICATION/JSON"]
)
def test_the_content_type_may_name_utf_8(client: FlaskClient, content_type: str) -> None:
    body = b"\xef\xbb\xbf" + json.dumps({"text": TEXT}).encode()
    assert client.post("/classify", data=body, content_type=content_type).status_code == 200


def test_a_batch_is_answered_in_order_with_problems_in_their_places(client: FlaskClient) -> None:
    articles = [{"id": 1, "text": TEXT}, {"id": 2}, "text", {"text": "", "title": TITLE}, {"id": [], "text": ""}]
    answer = client.post("/classify", json={"articles": articles})
    assert answer.status_code == 200
    results = answer.get_json()["results"]
    assert [result.get("id") for result in results] == [1, 2, None, None, None]
    assert [result.get("error", {}).get("errors", [{}])[0].get("pointer") for result in results] == [
        None,
        "/articles/1/text",
        "/articles/2",
        None,
        "/articles/4/id",
    ]
    assert {result["model"] for result in results if "label" in result} == {answer.get_json()["model"]}


def test_a_batch_gives_what_its_articles_give_alone(client: FlaskClient) -> None:
    articles = [{"id": n, "text": TEXT[n:]} for n in range(len(TEXT) - 3)] * 3
    alone = [client.post("/classify", json=article).get_json() for article in articles[: len(TEXT) - 3]] * 3
    assert client.post("/classify", json={"articles": articles}).get_json()["results"] == alone


def test_a_batch_with_bytes_that_are_not_utf_8_loses_that_article_alone(client: FlaskClient) -> None:
    body = b'{"articles": [{"text": "\xff\xfe"}, {"text": "' + TEXT.encode() + b'"}]}'
    first, second = client.post("/classify", data=body, content_type="application/json").get_json()["results"]
    assert (first["error"]["type"], first["error"]["errors"][0]["pointer"]) == ("/problems/malformed-json", "/articles/0")
    assert second["label"] in LABELS


def test_an_empty_batch_has_no_results(client: FlaskClient) -> None:
    assert client.post("/classify", json={"articles": []}).get_json()["results"] == []


def test_lines_are_answered_one_by_one_in_order(client: FlaskClient) -> None:
    lines = [json.dumps({"id": n, "text": TEXT[n % 20 :]}, ensure_ascii=False) for n in range(200)]
    answers = post_lines(client, "\n".join(lines).encode())
    assert [answer["id"] for answer in answers] == list(range(200))
    assert answers[0] == client.post("/classify", json={"id": 0, "text": TEXT}).get_json()


def test_a_bad_line_is_told_by_its_number_and_the_rest_goes_on(client: FlaskClient) -> None:
    good = json.dumps({"text": TEXT}).encode()
    lines = [good, b"", b"{", b'{"text": 1}', b"\xff", b'{"text": ""}', b"[1]", b" \r", b"\xef\xbb\xbf" + good + b"\r"]
    answers = post_lines(client, b"\n".join(lines))
    assert [answer.get("line") for answer in answers] == [None, 3, 4, 5, 6, 7, None]
    assert [answer.get("status", 200) for answer in answers] == [200, 400, 422, 400, 422, 422, 200]


def test_a_line_beyond_the_limit_is_told_and_the_rest_goes_on(model_folder: Path) -> None:
    client = create_app(Settings(model=model_folder, max_line=1000, max_body=10)).test_client()
    good = json.dumps({"text": TEXT}, ensure_ascii=False).encode()
    answers = post_lines(client, good + b"\n" + b"x" * 200_000 + b"\n" + good)
    assert [(answer.get("line"), answer.get("type")) for answer in answers] == [
        (None, None),
        (2, "/problems/line-too-long"),
        (None, None),
    ]


def test_no_lines_have_no_answers(client: FlaskClient) -> None:
    assert post_lines(client, b"") == post_lines(client, b"\n\n") == []


def test_health_names_the_model(client: FlaskClient, model_folder: Path) -> None:
    answer = client.get("/healthz")
    assert answer.get_json() == {"status": "ok", "model": Classifier.load(model_folder).version}
