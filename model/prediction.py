"""What a model says of an article, and why. Data only."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prediction:
    """An article's section: `label`, its probability `confidence`, and `scores`, the probability of every section, largest first.

    `needs_review` is true where the confidence is below the threshold that the model's report gives, or where
    hardly a word of the article is known; `known_share` is the share of its words that are.
    """

    label: str
    confidence: float
    needs_review: bool
    scores: Mapping[str, float]
    known_share: float


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one term of an article adds to the winning section's score against the runner-up's.

    `spans` are its places: ("title" or "text", start, end), half-open, in characters of what was submitted.
    """

    term: str
    weight: float
    spans: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why `label` won over `runner_up`, in logits.

    `intercept` and the weights of all `contributions` sum to `difference`, the natural logarithm of the
    winner's probability over the runner-up's. The largest contribution, of either sign, comes first.
    """

    label: str
    runner_up: str
    difference: float
    intercept: float
    contributions: tuple[Contribution, ...]
