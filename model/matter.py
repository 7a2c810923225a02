"""Finds articles that nothing but their matter tells from what stands above them. It knows nothing of how lines look.

Where a heading and a byline are missing, or a heading looks like one among paragraphs, a reader sees that the subject changes:
what is above and what is below belong to different sections.
"""

import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from model.article import Article
from model.classifier import Classifier
from model.parts import CROSSHEAD, PARAGRAPH
from model.prediction import Prediction

# Chosen by leaving layouts out in turn: see model/README.md. Odds are natural logarithms.
WEIGHT = 1.5  # of the sections beside what the lines tell
EVEN = -1.0  # the odds from which on an article begins
LEAST_LIKELY = 0.047  # by the lines alone; what is less likely is not asked for its section
MOST_LIKELY = 0.999  # keeps odds finite
FEWEST_CHARACTERS, MOST_CHARACTERS = 80, 300  # above and below: with fewer the sections are guesses, more is not read
ENDS = "。！？!?.”）)"  # what the line above ends in

Place = tuple[int, int, float]  # the range of a line, and how likely an article begins there


@dataclass(frozen=True, slots=True)
class _Seam:
    """A paragraph or heading, line `at` of a page, that may begin an article; `first` is the first line of the one it is in."""

    first: int
    at: int
    odds: float
    above: str
    below: str


def beginnings(
    text: str, places: Sequence[Place], states: Sequence[str], runs: Iterable[tuple[int, int]], classifier: Classifier
) -> dict[int, float]:
    """Return the lines of a page at which articles begin by their matter, at most one in each of the `runs`, and how likely.

    The odds of the lines and WEIGHT times those of the sections are added: Bayes' rule, but for the weight, if an article has
    one section and all are as frequent. `places` and `states` tell each line's range, how likely an article begins there,
    and what it is.
    """
    seams = [seam for first, beyond in runs for seam in _seams(text, places, states, first, beyond)]
    # What is above one seam is, in a long article, above the next as well.
    texts = list(dict.fromkeys(text for seam in seams for text in (seam.above, seam.below)))
    sections = dict(zip(texts, classifier.classify([Article(text) for text in texts]), strict=True))
    best: dict[int, tuple[float, int]] = {}
    for seam in seams:
        odds = seam.odds + WEIGHT * odds_apart(sections[seam.above], sections[seam.below])
        best[seam.first] = max(best.get(seam.first, (EVEN, -1)), (odds, seam.at))
    return {at: 1 / (1 + math.exp(-odds)) for odds, at in best.values() if at >= 0}


def odds_apart(above: Prediction, below: Prediction) -> float:
    """Return the logarithm of the odds that two texts are of two articles, of sections by chance, against one of one section."""
    together = sum(probability * below.scores[label] for label, probability in above.scores.items())
    return -math.log(max(together * len(above.scores), sys.float_info.min))


def _seams(text: str, places: Sequence[Place], states: Sequence[str], first: int, beyond: int) -> Iterable[_Seam]:
    begin, end = places[first][0], places[beyond - 1][1]
    for at in range(first + 1, beyond):
        start, _, likely = places[at]
        if likely > LEAST_LIKELY and _may_begin(text, places, states, at):
            above, below = text[begin : min(start, begin + MOST_CHARACTERS)], text[start : min(end, start + MOST_CHARACTERS)]
            if min(len(above), len(below)) >= FEWEST_CHARACTERS:
                odds = math.log(likely) - math.log1p(-min(likely, MOST_LIKELY))
                yield _Seam(first, at, odds, above, below)


def _may_begin(text: str, places: Sequence[Place], states: Sequence[str], at: int) -> bool:
    if states[at] == CROSSHEAD:
        return states[at - 1] != CROSSHEAD
    return states[at] == PARAGRAPH and text[places[at - 1][1] - 1] in ENDS
