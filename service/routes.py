"""What is answered at which path. Views only: they hand over and hand back."""

from collections.abc import Callable
from typing import cast

from flask import Blueprint, Response, current_app, request
from msgspec import Struct
from msgspec.json import Encoder

from service.desk import Desk
from service.errors import UnsupportedMediaTypeError
from service.ndjson import answer_lines
from service.reading import read_submission
from service.schemas import Article, BatchResult, Health
from service.uploads import read_pieces, read_whole

JSON = "application/json"
NDJSON = "application/x-ndjson"

DESK = "desk"
ENCODER = Encoder()

routes = Blueprint("routes", __name__)


def desk() -> Desk:
    """Return the desk of the application."""
    return cast("Desk", current_app.extensions[DESK])


@routes.post("/classify")
def classify() -> Response:
    """Give the submitted articles their sections."""
    answer = ANSWERS.get(request.mimetype)
    if answer is None or request.mimetype_params.get("charset", "utf-8").lower() != "utf-8":
        raise UnsupportedMediaTypeError(f"the Content-Type is not one of {', '.join(ANSWERS)}, in UTF-8")
    return answer(desk())


@routes.get("/healthz")
def healthz() -> Response:
    """Tell that the service answers, and with which model."""
    return send(Health("ok", desk().classifier.version))


def classify_json(taken: Desk) -> Response:
    """Answer one article with a result, a batch with a list of them."""
    submission = read_submission(read_whole(request, taken.settings.max_body), taken.settings)
    if isinstance(submission, Article):
        return send(taken.classify([submission])[0])
    return send(BatchResult(taken.classify(submission), taken.classifier.version))


def classify_lines(taken: Desk) -> Response:
    """Answer line by line, while the request still comes in."""
    return Response(answer_lines(read_pieces(request), taken), mimetype=NDJSON)


def send(answer: Struct) -> Response:
    """Return an answer as JSON."""
    return Response(ENCODER.encode(answer), mimetype=JSON)


ANSWERS: dict[str, Callable[[Desk], Response]] = {JSON: classify_json, NDJSON: classify_lines}
