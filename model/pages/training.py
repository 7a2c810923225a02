"""Trains a tagger of lines on pages whose parts are known. It knows nothing of where pages come from."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from model.lexicon import Lexicon
from model.lines import Floats
from model.pages.fitting import fit_network
from model.pages.tagging import TaggedPage
from model.tagger import STARTS, STATES, Tagger

# Chosen by leaving layouts of the written pages out in turn: see model/README.md.
TRANSITION = 0.2
BEGINNING = 0.5  # for each state that begins an article: more of those are overlooked than made up
RARE = 2  # fewer sightings of one state after another are taken for chance
NEVER = -25.0
SMOOTHING = 0.3


def fit_tagger(pages: Sequence[TaggedPage], lexicon: Lexicon, seed: int) -> Tagger:
    """Return the tagger learned from pages that `lexicon` described; the same pages and seed give the same."""
    with threadpool_limits(1):  # the last digits differ with the number of threads of a product
        network = fit_network(pages, len(STATES), seed)
    first, transitions = learn_transitions([page.states for page in pages])
    return Tagger(network, transitions, first, lexicon)


def learn_transitions(sequences: Sequence[NDArray[np.int64]]) -> tuple[Floats, Floats]:
    """Return, weighted, the logarithms of how often each state comes first, and of how often each follows each.

    States that begin an article are favoured by BEGINNING.
    """
    counts = np.zeros((len(STATES) + 1, len(STATES)))
    for states in sequences:
        np.add.at(counts, (np.concatenate([[len(STATES)], states[:-1]]), states), 1)
    smooth = counts + SMOOTHING
    weighted = TRANSITION * np.log(smooth / smooth.sum(axis=1, keepdims=True)) + BEGINNING * STARTS
    weighted[counts < RARE] = NEVER
    return weighted[-1].astype(np.float32), weighted[:-1].astype(np.float32)
