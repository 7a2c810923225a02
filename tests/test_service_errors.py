"""What is refused, and how: problem details with a stable type, a pointer, and nothing of what was sent."""

import json
import logging
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from serving import length
from werkzeug.exceptions import HTTPException, default_exceptions

from service import create_app
from service.classification import ANSWERS
from service.problems import problem_of
from service.settings import Settings

PHRASE = "独家新闻稿件"
JSON = "application/json"


@pytest.fixture
def app(model_folder: Path) -> Flask:
    return create_app(Settings(model=model_folder, max_body=20_000, max_articles=3, max_characters=1000, max_title=20))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def article(**fields: object) -> bytes:
    return json.dumps({"text": PHRASE, **fields}, ensure_ascii=False).encode()


BAD_CONTENT = {
    "nothing": (b"", 400, "malformed-json", None),
    "not JSON": (PHRASE.encode(), 400, "malformed-json", None),
    "a form": (b"text=" + PHRASE.encode(), 400, "malformed-json", None),
    "cut off": (article()[:-1], 400, "malformed-json", None),
    "two documents": (article() * 2, 400, "malformed-json", None),
    "invalid UTF-8": (article().replace(PHRASE.encode(), PHRASE.encode() + b"\xff"), 400, "malformed-json", None),
    "GB18030": (article().decode().encode("gb18030"), 400, "malformed-json", None),
    "UTF-16": (article().decode().encode("utf-16"), 400, "malformed-json", None),
    "a lone surrogate": (b'{"text": "' + PHRASE.encode() + b"\\ud800" + PHRASE.encode() + b'"}', 400, "malformed-json", None),
    "a raw NUL": (b'{"text": "' + PHRASE.encode() + b'\x00"}', 400, "malformed-json", None),
    "NaN": (b'{"text": "' + PHRASE.encode() + b'", "x": NaN}', 400, "malformed-json", None),
    "NaN for a text": (b'{"text": NaN}', 400, "malformed-json", None),
    "too deep": (b'{"x":' + b"[" * 19_000, 400, "malformed-json", None),
    "not an object": (b'["' + PHRASE.encode() + b'"]', 422, "invalid-article", ""),
    "a string": (b'"' + PHRASE.encode() + b'"', 422, "invalid-article", ""),
    "null": (b"null", 422, "invalid-article", ""),
    "no text": (b"{}", 422, "invalid-article", "/text"),
    "a title without text": (b'{"title": "' + PHRASE.encode() + b'"}', 422, "invalid-article", "/text"),
    "text not a string": (article(text=1), 422, "invalid-article", "/text"),
    "text a list": (article(text=[PHRASE]), 422, "invalid-article", "/text"),
    "text null": (article(text=None), 422, "invalid-article", "/text"),
    "text empty": (article(text=""), 422, "invalid-article", "/text"),
    "text blank": (article(text=" \n\u3000", title="\t"), 422, "invalid-article", "/text"),
    "title not a string": (article(title=1.5), 422, "invalid-article", "/title"),
    "title null": (article(title=None), 422, "invalid-article", "/title"),
    "id a fraction": (article(id=1.5), 422, "invalid-article", "/id"),
    "id a list": (article(id=[PHRASE]), 422, "invalid-article", "/id"),
    "id too long": (article(id=PHRASE * 100), 422, "invalid-article", "/id"),
    "id beyond exact numbers": (article(id=2**53), 422, "invalid-article", "/id"),
    "id huge": (article(id=10**400), 422, "invalid-article", "/id"),
    "text too long": (article(text=PHRASE * 200), 422, "article-too-long", "/text"),
    "title too long": (article(title=PHRASE * 4), 422, "article-too-long", "/title"),
    "articles not a list": (b'{"articles": "' + PHRASE.encode() + b'"}', 422, "invalid-batch", "/articles"),
    "articles null": (b'{"articles": null}', 422, "invalid-batch", "/articles"),
    "too many articles": (b'{"articles": [1, 2, 3, 4]}', 422, "too-many-articles", "/articles"),
    "body too large": (article(text=PHRASE * 4000), 413, "body-too-large", None),
}


@pytest.mark.parametrize(("content", "status", "kind", "pointer"), BAD_CONTENT.values(), ids=BAD_CONTENT)
def test_bad_content_is_a_problem_that_quotes_nothing(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, content: bytes, status: int, kind: str, pointer: str | None
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = client.post("/classify", data=content, content_type=JSON, environ_overrides=length(content))
    problem = answer.get_json(force=True)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert (problem["status"], problem["type"]) == (status, f"/problems/{kind}")
    assert problem["title"]
    assert problem["detail"]
    assert [error["pointer"] for error in problem.get("errors", [])] == ([] if pointer is None else [pointer])
    assert PHRASE not in answer.text
    assert PHRASE not in caplog.text
    assert "Traceback" not in answer.text + caplog.text


@pytest.mark.parametrize("content", [row[0] for row in BAD_CONTENT.values() if row[2] != "body-too-large"], ids=str)
def test_the_same_content_as_a_line_is_one_problem_a_line(client: FlaskClient, content: bytes) -> None:
    content = content.replace(b"\n", b"").replace(b"\r", b"") or b"?"
    lines = content + b"\n" + article()
    answers = client.post("/classify", data=lines, content_type="application/x-ndjson").text.splitlines()
    first, second = map(json.loads, answers)
    assert first["line"] == 1
    assert first["type"].startswith("/problems/")
    assert "label" in second
    assert PHRASE not in answers[0]


@pytest.mark.parametrize(
    ("method", "path", "content_type", "status", "kind"),
    [
        ("POST", "/classify", None, 415, "unsupported-media-type"),
        ("POST", "/classify", "application/x-www-form-urlencoded", 415, "unsupported-media-type"),
        ("POST", "/classify", "application/json; charset=gb18030", 415, "unsupported-media-type"),
        ("POST", "/classify", "text/html", 415, "unsupported-media-type"),
        ("GET", "/classify", None, 405, "method-not-allowed"),
        ("PUT", "/classify", JSON, 405, "method-not-allowed"),
        ("POST", "/healthz", JSON, 405, "method-not-allowed"),
        ("GET", "/", None, 404, "not-found"),
        ("POST", "/classify/", JSON, 404, "not-found"),
        ("GET", "/static/x", None, 404, "not-found"),
    ],
)
def test_a_wrong_request_is_a_problem(
    client: FlaskClient, method: str, path: str, content_type: str | None, status: int, kind: str
) -> None:
    answer = client.open(path, method=method, data=article(), content_type=content_type)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.get_json(force=True)["type"] == f"/problems/{kind}"
    assert PHRASE not in answer.text


def test_a_method_that_is_not_allowed_is_told_what_is(client: FlaskClient) -> None:
    assert "POST" in client.get("/classify").headers["Allow"]


def test_a_limit_that_was_passed_is_named(client: FlaskClient) -> None:
    problem = client.post("/classify", data=article(title=PHRASE * 4), content_type=JSON).get_json(force=True)
    assert problem["detail"] == "/title: has 24 characters; the limit is 20"


@pytest.mark.parametrize("kind", default_exceptions.values())
def test_every_http_error_has_our_shape(kind: type[HTTPException]) -> None:
    problem = problem_of(kind())
    assert problem.status == kind.code
    assert problem.type == "/problems/" + problem.title.lower().replace(" ", "-").replace("'", "-")


def test_an_error_of_our_own_is_told_and_logged_without_the_text(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> str:
        raise ValueError(PHRASE)

    app.add_url_rule("/fail", view_func=fail)
    answer = app.test_client().get("/fail")
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert answer.get_json(force=True)["type"] == "/problems/internal-server-error"
    assert PHRASE not in answer.text + caplog.text
    assert "Traceback" not in caplog.text
    assert "unexpected ValueError at " in caplog.text


def test_the_next_good_request_is_answered_after_every_bad_one(client: FlaskClient) -> None:
    for content, *_ in BAD_CONTENT.values():
        client.post("/classify", data=content, content_type=JSON)
        assert client.post("/classify", data=article(), content_type=JSON).status_code == 200


def test_a_refused_type_or_coding_is_told_what_is_read(client: FlaskClient) -> None:
    refused = client.post("/classify", data=b"x", content_type="text/html")
    assert refused.headers["Accept"] == ", ".join(ANSWERS)
    refused = client.post("/classify", data=b"x", content_type="application/json", headers={"Content-Encoding": "br"})
    assert refused.headers["Accept-Encoding"] == "gzip"


@pytest.mark.parametrize("content_type", ["application/json", "application/x-ndjson"])
def test_a_request_without_a_length_is_told_to_have_one(client: FlaskClient, content_type: str) -> None:
    answer = client.post("/classify", content_type=content_type)
    assert (answer.status_code, answer.get_json(force=True)["type"]) == (411, "/problems/length-required")
