"""The classifiers that Banmian is measured against, each as its own users set it up. They read words parted by blanks."""
# ruff: noqa: TID251 - peers are made of scikit-learn

import importlib
import importlib.util
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB, MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

Sections = NDArray[np.int64]

FASTTEXT = "fastText, 25 epochs, word bigrams"
ABSENT = "not installed"
LABEL = "__label__"
WORD_WITH_A_LETTER = r"\b\w*[^\W\d_]\w*\b"


class Peer(Protocol):
    """What every peer can do, in scikit-learn's words."""

    def fit(self, documents: Sequence[str], sections: Sections) -> object:
        """Learn from documents and the section of each."""

    def predict(self, documents: Sequence[str]) -> Sections:
        """Return the section of each document."""


class FastText:
    """Joulin et al. 2017, through its own Python package; several threads train, so runs differ in the third digit."""

    def fit(self, documents: Sequence[str], sections: Sections) -> Self:
        """Learn from documents and the section of each."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "train.txt"
            rows = (f"{LABEL}{section} {document}\n" for section, document in zip(sections, documents, strict=True))
            file.write_text("".join(rows), "utf-8")
            train = importlib.import_module("fasttext").train_supervised
            self._model: Any = train(str(file), epoch=25, wordNgrams=2, thread=os.cpu_count(), verbose=0)
        return self

    def predict(self, documents: Sequence[str]) -> Sections:
        """Return the section of each document."""
        # Its own predict() asks NumPy 2 for an array without a copy, which raises; what it wraps does not.
        answers = [self._model.f.predict(document + "\n", 1, 0.0, "strict") for document in documents]
        return np.array([int(answer[0][1].removeprefix(LABEL)) if answer else 0 for answer in answers], np.int64)


def annif() -> Peer:
    """Return what Annif's `svc` backend fits: TF-IDF of words with a letter in them, LinearSVC with every default.

    Annif's analyzer drops tokens of fewer than three characters unless told otherwise (`token_min_length`), which would
    leave little of Chinese; here it keeps all of them.
    """
    peer: Peer = make_pipeline(TfidfVectorizer(token_pattern=WORD_WITH_A_LETTER), LinearSVC(random_state=0))
    return peer


PEERS: Mapping[str, Callable[[], Peer]] = {
    "multinomial naive Bayes on TF-IDF": lambda: make_pipeline(TfidfVectorizer(), MultinomialNB()),
    "complement naive Bayes on TF-IDF": lambda: make_pipeline(TfidfVectorizer(), ComplementNB()),
    "usual recipe: TfidfVectorizer + LogisticRegression": lambda: make_pipeline(TfidfVectorizer(), LogisticRegression()),
    "Annif's SVC recipe": annif,
    FASTTEXT: FastText,
}


def installed(name: str) -> bool:
    """Tell whether the peer of this name can run here."""
    return name != FASTTEXT or importlib.util.find_spec("fasttext") is not None
