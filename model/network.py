"""The network that tells what each line of a page is likely to be, with NumPy alone. It knows nothing of texts and of training.

A line is read with its neighbours, then again with those and with what the page has to say: linear attention (Katharopoulos et
al. 2020), whose cost grows with the number of lines and not with its square. So one headline of a page tells of the others.
"""

from dataclasses import dataclass

import numpy as np

from model.lines import Floats

REACH = 2  # neighbours on either side that a line is read with
AROUND = 2 * REACH + 1
STRETCH, MARGIN = 1_000, 50  # lines that are read at once, and more on either side; a text may hold a whole newspaper
FLOOR, LEAST = np.float32(0.01), np.float32(1e-3)  # of how alike two lines are; of what divides


@dataclass(frozen=True, slots=True)
class Network:
    """The weights: matrices whose last row is added to what the others make of the columns that are read.

    `projection` (features x directions) finds the directions in which lines differ to the point, `near` (AROUND * directions x
    units) reads those of a line and its neighbours. `asks` (units x 3 * context) makes of that what a line asks for, what it
    answers to, and its answer; `tells` (units x directions) what it tells its neighbours. `mixed` (AROUND * directions + context
    x units) reads what neighbours tell and the page answers; `back` (units x units) adds that to the line's units, and `output`
    (units x states) makes log-odds of them.
    """

    projection: Floats
    near: Floats
    asks: Floats
    tells: Floats
    mixed: Floats
    back: Floats
    output: Floats

    def log_likelihoods(self, described: Floats) -> Floats:
        """Return the logarithm of how likely each state is for each line (lines x states)."""
        parts = []
        for begin in range(0, len(described), STRETCH):
            first = max(begin - MARGIN, 0)
            parts.append(self._read(described[first : begin + STRETCH + MARGIN])[begin - first :][:STRETCH])
        return np.concatenate(parts)

    def _read(self, described: Floats) -> Floats:
        units = np.maximum(read(self.near, around(read(self.projection, described))), 0)
        scaled = units * scale(units)
        heard = np.concatenate([around(read(self.tells, scaled)), attend(asked(self.asks, scaled))], axis=1)
        mixed = np.maximum(read(self.mixed, heard), 0)
        return log_likelihoods(read(self.output, units + read(self.back, mixed)))


@dataclass(frozen=True, slots=True)
class Asked:
    """What each line asks for and what it answers to (lines x context, above 0), and its answer (lines x context)."""

    questions: Floats
    keys: Floats
    answers: Floats


def read(matrix: Floats, rows: Floats) -> Floats:
    """Return what a matrix makes of rows."""
    made: Floats = rows @ matrix[:-1] + matrix[-1]
    return made


def around(rows: Floats) -> Floats:
    """Return each row with its neighbours, REACH on either side; beyond the page all is 0."""
    n, width = rows.shape
    padded = np.zeros((n + 2 * REACH, width), rows.dtype)
    padded[REACH : REACH + n] = rows
    return np.concatenate([padded[by : by + n] for by in range(AROUND)], axis=1)


def scale(units: Floats) -> Floats:
    """Return what brings the units of each line to a mean square of 1 (Zhang and Sennrich 2019)."""
    scales: Floats = 1 / np.sqrt(np.mean(units**2, axis=1, keepdims=True) + LEAST)
    return scales


def asked(matrix: Floats, scaled: Floats) -> Asked:
    """Return what lines of these units ask."""
    questions, keys, answers = np.split(read(matrix, scaled), 3, axis=1)
    return Asked(np.maximum(questions, 0) + FLOOR, np.maximum(keys, 0) + FLOOR, answers)


def attend(lines: Asked) -> Floats:
    """Return for each line the mean of the answers of all, each the heavier, the more like what is asked for its key is."""
    alike = lines.questions @ lines.keys.sum(axis=0) + LEAST
    found: Floats = lines.questions @ (lines.keys.T @ lines.answers) / alike[:, None]
    return found


def log_likelihoods(odds: Floats) -> Floats:
    """Return the logarithm of how likely each state is, of its log-odds (lines x states)."""
    below = odds - odds.max(axis=1, keepdims=True)
    likely: Floats = below - np.log(np.exp(below).sum(axis=1, keepdims=True))
    return likely
