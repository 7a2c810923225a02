"""Splits a corpus for cross-validation. Training only."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

from model.article import Article
from model.duplicates import group_by, group_duplicates, join

FOLDS = 5
MIN_FOLDS = 2


def split(articles: Sequence[Article], sections: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """Return the fold, 0 to FOLDS - 1, of each article.

    What resembles each other shares a fold: exact and near duplicates, and articles of one source and date. There are
    fewer folds where there are fewer groups, and a single one where all belong together.
    """
    issues = [f"{article.source}\0{article.date}" if article.date else f"#{at}" for at, article in enumerate(articles)]
    groups = join(group_by(issues), group_duplicates(articles))
    number = min(FOLDS, len(np.unique(groups)))
    if number < MIN_FOLDS:
        return np.zeros(len(articles), np.int64)
    # Stratified only where every section has an article for each fold.
    kind = StratifiedGroupKFold if np.bincount(sections)[np.unique(sections)].min() >= number else GroupKFold
    splitter = kind(number, shuffle=True, random_state=seed)
    folds = np.zeros(len(articles), np.int64)
    for fold, (_, held_out) in enumerate(splitter.split(sections, sections, groups)):
        folds[held_out] = fold
    return folds
