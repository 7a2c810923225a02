"""What is told of the model and of the service, and how every answer is marked."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from model import Article, Classifier, Versions, artifact
from service import create_app
from service.settings import Settings

ORIGIN = "https://desk.example.org"
KEY = "a key of one's own"
TEXT = "独家新闻稿件：市篮球队昨晚取胜。"


@pytest.fixture(scope="module")
def app(model_folder: Path) -> Flask:
    return create_app(Settings(model=model_folder, max_title=77, origins=(ORIGIN,)))


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def guarded(model_folder: Path) -> FlaskClient:
    digests = tuple(hashlib.sha256(key.encode()).hexdigest() for key in ("another", KEY))
    return create_app(Settings(model=model_folder, keys=digests)).test_client()


def test_the_labels_have_names_and_codes(client: FlaskClient, model_folder: Path) -> None:
    told = client.get("/labels").get_json()
    assert told["model"] == artifact.read(model_folder).version
    assert [label["label"] for label in told["labels"]] == ["politics", "sports", "economy", "health_policy", "other"]
    assert told["labels"][1] == {"label": "sports", "zh": "体育", "en": "Sports", "iptc": "medtop:15000000", "gbt": "体育"}


def test_the_model_is_described(client: FlaskClient, model_folder: Path) -> None:
    told, packed = client.get("/model").get_json(), artifact.read(model_folder)
    assert told["version"] == packed.version
    assert told["trained"] == packed.manifest["trained"]
    assert told["metrics"] == packed.manifest["metrics"]
    assert set(told["thresholds"]) == {"article", "headline"}
    assert told["limits"]["max_title"] == 77
    assert told["card"] == packed.files["MODEL_CARD.md"].decode()
    assert "files" not in told


def test_the_shipped_model_is_described_without_a_path_of_the_machine_it_was_trained_on() -> None:
    told = create_app(Settings()).test_client().get("/model").text
    assert str(Versions().default) not in told
    assert ".jsonl" not in told


@pytest.mark.parametrize("path", ["/labels", "/model"])
def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, path: str) -> None:
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/healthz", "/labels", "/model", "/openapi.json", "/docs", "/metrics"])
def test_every_page_can_be_asked_for_its_head(client: FlaskClient, path: str) -> None:
    head, whole = client.head(path), client.get(path)
    assert (head.status_code, head.data, head.mimetype) == (200, b"", whole.mimetype)


def test_the_documentation_asks_nothing_of_others_and_speaks_both_languages(client: FlaskClient) -> None:
    page = client.get("/docs")
    assert page.mimetype == "text/html"
    assert not any(word in page.text for word in ("http://", "https://", "<script", "<link", "@import"))
    assert "分类" in page.text
    assert "Classify" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_the_description_names_every_path_and_the_limits_that_are_set(client: FlaskClient, app: Flask) -> None:
    described = client.get("/openapi.json").get_json()
    assert described["openapi"].startswith("3.1")
    ours = {rule.rule for rule in app.url_map.iter_rules()}
    assert set(described["paths"]) <= ours
    assert {"/classify", "/labels", "/model", "/livez", "/readyz", "/healthz"} <= set(described["paths"])
    assert described["components"]["schemas"]["Article"]["properties"]["title"]["maxLength"] == 77


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/model", "text/html", 406),
        ("/labels", "text/csv", 406),
        ("/docs", "application/json", 406),
        ("/openapi.json", "*/*", 200),
    ],
)
def test_a_page_is_what_the_client_accepts_or_nothing(client: FlaskClient, path: str, accept: str, status: int) -> None:
    assert client.get(path, headers={"Accept": accept}).status_code == status


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/livez", 200), ("POST", "/classify", 415), ("GET", "/nowhere", 404), ("GET", "/classify", 405)],
)
def test_every_answer_is_marked(client: FlaskClient, method: str, path: str, status: int) -> None:
    answer = client.open(path, method=method, headers={"X-Request-ID": "desk-7"})
    assert answer.status_code == status
    assert answer.headers["X-Request-ID"] == "desk-7"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_an_answer_names_its_model(client: FlaskClient, model_folder: Path) -> None:
    version = artifact.read(model_folder).version
    for answer in (
        client.post("/classify", json={"text": TEXT}),
        client.post("/classify", json={"articles": []}),
        client.post("/classify", data=b"?", content_type="application/x-ndjson"),
        client.get("/model"),
        client.get("/healthz"),
        client.get("/metrics"),
        client.get("/docs"),
        client.get("/openapi.json"),
        client.get("/nowhere"),
        client.post("/classify", json={}),
    ):
        assert answer.headers["X-Model-Version"] == version


@pytest.mark.parametrize("given", ["", " ", "a b", "x" * 129, "é", "a;b", None])
def test_a_request_without_a_good_id_gets_one(client: FlaskClient, given: str | None) -> None:
    headers = {} if given is None else {"X-Request-ID": given}
    made = {client.get("/livez", headers=headers).headers["X-Request-ID"] for _ in range(2)}
    assert len(made) == 2
    assert all(len(one) == 32 for one in made)


def test_pages_of_other_origins_may_call_only_when_they_are_listed(client: FlaskClient, guarded: FlaskClient) -> None:
    listed = client.get("/livez", headers={"Origin": ORIGIN})
    assert listed.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Origin" in listed.headers["Vary"]
    for asked, origin in ((client, "https://elsewhere.example"), (client, "null"), (guarded, ORIGIN)):
        assert "Access-Control-Allow-Origin" not in asked.get("/livez", headers={"Origin": origin}).headers
    preflight = client.options("/classify", headers={"Origin": ORIGIN, "Access-Control-Request-Method": "POST"})
    assert preflight.status_code == 200
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": f"Bearer {KEY}"}, 200),
        ({"Authorization": f"bearer {KEY}"}, 200),
        ({"Authorization": "Bearer another"}, 200),
        ({"X-API-Key": KEY}, 200),
        ({"X-API-Key": KEY + "x"}, 401),
        ({"X-API-Key": hashlib.sha256(KEY.encode()).hexdigest()}, 401),
        ({"Authorization": f"Basic {KEY}"}, 401),
        ({"Authorization": "Bearer"}, 401),
    ],
)
def test_a_service_with_keys_asks_for_one(guarded: FlaskClient, headers: dict[str, str], status: int) -> None:
    for answer in (guarded.post("/classify", json={"text": TEXT}, headers=headers), guarded.get("/model", headers=headers)):
        assert answer.status_code == status
        if status == 401:
            assert answer.headers["WWW-Authenticate"] == "Bearer"
            assert answer.get_json(force=True)["type"] == "/problems/unauthorized"


def test_probes_need_no_key(guarded: FlaskClient) -> None:
    assert [guarded.get(path).status_code for path in ("/livez", "/readyz", "/healthz")] == [200] * 3


def test_a_line_of_log_tells_the_request_and_nothing_of_the_text(
    client: FlaskClient, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    client.post("/classify", json={"articles": [{"text": TEXT}, {}]}, headers={"X-Request-ID": "desk-8"}).close()
    client.get(f"/{TEXT}?{TEXT}").close()
    told = capfd.readouterr().out
    first, second = map(json.loads, told.splitlines())
    assert set(first) == {"time", "request_id", "method", "route", "status", "milliseconds", "items", "model"}
    assert (first["request_id"], first["method"], first["route"], first["status"]) == ("desk-8", "POST", "/classify", 200)
    assert (first["items"], first["model"]) == (2, client.get("/model").get_json()["version"])
    assert (second["route"], second["status"]) == ("none", 404)
    assert TEXT[:4] not in told + caplog.text


def metrics(client: FlaskClient) -> dict[str, float]:
    lines = [line.rpartition(" ") for line in client.get("/metrics").text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_what_is_done_is_counted(model_folder: Path) -> None:
    client = create_app(Settings(model=model_folder)).test_client()
    results: list[Any] = []
    for body, kind in (
        ({"text": TEXT}, "application/json"),
        ({"articles": [{"text": TEXT * 9}, {}]}, "application/json"),
        ({"text": TEXT}, "application/x-ndjson"),
    ):
        with client.post("/classify", data=json.dumps(body), content_type=kind) as answer:
            told = json.loads(answer.data)
        results += told["results"][:1] if "results" in told else [told]
    client.get("/nowhere/else").close()
    client.open("/classify", method="BREW").close()
    told = metrics(client)
    for result in results:
        review = str(result["needs_review"]).lower()
        count = sum((one["label"], one["needs_review"]) == (result["label"], result["needs_review"]) for one in results)
        assert told[f'banmian_articles_total{{label="{result["label"]}",review="{review}"}}'] == count
    assert told['banmian_requests_total{method="POST",route="/classify",status="200"}'] == 3
    assert told['banmian_requests_total{method="GET",route="none",status="404"}'] == 1
    assert told['banmian_requests_total{method="other",route="/classify",status="405"}'] == 1
    assert told['banmian_request_seconds_count{route="/classify"}'] == 4
    assert told["banmian_article_characters_count"] == 3
    assert told[f'banmian_model_info{{version="{results[0]["model"]}"}}'] == 1
    assert told['banmian_reloads_total{outcome="failed"}'] == 0
    seen = {label: told[f'banmian_label_share_seen{{label="{label}"}}'] for label in results[0]["scores"]}
    assert sum(seen.values()) == pytest.approx(1)
    trained = artifact.read(model_folder).manifest["data"]["labels"]
    assert told['banmian_label_share_trained{label="sports"}'] == pytest.approx(trained["sports"] / sum(trained.values()))
    assert told["banmian_label_drift"] > 0
    shares = [prediction.known_share for prediction in Classifier.load(model_folder).classify([Article(TEXT), Article(TEXT * 9)])]
    assert told["banmian_known_words_count"] == 3
    assert told["banmian_known_words_seen"] == pytest.approx((2 * shares[0] + shares[1]) / 3)
    assert told["banmian_known_words_trained"] == artifact.read(model_folder).manifest["data"]["known_words"]


def test_a_model_that_was_not_profiled_is_served_without_that_gauge(model_folder: Path, tmp_path: Path) -> None:
    packed = artifact.read(model_folder)
    data = {name: value for name, value in packed.manifest["data"].items() if name != "known_words"}
    artifact.write(artifact.Artifact({**packed.manifest, "data": data}, packed.files), tmp_path / "older")
    client = create_app(Settings(model=tmp_path / "older")).test_client()
    assert not {"banmian_known_words_seen", "banmian_known_words_trained"} & set(metrics(client))
    client.post("/classify", json={"text": TEXT}).close()
    assert metrics(client)["banmian_known_words_seen"] > 0
