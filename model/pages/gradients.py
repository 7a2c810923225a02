"""How a network should have read a page: what its mistakes say of each weight. It knows nothing of how weights are changed."""

from collections.abc import Sequence

import numpy as np

from model.lines import Floats
from model.network import AROUND, FLOOR, LEAST, REACH, Network, around, asked, attend, log_likelihoods, read, scale
from model.pages.tagging import TaggedPage


class Reading:
    """What a network makes of a page, step by step, to go back from its mistakes to the weights (Rumelhart et al. 1986)."""

    def __init__(self, network: Network, page: TaggedPage, kept: Sequence[Floats]) -> None:
        """Read a page; `kept` is what features, units and mixed units of each line are multiplied with."""
        self._network, self._page, self._kept = network, page, kept
        self._features = page.described * kept[0]
        self._lines = around(read(network.projection, self._features))
        self._units = np.maximum(read(network.near, self._lines), 0) * kept[1]
        self._scale = scale(self._units)
        self._scaled = self._units * self._scale
        self._asked = asked(network.asks, self._scaled)
        self._alike = self._asked.questions @ self._asked.keys.sum(axis=0) + LEAST
        self._answers = attend(self._asked)
        self._heard = np.concatenate([around(read(network.tells, self._scaled)), self._answers], axis=1)
        self._mixed = np.maximum(read(network.mixed, self._heard), 0) * kept[2]
        self._known = self._units + read(network.back, self._mixed)
        self._likely = log_likelihoods(read(network.output, self._known))

    def loss(self) -> float:
        """Return how surprising the true states are, all lines together, as much as each counts."""
        told = self._likely[np.arange(len(self._likely)), self._page.states]
        return -float(told @ self._page.weights)

    def gradients(self) -> list[Floats]:
        """Return how the loss grows with each weight, a matrix for each of the network's."""
        network = self._network
        odds = np.exp(self._likely)
        odds[np.arange(len(odds)), self._page.states] -= 1
        odds *= self._page.weights[:, None]
        output, known = _back(network.output, self._known, odds)
        back, mixed = _back(network.back, self._mixed, known)
        mixing, heard = _back(network.mixed, self._heard, mixed * self._kept[2] * (self._mixed > 0))
        width = AROUND * network.tells.shape[1]
        asks, scaled = _back(network.asks, self._scaled, self._back_to_asked(heard[:, width:]))
        tells, told = _back(network.tells, self._scaled, _gathered(heard[:, :width]))
        scaled += told
        known += self._scale * (scaled - self._scaled * np.mean(scaled * self._scaled, axis=1, keepdims=True))
        near, lines = _back(network.near, self._lines, known * self._kept[1] * (self._units > 0))
        projection, _ = _back(network.projection, self._features, _gathered(lines))
        return [projection, near, asks, tells, mixing, back, output]

    def _back_to_asked(self, answers: Floats) -> Floats:
        """Return how the loss grows with what lines ask, answer to and answer, given how it does with the answers they get."""
        questions, keys, told = self._asked.questions, self._asked.keys, self._asked.answers
        pulled = answers / self._alike[:, None]
        alike = -(pulled * self._answers).sum(axis=1)
        of_told = questions.T @ pulled
        to_questions = pulled @ (keys.T @ told).T + alike[:, None] * keys.sum(axis=0)
        to_keys = told @ of_told.T + alike @ questions
        return np.concatenate([to_questions * (questions > FLOOR), to_keys * (keys > FLOOR), keys @ of_told], axis=1)


def _back(matrix: Floats, rows: Floats, gradient: Floats) -> tuple[Floats, Floats]:
    """Return how the loss grows with a matrix and with the rows that it read, given how it does with what it made of them."""
    return np.vstack([rows.T @ gradient, gradient.sum(axis=0)]), gradient @ matrix[:-1].T


def _gathered(gradient: Floats) -> Floats:
    """Return how the loss grows with rows, given how it does with each row and its neighbours beside it."""
    n, width = len(gradient), gradient.shape[1] // AROUND
    padded = np.zeros((n + 2 * REACH, width), gradient.dtype)
    for by in range(AROUND):
        padded[by : by + n] += gradient[:, by * width : (by + 1) * width]
    return padded[REACH : REACH + n]
