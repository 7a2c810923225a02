"""Compares two things measured in turn, round after round. It knows nothing of what they are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

HEADER = ("", "Banmian", "baseline", "unit", "ratio (rounds)", "bar", "")
# Figures from here on are written without decimals.
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """What a ratio of ours to the baseline must reach: at least `limit`, or at most where `below`."""

    limit: float
    below: bool = False

    def reached(self, ratio: float) -> bool:
        """Tell whether the ratio is on the right side."""
        return ratio <= self.limit if self.below else ratio >= self.limit

    def __str__(self) -> str:
        """Write the bar as a table has it."""
        return f"{'<=' if self.below else '>='} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was measured of ours and of the baseline, a figure a round each."""

    name: str
    unit: str
    bar: Bar
    ours: Sequence[float]
    baseline: Sequence[float]

    @property
    def ratios(self) -> list[float]:
        """Return ours over the baseline, round by round."""
        return [ours / baseline for ours, baseline in zip(self.ours, self.baseline, strict=True)]

    def row(self) -> list[str]:
        """Return the comparison as a row under HEADER: medians, and the ratios' median and range."""
        ratio = median(self.ratios)
        return [
            self.name,
            _figure(median(self.ours)),
            _figure(median(self.baseline)),
            self.unit,
            f"{ratio:.2f} ({min(self.ratios):.2f}-{max(self.ratios):.2f})",
            str(self.bar),
            "reached" if self.bar.reached(ratio) else "**missed**",
        ]


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= WHOLE else f"{value:.2f}"


def alternate(
    name: str, unit: str, bar: Bar, ours: Callable[[], float], baseline: Callable[[], float], rounds: int
) -> Comparison:
    """Measure ours and the baseline in turn, each first in every other round: what else the machine does falls on both."""
    figures: dict[Callable[[], float], list[float]] = {ours: [], baseline: []}
    for number in range(rounds):
        for measure in (ours, baseline) if number % 2 == 0 else (baseline, ours):
            figures[measure].append(measure())
    return Comparison(name, unit, bar, figures[ours], figures[baseline])
