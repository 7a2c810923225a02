"""Inputs that mean no good, each with the status that is documented for it. Data only."""

import gzip
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

JSON, NDJSON, TEXT, CSV = "application/json", "application/x-ndjson", "text/plain", "text/csv"
PHRASE = "体育馆"


@dataclass(frozen=True)
class Hostile:
    """A request and its status; for NDJSON, `line` is the status of the first line of the answer."""

    name: str
    status: int
    body: bytes = b""
    content_type: str = JSON
    path: str = "/classify"
    method: str = "POST"
    headers: dict[str, str] = field(default_factory=dict)
    line: int | None = None


def text(value: str) -> bytes:
    """Return an article as JSON, `value` standing between the quotes as it is."""
    return f'{{"text": "{value}"}}'.encode()


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def form(name: str, content: bytes) -> tuple[bytes, str]:
    """Return a form with one file, and its type."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    return head + content + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"


GOOD_BUT_ODD = {
    "an escaped NUL": text("市\\u0000队"),
    "a pair of surrogates": text("\\ud83d\\ude00 市篮球队"),
    "an emoji": text("😀市篮球队"),
    "marks of direction": text("\u202e\u2066市篮球队\u2069"),
    "a byte order mark inside": text("\ufeff市\ufeff队"),
    "private use": text("\ue000\U0010ffff市"),
    "a thousand combining marks": text("市" + "\u0301" * 1000),
    "one character": text("市"),
    "latin alone": text("A plain English sentence."),
    "digits alone": text("1234567890" * 100),
    "line ends of all kinds": text("\\r\\n\\u2028\\u2029\\u0085\\u000b市"),
    "one long word": text("x" * 90_000),
    "one Han character repeated": text("市" * 90_000),
    "spaces around": b" \n\t" + text("市") + b"\n ",
    "a byte order mark": b"\xef\xbb\xbf" + text("市"),
    "a key twice": b'{"text": "a", "text": "\xe5\xb8\x82"}',
    "an unknown key": b'{"text": "\xe5\xb8\x82", "x": [1, {"y": null}]}',
    "an unknown huge number": b'{"text": "\xe5\xb8\x82", "x": 1' + b"0" * 300 + b"}",
    "an unknown long fraction": b'{"text": "\xe5\xb8\x82", "x": 0.' + b"1" * 3000 + b"}",
    "an empty key": b'{"": 1, "text": "\xe5\xb8\x82"}',
    "a key of the language": b'{"__class__": "x", "__proto__": {}, "text": "\xe5\xb8\x82"}',
    "a template": text("{{7*7}} ${7*7} <script>alert(1)</script> %s %n"),
    "SQL": text("'; DROP TABLE articles; --"),
    "a path": text("../../../../etc/passwd"),
    "shell": text("$(reboot) `reboot` ; reboot"),
    "a formula": text("=cmd|' /C calc'!A0"),
    "an empty batch": b'{"articles": []}',
    "a batch of nonsense": b'{"articles": [1, null, [], {}, "x", true, 1e5, {"text": 1}]}',
    "a batch beside an article": b'{"articles": [], "text": "x"}',
    "a depth that is ignored": b'{"text": "\xe5\xb8\x82", "x": ' + b"[" * 100 + b"]" * 100 + b"}",
    "an id of zero": b'{"id": 0, "text": "x"}',
    "an id that is empty": b'{"id": "", "text": "x"}',
}

BAD_JSON = {
    "nothing": (b"", 400),
    "a space": (b" ", 400),
    "a NUL": (b"\0", 400),
    "many NULs": (b"\0" * 10_000, 400),
    "half a brace": (b"{", 400),
    "half a string": (b'{"text": "', 400),
    "half an escape": (b'{"text": "\\u00"}', 400),
    "an unknown escape": (b'{"text": "\\x41"}', 400),
    "a raw NUL inside": (b'{"text": "a\0b"}', 400),
    "a raw line end inside": (b'{"text": "a\nb"}', 400),
    "invalid UTF-8": (b'{"text": "\xff\xfe"}', 400),
    "overlong UTF-8": (b'{"text": "\xc0\xaf"}', 400),
    "surrogates in UTF-8": (b'{"text": "\xed\xa0\x80"}', 400),
    "a cut character": (b'{"text": "\xe5\xb8"}', 400),
    "beyond Unicode": (b'{"text": "\xf4\x90\x80\x80"}', 400),
    "a lone high surrogate": (b'{"text": "\\ud800"}', 400),
    "a lone low surrogate": (b'{"text": "\\udc00"}', 400),
    "surrogates the wrong way round": (b'{"text": "\\udc00\\ud800"}', 400),
    "GB18030": ('{"text": "市篮球队"}'.encode("gb18030"), 400),
    "UTF-16": ('{"text": "市"}'.encode("utf-16"), 400),
    "UTF-32": ('{"text": "市"}'.encode("utf-32"), 400),
    "NaN": (b'{"text": NaN}', 400),
    "Infinity": (b'{"text": "x", "y": -Infinity}', 400),
    "a single quote": (b"{'text': 'x'}", 400),
    "a comma too many": (b'{"text": "x",}', 400),
    "a comment": (b'{"text": "x"} // y', 400),
    "two documents": (b'{"text": "x"}{"text": "x"}', 400),
    "a hundred thousand brackets": (b"[" * 100_000, 422),
    "a hundred thousand braces": (b'{"a":' * 100_000, 400),
    "a deep batch": (b'{"articles": [' + b"[" * 50_000 + b"]" * 50_000 + b"]}", 400),
    "a leading zero": (b'{"text": 01}', 400),
    "a hexadecimal": (b'{"text": 0x1}', 400),
    "a bare word": (b"text", 400),
    "XML": (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>", 400),
    "YAML": (b"text: !!python/object/apply:os.system ['reboot']", 400),
    "a pickle": (b"\x80\x04\x95\x1a\x00\x00\x00", 400),
    "MessagePack": (b"\x81\xa4text\xa1x", 400),
    "a list": (b'[{"text": "x"}]', 422),
    "a string": (b'"x"', 422),
    "a number": (b"1", 422),
    "a huge number": (b"9" * 5_000, 422),
    "null": (b"null", 422),
    "true": (b"true", 422),
    "no text": (b"{}", 422),
    "text null": (b'{"text": null}', 422),
    "text a number": (b'{"text": 1e400}', 422),
    "text a list": (b'{"text": ["x"]}', 422),
    "text an object": (b'{"text": {"$ne": null}}', 422),
    "text empty": (b'{"text": ""}', 422),
    "text of spaces": (text(" \\t\u3000"), 422),
    "text too long": (text("市" * 100_001), 422),
    "title too long": (b'{"title": "' + b"x" * 1001 + b'", "text": ""}', 422),
    "title a number": (b'{"title": 1, "text": "x"}', 422),
    "id a fraction": (b'{"id": 1.5, "text": "x"}', 422),
    "id too large": (b'{"id": 9007199254740992, "text": "x"}', 422),
    "id too long": (b'{"id": "' + b"x" * 201 + b'", "text": "x"}', 422),
    "id an object": (b'{"id": {}, "text": "x"}', 422),
    "articles null": (b'{"articles": null}', 422),
    "articles an object": (b'{"articles": {}}', 422),
    "articles a string": (b'{"articles": "x"}', 422),
    "too many articles": (b'{"articles": [' + b"1," * 1000 + b"1]}", 422),
    "too large": (b'{"text": "' + b"x" * (16 * 1024 * 1024) + b'"}', 413),
}

BAD_TYPES = ["", "text", "text/html", "application/xml", "application/x-www-form-urlencoded", "application/octet-stream",
             "application/json; charset=gbk", "application/json; charset=utf-7", "application/x-ndjson; charset=latin-1",
             "text/plain; charset=rot13", "text/plain; charset=zip", "text/plain; charset=../../x",
             "image/png", "*/*"]  # fmt: skip

BAD_QUERIES = ["top=0", "top=-1", "top=x", "top=1e3", "top=" + "9" * 3000, "explain=0", "explain=101", "explain=true",
               "format=xml", "on_long=", "on_long=drop", "x=1", "top=1&top=1", "%00=1", "top=%00",
               "top=%EF%BC%91", "=", "%ff=1"]  # fmt: skip

BAD_ZIPS = {
    "not a zip": (b"PK", 400),
    "an empty file": (b"", 400),
    "a torn zip": (zipped({"a.txt": b"x" * 500})[:-10], 400),
    "a zip bomb": (zipped({"a.txt": b"0" * 40_000_000}), 413),
    "a bomb of many": (zipped({f"{n}.txt": b"0" * 3_000_000 for n in range(8)}), 413),
    "too many files": (zipped({f"{n}.txt": b"x" for n in range(1001)}), 422),
    "a zip in a zip": (zipped({"a.zip": zipped({"a.txt": b"0"})}), 400),
    "upwards": (zipped({"../a.txt": b"x"}), 400),
    "far upwards": (zipped({"a/../../../../tmp/a.txt": b"x"}), 400),
    "absolute": (zipped({"/root/a.txt": b"x"}), 400),
    "a drive": (zipped({"C:\\a.txt": b"x"}), 400),
    "a device": (zipped({"/dev/stdin.txt": b"x"}), 400),
    "a program": (zipped({"a.exe": b"MZ"}), 400),
    "a wrong checksum": (zipped({"a.txt": b"x" * 50}).replace(b"PK\x01\x02", b"PK\x01\x02", 1)[:-22] + b"\0" * 22, 400),
}

BAD_CODINGS = {
    "not gzip": (b"{}", "gzip", 400),
    "half of gzip": (gzip.compress(b'{"text": "x"}' * 50)[:-8], "gzip", 400),
    "gzip and noise": (gzip.compress(b'{"text": "x"}') + b"noise", "gzip", 400),
    "a gzip bomb": (gzip.compress(b"0" * 100_000_000), "gzip", 413),
    "a gzip bomb of many members": (gzip.compress(b"0" * 10_000_000) * 10, "gzip", 413),
    "nothing": (b"", "gzip", 400),
    "deflate": (b"x", "deflate", 415),
    "brotli": (b"x", "br", 415),
    "zstd": (b"x", "zstd", 415),
    "two codings": (gzip.compress(gzip.compress(b"{}")), "gzip, gzip", 415),
    "no known coding": (b"x", "\x01", 400),
}

BAD_LINES = {
    "a line of 10 MB": (b"x" * 10_000_000 + b"\n", 413),
    "a line of half a megabyte in brackets": (b"[" * 500_000 + b"\n", 422),
    "a line that is not UTF-8": (b"\xff\n", 400),
    "a line with a NUL": (b"\0\n", 400),
    "a line that is a list": (b"[]\n", 422),
    "a line with a lone surrogate": (b'{"text": "\\ud800"}\n', 400),
    "a carriage return between": (b'{"text": "x"}\r{"text": "x"}\n', 400),
    "a line without an end": (b'{"text": "', 400),
}

ROUTES = [
    ("GET", "/", 404), ("GET", "/..%2f..%2fetc/passwd", 404), ("GET", "/static/../x", 404), ("GET", "/%00", 404),
    ("GET", "/classify", 405), ("PUT", "/classify", 405), ("DELETE", "/model", 405), ("TRACE", "/classify", 405),
    ("PATCH", "/healthz", 405), ("POST", "/metrics", 405), ("GET", "/classify/", 404), ("GET", "/model/../x", 404),
    ("GET", "/" + "x" * 3000, 404), ("GET", "/" + "x" * 5000, 414),
]  # fmt: skip


def hostile() -> Iterator[Hostile]:
    """Yield them all."""
    for name, body in GOOD_BUT_ODD.items():
        yield Hostile(f"odd: {name}", 200, body)
    for name, (body, status) in BAD_JSON.items():
        yield Hostile(f"json: {name}", status, body)
    for content_type in BAD_TYPES:
        yield Hostile(f"type: {content_type}", 415, text("x"), content_type)
    for query in BAD_QUERIES:
        yield Hostile(f"query: {query[:20]}", 400, text("x"), path=f"/classify?{query}")
    for name, (content, status) in BAD_ZIPS.items():
        body, content_type = form("a.zip", content)
        yield Hostile(f"zip: {name}", status, body, content_type)
    for name, (body, coding, status) in BAD_CODINGS.items():
        yield Hostile(f"coding: {name}", status, body, headers={"Content-Encoding": coding})
    for name, (body, status) in BAD_LINES.items():
        yield Hostile(f"line: {name}", 200, body, NDJSON, line=status)
    for method, path, status in ROUTES:
        yield Hostile(f"route: {method} {path[:20]} of {len(path)}", status, path=path, method=method)
    yield from _others()


def _others() -> Iterator[Hostile]:
    for accept in ("text/html", "application/json;q=0", "x", "image/*"):
        yield Hostile(f"accept: {accept}", 406, text("x"), headers={"Accept": accept})
    yield Hostile("form: no boundary", 400, b"--x--", "multipart/form-data")
    yield Hostile("form: no file", 400, b"--x--\r\n", "multipart/form-data; boundary=x")
    yield Hostile("form: never closed", 400, form("a.txt", b"x")[0][:-9], "multipart/form-data; boundary=x")
    yield Hostile("form: a name that leads out", 200, *form("../../a.txt", "市".encode()))
    yield Hostile("form: a name with a NUL", 415, *form("a.txt\\0.exe", b"x"))
    yield Hostile("csv: no header", 400, b"", CSV)
    yield Hostile("csv: an open quote", 400, b'text\n"', CSV)
    yield Hostile("csv: no column for a text", 400, b"a,b\n", CSV)
    yield Hostile("csv: not UTF-8", 400, b"text\n\xff", CSV)
    yield Hostile("csv: a NUL", 200, b"text\n\0\n", CSV)
    yield Hostile("csv: a field of 200,000 characters", 200, b"text\n" + b"x" * 200_000, CSV)
    yield Hostile("csv: too many rows", 422, b"text\n" + b"x\n" * 1001, CSV)
    yield Hostile("csv: a formula", 200, b"text\n=1+1\n", CSV)
    yield Hostile("text: not UTF-8", 400, b"\xff", TEXT)
    yield Hostile("text: half a character of GB18030", 400, b"\x81", TEXT + "; charset=gb18030")
    yield Hostile("text: empty", 422, b"", TEXT)
    yield Hostile("headers: a request id that breaks the line", 200, text("x"), headers={"X-Request-ID": "a\tb"})
    yield Hostile("headers: a long request id", 200, text("x"), headers={"X-Request-ID": "x" * 5000})
    yield Hostile("headers: too large", 431, text("x"), headers={"X-Long": "x" * 9000})
    yield Hostile("headers: too many", 431, text("x"), headers={f"X-{n}": "x" for n in range(150)})
    yield Hostile("headers: a strange origin", 200, text("x"), headers={"Origin": "https://evil.example"})
    yield Hostile("headers: an expectation", 417, text("x"), headers={"Expect": "a-miracle"})


RAW = {
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
    "an unknown version": (b"GET / HTTP/9.9\r\n\r\n", 400),
    "no version": (b"GET /\r\n\r\n", 400),
    "a space in a header's name": (b"GET /livez HTTP/1.1\r\nX Y: z\r\n\r\n", 400),
    "a folded header": (b"GET /livez HTTP/1.1\r\nX: y\r\n z\r\n\r\n", 400),
    "a method of noise": (b"G\xffT / HTTP/1.1\r\n\r\n", 400),
    "a length below zero": (b"POST /classify HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
    "a length that is no number": (b"POST /classify HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
    "two lengths": (b"POST /classify HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", 400),
    "a length and chunks": (
        b"POST /classify HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "an unknown transfer coding": (b"POST /classify HTTP/1.1\r\nTransfer-Encoding: x\r\n\r\n", 501),
    "chunks without a length": (
        b"POST /classify HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
    "a chunk of a negative length": (
        b"POST /classify HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
    "a body that says it is 1 TB": (
        b"POST /classify HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 1099511627776\r\n\r\n{", 413),
    "no body and no length": (b"POST /classify HTTP/1.1\r\nContent-Type: application/json\r\n\r\n", 411),
    "more body than its length": (
        b'POST /classify HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}{"text": "x"}', 422),
}  # fmt: skip
