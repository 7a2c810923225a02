"""Turns what training yields into an artifact: the files of a model folder and the manifest that describes them."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model import artifact
from model.article import Article
from model.artifact import Artifact
from model.card import model_card
from model.classifier import Classifier
from model.corpus import Corpus, label_counts
from model.evaluation import Report
from model.outcome import Trained
from model.terms import LEAD_WORDS, PAIRED_CHARACTERS, READ_CHARACTERS
from model.text import SEGMENTATION, dictionary_digest

# So many articles give the mean share of known words within 0.01 and take a fraction of a second.
PROFILED = 2_000
LIBRARIES = ("numpy", "scipy", "scikit-learn", "rjieba", "jieba")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a model comes from: its data, its seed, the version it was adapted from ("" if trained from scratch)."""

    corpus: Corpus
    unlabelled: Corpus
    seed: int
    parent: str
    note: str


def pack(
    trained: Trained,
    articles: Report,
    headlines: Report | None,
    golden: Sequence[Article],
    seen: NDArray[np.uint64],
    origin: Origin,
) -> Artifact:
    """Return the artifact of a trained model, its two reports, its golden examples and the fingerprints of what it has seen."""
    classifier = trained.classifier
    report = {"articles": asdict(articles), "headlines": asdict(headlines) if headlines else None}
    files = {
        "vocabulary.txt": _lines([*classifier.vocabulary.words, *classifier.vocabulary.pairs]),
        "weights.npz": artifact.pack_arrays({**classifier.weights.apart(), "seen": seen}),
        "user_dictionary.txt": classifier.segmenter.user_dictionary.encode(),
        "golden.jsonl": _lines(json.dumps(_example(example), ensure_ascii=False) for example in golden),
        "report.json": (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode(),
    }
    facts = {
        "labels": list(classifier.labels),
        "words": len(classifier.vocabulary.words),
        "pairs": len(classifier.vocabulary.pairs),
        "segmentation": SEGMENTATION,
        "read_characters": READ_CHARACTERS,
        "lead_words": LEAD_WORDS,
        "paired_characters": PAIRED_CHARACTERS,
        "modes": {name: asdict(mode) for name, mode in classifier.modes.items()},
    }
    now = dt.datetime.now(dt.UTC)
    manifest = {
        "format": artifact.FORMAT,
        "version": f"{now:%Y%m%d}-{artifact.digest(files, {**facts, 'parent': origin.parent})}",
        "trained": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "model": facts,
        "segmenter": {
            "name": "jieba's dictionary and algorithm, without its hidden Markov model",
            "dictionary": dictionary_digest(),
            "user_dictionary": hashlib.sha256(files["user_dictionary.txt"]).hexdigest(),
        },
        "data": _data(origin) | {"known_words": _known_words(classifier, origin.corpus.articles)},
        "metrics": {"articles": _figures(articles), "headlines": _figures(headlines) if headlines else None},
        "libraries": {name: _version(name) for name in LIBRARIES},
    }
    files["MODEL_CARD.md"] = model_card(manifest, articles, headlines).encode()
    return Artifact(manifest, files)


def _lines(lines: Any) -> bytes:  # noqa: ANN401
    return "".join(line + "\n" for line in lines).encode()


def _example(article: Article) -> dict[str, str]:
    return {"id": article.id, "label": article.label, "title": article.title, "text": article.text}


def _data(origin: Origin) -> dict[str, Any]:
    sources: dict[str, int] = {}
    for article in origin.corpus.articles:
        sources[article.source or "unknown"] = sources.get(article.source or "unknown", 0) + 1
    return {
        "files": {**origin.corpus.digests, **origin.unlabelled.digests},
        "articles": len(origin.corpus.articles),
        "unlabelled": len(origin.unlabelled.articles),
        "skipped": len(origin.corpus.skipped),
        "labels": label_counts(origin.corpus.articles),
        "sources": dict(sorted(sources.items())),
        "seed": origin.seed,
        "parent": origin.parent,
        "note": origin.note,
    }


def _known_words(classifier: Classifier, articles: Sequence[Article]) -> float:
    """Return the mean share of known words in articles, evenly drawn: what a service compares with what it meets."""
    step = -(-len(articles) // PROFILED)
    shares = [prediction.known_share for prediction in classifier.classify(articles[::step])]
    return sum(shares) / len(shares)


def _figures(report: Report) -> dict[str, float]:
    return {
        "macro_f1": report.macro_f1,
        "accuracy": report.accuracy,
        "calibration_error": report.calibration_error,
        "brier": report.brier,
        "review_below": report.review_below,
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
