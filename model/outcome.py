"""What training yields: a model, and what it is worth. Data only."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.classifier import Classifier
from model.folds import FOLDS
from model.weights import Floats


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """What models that had not seen them said of some articles: a row an article, a column a section.

    `rows` are the articles' places in the corpus, `sections` their true ones, `raw` the probabilities before
    calibration, `calibrated` those after, calibrated on the other folds.
    """

    rows: NDArray[np.int64]
    sections: NDArray[np.int64]
    raw: Floats
    calibrated: Floats


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, and what it is worth: its answers out of fold on whole `articles` and on `headlines` alone.

    `adapted` tells that it was learned on top of the served model; `folds` how many parts of the articles were held out
    in turn. Where that is one, nothing was left to learn from, and the answers are the served model's own.
    """

    classifier: Classifier
    articles: OutOfFold
    headlines: OutOfFold
    adapted: bool = False
    folds: int = FOLDS
