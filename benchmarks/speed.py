"""`python -m benchmarks.speed`: how fast and small Banmian is, as ratios to the usual recipe and to segmentation alone."""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import joblib

from benchmarks import data, serving, throughput, training_time, usual
from benchmarks.comparison import HEADER, Comparison
from benchmarks.tables import print_table
from model.article import Article
from model.classifier import Classifier

SAMPLE = 2000
EXERCISE = 100
PARTS = ("batch", "start", "memory", "limit", "training")
LIBRARIES = ("numpy", "scikit-learn", "jieba", "rjieba", "flask", "gunicorn")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the facts of the machine, then the tables asked for."""
    options = _parser().parse_args(arguments)
    parts = options.only or PARTS
    lacking = data.missing(options.shared)
    articles = data.seeds() if lacking else data.labelled(options.shared)
    chosen = data.sample(articles, SAMPLE, options.seed)
    characters = round(sum(len(data.whole(article)) for article in chosen) / len(chosen))
    print(f"{facts()}\n{len(chosen):,} articles of {'the seeds' if lacking else 'the corpus'}, {characters:,} characters each")
    found = list(compare(parts, options.model.resolve(), articles, chosen, options.rounds))
    if found:
        print_table(f"Ratios of one run, {options.rounds} rounds", HEADER, [comparison.row() for comparison in found])
    if "training" in parts:
        unlabelled = [] if lacking else data.unlabelled(options.shared)
        rows = training_time.rows(articles, unlabelled, options.seed)
        print_table("Training from scratch; linear where seconds per 1,000 do not grow", training_time.HEADER, rows)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m benchmarks.speed", description=__doc__)
    parser.add_argument(
        "--shared", type=Path, default=data.SHARED, help="the corpus' folder; without it, the seeds (%(default)s)"
    )
    parser.add_argument("--model", type=Path, default=data.SHIPPED, help="the model measured as ours (%(default)s)")
    parser.add_argument("--only", choices=PARTS, action="append", help="print only this part; may be repeated")
    parser.add_argument("--rounds", type=int, default=5, help="ours and the baseline in turn, so often (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="draws the articles (%(default)s)")
    return parser


def facts() -> str:
    """Return what figures depend on: processors, Python, libraries."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"{os.cpu_count()} processors ({platform.machine()}), Python {platform.python_version()}, {libraries}"


def compare(
    parts: Collection[str], model: Path, articles: Sequence[Article], chosen: Sequence[Article], rounds: int
) -> Iterator[Comparison]:
    """Return the comparisons asked for, on the `chosen` articles; the usual recipe is trained on all of them."""
    classifier = Classifier.load(model)
    if "limit" in parts:
        yield from throughput.against_limit(classifier, chosen, rounds)
    if {"batch", "start", "memory"}.isdisjoint(parts):
        return
    pipeline = usual.fit([data.whole(article) for article in articles], [article.label for article in articles])
    if "batch" in parts:
        yield from throughput.against_recipe(classifier, pipeline, chosen, rounds)
    with tempfile.TemporaryDirectory() as folder:
        environment = {"BANMIAN_MODEL": str(model), "RECIPE_PIPELINE": str(Path(folder) / "pipeline.joblib")}
        joblib.dump(pipeline, environment["RECIPE_PIPELINE"])
        if "start" in parts:
            yield serving.start(chosen[0], environment, rounds)
        if "memory" in parts:
            yield serving.memory(chosen[:EXERCISE], environment, rounds)


if __name__ == "__main__":
    sys.exit(main())
