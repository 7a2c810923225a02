"""What is answered at which path. Views only: they hand over and hand back."""

from typing import cast

from flask import Blueprint, Response, current_app, request
from msgspec import Struct
from msgspec.json import Encoder

from model.sections import section
from service.acceptance import choose
from service.classification import JSON, classify_request
from service.documentation import openapi, page
from service.errors import StoppingError
from service.office import OFFICE, Office
from service.pages import page_request
from service.schemas import Health, Labels, ModelDescription, SectionNames
from service.visits import visit_of

HTML = "text/html"
ENCODER = Encoder()

# What is posted to is answered before Flask hears of it, by `express`.
POSTED = {"/classify": classify_request, "/pages": page_request}

routes = Blueprint("routes", __name__)
for path in POSTED:
    routes.add_url_rule(path, path.strip("/"), methods=["POST"])  # so that Flask refuses the other methods


def office() -> Office:
    """Return what the application works with."""
    return cast("Office", current_app.extensions[OFFICE])


@routes.get("/labels")
def labels() -> Response:
    """Tell the sections that the model tells apart."""
    desk = office().live.desk
    known = [section(label) for label in desk.classifier.labels]
    names = [SectionNames(one.label, one.zh, one.en, one.iptc, one.gbt) for one in known]
    return tagged(Labels(names, desk.classifier.version), desk.classifier.version)


@routes.get("/model")
def model() -> Response:
    """Describe the model being served, and the limits."""
    desk, limits = office().live.desk, office().settings.limits()
    facts = desk.manifest["model"]
    thresholds = {mode: values["review_below"] for mode, values in facts["modes"].items()}
    version, trained = desk.classifier.version, desk.manifest.get("trained", "")
    metrics = desk.manifest.get("metrics", {})
    labels = list(desk.classifier.labels)
    return tagged(ModelDescription(version, trained, labels, thresholds, metrics, limits, desk.card), version)


@routes.get("/openapi.json")
def specification() -> Response:
    """Describe this service to programs."""
    choose(request.headers.get("Accept"), [JSON])
    return Response(openapi(office().settings), mimetype=JSON)


@routes.get("/docs")
def docs() -> Response:
    """Describe this service to people."""
    choose(request.headers.get("Accept"), [HTML])
    answer = Response(page(office().settings), mimetype=HTML)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return answer


@routes.get("/readyz")
@routes.get("/healthz")
def ready() -> Response:
    """Tell that the service can classify; without a model it does not start. Raises StoppingError."""
    if office().stopping.is_set():
        raise StoppingError("this worker is told to stop; what it has begun it still answers")
    return live()


@routes.get("/livez")
def live() -> Response:
    """Tell that the service answers, and with which model."""
    version = office().live.desk.classifier.version
    return tell(ENCODER.encode(Health("ok", version)), version)


@routes.get("/metrics")
def metrics() -> Response:
    """Tell what the workers have done, for Prometheus."""
    content, content_type = office().metrics.exposition(office().live.desk)
    return Response(content, content_type=content_type)


def tagged(answer: Struct, version: str) -> Response:
    """Return an answer that a client may keep while its ETag stands."""
    choose(request.headers.get("Accept"), [JSON])
    response = tell(ENCODER.encode(answer), version)
    response.add_etag()
    response.headers["Cache-Control"] = "no-cache"
    return cast("Response", response.make_conditional(request))


def tell(content: bytes, version: str) -> Response:
    """Return JSON that a model of that version has a part in."""
    visit_of(request.environ).version = version
    return Response(content, mimetype=JSON)
