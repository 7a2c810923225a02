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


class Truncated(Article, frozen=True):
    """An article of which more was submitted than is taken."""


class Submitted(Article, frozen=True):
    """An article, where nothing beside it says that it is a batch."""

    articles: Raw | UnsetType = UNSET


class Batch(Struct, frozen=True):
    """Articles to classify together, each still to be decoded, so that a bad one does not spoil the others."""

    articles: list[Raw] | UnsetType = UNSET


class Identified(Struct, frozen=True):
    """The part of a rejected article that can still be told."""

    id: Id | UnsetType = UNSET


class Span(Struct, frozen=True):
    """Where a term stands: in the field "title" or "text", half-open, in characters of what was submitted."""

    field: str
    start: int
    end: int


class Term(Struct, frozen=True):
    """What one term adds to the winner's score against the runner-up's, in logits, and where it stands."""

    term: str
    weight: float
    spans: list[Span]


class Reasons(Struct, frozen=True):
    """Why `label` won over `runner_up`: `intercept`, the weights of `terms` and `rest` sum to `difference`."""

    label: str
    runner_up: str
    difference: float
    intercept: float
    rest: float
    terms: list[Term]


class Result(Struct, frozen=True, kw_only=True):
    """An article's section: its label and Chinese name, how probable it and all others are, and the model that says so."""

    id: Id | UnsetType = UNSET
    label: str
    name: str
    confidence: float
    needs_review: bool
    scores: dict[str, float]
    model: str
    truncated: bool | UnsetType = UNSET
    explanation: Reasons | UnsetType = UNSET


class Subject(Struct, frozen=True, kw_only=True):
    """A subject of ninjs 3.1; `uri` is an IPTC Media Topic, `creator` the model that says so."""

    name: str
    uri: str
    creator: str
    relevance: Annotated[int, Meta(ge=0, le=100)]
    confidence: Annotated[int, Meta(ge=0, le=100)]


class Fragment(Struct, frozen=True, kw_only=True):
    """The part of a ninjs 3.1 item that an article's section decides; empty where the section has no Media Topic."""

    id: Id | UnsetType = UNSET
    subjects: list[Subject]


class FieldProblem(Struct, frozen=True):
    """What is wrong at one place: `pointer` is a JSON Pointer (RFC 6901), `parameter` a query parameter."""

    detail: str
    pointer: str | UnsetType = UNSET
    parameter: str | UnsetType = UNSET


class Problem(Struct, frozen=True):
    """Problem details (RFC 9457); `limit` is the one that was passed.

    `line` counts from 1 and stands where a line of NDJSON or a row of CSV is meant.
    """

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] | UnsetType = UNSET
    limit: int | UnsetType = UNSET
    line: int | UnsetType = UNSET


class Rejected(Struct, frozen=True, kw_only=True):
    """Stands in a batch's results for an article that could not be read."""

    id: Id | UnsetType = UNSET
    error: Problem


class BatchResult(Struct, frozen=True):
    """A result, or what was wrong, for each article of a batch, in order."""

    results: list[Result | Fragment | Rejected]
    model: str


class PageText(Struct, frozen=True):
    """A raw page to split; other fields that it has are not looked at."""

    text: str


class Range(Struct, frozen=True):
    """A half-open range of the submitted page, in characters."""

    start: int
    end: int


class WrittenUnder(Range, frozen=True):
    """The caption of a picture."""

    text: str


class WrittenBy(Struct, frozen=True):
    """A byline: "own", "agency" or "author", as written, and what it says; "" or none where it says nothing of it."""

    kind: str
    text: str
    agency: str
    place: str
    date: str
    reporters: tuple[str, ...]


class Placed(Range, frozen=True, kw_only=True):
    """An article of a page, its parts, and its section; `boundary` is how likely an article begins here.

    `text` is the body, its broken paragraphs rejoined, a line each; `continued_on` and `continued_from` name pages.
    """

    kicker: str | None
    headline: str | None
    subtitles: list[str]
    byline: WrittenBy | None
    text: str
    captions: list[WrittenUnder]
    continued_on: str | None
    continued_from: str | None
    boundary: float
    label: str
    name: str
    confidence: float
    needs_review: bool
    scores: dict[str, float]


class PageResult(Struct, frozen=True):
    """The articles of a page in order, and the furniture that belongs to none; they hold every character that is not blank."""

    articles: list[Placed]
    furniture: list[Range]
    model: str


class SectionNames(Struct, frozen=True):
    """A section: its label, names, IPTC Media Topic and class in GB/T 20093, "" where there is none."""

    label: str
    zh: str
    en: str
    iptc: str
    gbt: str


class Labels(Struct, frozen=True):
    """The sections that the model tells apart."""

    labels: list[SectionNames]
    model: str


class ModelDescription(Struct, frozen=True):
    """The model being served: when it was trained, what it is worth, below what confidence a reader decides, its card.

    `thresholds` are by mode: "article" or "headline"; `limits` are those of the service.
    """

    version: str
    trained: str
    labels: list[str]
    thresholds: dict[str, float]
    metrics: dict[str, dict[str, float] | None]
    limits: dict[str, int]
    card: str


class Health(Struct, frozen=True):
    """The service answers, with this model."""

    status: str
    model: str
