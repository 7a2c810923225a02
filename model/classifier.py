"""Gives articles their sections with NumPy alone. It knows nothing of training or of HTTP."""

import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from model import artifact
from model.article import Article
from model.artifact import Artifact
from model.errors import ArtifactError, DictionaryError
from model.places import find_terms
from model.prediction import Contribution, Explanation, Prediction
from model.sections import OTHER
from model.terms import Counts, count_fields, familiarity, find_parts, is_headline, pairs, place_words, read
from model.text import SEGMENTATION, Segmenter
from model.vocabulary import END, Vocabulary
from model.weights import Floats, Mode, Weights, factors, softmax

BATCH = 256
MODES = ("article", "headline")
# An article with fewer known Han words, or with a smaller share of them, is not Chinese enough to be judged.
MIN_KNOWN_WORDS = 3
MIN_KNOWN_SHARE = 0.25


class Classifier:
    """A model ready to serve."""

    def __init__(
        self,
        labels: Sequence[str],
        vocabulary: Vocabulary,
        weights: Weights,
        modes: Mapping[str, Mode],
        segmenter: Segmenter,
        version: str = "",
    ) -> None:
        """Put the parts of a model together; `modes` has an entry "article" and an entry "headline"."""
        self.labels = tuple(labels)
        self.version = version
        self.vocabulary = vocabulary
        self.weights = weights
        self.modes = modes
        self.segmenter = segmenter
        self._foreign = self.labels.index(OTHER) if OTHER in self.labels else 0

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return the model in `folder`, ready to answer. Raises ArtifactError if it must not be served."""
        return cls.unpack(artifact.read(folder), folder)

    @classmethod
    def unpack(cls, packed: Artifact, place: object = "in memory") -> Self:
        """Return the model of an artifact read from `place`. Raises ArtifactError if its parts do not fit together."""
        try:
            facts = packed.manifest["model"]
            arrays = artifact.unpack_arrays(packed.files["weights.npz"])
            terms = packed.files["vocabulary.txt"].decode().split("\n")[:-1]
            vocabulary = Vocabulary(terms[: facts["words"]], terms[facts["words"] :])
            weights = Weights.assemble(arrays, len(vocabulary.words), len(vocabulary.pairs), len(facts["labels"]))
            modes = {
                name: Mode(float(told["scale"]), float(told["review_below"]), float(told.get("bend", 0.0)))
                for name, told in ((name, facts["modes"][name]) for name in MODES)
            }
            segmenter = Segmenter(packed.files["user_dictionary.txt"].decode())
            segmentation = facts["segmentation"]
        except (KeyError, TypeError, ValueError, OSError, EOFError, BadZipFile, zlib.error, DictionaryError) as error:
            raise ArtifactError(place, f"has parts that do not fit together ({type(error).__name__}: {error})") from error
        if segmentation != SEGMENTATION:
            raise ArtifactError(place, f"was trained on segmentation {segmentation}, not {SEGMENTATION}; train it again")
        return cls(facts["labels"], vocabulary, weights, modes, segmenter, packed.version)

    def classify(self, articles: Sequence[Article]) -> list[Prediction]:
        """Return the prediction for each article, in order."""
        predictions: list[Prediction] = []
        for at in range(0, len(articles), BATCH):
            predictions += self._classify(articles[at : at + BATCH])
        return predictions

    def explain(self, article: Article) -> Explanation:
        """Return what made the winning section win over the runner-up, term by term."""
        label, runner_up = list(self.classify([article])[0].scores)[:2]
        winner, loser = self.labels.index(label), self.labels.index(runner_up)
        counts, foreign = self.count([article])
        if foreign[0]:
            return Explanation(label, runner_up, 0.0, 0.0, ())
        mode = self.mode(article)
        factor = float(factors(self.weights.score(counts, 1), mode.scale, mode.bend)[0])
        added: dict[str, float] = defaultdict(float)
        learned = self.weights.matrix[counts.terms].astype(np.float64)
        weights = self.weights.values(counts) * (learned[:, winner] - learned[:, loser]) * factor
        for feature, weight in zip(counts.terms.tolist(), weights.tolist(), strict=True):
            added[self._term(feature)] += weight
        intercept = float(self.weights.intercepts[winner] - self.weights.intercepts[loser]) * factor
        places = find_terms(self.segmenter, article)
        contributions = [Contribution(term, weight, tuple(places[term])) for term, weight in added.items()]
        contributions.sort(key=lambda contribution: -abs(contribution.weight))
        return Explanation(label, runner_up, intercept + sum(added.values()), intercept, tuple(contributions))

    def scores(self, articles: Sequence[Article]) -> Floats:
        """Return the score (articles x sections) of each article for each section, whatever its mode."""
        scores = np.zeros((len(articles), len(self.labels)))
        for at in range(0, len(articles), BATCH):
            batch = articles[at : at + BATCH]
            scores[at : at + BATCH] = self.weights.score(self.count(batch)[0], len(batch))
        return scores

    def count(self, articles: Sequence[Article]) -> tuple[Counts, NDArray[np.bool_]]:
        """Return the counts of the known terms of a batch, all fields at once, and which articles are too foreign to judge."""
        return self._count(articles)[:2]

    def _count(self, articles: Sequence[Article]) -> tuple[Counts, NDArray[np.bool_], Floats]:
        """Return what `count` does, and the share of known words of each article."""
        reading = read(articles)
        ids = self.vocabulary.word_ids(reading.codes, self.segmenter.words(reading.codes))
        parts = find_parts(ids == END)
        pair_rows, keys = pairs(reading)
        numbers = self.vocabulary.pair_ids(keys)
        known_pairs = numbers >= 0
        fields = place_words(ids, parts) | {"characters": (pair_rows[known_pairs], numbers[known_pairs])}
        counts = count_fields(fields, self.weights.starts)
        known, share = familiarity(ids, self.vocabulary.first_han_word, parts)
        return counts, (known < MIN_KNOWN_WORDS) | (share < MIN_KNOWN_SHARE), share

    def _term(self, feature: int) -> str:
        pairs_start = self.weights.starts[-1]
        if feature >= pairs_start:
            return self.vocabulary.pairs[feature - pairs_start]
        return self.vocabulary.words[feature % len(self.vocabulary.words)]

    def mode(self, article: Article) -> Mode:
        """Return the mode an article is judged in."""
        return self.modes["headline" if is_headline(article) else "article"]

    def _classify(self, articles: Sequence[Article]) -> list[Prediction]:
        counts, foreign, shares = self._count(articles)
        modes = [self.mode(article) for article in articles]
        scores = self.weights.score(counts, len(articles))
        scales, bends = np.array([(mode.scale, mode.bend) for mode in modes]).T
        scores *= factors(scores, scales, bends)[:, None]
        scores[foreign] = 0.0  # nothing is known: every section is as likely
        told = zip(softmax(scores).tolist(), foreign.tolist(), modes, shares.tolist(), strict=True)
        return [self._prediction(*one) for one in told]

    def _prediction(self, probabilities: Sequence[float], foreign: bool, mode: Mode, share: float) -> Prediction:  # noqa: FBT001
        ranked = dict(sorted(zip(self.labels, probabilities, strict=True), key=itemgetter(1), reverse=True))
        if foreign:
            ranked = {self.labels[self._foreign]: probabilities[self._foreign], **ranked}
        label, confidence = next(iter(ranked.items()))
        return Prediction(label, confidence, foreign or confidence < mode.review_below, ranked, share)
