"""Times lists of articles in process: ours against the usual recipe, and against segmentation by itself."""
# ruff: noqa: TID251 - it times the segmenter by itself

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import rjieba

from benchmarks.comparison import Bar, Comparison, alternate
from benchmarks.data import whole
from model.article import Article
from model.classifier import Classifier
from model.terms import READ_CHARACTERS

RECIPE_BAR, LIMIT_BAR = Bar(15), Bar(0.6)
UNIT = "articles/s"
WARMING = 20


def against_recipe(classifier: Classifier, pipeline: Any, articles: Sequence[Article], rounds: int) -> list[Comparison]:  # noqa: ANN401
    """Compare with the usual recipe's pipeline."""
    return _compare("the usual recipe", RECIPE_BAR, classifier, pipeline.predict_proba, articles, rounds)


def against_limit(classifier: Classifier, articles: Sequence[Article], rounds: int) -> list[Comparison]:
    """Compare with what no classifier of words can beat: cutting the texts into words with rjieba's defaults."""
    return _compare("segmentation alone", LIMIT_BAR, classifier, _segment, articles, rounds)


def _segment(texts: Sequence[str]) -> None:
    for text in texts:
        rjieba.cut(text)


def _compare(
    name: str,
    bar: Bar,
    classifier: Classifier,
    baseline: Callable[[list[str]], object],
    articles: Sequence[Article],
    rounds: int,
) -> list[Comparison]:
    """Compare on whole articles, and on no more of each than we read."""
    openings = [replace(article, text=article.text[:READ_CHARACTERS]) for article in articles]
    found = []
    for kind, given in (("whole articles", articles), (f"first {READ_CHARACTERS:,} characters", openings)):
        texts = [whole(article) for article in given]
        classifier.classify(given[:WARMING])
        baseline(texts[:WARMING])
        ours, theirs = partial(_rate, classifier.classify, given), partial(_rate, baseline, texts)
        found.append(alternate(f"batch against {name}, {kind}", UNIT, bar, ours, theirs, rounds))
    return found


def _rate(work: Callable[[Any], object], items: Sequence[object]) -> float:
    begin = time.perf_counter()
    work(items)
    return len(items) / (time.perf_counter() - begin)
