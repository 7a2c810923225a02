"""What goes over the wire, in and out. Data only; the limits that an operator sets are not here."""

from typing import Annotated, TypeAlias

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

# The integers that every JSON reader keeps exact (RFC 8259, section 6).
EXACT = 2**53 - 1

Id: TypeAlias = Annotated[str, Meta(max_length=200)] | Annotated[int, Meta(ge=-EXACT, le=EXACT)]


class Article(Struct, frozen=True):
    """An article to classify; other fields that it has are not looked at."""

    text: str
    title: str = ""
    id: Id | UnsetType = UNSET


class Batch(Struct, frozen=True):
    """Articles to classify together, each still to be decoded, so that a bad one does not spoil the others."""

    articles: list[Raw] | UnsetType = UNSET


class Identified(Struct, frozen=True):
    """The part of a rejected article that can still be told."""

    id: Id | UnsetType = UNSET


class Result(Struct, frozen=True, kw_only=True):
    """An article's section: its label and Chinese name, how probable it and all others are, and the model that says so."""

    id: Id | UnsetType = UNSET
    label: str
    name: str
    confidence: float
    needs_review: bool
    scores: dict[str, float]
    model: str


class FieldProblem(Struct, frozen=True):
    """What is wrong at one place of the submitted JSON; `pointer` is a JSON Pointer (RFC 6901)."""

    pointer: str
    detail: str


class Problem(Struct, frozen=True):
    """Problem details (RFC 9457); `line` counts from 1 and stands where a line of NDJSON is meant."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] | UnsetType = UNSET
    line: int | UnsetType = UNSET


class Rejected(Struct, frozen=True, kw_only=True):
    """Stands in a batch's results for an article that could not be read."""

    id: Id | UnsetType = UNSET
    error: Problem


class BatchResult(Struct, frozen=True):
    """A result, or what was wrong, for each article of a batch, in order."""

    results: list[Result | Rejected]
    model: str


class Health(Struct, frozen=True):
    """The service answers, with this model."""

    status: str
    model: str
