"""Training data: every format is read alike, and a bad row is named with file and line."""

import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from model import Article, CorpusError
from model.corpus import label_counts, read_corpus

ROWS = [
    {
        "label": "体育",
        "text": "江豚队主场两球取胜。",
        "title": "主场“开门红”",
        "id": "a1",
        "source": "晚报",
        "date": "2024-05-01",
    },
    {"label": "economy", "text": "第一行，\n第二行。", "title": "", "id": "7", "source": "", "date": ""},
]
ARTICLES = [Article(**row) for row in ROWS]
JSON_LINES = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)
CSV = (
    "label,text,title,id,source,date\n"
    "体育,江豚队主场两球取胜。,主场“开门红”,a1,晚报,2024-05-01\n"
    'economy,"第一行，\n第二行。",,7,,\n'
)
OBJECT = "one JSON object a line"
CELLS = "comma-separated cells under a header row"
OTHER_WIDTH = "another number of cells than the header; expected a cell a column"
NO_TEXT = "'text' is empty; expected a text"
NO_ENCODING = "neither UTF-8 nor GB18030; expected text in one of the two"

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file below a folder of its own, gzipped where its name says so."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = content.encode() if isinstance(content, str) else content
        path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
        return path

    return write


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", JSON_LINES),
        ("a.jsonl", JSON_LINES.rstrip("\n")),
        ("a.jsonl", JSON_LINES.replace("}\n", "}\r\n\r\n")),
        ("a.jsonl", "\ufeff" + JSON_LINES),
        ("a.jsonl", json.dumps(ROWS[0]) + "\n" + json.dumps(ROWS[1])),
        ("a.jsonl", JSON_LINES.replace('"7"', "7")),
        ("a.jsonl", JSON_LINES.replace('"source": ""', '"source": null, "channel": ["x", {"y": 1}], "score": NaN')),
        ("a.jsonl", JSON_LINES.replace('"id": "7"', '"id": "6", "id": "7"')),
        ("a.jsonl.gz", JSON_LINES),
        ("a.csv", CSV),
        ("a.csv", "\ufeff" + CSV),
        ("a.csv", CSV.replace("\n", "\r\n").replace("行，\r\n", "行，\n")),
        ("a.csv", "\n" + CSV.replace("economy", "\n\neconomy")),
        ("a.csv", CSV.encode("gb18030")),
        ("a.csv.gz", CSV),
    ],
)
def test_the_same_rows_are_read_from_every_format(write: Write, name: str, content: str | bytes) -> None:
    assert read_corpus([write(name, content)]).articles == ARTICLES


@pytest.mark.parametrize("ending", [".txt", ".txt.gz"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_folder_a_section_is_read(write: Write, tmp_path: Path, encoding: str, ending: str) -> None:
    for name, text in {"体育/0": "主场取胜。\n次节反超。\n", "体育/1": "平局。", "财经/0": "订单增长。"}.items():
        write(f"news/{name}{ending}", text.encode(encoding))
    articles = read_corpus([tmp_path / "news"]).articles
    assert [(article.label, article.text) for article in articles] == [
        ("体育", "主场取胜。\n次节反超。"),
        ("体育", "平局。"),
        ("财经", "订单增长。"),
    ]
    assert [article.id for article in articles] == ["0", "1", "0"]


def test_a_folder_may_hold_files_of_every_kind(write: Write, tmp_path: Path) -> None:
    write("data/b.csv", CSV)
    write("data/deep/er/a.jsonl.gz", JSON_LINES)
    write("data/体育/0.txt", "平局。")
    write("data/README.md", "not data")
    write("data/notes.json", "{}")
    assert label_counts(read_corpus([tmp_path / "data"]).articles) == {"体育": 3, "economy": 2}


def test_files_are_read_in_the_order_given(write: Write) -> None:
    first, second = write("z.jsonl", JSON_LINES), write("a.csv", CSV)
    corpus = read_corpus([first, second])
    assert corpus.articles == ARTICLES * 2
    assert list(corpus.digests) == [str(first), str(second)]


def test_a_digest_is_that_of_the_content_however_packed(write: Write) -> None:
    plain, packed = write("a.jsonl", JSON_LINES), write("b.jsonl.gz", JSON_LINES)
    expected = hashlib.sha256(JSON_LINES.encode()).hexdigest()
    assert read_corpus([plain, packed]).digests == {str(plain): expected, str(packed): expected}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", "[1]x", f"1: not JSON (Extra data: line 1 column 4 (char 3)); expected {OBJECT}"),
        ("a.jsonl", '["a", "b"]', f"1: not a JSON object; expected {OBJECT}"),
        ("a.jsonl", "\n\nNaN", f"3: not a JSON object; expected {OBJECT}"),
        ("a.jsonl", b'{"label": "a", "text": "\xd6\xd0\xb9\xfa"}', "1: not UTF-8; expected JSON in UTF-8"),
        ("a.jsonl", '{"text": "b"}', "1: 'label' is missing; expected a text"),
        ("a.jsonl", '{"label": "a"}', "1: 'text' is missing; expected a text"),
        ("a.jsonl", '{"label": "a", "text": " \\n "}', "1: 'text' is empty; expected a text"),
        ("a.jsonl", '{"label": null, "text": "b"}', "1: 'label' is empty; expected a text"),
        ("a.jsonl", '{"label": "a", "text": NaN}', "1: 'text' is a float; expected a text"),
        ("a.jsonl", '{"label": "a", "text": ["b"]}', "1: 'text' is a list; expected a text"),
        ("a.jsonl", '{"label": "a", "text": {"text": "b"}}', "1: 'text' is a dict; expected a text"),
        ("a.jsonl", '{"label": true, "text": "b"}', "1: 'label' is a bool; expected a text"),
        ("a.jsonl", '{"label": "a", "text": "b", "title": 1.5}', "1: 'title' is a float; expected a text"),
        ("a.csv", "label,text\na,b\na,b,c\n", f"3: {OTHER_WIDTH}"),
        ("a.csv", "label,text\na\n", f"2: {OTHER_WIDTH}"),
        ("a.csv", "label,text\n,b\n", "2: 'label' is empty; expected a text"),
        ("a.csv", "label,body\na,b\n", "2: 'text' is missing; expected a text"),
        ("a.csv", 'label,text\na,"b\n\nc"\na,"d\ne"\na,\n', f"7: {NO_TEXT}"),
        ("a.csv", "label,text\n\n\na,\n", f"4: {NO_TEXT}"),
        ("a.csv", 'label,text\na,"b"c\n', f"2: not CSV (',' expected after '\"'); expected {CELLS}"),
        ("a.csv", 'label,text\na,b\na,"c\nd\n', f"3: not CSV (unexpected end of data); expected {CELLS}"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named(write: Write, name: str, content: str | bytes, message: str) -> None:
    path = write(name, content)
    with pytest.raises(CorpusError) as caught:
        read_corpus([path])
    assert str(caught.value) == f"{path}:{message}"
    assert read_corpus([path], skip_bad=True).skipped[0] == f"{path}:{message}"


def test_json_nested_too_deep_is_a_bad_row(write: Write) -> None:
    corpus = read_corpus([write("a.jsonl", "[" * 200_000 + "\n" + JSON_LINES)], skip_bad=True)
    assert len(corpus.skipped) == 1
    assert corpus.articles == ARTICLES


@pytest.mark.parametrize(
    ("name", "content", "places"),
    [
        ("a.jsonl", "[]\n" + JSON_LINES + "{}\n{]\n", ["1", "4", "5"]),
        ("a.csv", CSV + 'a,b\n\na,"x"y,,,,\neconomy,,,,,\n' + CSV.partition("\n")[2], ["5", "7", "8"]),
    ],
)
def test_bad_rows_can_be_skipped_and_are_told(write: Write, name: str, content: str, places: list[str]) -> None:
    path = write(name, content)
    corpus = read_corpus([path], skip_bad=True)
    assert corpus.articles in (ARTICLES, ARTICLES * 2)
    assert [message.removeprefix(f"{path}:").partition(":")[0] for message in corpus.skipped] == places


@pytest.mark.parametrize(("content", "found"), [(b"", NO_TEXT), (b"\xff\xfe\xff", NO_ENCODING)])
def test_a_bad_text_file_is_a_bad_row(write: Write, tmp_path: Path, content: bytes, found: str) -> None:
    bad, _ = write("体育/0.txt", content), write("体育/1.txt", "平局。")
    with pytest.raises(CorpusError) as caught:
        read_corpus([tmp_path])
    assert str(caught.value) == f"{bad}: {found}"
    corpus = read_corpus([tmp_path], skip_bad=True)
    assert corpus.skipped == [f"{bad}: {found}"]
    assert [article.text for article in corpus.articles] == ["平局。"]


PACKED = gzip.compress(JSON_LINES.encode(), mtime=0)


@pytest.mark.parametrize(
    "content",
    [b"not gzip", PACKED[:-9], PACKED[:40], PACKED[:20] + bytes(30) + PACKED[50:], PACKED[:-8] + bytes(8)],
    ids=["plain", "torn", "cut short", "overwritten", "wrong sum"],
)
def test_a_bad_gzip_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(content)
    with pytest.raises(CorpusError, match=r"a\.jsonl\.gz: cannot be read \(.*\); expected a whole, readable file"):
        read_corpus([path])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="nowhere: no such file or folder; expected training data"):
        read_corpus([tmp_path / "nowhere"])


def test_a_folder_without_articles_is_named(write: Write, tmp_path: Path) -> None:
    write("data/README.md", "nothing here")
    for path in (tmp_path / "data", tmp_path / "data" / "README.md"):
        with pytest.raises(CorpusError, match=r"no article file; expected \*\.jsonl, \*\.csv or SECTION/\*\.txt"):
            read_corpus([path])


def test_a_csv_file_in_no_known_encoding_is_named(write: Write) -> None:
    with pytest.raises(CorpusError, match=NO_ENCODING):
        read_corpus([write("a.csv", b"label,text\na,\xff\xff\n")])


def test_a_cell_may_hold_a_very_long_article(write: Write) -> None:
    long = "长" * 300_000
    assert read_corpus([write("a.csv", f"label,text\na,{long}\n")]).articles == [Article(long, label="a")]


def test_unlabelled_articles_need_a_text_only(write: Write) -> None:
    path = write("a.jsonl", '{"text": "平局。"}\n{"text": "平局。", "label": "体育"}\n{"label": "体育"}\n')
    corpus = read_corpus([path], labelled=False, skip_bad=True)
    assert corpus.articles == [Article("平局。"), Article("平局。", label="体育")]
    assert corpus.skipped == [f"{path}:3: 'text' is missing; expected a text"]
