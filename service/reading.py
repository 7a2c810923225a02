"""Decodes articles from JSON and holds them to the limits. It knows nothing of Flask."""

from codecs import BOM_UTF8
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

import msgspec
from msgspec import UNSET, Raw
from msgspec.json import Decoder

from service.errors import ArticleTooLongError, InvalidArticleError, RequestError, TooManyArticlesError
from service.problems import problem_of, undecodable
from service.schemas import Article, Batch, Identified, Rejected, Submitted, Truncated
from service.settings import Settings
from service.submission import Submission

ARTICLE = Decoder(Article)
BATCH = Decoder(Batch)
SUBMITTED = Decoder(Submitted)
IDENTIFIED = Decoder(Identified)

Decoded = TypeVar("Decoded")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads articles under the limits of `settings`; `truncate` cuts over-long ones instead of refusing them."""

    settings: Settings
    truncate: bool = False

    def submission_of(self, content: bytes) -> Article | Submission:
        """Return the article of a JSON body, or the articles of its batch. Raises RequestError."""
        content = content.removeprefix(BOM_UTF8)
        with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            submitted = SUBMITTED.decode(content)
            if submitted.articles is UNSET:
                return self.checked(submitted)
        articles = decode(content, BATCH).articles
        if articles is UNSET:
            return self.article(content)
        return Submission(self.batch(articles))

    def batch(self, articles: Sequence[Raw]) -> list[Article | Rejected]:
        """Return each article of a batch, or what is wrong with it. Raises TooManyArticlesError."""
        self.expect_number(len(articles), "/articles")
        return [self._item(raw, f"/articles/{place}") for place, raw in enumerate(articles)]

    def article(self, content: bytes | Raw, within: str = "") -> Article:
        """Return the article in `content`, which stands at the JSON Pointer `within`. Raises RequestError."""
        return self.checked(decode(content, ARTICLE, within), within)

    def checked(self, article: Article, within: str = "") -> Article:
        """Return an article that is within the limits. Raises InvalidArticleError, ArticleTooLongError."""
        if not article.text.strip() and not article.title.strip():
            raise InvalidArticleError("is empty, and so is the title; expected one of them to say something", f"{within}/text")
        limits = self.settings
        if len(article.text) <= limits.max_characters and len(article.title) <= limits.max_title:
            return article
        if self.truncate:
            return Truncated(article.text[: limits.max_characters], article.title[: limits.max_title], article.id)
        field, value, limit = "text", article.text, limits.max_characters
        if len(value) <= limit:
            field, value, limit = "title", article.title, limits.max_title
        raise ArticleTooLongError(f"has {len(value)} characters; the limit is {limit}", f"{within}/{field}", limit=limit)

    def expect_number(self, number: int, pointer: str | None = None) -> None:
        """Raise TooManyArticlesError for more articles than a batch may have."""
        limit = self.settings.max_articles
        if number > limit:
            raise TooManyArticlesError(f"has {number} articles; the limit is {limit}", pointer, limit=limit)

    def _item(self, raw: Raw, within: str) -> Article | Rejected:
        try:
            return self.article(raw, within)
        except RequestError as error:
            return Rejected(id=_read_id(raw), error=problem_of(error))


def decode(content: bytes | Raw, decoder: Decoder[Decoded], within: str = "") -> Decoded:
    """Return what `decoder` reads. Raises RequestError."""
    try:
        return decoder.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise undecodable(error, within) from error


def _read_id(raw: Raw) -> str | int | msgspec.UnsetType:
    try:
        return decode(raw, IDENTIFIED).id
    except RequestError:
        return UNSET
