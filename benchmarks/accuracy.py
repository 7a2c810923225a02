"""`python -m benchmarks.accuracy`: how often Banmian and its peers are right, as Markdown tables."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import data, held_out
from benchmarks.bootstrap import macro_f1_interval
from benchmarks.peers import ABSENT, PEERS, installed
from benchmarks.tables import OURS, print_table
from model.article import Article
from model.classifier import Classifier
from model.evaluation import evaluate
from model.training import train

Sections = NDArray[np.int64]
Row = list[str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables asked for; return 2 where there is nothing to measure on."""
    options = _parser().parse_args(arguments)
    if lack := data.missing(options.shared):
        print(f"benchmarks.accuracy {lack}", file=sys.stderr)
        return 2
    if options.only in (None, "gold", "seeds"):
        print_gold(options.shared, options.model, options.only)
    if options.only in (None, "gold"):
        print_calibration(options.shared, options.model)
    if options.only in (None, "sources"):
        print_sources(options.shared, options.seed, options.jobs)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--shared", type=Path, default=data.SHARED, help="folder of the corpus and the gold set (%(default)s)")
    parser.add_argument("--model", type=Path, default=data.SHIPPED, help="the model measured as ours (%(default)s)")
    parser.add_argument("--only", choices=("gold", "sources", "seeds"), help="print only this part")
    parser.add_argument("--seed", type=int, default=0, help="of the trainings (%(default)s)")
    parser.add_argument("--jobs", type=int, default=2, help="processes that train (%(default)s)")
    return parser


def print_gold(shared: Path, model: Path, only: str | None) -> None:
    """Print how ours, the peers, and ours trained on the seeds alone do on the gold set."""
    gold = data.gold(shared)
    truth = data.sections(gold)
    rows: list[Row] = []
    if only != "seeds":
        rows.append(_scored(OURS, truth, answers(Classifier.load(model), gold)))
        rows += peers_on_gold([*data.labelled(shared), *data.seeds()], gold)
    if only != "gold":
        rows.append(_scored("Banmian trained on seeds alone", truth, answers(train(data.seeds()).classifier, gold)))
    print_table(f"Gold development set, {len(gold)} articles", ("", "macro-F1 [95 %]", "accuracy"), rows)


def peers_on_gold(articles: Sequence[Article], gold: Sequence[Article]) -> Iterator[Row]:
    """Return a row for each peer, trained on `articles`."""
    learned, asked = data.documents(articles), data.documents(gold)
    for name, make in PEERS.items():
        if not installed(name):
            yield [name, ABSENT, ""]
            continue
        peer = make()
        peer.fit(learned, data.sections(articles))
        yield _scored(name, data.sections(gold), peer.predict(asked))


def answers(classifier: Classifier, articles: Sequence[Article]) -> Sections:
    """Return the place in LABELS of what the classifier answers to each article."""
    return np.array([data.LABELS.index(prediction.label) for prediction in classifier.classify(articles)], np.int64)


def _scored(name: str, truth: Sections, answered: Sections) -> Row:
    return [name, str(macro_f1_interval(truth, answered, len(data.LABELS))), f"{(truth == answered).mean():.3f}"]


def print_calibration(shared: Path, model: Path) -> None:
    """Print what our probabilities are worth on the gold set: on whole articles and on their headlines alone."""
    gold = data.gold(shared)
    headed = [article for article in gold if article.title]
    headlines = [Article(article.title, label=article.label) for article in headed]
    classifier = Classifier.load(model)
    rows = [_calibrated("whole articles", classifier, gold), _calibrated("headlines alone", classifier, headlines)]
    header = ("input", "articles", "macro-F1 [95 %]", "accuracy", "ECE", "Brier", "need review", "accuracy of the rest")
    print_table("Banmian's probabilities on the gold development set", header, rows)


def _calibrated(name: str, classifier: Classifier, articles: Sequence[Article]) -> Row:
    truth, predictions = data.sections(articles), classifier.classify(articles)
    probabilities = np.array([[prediction.scores[label] for label in data.LABELS] for prediction in predictions])
    report = evaluate(data.LABELS, truth, probabilities)
    certain = np.array([not prediction.needs_review for prediction in predictions])
    right = probabilities.argmax(axis=1) == truth
    return [
        name,
        str(len(articles)),
        str(macro_f1_interval(truth, probabilities.argmax(axis=1), len(data.LABELS))),
        f"{report.accuracy:.3f}",
        f"{report.calibration_error:.3f}",
        f"{report.brier:.3f}",
        f"{1 - certain.mean():.1%}",
        f"{right[certain].mean():.3f}" if certain.any() else "",
    ]


def print_sources(shared: Path, seed: int, jobs: int) -> None:
    """Print how ours and the peers do on sources they were not trained on."""
    (header, rows), by_length = held_out.tables(data.labelled(shared), data.unlabelled(shared), seed, jobs)
    print_table("Macro-F1 on sources held out in turn", header, rows)
    print(f"\n{held_out.NOTE}")
    print_table("Banmian on sources held out in turn, by length of the text", held_out.LENGTH_HEADER, by_length)


if __name__ == "__main__":
    sys.exit(main())
