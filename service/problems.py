"""Turns every exception into problem details (RFC 9457). It knows nothing of what caused one."""

import logging
import re
import traceback

import msgspec
from flask import Response
from msgspec import UNSET, UnsetType
from werkzeug.exceptions import HTTPException, InternalServerError

from service.errors import InvalidArticleError, InvalidBatchError, MalformedJsonError, RequestError
from service.schemas import FieldProblem, Problem

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
JSON_NAMES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}


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


def problem_of(error: Exception, line: int | UnsetType = UNSET) -> Problem:
    """Return the problem details of any exception. One that nobody foresaw is logged by its kind and place alone."""
    if isinstance(error, RequestError):
        return _problem_of_request(error, line)
    if not isinstance(error, HTTPException):
        logger.error("unexpected %s at %s", type(error).__name__, place_of(error))
        error = InternalServerError("The server met an error of its own; its log names the place.")
    title = error.name
    return Problem(_kind(title), title, error.code or 500, error.description or title, line=line)


def place_of(error: BaseException) -> str:
    """Return the file and line where an exception was raised, and nothing of what it says."""
    return " ".join(f"{at.filename}:{at.lineno}" for at in traceback.extract_tb(error.__traceback__)[-1:])


def _problem_of_request(error: RequestError, line: int | UnsetType) -> Problem:
    errors: list[FieldProblem] | UnsetType = UNSET
    sentence = error.detail
    if error.pointer is not None:
        errors = [FieldProblem(error.detail, pointer=error.pointer)]
        sentence = f"{error.pointer}: {error.detail}" if error.pointer else error.detail
    elif error.parameter is not None:
        errors = [FieldProblem(error.detail, parameter=error.parameter)]
        sentence = f"{error.parameter}: {error.detail}"
    limit = UNSET if error.limit is None else error.limit
    return Problem(_kind(error.title), error.title, error.status, sentence, errors, limit, line)


def _kind(title: str) -> str:
    return "/problems/" + re.sub(r"[^a-z]+", "-", title.lower()).strip("-")


def answer(error: Exception) -> Response:
    """Return the response for any exception."""
    problem = problem_of(error)
    response = Response(msgspec.json.encode(problem), problem.status, mimetype=MEDIA_TYPE)
    if isinstance(error, RequestError):
        response.headers.update(error.headers)
    elif isinstance(error, HTTPException):
        response.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    return response
