"""Turns every exception into problem details: the one place that knows which error has which status.

RequestError
├── BrokenBodyError            400  a body that ends before it should
├── MalformedJsonError         400  not JSON, or not UTF-8
├── BodyTooLargeError          413
├── LineTooLongError           413
├── UnsupportedMediaTypeError  415
├── InvalidArticleError        422  JSON, but no article
├── ArticleTooLongError        422
├── InvalidBatchError          422
└── TooManyArticlesError       422
"""

import logging
import re
import traceback
from typing import ClassVar

import msgspec
from flask import Response
from werkzeug.exceptions import HTTPException, InternalServerError

from service.schemas import FieldProblem, Problem

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
JSON_NAMES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}


class RequestError(Exception):
    """Root of what can be wrong with a request; `pointer` is the place in the submitted JSON, where there is one."""

    status: ClassVar[int]
    title: ClassVar[str]

    def __init__(self, detail: str, pointer: str | None = None) -> None:
        """Tell what is wrong and where, never what the article says."""
        super().__init__(detail)
        self.detail = detail
        self.pointer = pointer


class BrokenBodyError(RequestError):
    """The client went away, or framed its body wrongly."""

    status, title = 400, "Broken body"


class MalformedJsonError(RequestError):
    """The content is not JSON in UTF-8."""

    status, title = 400, "Malformed JSON"


class BodyTooLargeError(RequestError):
    """A body that is read whole passes the limit."""

    status, title = 413, "Body too large"


class LineTooLongError(RequestError):
    """A line of NDJSON passes the limit."""

    status, title = 413, "Line too long"


class UnsupportedMediaTypeError(RequestError):
    """The content is of a kind that is not read here."""

    status, title = 415, "Unsupported media type"


class InvalidArticleError(RequestError):
    """The JSON is not an article."""

    status, title = 422, "Invalid article"


class ArticleTooLongError(RequestError):
    """A text or a headline passes the limit."""

    status, title = 422, "Article too long"


class InvalidBatchError(RequestError):
    """The JSON is neither an article nor a batch of them."""

    status, title = 422, "Invalid batch"


class TooManyArticlesError(RequestError):
    """A batch passes the limit."""

    status, title = 422, "Too many articles"


def undecodable(error: Exception, within: str = "") -> RequestError:
    """Return the error of JSON that msgspec refused, found at the JSON Pointer `within`."""
    if not isinstance(error, msgspec.ValidationError):
        return MalformedJsonError(f"not JSON in UTF-8: {_fault(error)}", within or None)
    found, _, path = str(error).partition(" - at ")
    pointer = within + "".join(f"/{name or number}" for name, number in re.findall(r"\.(\w+)|\[(\d+)\]", path))
    if missing := re.search(r"missing required field `(\w+)`", found):
        return InvalidArticleError("is missing", f"{pointer}/{missing[1]}")
    named = re.sub(r"\b(?:str|int|float|bool)\b", lambda name: JSON_NAMES[name[0]], found.replace("`", ""))
    kind = InvalidBatchError if pointer == "/articles" else InvalidArticleError
    return kind(named[0].lower() + named[1:], pointer)


def _fault(error: Exception) -> str:
    """Return what is malformed, in words that quote nothing of it."""
    if isinstance(error, UnicodeDecodeError):
        return "a byte sequence that is not UTF-8"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return str(error).removeprefix("JSON is malformed: ")


def problem_of(error: Exception, line: int | msgspec.UnsetType = msgspec.UNSET) -> Problem:
    """Return the problem details of any exception. One that nobody foresaw is logged by its kind and place alone."""
    if isinstance(error, RequestError):
        return _problem(error.title, error.status, error.detail, error.pointer, line)
    if not isinstance(error, HTTPException):
        frame = traceback.extract_tb(error.__traceback__)[-1:]
        logger.error("unexpected %s at %s", type(error).__name__, " ".join(f"{at.filename}:{at.lineno}" for at in frame))
        error = InternalServerError("The server met an error of its own; its log names the place.")
    return _problem(error.name, error.code or 500, error.description or error.name, None, line)


def _problem(title: str, status: int, detail: str, pointer: str | None, line: int | msgspec.UnsetType) -> Problem:
    errors = msgspec.UNSET if pointer is None else [FieldProblem(pointer, detail)]
    sentence = f"{pointer}: {detail}" if pointer else detail
    return Problem("/problems/" + re.sub(r"[^a-z]+", "-", title.lower()).strip("-"), title, status, sentence, errors, line)


def answer(error: Exception) -> Response:
    """Return the response for any exception."""
    problem = problem_of(error)
    response = Response(msgspec.json.encode(problem), problem.status, mimetype=MEDIA_TYPE)
    if isinstance(error, HTTPException):
        kept = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]
        response.headers.extend(kept)
    return response
