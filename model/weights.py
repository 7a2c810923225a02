"""What a model has learned, as NumPy arrays, and what it makes of counted terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from model.terms import FIELDS, Counts

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """What a model has learned: its scores are logits.

    A feature is a term in a field; they are numbered field after field, in the order of FIELDS. `matrix` (features x
    sections) holds the weights, `idf` the inverse document frequency of each feature's term, `intercepts` one number a
    section; `words` is how many terms each of the word fields has.
    """

    words: int
    idf: NDArray[np.float32]
    matrix: NDArray[np.float32]
    intercepts: Floats

    @classmethod
    def assemble(cls, arrays: Mapping[str, NDArray[Any]], words: int, pairs: int, sections: int) -> Self:
        """Return the weights of so many words, pairs and sections from `arrays`, as `apart` gives them.

        Raises KeyError for an array that is missing, ValueError for one that does not hold floats or has another shape.
        """
        widths = {field: pairs if field == "characters" else words for field in FIELDS}
        shapes: dict[str, tuple[int, ...]] = {field: (width, sections) for field, width in widths.items()}
        for name, shape in {"word_idf": (words,), "pair_idf": (pairs,), "intercepts": (sections,), **shapes}.items():
            array = arrays[name]
            if array.shape != shape or array.dtype.kind != "f":
                raise ValueError(f"{name} is {array.dtype} of shape {array.shape}; expected floats of shape {shape}")
        idf = [arrays["pair_idf" if field == "characters" else "word_idf"] for field in FIELDS]
        matrix = np.concatenate([arrays[field] for field in FIELDS])
        return cls(words, np.concatenate(idf), matrix, arrays["intercepts"])

    @property
    def starts(self) -> tuple[int, ...]:
        """The number of the first feature of each field."""
        return tuple(self.words * at for at in range(len(FIELDS)))  # the characters come last

    def apart(self) -> dict[str, NDArray[Any]]:
        """Return the arrays by name, the fields apart: views of these."""
        fields = np.split(self.matrix, self.starts[1:])
        idf = {"word_idf": self.idf[: self.words], "pair_idf": self.idf[self.starts[-1] :]}
        return {**idf, "intercepts": self.intercepts, **dict(zip(FIELDS, fields, strict=True))}

    def score(self, counts: Counts, articles: int) -> Floats:
        """Return the score (articles x sections) of so many articles whose fields are counted."""
        sums = np.zeros((articles * len(FIELDS), len(self.intercepts)))
        if len(counts.rows):
            starts = counts.starts()
            values, lengths = self._values(counts, starts)
            # Multiplied in single precision, which is three times as fast, and summed in double, which is as exact.
            products = self.matrix.take(counts.terms, axis=0) * values.astype(np.float32)[:, None]
            sums[counts.rows[starts]] = np.add.reduceat(products, starts, axis=0, dtype=np.float64) / lengths[:, None]
        return np.asarray(sums.reshape(articles, len(FIELDS), -1).sum(axis=1) + self.intercepts)

    def values(self, counts: Counts) -> Floats:
        """Return the TF-IDF value of each count: (1 + ln count) * idf, each field of each article of unit length."""
        starts = counts.starts()
        values, lengths = self._values(counts, starts)
        return np.asarray(values / np.repeat(lengths, np.diff(starts, append=len(values))))

    def _values(self, counts: Counts, starts: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Return the values before they are brought to unit length, and the length of each row, given where each begins."""
        values = (1.0 + np.log(counts.counts)) * self.idf.take(counts.terms)
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
