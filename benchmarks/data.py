"""Reads what the benchmarks measure on: the corpus and the gold set beside the project, the seeds inside it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.article import Article
from model.corpus import read_corpus
from model.sections import known_sections
from model.terms import READ_CHARACTERS
from model.text import END_OF_TEXT, Segmenter, skeleton

PROJECT = Path(__file__).parents[1]
SHARED = PROJECT.parent / "shared"
SEEDS = PROJECT / "seeds" / "articles"
SHIPPED = PROJECT / "model" / "default"
GOLD, LABELLED, UNLABELLED = "gold/dev.jsonl", "corpus/labelled.jsonl.gz", "corpus/unlabelled.jsonl.gz"

LABELS = tuple(known_sections())
# Sources held out in turn; those not named here are held out together, as REST.
HELD_OUT = (("chinanews",), ("rmrb",), ("xwlb",), ("web2014",), ("netease2016", "portal2017"), ("regional_portal",))
REST = "all others"
GROUP_NAMES = (*("+".join(sources) for sources in HELD_OUT), REST)
BATCH = 500


def missing(shared: Path) -> str:
    """Return what a benchmark lacks in the folder `shared`, "" where all is there."""
    lacking = [name for name in (GOLD, LABELLED, UNLABELLED) if not (shared / name).is_file()]
    return f"needs {', '.join(lacking)} in the folder given by --shared; not found in {shared}" if lacking else ""


def gold(shared: Path) -> list[Article]:
    """Return the gold development set."""
    return read_corpus([shared / GOLD]).articles


def labelled(shared: Path) -> list[Article]:
    """Return the labelled articles of the corpus."""
    return read_corpus([shared / LABELLED]).articles


def unlabelled(shared: Path) -> list[Article]:
    """Return the articles of the corpus that nobody has labelled."""
    return read_corpus([shared / UNLABELLED], labelled=False).articles


def seeds() -> list[Article]:
    """Return the starter corpus of the project."""
    return read_corpus([SEEDS]).articles


def sample(articles: Sequence[Article], size: int, seed: int) -> list[Article]:
    """Return `size` of the articles, or all where there are fewer, in an order that the seed decides."""
    drawn = np.random.default_rng(seed).permutation(len(articles))[:size]
    return [articles[at] for at in drawn]


def sections(articles: Sequence[Article]) -> NDArray[np.int64]:
    """Return the place in LABELS of each article's label."""
    return np.array([LABELS.index(article.label) for article in articles], np.int64)


def groups(articles: Sequence[Article]) -> NDArray[np.int64]:
    """Return the place in GROUP_NAMES of the group each article is held out with."""
    places = {source: at for at, sources in enumerate(HELD_OUT) for source in sources}
    return np.array([places.get(article.source, len(HELD_OUT)) for article in articles], np.int64)


def whole(article: Article) -> str:
    """Return all of an article as one text."""
    return f"{article.title}\n{article.text}"


def documents(articles: Sequence[Article]) -> list[str]:
    """Return what the peers read: the words of each headline and of the first READ_CHARACTERS of its text, parted by blanks."""
    segmenter = Segmenter()
    found: list[str] = []
    for at in range(0, len(articles), BATCH):
        texts = [f"{article.title}\n{article.text[:READ_CHARACTERS]}" for article in articles[at : at + BATCH]]
        joined = " ".join(segmenter.words(skeleton(texts)))
        found += [" ".join(text.split()) for text in joined.split(END_OF_TEXT)[:-1]]
    return found
