"""Decodes articles from JSON and holds them to the limits. It knows nothing of Flask."""

from codecs import BOM_UTF8
from collections.abc import Sequence
from typing import TypeVar

import msgspec
from msgspec import UNSET, Raw
from msgspec.json import Decoder

from service.errors import ArticleTooLongError, InvalidArticleError, RequestError, TooManyArticlesError, problem_of, undecodable
from service.schemas import Article, Batch, Identified, Rejected
from service.settings import Settings

ARTICLE = Decoder(Article)
BATCH = Decoder(Batch)
IDENTIFIED = Decoder(Identified)

Decoded = TypeVar("Decoded")


def read_submission(content: bytes, settings: Settings) -> Article | list[Article | Rejected]:
    """Return the article of a JSON body, or the articles of its batch. Raises RequestError."""
    content = content.removeprefix(BOM_UTF8)
    articles = decode(content, BATCH).articles
    if articles is UNSET:
        return read_article(content, settings)
    return read_batch(articles, settings)


def read_batch(articles: Sequence[Raw], settings: Settings) -> list[Article | Rejected]:
    """Return each article of a batch, or what is wrong with it. Raises TooManyArticlesError."""
    if len(articles) > settings.max_articles:
        raise TooManyArticlesError(f"has {len(articles)} articles; the limit is {settings.max_articles}", "/articles")
    return [_read_item(raw, settings, f"/articles/{place}") for place, raw in enumerate(articles)]


def read_article(content: bytes | Raw, settings: Settings, within: str = "") -> Article:
    """Return the article in `content`, which stands at the JSON Pointer `within`. Raises RequestError."""
    article = decode(content, ARTICLE, within)
    if not article.text.strip() and not article.title.strip():
        raise InvalidArticleError("is empty, and so is the title; expected one of them to say something", f"{within}/text")
    for field, value, limit in (
        ("text", article.text, settings.max_characters),
        ("title", article.title, settings.max_title),
    ):
        if len(value) > limit:
            raise ArticleTooLongError(f"has {len(value)} characters; the limit is {limit}", f"{within}/{field}")
    return article


def decode(content: bytes | Raw, decoder: Decoder[Decoded], within: str = "") -> Decoded:
    """Return what `decoder` reads. Raises RequestError."""
    try:
        return decoder.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise undecodable(error, within) from error


def _read_item(raw: Raw, settings: Settings, within: str) -> Article | Rejected:
    try:
        return read_article(raw, settings, within)
    except RequestError as error:
        return Rejected(id=_read_id(raw), error=problem_of(error))


def _read_id(raw: Raw) -> str | int | msgspec.UnsetType:
    try:
        return decode(raw, IDENTIFIED).id
    except RequestError:
        return UNSET
