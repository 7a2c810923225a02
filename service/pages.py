"""Answers POST /pages, and POST /classify with split=page: a raw page in, its articles with their sections out."""

from collections.abc import Callable
from dataclasses import asdict

from flask import Request, Response
from msgspec.json import Decoder, Encoder

import model
from model.page import Page, split
from model.sections import section
from service.acceptance import choose
from service.desk import DECIMALS, Desk
from service.errors import InvalidArticleError, PageTooLongError, UnsupportedMediaTypeError
from service.office import Office
from service.plain import read_text
from service.query import Options, read_page_options
from service.reading import decode
from service.schemas import Article, PageResult, PageText, Placed, Range, WrittenBy, WrittenUnder
from service.uploads import read_whole
from service.visits import visit_of

JSON, TEXT = "application/json", "text/plain"
PAGE = Decoder(PageText)
BOUNDARY_DECIMALS = 3
ENCODER = Encoder()


def page_request(office: Office, request: Request) -> Response:
    """Return the answer to POST /pages. Raises RequestError."""
    options = read_page_options(request.args)
    readers: dict[str, Callable[[bytes], str]] = {
        JSON: lambda content: decode(content.removeprefix(b"\xef\xbb\xbf"), PAGE).text,
        TEXT: lambda content: read_text(content, request.mimetype_params.get("charset", "utf-8")),
    }
    if request.mimetype not in readers:
        raise UnsupportedMediaTypeError(f"the Content-Type is not one of {', '.join(readers)}")
    return answer_page(office, request, options, readers[request.mimetype])


def answer_page(office: Office, request: Request, options: Options, read: Callable[[bytes], str]) -> Response:
    """Return the articles of the page that a request submits. Raises RequestError."""
    choose(request.environ.get("HTTP_ACCEPT"), [JSON])
    content = read_whole(request, office.settings)
    with office.requests:
        text = checked(read(content), office.settings.max_page)
        desk = office.live.desk
        page = split(text, office.tagger)
        predictions = desk.classifier.classify([article.article for article in page.articles])
        result = tell(page, predictions, desk, options)
    office.metrics.count([Article(article.text) for article in page.articles], predictions)
    visit = visit_of(request.environ)
    visit.items, visit.version = len(predictions), desk.classifier.version
    return Response(ENCODER.encode(result), mimetype=JSON)


def checked(text: str, limit: int) -> str:
    """Return a page that is within the limit and not empty. Raises InvalidArticleError, PageTooLongError."""
    if not text.strip():
        raise InvalidArticleError("is empty; expected the text of a page", "/text")
    if len(text) > limit:
        raise PageTooLongError(f"has {len(text)} characters; the limit is {limit}", "/text", limit=limit)
    return text


def tell(page: Page, predictions: list[model.Prediction], desk: Desk, options: Options) -> PageResult:
    """Return what is told of a page."""
    articles = []
    for article, prediction in zip(page.articles, predictions, strict=True):
        scores = list(prediction.scores.items())[: options.top or None]
        byline = article.byline
        articles.append(
            Placed(
                start=article.start,
                end=article.end,
                kicker=article.kicker,
                headline=article.headline,
                subtitles=list(article.subtitles),
                byline=WrittenBy(**asdict(byline)) if byline else None,
                text=article.text,
                captions=[WrittenUnder(caption.start, caption.end, caption.text) for caption in article.captions],
                continued_on=article.continued_on,
                continued_from=article.continued_from,
                boundary=round(article.boundary, BOUNDARY_DECIMALS),
                label=prediction.label,
                name=section(prediction.label).zh,
                confidence=round(prediction.confidence, DECIMALS),
                needs_review=prediction.needs_review,
                scores={label: round(score, DECIMALS) for label, score in scores},
            )
        )
    furniture = [Range(start, end) for start, end in page.furniture]
    return PageResult(articles, furniture, desk.classifier.version)
