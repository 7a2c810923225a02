"""Measures how far what a model meets is from what it was trained on: counts of sections alone, no text is kept."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

# A section that never occurs would make the index infinite.
LEAST = 1e-4


@dataclass(frozen=True, slots=True)
class Drift:
    """The share of each section as seen and as trained, and their population stability index (0: none, above 0.25: much)."""

    seen: Mapping[str, float]
    trained: Mapping[str, float]
    index: float


def measure(seen: Mapping[str, float], trained: Mapping[str, float]) -> Drift:
    """Return the drift between two counts by section; there is none before anything was seen."""
    labels = sorted({*seen, *trained})
    now, before = _shares(seen, labels), _shares(trained, labels)
    if not sum(now.values()) or not sum(before.values()):
        return Drift(now, before, 0.0)
    pairs = [(max(now[label], LEAST), max(before[label], LEAST)) for label in labels]
    return Drift(now, before, sum((new - old) * math.log(new / old) for new, old in pairs))


def _shares(counts: Mapping[str, float], labels: list[str]) -> dict[str, float]:
    total = sum(counts.values())
    return {label: counts.get(label, 0.0) / total if total else 0.0 for label in labels}
