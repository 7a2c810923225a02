"""Reads text files from a ZIP archive, in memory: nothing is written, so a name leads nowhere. It knows nothing of Flask."""

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from service.errors import BodyTooLargeError, MalformedZipError, RequestError
from service.plain import read_text
from service.problems import problem_of
from service.reading import Reader
from service.schemas import Article, Rejected
from service.submission import Submission

LONGEST_NAME = 200
ENCRYPTED = 1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def read_archive(content: bytes, charset: str, reader: Reader) -> Submission:
    """Return an article for each .txt file, its name as its id. Raises MalformedZipError, BodyTooLargeError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            reader.expect_number(len(members))
            for member in members:
                _expect_text_file(member)
            left = reader.settings.max_body
            items: list[Article | Rejected] = []
            for member in members:
                text = _read_member(archive, member, left, reader.settings.max_body)
                left -= len(text)
                items.append(_read_item(member.filename, text, charset, reader))
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError) as error:
        raise MalformedZipError("not a ZIP archive that is whole") from error
    return Submission(items)


def _expect_text_file(member: zipfile.ZipInfo) -> None:
    name = PurePosixPath(member.filename)
    if name.is_absolute() or ".." in name.parts or "\\" in member.orig_filename or "\0" in member.orig_filename:
        raise MalformedZipError("a name that leads out of the archive")
    if name.suffix.lower() != ".txt" or len(member.filename) > LONGEST_NAME:
        raise MalformedZipError(f"a file that is not .txt, or whose name has more than {LONGEST_NAME} characters")
    if member.flag_bits & ENCRYPTED or member.compress_type not in METHODS:
        raise MalformedZipError("a file that is encrypted, or compressed otherwise than by deflate")


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, limit: int) -> bytes:
    with archive.open(member) as file:
        content = file.read(left + 1)  # what a bomb says of its size is not believed
    if len(content) > left:
        raise BodyTooLargeError(f"an archive of more than {limit} bytes when decompressed", limit=limit)
    return content


def _read_item(name: str, content: bytes, charset: str, reader: Reader) -> Article | Rejected:
    try:
        return reader.checked(Article(read_text(content, charset), id=name))
    except RequestError as error:
        return Rejected(id=name, error=problem_of(error))
