"""Pages whose parts are known, to learn from and to measure by: what they are, and how they are stored."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.errors import CorpusError
from model.parts import CONTINUED, PARAGRAPH

TRUTH = ".truth.json"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an article: its kind, one of those in `parts`, and its half-open range in the page."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """An article on a page: its range, its section, the headline and the byline as written, its parts in order."""

    start: int
    end: int
    section: str
    headline: str | None
    byline: str | None
    parts: tuple[Part, ...]

    def paragraphs(self) -> list[list[tuple[int, int]]]:
        """Return the paragraphs, each as the ranges of the pieces that it is broken into."""
        found: list[list[tuple[int, int]]] = []
        for part in self.parts:
            if part.kind == PARAGRAPH or (part.kind == CONTINUED and not found):
                found.append([(part.start, part.end)])
            elif part.kind == CONTINUED:
                found[-1].append((part.start, part.end))
        return found


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page as raw text, its articles in order and the ranges of its furniture; pages of one `layout` are alike."""

    name: str
    layout: str
    text: str
    articles: tuple[LabelledArticle, ...]
    furniture: tuple[tuple[int, int], ...]


def read_pages(folder: Path) -> list[LabelledPage]:
    """Return the pages of a folder, by name: NAME.txt the text, NAME.truth.json the truth. Raises CorpusError."""
    return list(_pages(sorted(folder.glob(f"*{TRUTH}"))))


def _pages(files: Sequence[Path]) -> Iterator[LabelledPage]:
    for file in files:
        name = file.name.removesuffix(TRUTH)
        try:
            text = file.with_name(f"{name}.txt").read_bytes().decode()
            truth = json.loads(file.read_bytes())
            articles = tuple(_article(row) for row in truth["articles"])
            furniture = tuple((row["start"], row["end"]) for row in truth["furniture"])
            yield LabelledPage(name, truth["layout"], text, articles, furniture)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CorpusError(f"{file}:1", f"{type(error).__name__}", f"the truth of {name}.txt") from error


def _article(row: Mapping[str, Any]) -> LabelledArticle:
    parts = tuple(Part(kind, start, end) for kind, start, end in row["parts"])
    return LabelledArticle(row["start"], row["end"], row["section"], row["headline"], row["byline"], parts)


def truth_of(page: LabelledPage) -> dict[str, Any]:
    """Return a page's truth as it is stored."""
    return {
        "page": f"{page.name}.txt",
        "layout": page.layout,
        "unit": "character offsets into the UTF-8 text, end exclusive",
        "articles": [
            {
                "start": article.start,
                "end": article.end,
                "headline": article.headline,
                "section": article.section,
                "byline": article.byline,
                "parts": [[part.kind, part.start, part.end] for part in article.parts],
            }
            for article in page.articles
        ],
        "furniture": [{"start": start, "end": end} for start, end in page.furniture],
    }
