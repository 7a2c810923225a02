"""Takes the one file out of a multipart form, in memory. It knows nothing of what the file holds."""

import io
from dataclasses import dataclass
from pathlib import PurePosixPath

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import MultiPartParser
from werkzeug.http import parse_options_header

from service.errors import MalformedFormError

CHARSET = "charset"
MAX_PARTS = 10


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file of a form: the end of its name, in lower case, its content, and its charset."""

    suffix: str
    content: bytes
    charset: str


def read_form(content: bytes, boundary: str | None) -> Uploaded:
    """Return the file of a form; a field `charset` names its charset, as does its own type. Raises MalformedFormError."""
    if not boundary or not boundary.isascii():
        raise MalformedFormError("a multipart form without a boundary")
    files, fields = _parse(content, boundary)
    if len(files) != 1:
        raise MalformedFormError(f"a form with {len(files)} files; expected one")
    file = files[0]
    named = parse_options_header(file.content_type or "")[1].get("charset")
    suffix = PurePosixPath(file.filename or "").suffix.lower()
    return Uploaded(suffix, file.stream.read(), fields.get(CHARSET) or named or "utf-8")


def _parse(content: bytes, boundary: str) -> tuple[list[FileStorage], MultiDict[str, str]]:
    parser = MultiPartParser(
        stream_factory=lambda *_, **__: io.BytesIO(),
        max_form_memory_size=None,  # the body's own limit holds
        max_form_parts=MAX_PARTS,
        buffer_size=64 * 1024,
    )
    try:
        fields, files = parser.parse(io.BytesIO(content), boundary.encode(), len(content))
    except RequestEntityTooLarge as error:
        raise MalformedFormError(f"a form with more than {MAX_PARTS} parts") from error
    except (ValueError, LookupError) as error:
        raise MalformedFormError("a form that is not whole") from error
    return [file for _, file in files.items(multi=True) if file.filename], fields
