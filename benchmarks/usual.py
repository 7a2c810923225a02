"""The usual recipe, as tutorials give it: jieba, TF-IDF and logistic regression, every setting its default.

It knows nothing of Banmian, so that its service loads nothing of it.
"""
# ruff: noqa: TID251 - the recipe is made of jieba and scikit-learn

from collections.abc import Sequence
from typing import Any

import jieba
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline


def tokenize(text: str) -> list[str]:
    """Return jieba's words; a function of a module, since a method of jieba cannot be pickled."""
    words: list[str] = jieba.lcut(text)
    return words


def fit(texts: Sequence[str], labels: Sequence[str]) -> Any:  # noqa: ANN401 - scikit-learn ships no types
    """Return the fitted pipeline."""
    return make_pipeline(TfidfVectorizer(tokenizer=tokenize, token_pattern=None), LogisticRegression()).fit(texts, labels)
