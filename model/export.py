"""Gives a model back as a scikit-learn pipeline, for notebooks. Training only; nothing that is served is a pickle."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import joblib
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from model.article import Article
from model.classifier import Classifier
from model.terms import FIELDS, LEAD_WORDS, pairs, read
from model.text import END_OF_TEXT, Segmenter
from model.vocabulary import pair_text

BLANK = " "


@dataclass(frozen=True, slots=True)
class FieldTerms:
    """Lists the terms of one field of an article: what a TfidfVectorizer calls its analyzer."""

    field: str
    user_dictionary: str

    def __call__(self, article: Article) -> list[str]:
        """Return the terms, as often as they stand in the field."""
        reading = read([article])
        if self.field == "characters":
            return [pair_text(key) for key in pairs(reading)[1].tolist()]
        words = _segmenter(self.user_dictionary).words(reading.codes)
        end = words.index(END_OF_TEXT)
        title, text = words[:end], words[end + 1 : -1]
        chosen = {"article": title + text, "lead": title + title + text[:LEAD_WORDS], "title": title}[self.field]
        return [word for word in chosen if word != BLANK]


_segmenter: Callable[[str], Segmenter] = cache(Segmenter)


def to_pipeline(classifier: Classifier) -> Pipeline:
    """Return the fitted pipeline: a list of `Article` in, `predict_proba` in the order of `classes_` out.

    Probabilities are those of whole articles, before the served model's rules for headlines and foreign text.
    """
    union = FeatureUnion([(field, _vectorizer(classifier, field)) for field in FIELDS])
    weights = classifier.weights.matrix.T.astype(np.float64)
    intercepts = classifier.weights.intercepts
    if len(weights) == 2:  # noqa: PLR2004  # of two sections scikit-learn keeps the second's lead only
        weights, intercepts = weights[1:] - weights[:1], intercepts[1:] - intercepts[:1]
    linear = LogisticRegression()
    linear.classes_ = np.array(classifier.labels)
    linear.coef_, linear.intercept_ = weights, intercepts
    linear.n_features_in_ = weights.shape[1]
    return Pipeline([("terms", union), ("sections", linear)])


def export(classifier: Classifier, file: Path) -> None:
    """Write the pipeline of a model to `file` as a joblib pickle; reading it needs this project on the path."""
    joblib.dump(to_pipeline(classifier), file, compress=3)


def _vectorizer(classifier: Classifier, field: str) -> TfidfVectorizer:
    terms = classifier.vocabulary.pairs if field == "characters" else classifier.vocabulary.words
    idf = classifier.weights.apart()["pair_idf" if field == "characters" else "word_idf"]
    analyzer = FieldTerms(field, classifier.segmenter.user_dictionary)
    vectorizer = TfidfVectorizer(
        analyzer=analyzer, vocabulary=dict(zip(terms, range(len(terms)), strict=True)), sublinear_tf=True
    )
    vectorizer.idf_ = idf.astype(np.float64)
    return vectorizer
