"""Fits the network that reads the lines of pages. It knows nothing of where pages come from.

scikit-learn's networks read one row at a time and cannot ask the page; libraries that can weigh more than all of the service.
"""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from model.lines import Floats
from model.network import AROUND, Network
from model.pages.adam import Adam
from model.pages.gradients import Reading
from model.pages.tagging import TaggedPage
from model.progress import progress

# Chosen by leaving layouts of the written pages out in turn: see model/README.md.
DIRECTIONS, UNITS, CONTEXT = 48, 128, 48
ROUNDS = 8  # over all pages
BATCH = 1500  # lines, of whole pages, between two changes of the weights
DROPPED = 0.1  # of features and units, each time (Srivastava et al. 2014)
RATE, LAST, WARMING = 1e-3, 0.02, 200  # of a step, the share of it at the end, and the first small ones
MOMENTS = 0.9, 0.999  # the shares that stay at a step
SMALL = 0.02  # of first weights whose answers are added to others


def fit_network(pages: Sequence[TaggedPage], states: int, seed: int) -> Network:
    """Return the network that tells the states of the lines of pages; the same pages and seed give the same."""
    random = np.random.default_rng(seed)
    network = _fresh(random, pages[0].described.shape[1], states)
    learners = [Adam(getattr(network, field.name), *MOMENTS) for field in fields(network)]
    batches = [batch for _ in range(ROUNDS) for batch in _batches(pages, random)]
    for at, batch in enumerate(progress(batches, "fitting"), 1):
        gradients = [Reading(network, pages[page], _kept(random, pages[page].described)).gradients() for page in batch]
        weight = sum(float(pages[page].weights.sum()) for page in batch)
        rate = RATE * min(at / WARMING, LAST + (1 - LAST) / 2 * (1 + np.cos(np.pi * at / len(batches))))
        for learner, parts in zip(learners, zip(*gradients, strict=True), strict=True):
            learner.step(sum(parts) / np.float32(weight), rate)
    return network


def _fresh(random: np.random.Generator, features: int, states: int) -> Network:
    """Return a network that has learned nothing."""

    def drawn(rows: int, columns: int, spread: float | None = None) -> Floats:
        weights = random.normal(0, spread or rows**-0.5, (rows + 1, columns)).astype(np.float32)
        weights[-1] = 0
        return weights

    return Network(
        projection=drawn(features, DIRECTIONS),
        near=drawn(AROUND * DIRECTIONS, UNITS),
        asks=drawn(UNITS, 3 * CONTEXT),
        tells=drawn(UNITS, DIRECTIONS),
        mixed=drawn(AROUND * DIRECTIONS + CONTEXT, UNITS),
        back=drawn(UNITS, UNITS, SMALL),
        output=drawn(UNITS, states),
    )


def _batches(pages: Sequence[TaggedPage], random: np.random.Generator) -> list[list[int]]:
    """Return all pages in a random order, by their places, in batches of about BATCH lines."""
    order = random.permutation(len(pages))
    lines = np.cumsum([len(pages[page].states) for page in order])
    cuts = np.flatnonzero(np.diff(lines // BATCH)) + 1
    return [batch.tolist() for batch in np.split(order, cuts)]


def _kept(random: np.random.Generator, described: Floats) -> list[Floats]:
    """Return which features, units and mixed units of each line are kept, and so much more of them that their sums stay."""
    widths = (described.shape[1], UNITS, UNITS)
    drawn = (random.random((len(described), width), np.float32) >= DROPPED for width in widths)
    return [kept.astype(np.float32) / np.float32(1 - DROPPED) for kept in drawn]
