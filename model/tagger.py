"""Tells what each line of a page is, with NumPy alone: what a network says of each, then the likeliest sequence.

It knows nothing of texts: lines come as numbers, from `shapes`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.lexicon import Lexicon
from model.lines import Floats
from model.network import Network
from model.parts import BYLINE, CAPTION, CONTINUED, CROSSHEAD, HEADLINE, KICKER, LEAD, MARK, PARAGRAPH, SIGNATURE, SUBTITLE

FURNITURE = "furniture"
START = "*"
# What a line can be; a starred state begins an article.
STATES = (
    FURNITURE,
    KICKER + START,
    HEADLINE,
    HEADLINE + START,
    SUBTITLE,
    BYLINE,
    BYLINE + START,
    LEAD,
    LEAD + START,
    PARAGRAPH,
    CROSSHEAD,
    CONTINUED,
    SIGNATURE,
    CAPTION,
    CAPTION + START,
    MARK,
    MARK + START,
)
NONE = len(STATES)  # what is before the first line
STARTS = np.array([state.endswith(START) for state in STATES])
# Natural logarithms: likelihoods are not believed below LEAST, and states so much less likely than the best are out of question.
LEAST = -30.0
IN_QUESTION = 5.0
IMPOSSIBLE = float("-inf")


@dataclass(frozen=True, slots=True)
class Tagger:
    """What was learned of lines.

    `network` tells how likely each state is for each line. `transitions` (states x states) and `first` (states) are added to the
    logarithms of that for a state after another and for the page's first line. `lexicon` is what lines are to be described by.
    """

    network: Network
    transitions: Floats
    first: Floats
    lexicon: Lexicon

    def tag(self, described: Floats) -> tuple[list[int], Floats]:
        """Return the state of each line, as its place in STATES, and how likely each begins an article."""
        likely = np.maximum(self.network.log_likelihoods(described), LEAST)
        begins = np.exp(likely[:, STARTS]).sum(axis=1)
        return self._likeliest(likely), begins

    def _likeliest(self, scores: Floats) -> list[int]:
        """Return the likeliest sequence of states; most lines have but one in question, and the search is for those between."""
        in_question = scores > scores.max(axis=1, keepdims=True) - IN_QUESTION
        found: list[int] = scores.argmax(axis=1).tolist()
        states, numbers = np.nonzero(in_question)[1].tolist(), in_question.sum(axis=1)
        places = np.concatenate([[0], np.cumsum(numbers)]).tolist()
        is_open = np.concatenate([[False], numbers > 1, [False]])
        begins, ends = np.flatnonzero(is_open[1:] > is_open[:-1]), np.flatnonzero(is_open[1:] < is_open[:-1])
        steps: list[list[float]] = np.vstack([self.transitions, self.first]).T.tolist()
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
            beyond = min(end + 1, len(found))  # with the sure line after them
            choices = [states[places[at] : places[at + 1]] for at in range(begin, beyond)]
            found[begin:beyond] = search(scores[begin:beyond].tolist(), choices, found[begin - 1] if begin else NONE, steps)
        return found


def search(
    scores: Sequence[Sequence[float]], choices: Sequence[Sequence[int]], before: int, steps: Sequence[Sequence[float]]
) -> list[int]:
    """Return the likeliest sequence of states, one of its `choices` for each line, after the state `before` (Viterbi 1967).

    `scores` (lines x states) are added up, and `steps`, by the state that follows and then by the one before it.
    """
    totals = {before: 0.0}
    came: list[dict[int, int]] = []
    for row, states in zip(scores, choices, strict=True):
        following, origins = {}, {}
        for state in states:
            step, best, origin = steps[state], IMPOSSIBLE, before
            for earlier, total in totals.items():
                reached = total + step[earlier]
                if reached > best:
                    best, origin = reached, earlier
            following[state], origins[state] = best + row[state], origin
        totals = following
        came.append(origins)
    found = [max(totals, key=lambda state: totals[state])]
    for origins in reversed(came):
        found.append(origins[found[-1]])
    return found[-2::-1]
