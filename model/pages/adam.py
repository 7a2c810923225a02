"""Changes weights against their gradients, each by steps of its own: Adam (Kingma and Ba 2015)."""

import numpy as np

from model.lines import Floats

LEAST = np.float32(1e-8)


class Adam:
    """The moments of the gradients of one matrix of weights, and the number of its steps."""

    def __init__(self, weights: Floats, first: float, second: float) -> None:
        """Begin with `weights`, to be changed in place; `first`, `second`: the shares of the moments that stay at a step."""
        self._weights = weights
        self._shares = first, second
        self._first, self._second = np.zeros_like(weights), np.zeros_like(weights)
        self._steps = 0

    def step(self, gradient: Floats, rate: float) -> None:
        """Change each weight by about `rate`, the less, the more its gradients vary."""
        first, second = self._shares
        self._steps += 1
        self._first += (1 - first) * (gradient - self._first)
        self._second += (1 - second) * (gradient**2 - self._second)
        spread = np.sqrt(self._second / np.float32(1 - second**self._steps)) + LEAST
        self._weights -= np.float32(rate / (1 - first**self._steps)) * self._first / spread
