"""Says how sure a macro-F1 is: resamples the articles it was measured on. It knows nothing of models."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.evaluation import macro_f1

RESAMPLES = 1000
COVERED = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and the range that 95 % of the resamples fall into."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """Write the figure as a table has it."""
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def macro_f1_interval(truth: NDArray[np.int64], answers: NDArray[np.int64], sections: int, seed: int = 0) -> Interval:
    """Return macro-F1 with its percentile bootstrap interval (Efron 1979); the same seed draws the same articles."""
    draw = np.random.default_rng(seed)
    figures = []
    for _ in range(RESAMPLES):
        drawn = draw.integers(len(truth), size=len(truth))
        figures.append(macro_f1(truth[drawn], answers[drawn], sections))
    low, high = np.percentile(figures, COVERED)
    return Interval(macro_f1(truth, answers, sections), float(low), float(high))
