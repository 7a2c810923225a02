"""What a client asks for in the query, and what it accepts."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from model.sections import known_sections
from service import create_app
from service.settings import Settings

TITLE = "市医院新大楼启用"
TEXT = "本报讯 市卫生健康委员会昨日宣布，市医院新门诊大楼正式启用，每天可接诊四千人。"
ARTICLE = {"id": 5, "title": TITLE, "text": TEXT}


@pytest.fixture(scope="module")
def client(model_folder: Path) -> FlaskClient:
    return create_app(Settings(model=model_folder, max_characters=100, max_title=10)).test_client()


def ask(client: FlaskClient, query: str, article: object = ARTICLE) -> Any:  # noqa: ANN401
    return client.post(f"/classify?{query}", json=article).get_json(force=True)


def test_top_gives_the_largest_scores(client: FlaskClient) -> None:
    scores = ask(client, "top=2")["scores"]
    assert list(scores.items()) == list(ask(client, "")["scores"].items())[:2]
    assert len(ask(client, "top=100")["scores"]) == 5


def test_an_explanation_sums_to_the_difference_and_points_to_its_terms(client: FlaskClient) -> None:
    for number in (1, 5, 100):
        told = ask(client, f"explain={number}")["explanation"]
        assert len(told["terms"]) <= number
        total = told["intercept"] + told["rest"] + sum(term["weight"] for term in told["terms"])
        assert total == pytest.approx(told["difference"], abs=1e-4)
        assert all(abs(one["weight"]) >= abs(next_one["weight"]) for one, next_one in pairwise(told["terms"]))
        for term in told["terms"]:
            for span in term["spans"]:
                assert {"title": TITLE, "text": TEXT}[span["field"]][span["start"] : span["end"]] == term["term"]
    assert ask(client, "explain=3")["label"] == told["label"]


@pytest.mark.parametrize("article", [ARTICLE, {"title": TITLE, "text": ""}, {"text": "plain English"}])
@pytest.mark.parametrize("top", ["", "&top=1", "&top=5"])
def test_a_ninjs_fragment_keeps_the_rules_of_the_standard(client: FlaskClient, article: object, top: str) -> None:
    """The rules are those of `subjects` in the schema of ninjs 3.1."""
    fragment = ask(client, "format=ninjs" + top, {"articles": [article]})["results"][0]
    assert set(fragment) <= {"id", "subjects"}
    known = {f"http://cv.iptc.org/newscodes/mediatopic/{one.iptc[7:]}": one.zh for one in known_sections().values() if one.iptc}
    for subject in fragment["subjects"]:
        assert set(subject) <= {"name", "rel", "uri", "literal", "creator", "relevance", "confidence"}
        assert re.fullmatch(r"http://cv\.iptc\.org/newscodes/mediatopic/\d{8}", subject["uri"])
        assert known[subject["uri"]] == subject["name"]
        assert subject["creator"].startswith("banmian ")
        for name in ("relevance", "confidence"):
            assert type(subject[name]) is int
            assert 0 <= subject[name] <= 100


def test_an_over_long_article_is_cut_only_when_asked_to(client: FlaskClient) -> None:
    article = {"title": TITLE * 2, "text": TEXT * 9, "id": "long"}
    refused = ask(client, "", article)
    assert (refused["type"], refused["limit"]) == ("/problems/article-too-long", 100)
    result = ask(client, "on_long=truncate", article)
    cut = ask(client, "", {"title": (TITLE * 2)[:10], "text": (TEXT * 9)[:100], "id": "long"})
    assert result == {**cut, "truncated": True}
    assert "truncated" not in ask(client, "on_long=truncate")
    assert ask(client, "on_long=truncate", {"articles": [article, ARTICLE]})["results"][0]["truncated"] is True


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("top=0", "top"),
        ("top=-1", "top"),
        ("top=101", "top"),
        ("top=1.0", "top"),
        ("top=", "top"),
        ("top=%D9%A1", "top"),
        ("top=" + "9" * 5000, "top"),
        ("top=1&top=2", "top"),
        ("explain=true", "explain"),
        ("explain=101", "explain"),
        ("format=xml", "format"),
        ("on_long=cut", "on_long"),
        ("limit=1", None),
        ("TOP=1", None),
    ],
)
def test_a_bad_parameter_is_named(client: FlaskClient, query: str, parameter: str | None) -> None:
    problem = ask(client, query)
    assert (problem["status"], problem["type"]) == (400, "/problems/invalid-parameter")
    assert [error["parameter"] for error in problem.get("errors", [])] == ([parameter] if parameter else [])


@pytest.mark.parametrize(
    ("accept", "status", "media"),
    [
        ("*/*", 200, "application/json"),
        ("application/*", 200, "application/json"),
        ("text/csv", 200, "text/csv"),
        ("text/csv;q=0.1, application/json", 200, "application/json"),
        ("text/html, */*;q=0.1", 200, "application/json"),
        ("text/html", 406, "application/problem+json"),
        ("application/json;q=0", 406, "application/problem+json"),
        ("nonsense", 406, "application/problem+json"),
    ],
)
def test_the_answer_is_what_the_client_accepts(client: FlaskClient, accept: str, status: int, media: str) -> None:
    answer = client.post("/classify", json=ARTICLE, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (status, media)


@pytest.mark.parametrize("query", ["explain=3", "format=ninjs"])
def test_a_table_has_no_place_for_terms_or_subjects(client: FlaskClient, query: str) -> None:
    answer = client.post(f"/classify?{query}", json=ARTICLE, headers={"Accept": "text/csv"})
    assert answer.status_code == 406
