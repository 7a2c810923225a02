"""POST /classify in every format that it reads and writes."""

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from serving import length

from service import create_app
from service.settings import Settings

TEXT = "本报讯 市卫生健康委员会昨日宣布，市医院新门诊大楼正式启用，每天可接诊四千人。"
TRADITIONAL = "本報訊 市籃球隊昨晚在市體育館以三分優勢取勝，賽季戰績升至榜首。"
ADDED = ["label", "name", "confidence", "needs_review", "model", "error"]


@pytest.fixture(scope="module")
def client(model_folder: Path) -> FlaskClient:
    return create_app(Settings(model=model_folder, max_body=50_000, max_articles=20, max_characters=2_000)).test_client()


def classify(client: FlaskClient, text: str) -> dict[str, object]:
    result: dict[str, object] = client.post("/classify", json={"text": text}).get_json()
    return result


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def upload(client: FlaskClient, name: str, content: bytes, **fields: str) -> tuple[int, str, bytes]:
    answer = client.post("/classify", data={"file": (io.BytesIO(content), name), **fields})
    return answer.status_code, str(answer.mimetype), answer.data


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("utf-8", TEXT),
        ("UTF-8", TEXT),
        ("utf-16", TEXT),
        ("gb18030", TEXT),
        ("gbk", TEXT),
        ("GB2312", TEXT),
        ("big5", TRADITIONAL),
        ("big5hkscs", TRADITIONAL),
    ],
)
def test_plain_text_is_an_article_in_any_charset(client: FlaskClient, charset: str, text: str) -> None:
    answer = client.post("/classify", data=text.encode(charset), content_type=f"text/plain; charset={charset}")
    assert (answer.status_code, answer.get_json()) == (200, classify(client, text))


def test_a_byte_order_mark_is_no_text(client: FlaskClient) -> None:
    answer = client.post("/classify", data=TEXT.encode("utf-8-sig"), content_type="text/plain")
    assert answer.get_json() == classify(client, TEXT)


@pytest.mark.parametrize(
    ("content", "charset", "status", "kind"),
    [
        (TEXT.encode("gb18030"), "utf-8", 400, "malformed-text"),
        (b"\xff\xff", "gb18030", 400, "malformed-text"),
        (b"x", "rot13", 415, "unsupported-media-type"),
        (b"x", "hex", 415, "unsupported-media-type"),
        (b"x", "no-such", 415, "unsupported-media-type"),
        (b"x", "a" * 5000, 415, "unsupported-media-type"),
        (b"  \n", "utf-8", 422, "invalid-article"),
        (b"x" * 2001, "utf-8", 422, "article-too-long"),
    ],
)
def test_what_is_no_text_is_refused(client: FlaskClient, content: bytes, charset: str, status: int, kind: str) -> None:
    answer = client.post("/classify", data=content, content_type=f"text/plain; charset={charset}")
    assert (answer.status_code, answer.get_json(force=True)["type"]) == (status, f"/problems/{kind}")


def test_a_table_comes_back_with_its_columns_and_the_labels(client: FlaskClient) -> None:
    table = f'page,ID,Text,title\r\n1,a,"{TEXT}",\r\n2,b,"say ""{TRADITIONAL}""\n",题\r\n3,c,,\r\n4\r\n'
    answer = client.post("/classify", data=table.encode(), content_type="text/csv")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    header, first, second, third, fourth = rows(answer.data)
    assert header == ["page", "ID", "Text", "title", *ADDED]
    assert first[:4] == ["1", "a", TEXT, ""]
    assert first[4] == classify(client, TEXT)["label"]
    assert second[2] == f'say "{TRADITIONAL}"\n'
    assert third[4:9] == [""] * 5
    assert third[9].startswith("/text: is empty")
    assert (fourth[:4], fourth[9]) == (["4", "", "", ""], third[9])


def test_a_table_is_answered_as_json_when_asked_to(client: FlaskClient) -> None:
    table = f"id,text\na,{TEXT}\nb,\n".encode("gb18030")
    headers = {"Accept": "application/json", "Content-Type": "text/csv; charset=gb18030"}
    first, second = client.post("/classify", data=table, headers=headers).get_json()["results"]
    assert {**classify(client, TEXT), "id": "a"} == first
    assert (second["id"], second["error"]["line"]) == ("b", 2)


def test_a_batch_is_answered_as_a_table_when_asked_to(client: FlaskClient) -> None:
    articles = {"articles": [{"id": 7, "text": TEXT}, {"text": 1}]}
    header, first, second = rows(client.post("/classify", json=articles, headers={"Accept": "text/csv"}).data)
    assert header == ["id", *ADDED]
    assert first[:2] == ["7", classify(client, TEXT)["label"]]
    assert second[-1] == "/articles/1/text: expected string, got int".replace("int", "integer")


@pytest.mark.parametrize(
    ("content", "status", "kind"),
    [
        (b"", 400, "malformed-csv"),
        (b"a,b\n1,2\n", 400, "malformed-csv"),
        (b'text\n"open', 400, "malformed-csv"),
        (b'text\n"a"b\n', 400, "malformed-csv"),
        (b"text\n\xff\n", 400, "malformed-text"),
        (b"text\n" + b"x\n" * 21, 422, "too-many-articles"),
    ],
)
def test_what_is_no_table_is_refused(client: FlaskClient, content: bytes, status: int, kind: str) -> None:
    answer = client.post("/classify", data=content, content_type="text/csv", environ_overrides=length(content))
    assert (answer.status_code, answer.get_json(force=True)["type"]) == (status, f"/problems/{kind}")


def test_a_form_gives_a_file_of_each_kind_its_shape(client: FlaskClient) -> None:
    line = json.dumps({"text": TEXT}).encode()
    one = classify(client, TEXT)
    status, mimetype, content = upload(client, "稿件.txt", TEXT.encode("gb18030"), charset="gb18030")
    assert (status, mimetype, json.loads(content)) == (200, "application/json", one)
    status, mimetype, content = upload(client, "a.CSV", f"text\n{TEXT}\n".encode())
    assert (status, mimetype, rows(content)[1][1]) == (200, "text/csv", one["label"])
    status, mimetype, content = upload(client, "a.jsonl", line + b"\n?\n" + line)
    assert (status, mimetype) == (200, "application/x-ndjson")
    assert [json.loads(each).get("line") for each in content.splitlines()] == [None, 2, None]
    status, mimetype, content = upload(client, "a.zip", zipped({"一/1.txt": TEXT.encode(), "一/": b"", "2.TXT": b""}))
    first, second = json.loads(content)["results"]
    assert (status, mimetype) == (200, "application/json")
    assert (first["id"], first["label"]) == ("一/1.txt", one["label"])
    assert (second["id"], second["error"]["status"]) == ("2.TXT", 422)


BOMB = zipped({"a.txt": b"0" * 10_000_000})
BAD_FILES = {
    "an unknown kind": ("a.docx", b"x", 415, "unsupported-media-type"),
    "no kind": ("a", b"x", 415, "unsupported-media-type"),
    "not a zip": ("a.zip", b"PK\x03\x04x", 400, "malformed-zip"),
    "an empty zip file": ("a.zip", b"", 400, "malformed-zip"),
    "a torn zip": ("a.zip", zipped({"a.txt": TEXT.encode()})[:-30], 400, "malformed-zip"),
    "a zip bomb": ("a.zip", BOMB, 413, "body-too-large"),
    "a zip in a zip": ("a.zip", zipped({"a.zip": BOMB}), 400, "malformed-zip"),
    "a path upwards": ("a.zip", zipped({"../../etc/a.txt": b"x"}), 400, "malformed-zip"),
    "a path upwards in the middle": ("a.zip", zipped({"a/../../a.txt": b"x"}), 400, "malformed-zip"),
    "an absolute path": ("a.zip", zipped({"/etc/a.txt": b"x"}), 400, "malformed-zip"),
    "a path of Windows": ("a.zip", zipped({"..\\..\\a.txt": b"x"}), 400, "malformed-zip"),
    "a long name": ("a.zip", zipped({"x" * 300 + ".txt": b"x"}), 400, "malformed-zip"),
    "many files": ("a.zip", zipped({f"{n}.txt": b"x" for n in range(21)}), 422, "too-many-articles"),
}


@pytest.mark.parametrize(("name", "content", "status", "kind"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused(client: FlaskClient, name: str, content: bytes, status: int, kind: str) -> None:
    found, mimetype, problem = upload(client, name, content)
    assert (found, mimetype) == (status, "application/problem+json")
    assert json.loads(problem)["type"] == f"/problems/{kind}"


def test_the_size_that_a_zip_tells_is_not_believed(client: FlaskClient) -> None:
    lying = bytearray(BOMB)
    for at in (lying.index(b"PK\x03\x04") + 22, lying.index(b"PK\x01\x02") + 24):
        lying[at : at + 4] = (10).to_bytes(4, "little")
    assert upload(client, "a.zip", bytes(lying))[0] in (400, 413)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({}, "malformed-form"),
        ({"file": "text"}, "malformed-form"),
        ({"a": (io.BytesIO(b"x"), "a.txt"), "b": (io.BytesIO(b"x"), "b.txt")}, "malformed-form"),
        ({"file": (io.BytesIO(b"x"), "a.txt"), **{str(n): "x" for n in range(20)}}, "malformed-form"),
    ],
)
def test_a_form_without_one_file_is_refused(client: FlaskClient, data: dict[str, object], kind: str) -> None:
    answer = client.post("/classify", data=data, content_type="multipart/form-data")
    assert (answer.status_code, answer.get_json(force=True)["type"]) == (400, f"/problems/{kind}")


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=é"]
)
def test_a_form_without_a_boundary_is_refused(client: FlaskClient, content_type: str) -> None:
    assert client.post("/classify", data=b"--x--", content_type=content_type).status_code == 400


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (json.dumps({"text": TEXT}).encode(), "application/json"),
        (json.dumps({"text": TEXT}).encode(), "application/x-ndjson"),
        (TEXT.encode(), "text/plain"),
        (f"text\n{TEXT}".encode(), "text/csv"),
    ],
)
def test_gzip_is_read_everywhere(client: FlaskClient, content: bytes, content_type: str) -> None:
    plain = client.post("/classify", data=content, content_type=content_type)
    half = len(content) // 2
    for packed in (gzip.compress(content), gzip.compress(content[:half]) + gzip.compress(content[half:])):
        headers = {"Content-Encoding": "gzip", "Content-Type": content_type}
        answer = client.post("/classify", data=packed, headers=headers)
        assert (answer.status_code, answer.data) == (200, plain.data)


@pytest.mark.parametrize(
    ("content", "coding", "status", "kind"),
    [
        (gzip.compress(b" " * 50_001), "gzip", 413, "body-too-large"),
        (gzip.compress(b" " * 10_000_000), "gzip", 413, "body-too-large"),
        (b"{}", "gzip", 400, "broken-body"),
        (gzip.compress(b"{}" * 100)[:-9], "gzip", 400, "broken-body"),
        (gzip.compress(b"{}") + b"x", "gzip", 400, "broken-body"),
        (b"{}", "br", 415, "unsupported-encoding"),
        (b"{}", "gzip, gzip", 415, "unsupported-encoding"),
    ],
)
def test_bad_compression_is_refused(client: FlaskClient, content: bytes, coding: str, status: int, kind: str) -> None:
    headers = {"Content-Encoding": coding, "Content-Type": "application/json"}
    answer = client.post("/classify", data=content, headers=headers)
    assert (answer.status_code, answer.get_json(force=True)["type"]) == (status, f"/problems/{kind}")


def test_a_compressed_stream_ends_at_its_limit(model_folder: Path) -> None:
    client = create_app(Settings(model=model_folder, max_inflated=100_000)).test_client()
    line = json.dumps({"text": TEXT}).encode() + b"\n"
    packed = gzip.compress(line + b"\n" * 50_000_000)
    answer = client.post("/classify", data=packed, headers={"Content-Encoding": "gzip", "Content-Type": "application/x-ndjson"})
    first, last = map(json.loads, answer.data.splitlines())
    assert "label" in first
    assert (last["type"], last["limit"]) == ("/problems/body-too-large", 100_000)
