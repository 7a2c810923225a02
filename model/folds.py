"""Splits a corpus for cross-validation. Training only."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from model.article import Article
from model.duplicates import group_by, group_duplicates, join
from model.errors import TrainingError

FOLDS = 5


def split(articles: Sequence[Article], sections: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """Return the fold, 0 to FOLDS - 1, of each article.

    What resembles each other shares a fold: exact and near duplicates, and articles of one source and date. Raises
    TrainingError where there are too few articles of a section, or too few groups of them, to fill the folds.
    """
    rarest = int(np.bincount(sections).min())
    if rarest < FOLDS:
        raise TrainingError(f"a section has only {rarest} articles; expected at least {FOLDS}")
    issues = [f"{article.source}\0{article.date}" if article.date else f"#{at}" for at, article in enumerate(articles)]
    groups = join(group_by(issues), group_duplicates(articles))
    if len(np.unique(groups)) < FOLDS:
        raise TrainingError(f"the articles fall into {groups.max() + 1} groups of source and date; expected at least {FOLDS}")
    folds = np.zeros(len(articles), np.int64)
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    for fold, (_, held_out) in enumerate(splitter.split(sections, sections, groups)):
        folds[held_out] = fold
    return folds
