"""Describes the service to programs (OpenAPI 3.1) and to people, from the models that validate. It answers nothing itself."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from flask import render_template_string

from service.schemas import Article, Fragment, Health, Labels, ModelDescription, PageResult, PageText, Problem, Rejected, Result
from service.settings import Settings

PAGE = Path(__file__).with_name("docs.html")
MODELS = (Article, Fragment, Health, Labels, ModelDescription, PageResult, PageText, Problem, Rejected, Result)
PLACE = "#/components/schemas/{name}"
REFUSALS = ("400", "401", "406", "408", "411", "413", "415", "422", "429", "500")
QUERY: dict[str, tuple[dict[str, Any], str]] = {
    "top": ({"type": "integer", "minimum": 1, "maximum": 100}, "How many scores to give."),
    "explain": ({"type": "integer", "minimum": 1, "maximum": 100}, "How many terms to explain the section with."),
    "format": ({"enum": ["json", "ninjs"]}, "ninjs: a fragment of ninjs 3.1 instead of a result."),
    "on_long": ({"enum": ["error", "truncate"]}, "truncate: cut what is too long instead of refusing it."),
    "split": ({"enum": ["none", "page"]}, "page: take text/plain for a page, and answer as POST /pages does."),
}
READABLE = {
    "/labels": ("The sections that the model tells apart", "Labels"),
    "/model": ("The model being served, and the limits", "ModelDescription"),
    "/livez": ("Whether the service lives", "Health"),
    "/readyz": ("Whether the service can classify", "Health"),
    "/healthz": ("Whether the service can classify", "Health"),
}
UNREADY = ("/readyz", "/healthz")  # what a worker that is stopping answers otherwise
PROBLEM = {
    "description": "A problem (RFC 9457)",
    "content": {"application/problem+json": {"schema": {"$ref": PLACE.format(name="Problem")}}},
}


@lru_cache(maxsize=4)
def openapi(settings: Settings) -> bytes:
    """Return the OpenAPI description under these settings."""
    _, schemas = msgspec.json.schema_components(MODELS, ref_template=PLACE)
    properties = schemas["Article"]["properties"]
    properties["text"]["maxLength"], properties["title"]["maxLength"] = settings.max_characters, settings.max_title
    schemas["PageText"]["properties"]["text"]["maxLength"] = settings.max_page
    articles = {"type": "array", "items": _ref("Article"), "maxItems": settings.max_articles}
    schemas["Batch"] = _object("Batch", articles=articles)
    # msgspec has no schema for a union of objects that nothing but their fields tell apart.
    results = {"type": "array", "items": {"anyOf": [_ref("Result"), _ref("Fragment"), _ref("Rejected")]}}
    schemas["BatchResult"] = _object("BatchResult", results=results, model={"type": "string"})
    described: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Banmian", "version": "1", "description": "Gives Chinese newspaper articles their sections."},
        "paths": {
            "/classify": {"post": _classify()},
            "/pages": {"post": _pages()},
            **{path: {"get": _get(path)} for path in READABLE},
        },
        "components": {"schemas": schemas},
    }
    if settings.keys:
        described["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        described["security"] = [{"key": []}]
    return msgspec.json.encode(described)


@lru_cache(maxsize=4)
def page(settings: Settings) -> str:
    """Return the documentation as one page of HTML that needs no other."""
    return render_template_string(PAGE.read_text("utf-8"), limits=settings.limits(), query=QUERY, readable=READABLE)


def _classify() -> dict[str, Any]:
    text = {"schema": {"type": "string"}}
    file = {"type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}
    one = {"anyOf": [_ref("Result"), _ref("BatchResult"), _ref("Fragment"), _ref("PageResult")]}
    return {
        "summary": "Give articles their sections",
        "operationId": "classify",
        "parameters": [
            {"name": name, "in": "query", "schema": schema, "description": told} for name, (schema, told) in QUERY.items()
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"anyOf": [_ref("Article"), _ref("Batch")]}},
                "application/x-ndjson": text,
                "text/plain": text,
                "text/csv": text,
                "multipart/form-data": {"schema": file},
            },
        },
        "responses": {
            "200": {
                "description": "The sections",
                "headers": {"X-Model-Version": text, "X-Request-ID": text},
                "content": {"application/json": {"schema": one}, "application/x-ndjson": text, "text/csv": text},
            },
            **_refusals(),
        },
    }


def _pages() -> dict[str, Any]:
    schema, told = QUERY["top"]
    page = {"application/json": {"schema": _ref("PageText")}, "text/plain": {"schema": {"type": "string"}}}
    return {
        "summary": "Split a raw page into its articles and give them their sections",
        "operationId": "pages",
        "parameters": [{"name": "top", "in": "query", "schema": schema, "description": told}],
        "requestBody": {"required": True, "content": page},
        "responses": {
            "200": {"description": "The articles", "content": {"application/json": {"schema": _ref("PageResult")}}},
            **_refusals(),
        },
    }


def _get(path: str) -> dict[str, Any]:
    summary, model = READABLE[path]
    answers: dict[str, Any] = {"200": {"description": "It", "content": {"application/json": {"schema": _ref(model)}}}}
    if path in UNREADY:
        answers["503"] = PROBLEM
    if path in ("/labels", "/model"):
        answers["304"] = {"description": "What the client has is still so"}
    return {"summary": summary, "operationId": path[1:], "responses": {**answers, **_refusals()}}


def _refusals() -> dict[str, Any]:
    return dict.fromkeys(REFUSALS, PROBLEM)


def _object(title: str, **properties: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "type": "object", "properties": properties, "required": list(properties)}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": PLACE.format(name=name)}
