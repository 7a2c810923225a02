"""What a model has learned, as NumPy arrays, and what it makes of counted terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.terms import FIELDS, Counts

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """What a model has learned: its scores are logits.

    `fields` holds, for each of FIELDS, the weights (terms x sections) of its terms; `word_idf` and `pair_idf`
    their inverse document frequencies; `intercepts` one number a section.
    """

    word_idf: NDArray[np.float32]
    pair_idf: NDArray[np.float32]
    fields: Mapping[str, NDArray[np.float32]]
    intercepts: Floats

    def check(self, words: int, pairs: int, sections: int) -> None:
        """Raise ValueError unless every array holds floats and has the shape that so many terms and sections need."""
        wanted: list[tuple[str, NDArray[Any], tuple[int, ...]]] = [
            ("word_idf", self.word_idf, (words,)),
            ("pair_idf", self.pair_idf, (pairs,)),
            ("intercepts", self.intercepts, (sections,)),
            *((field, self.fields[field], (pairs if field == "characters" else words, sections)) for field in FIELDS),
        ]
        for name, array, shape in wanted:
            if array.shape != shape or array.dtype.kind != "f":
                raise ValueError(f"{name} is {array.dtype} of shape {array.shape}; expected floats of shape {shape}")

    def score(self, counts: Mapping[str, Counts], rows: int) -> Floats:
        """Return the score (rows x sections) of counted articles."""
        scores: Floats = self.intercepts[None, :].repeat(rows, axis=0)
        for field in FIELDS:
            found = counts[field]
            if len(found.rows):
                starts = found.starts()
                values, lengths = self._values(field, found, starts)
                # Multiplied in single precision, which is three times as fast, and summed in double, which is as exact.
                products = self.fields[field].take(found.terms, axis=0) * values.astype(np.float32)[:, None]
                scores[found.rows[starts]] += np.add.reduceat(products, starts, axis=0, dtype=np.float64) / lengths[:, None]
        return scores

    def values(self, field: str, counts: Counts) -> Floats:
        """Return the TF-IDF value of each count: (1 + ln count) * idf, each row of unit length."""
        starts = counts.starts()
        values, lengths = self._values(field, counts, starts)
        return np.asarray(values / np.repeat(lengths, np.diff(starts, append=len(values))))

    def _values(self, field: str, counts: Counts, starts: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Return the values before they are brought to unit length, and the length of each row, given where each begins."""
        idf = self.pair_idf if field == "characters" else self.word_idf
        values = (1.0 + np.log(counts.counts)) * idf.take(counts.terms)
        return values, np.sqrt(np.add.reduceat(values * values, starts)) if len(starts) else np.empty(0)


@dataclass(frozen=True, slots=True)
class Mode:
    """How the scores of a kind of input become probabilities, and when they are doubted.

    Probabilities are the softmax of the scores times their `factors`; an answer less probable than `review_below` needs review.
    """

    scale: float
    review_below: float
    bend: float = 0.0


def factors(scores: Floats, scale: Floats | float, bend: Floats | float) -> Floats:
    """Return the number that makes logits of each row of scores: `scale` * (1 + the winner's lead over the runner-up)**`bend`.

    One number a row changes no answer and leaves explanations sums; a negative bend says that a greater lead is worth less.
    """
    best = np.partition(scores, -2, axis=1)[:, -2:]
    return np.asarray(scale * (1.0 + best[:, 1] - best[:, 0]) ** bend)


def softmax(scores: Floats) -> Floats:
    """Return the probabilities of scores, row by row."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
