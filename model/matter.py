"""Finds articles that nothing but their words tells from what stands above them. It knows nothing of how lines look.

Where a heading and a byline are missing, or a heading looks like one among paragraphs, a reader sees that the subject changes:
what is above and what is below belong to different sections. And what begins an article is written otherwise than what goes on.
"""

import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from model.article import Article
from model.classifier import Classifier
from model.lines import Floats
from model.parts import CROSSHEAD, PARAGRAPH
from model.prediction import Prediction

# A logistic regression on pages of layouts left out: see model/README.md. Odds are natural logarithms.
BY_LINES, BY_FIRST_WORDS, BY_SECTIONS = 0.7, 0.6, 0.9
OF_HEADING, OF_ANY = 0.5, 0.0
ASKED = -2.5  # the odds, without the sections, from which on these are asked
EVEN = 0.0  # the odds from which on an article begins
LEAST_LIKELY = 0.0025  # by the lines alone; what is less likely begins nothing
MOST_LIKELY = 0.999  # keeps odds finite
FEWEST_CHARACTERS, MOST_CHARACTERS = 80, 300  # above and below: with fewer the sections are guesses, more is not read
ENDS = "。！？!?.”）)"  # what the line above ends in

Place = tuple[int, int, float]  # the range of a line, and how likely an article begins there
FirstWords = Callable[[Sequence[int]], Floats]  # how much the text from each place on reads like an article's first


@dataclass(frozen=True, slots=True)
class _Seam:
    """A paragraph or heading, line `at` of a page, that may begin an article.

    `first` is the first line of the one it is in, `words` where the text below begins; `odds` are those of the line.
    """

    first: int
    at: int
    words: int
    odds: float
    above: str
    below: str


def beginnings(
    text: str,
    places: Sequence[Place],
    states: Sequence[str],
    runs: Iterable[tuple[int, int]],
    first_words: FirstWords,
    classifier: Classifier,
) -> dict[int, float]:
    """Return the lines of a page at which articles begin by their words, at most one in each of the `runs`, and how likely.

    The odds of the lines, of the first words and of the sections are added, each weighted. `places` and `states` tell each
    line's range, how likely an article begins there, and what it is.
    """
    seams = [seam for first, beyond in runs for seam in _seams(text, places, states, first, beyond)]
    open_seams = list(_in_question(seams, states, first_words)) if seams else []
    # What is above one seam is, in a long article, above the next as well.
    texts = list(dict.fromkeys(excerpt for seam, _ in open_seams for excerpt in (seam.above, seam.below)))
    sections = dict(zip(texts, classifier.classify([Article(excerpt) for excerpt in texts]), strict=True))
    best: dict[int, tuple[float, int]] = {}
    for seam, so_far in open_seams:
        odds = so_far + BY_SECTIONS * odds_apart(sections[seam.above], sections[seam.below])
        best[seam.first] = max(best.get(seam.first, (EVEN, -1)), (odds, seam.at))
    return {at: 1 / (1 + math.exp(-odds)) for odds, at in best.values() if at >= 0}


def odds_apart(above: Prediction, below: Prediction) -> float:
    """Return the logarithm of the odds that two texts are of two articles, of sections by chance, against one of one section."""
    together = sum(probability * below.scores[label] for label, probability in above.scores.items())
    return -math.log(max(together * len(above.scores), sys.float_info.min))


def _in_question(seams: Sequence[_Seam], states: Sequence[str], first_words: FirstWords) -> Iterator[tuple[_Seam, float]]:
    """Return the seams that the sections could yet open, with their odds without the sections."""
    for seam, opening in zip(seams, first_words([seam.words for seam in seams]).tolist(), strict=True):
        odds = OF_ANY + BY_LINES * seam.odds + BY_FIRST_WORDS * opening + OF_HEADING * (states[seam.at] == CROSSHEAD)
        if odds > ASKED:
            yield seam, odds


def _seams(text: str, places: Sequence[Place], states: Sequence[str], first: int, beyond: int) -> Iterable[_Seam]:
    begin, end = places[first][0], places[beyond - 1][1]
    for at in range(first + 1, beyond):
        start, _, likely = places[at]
        if likely > LEAST_LIKELY and _may_begin(text, places, states, at):
            above, below = text[begin : min(start, begin + MOST_CHARACTERS)], text[start : min(end, start + MOST_CHARACTERS)]
            if min(len(above), len(below)) >= FEWEST_CHARACTERS:
                odds = math.log(likely) - math.log1p(-min(likely, MOST_LIKELY))
                words = places[at + 1][0] if states[at] == CROSSHEAD and at + 1 < beyond else start
                yield _Seam(first, at, words, odds, above, below)


def _may_begin(text: str, places: Sequence[Place], states: Sequence[str], at: int) -> bool:
    if states[at] == CROSSHEAD:
        return states[at - 1] != CROSSHEAD
    return states[at] == PARAGRAPH and text[places[at - 1][1] - 1] in ENDS
