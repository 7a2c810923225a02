"""Draws a report's three pictures as SVG text. It knows nothing of files, nor of the page that the pictures stand on.

Standard library only: three small pictures do not earn a plotting library. Colours are the classes that STYLE names.
"""

import math
import unicodedata
from collections.abc import Callable, Sequence
from html import escape

from model.evaluation import RELIABILITY_BINS, REVIEW_PRECISION, CoverageRow, ReliabilityBin
from model.sections import section

STYLE = """
svg { display: block; width: 100%; height: auto; font-size: 14px; }
svg text { fill: var(--ink); } svg .small { font-size: 12px; } svg .muted { fill: var(--muted); }
svg .cell { fill: var(--accent); stroke: var(--line); }
svg .bar { fill: var(--accent); fill-opacity: 0.55; stroke: var(--accent); }
svg .grid { stroke: var(--line); } svg .axis { stroke: var(--muted); }
svg .ideal { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 6 4; }
svg .curve { fill: none; stroke: var(--accent); stroke-width: 2.5; } svg .dot { fill: var(--accent); }
svg .mark { stroke: var(--mark); stroke-width: 2; stroke-dasharray: 2 3; }
svg text.marked { fill: var(--mark); font-weight: 600; }
"""
WIDTH, LEFT, CELL, TOP = 400, 86, 60, 62
PLOT_LEFT, PLOT_RIGHT, PLOT_TOP, PLOT_BOTTOM = 56, 380, 14, 250
LETTERS_A_LINE = 8
# The deepest shade of a cell still lets the ink stand out at 4.5 to 1 (WCAG 2.2, 1.4.3), on white and on black.
DEEPEST = 0.65
# Pictures shrink with their column to this much of their size and scroll from there, to stay legible.
SMALLEST = 0.65


def confusion_map(labels: Sequence[str], confusion: Sequence[Sequence[int]], of: str) -> str:
    """Return the heat map of `confusion`, a row a true section, shaded and marked by the row's shares; `of` says of what."""
    width, height = max(WIDTH, LEFT + CELL * len(labels) + 4), TOP + CELL * len(labels) + 24
    drawn = []
    for at, label in enumerate(labels):
        middle = CELL * at + CELL // 2
        drawn.append(_name(label, LEFT + middle, TOP - 10, "middle", above=True))
        drawn.append(_name(label, LEFT - 8, TOP + middle + 4, "end"))
    for i, row in enumerate(confusion):
        for j, count in enumerate(row):
            share = count / sum(row) if count else 0.0
            x, y = LEFT + CELL * j, TOP + CELL * i
            shade = f'fill-opacity="{DEEPEST * share:.3f}"'
            drawn.append(f'<rect class="cell" x="{x}" y="{y}" width="{CELL}" height="{CELL}" {shade}/>')
            drawn.append(_text(x + CELL / 2, y + 28, str(count), "", "middle"))
            drawn.append(_text(x + CELL / 2, y + 45, f"{share:.1%}" if sum(row) else "–", "small", "middle"))
    drawn.append(_text(LEFT, height - 6, "row: true section; column: answer", "small muted"))
    return _picture(width, height, f"Confusion matrix of {of}: {len(labels)} sections, counts and row percentages", drawn)


def reliability_diagram(bins: Sequence[ReliabilityBin], of: str) -> str:
    """Return the bars of the share that is right by confidence, against the diagonal, with the size of each bin below."""
    x, y = _scale(0.0, 1.0, PLOT_LEFT, PLOT_RIGHT), _scale(0.0, 1.0, PLOT_BOTTOM, PLOT_TOP)
    drawn = _axes((0, 0.2, 0.4, 0.6, 0.8, 1), (0, 0.2, 0.4, 0.6, 0.8, 1), x, y)
    for at in bins:
        left = min(int(at.confidence * RELIABILITY_BINS), RELIABILITY_BINS - 1) / RELIABILITY_BINS
        start, end, top = x(left) + 1, x(left + 1 / RELIABILITY_BINS) - 1, y(at.accuracy)
        drawn.append(
            f'<rect class="bar" x="{start:.1f}" y="{top:.1f}" width="{end - start:.1f}" height="{PLOT_BOTTOM - top:.1f}">'
            f"<title>{at.articles} answers, confidence {at.confidence:.1%}, right {at.accuracy:.1%}</title></rect>"
        )
        middle = (start + end) / 2 + 4
        turned = f'text-anchor="end" transform="rotate(-90 {middle:.1f} 278)"'
        drawn.append(f'<text class="small" x="{middle:.1f}" y="278" {turned}>{at.articles}</text>')
    drawn.append(f'<line class="ideal" x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(1)}"/>')
    drawn.append(_text(PLOT_LEFT - 6, 292, "answers", "small muted", "end"))
    drawn.append(_text(PLOT_LEFT, 336, "confidence; bars: share that is right; dashed: ideal", "small muted"))
    return _picture(WIDTH, 344, f"Reliability diagram of {of}: share that is right by confidence", drawn)


def coverage_curve(rows: Sequence[CoverageRow], review_below: float, of: str) -> str:
    """Return the curve of precision against coverage, marked at the review threshold."""
    kept = coverage_at(rows, review_below)
    low = math.floor(10 * min([0.5, kept, *(row.coverage for row in rows)])) / 10
    floor = math.floor(10 * min([0.9, *(row.precision for row in rows)])) / 10
    x, y = _scale(low, 1.0, PLOT_LEFT, PLOT_RIGHT), _scale(floor, 1.0, PLOT_BOTTOM, PLOT_TOP)
    drawn = _axes([k / 10 for k in range(round(10 * low), 11)], [floor + k * (1 - floor) / 5 for k in range(6)], x, y)
    drawn.append(f'<line class="ideal" x1="{x(low)}" x2="{x(1)}" y1="{y(REVIEW_PRECISION):.1f}" y2="{y(REVIEW_PRECISION):.1f}"/>')
    points = " ".join(f"{x(row.coverage):.1f},{y(row.precision):.1f}" for row in rows)
    drawn.append(f'<polyline class="curve" points="{points}"/>')
    for row in rows:
        tip = f"threshold {row.threshold:.3f}: coverage {row.coverage:.1%}, precision {row.precision:.1%}"
        place = f'cx="{x(row.coverage):.1f}" cy="{y(row.precision):.1f}"'
        drawn.append(f'<circle class="dot" {place} r="4"><title>{tip}</title></circle>')
    at = x(kept)
    drawn.append(f'<line class="mark" x1="{at:.1f}" x2="{at:.1f}" y1="{PLOT_TOP}" y2="{PLOT_BOTTOM}"/>')
    side, shift = ("end", -6) if kept > (1 + low) / 2 else ("start", 6)
    drawn.append(_text(at + shift, PLOT_BOTTOM - 10, review_words(review_below), "marked", side))
    drawn.append(_text(PLOT_LEFT, 294, f"coverage; height: precision; dashed: {REVIEW_PRECISION:.0%}", "small muted"))
    return _picture(WIDTH, 302, f"Coverage curve of {of}: precision by share answered, {review_words(review_below)}", drawn)


def coverage_at(rows: Sequence[CoverageRow], threshold: float) -> float:
    """Return about which share of the answers is at least as probable as `threshold`, on straight lines between the rows."""
    points = sorted([*((row.threshold, row.coverage) for row in rows), (1.0, 0.0)], key=lambda point: (point[0], -point[1]))
    if threshold > 1 or threshold <= points[0][0]:
        return 0.0 if threshold > 1 else 1.0
    at = next(at for at, point in enumerate(points) if point[0] >= threshold)
    (before, more), (after, less) = points[at - 1], points[at]
    return more + (less - more) * (threshold - before) / (after - before)


def review_words(threshold: float) -> str:
    """Return what is reviewed: a threshold above 1 stands for none that is good enough."""
    return f"review below {threshold:.3f}" if threshold <= 1 else f"no threshold gives {REVIEW_PRECISION:.0%}"


def _scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    return lambda value: start + (value - low) / (high - low) * (end - start)


def _axes(xs: Sequence[float], ys: Sequence[float], x: Callable[[float], float], y: Callable[[float], float]) -> list[str]:
    drawn = []
    for value in ys:
        kind = "axis" if value == ys[0] else "grid"
        drawn.append(f'<line class="{kind}" x1="{PLOT_LEFT}" x2="{PLOT_RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}"/>')
        drawn.append(_text(PLOT_LEFT - 6, y(value) + 4, f"{value:.0%}", "small", "end"))
    drawn += [_text(x(value), PLOT_BOTTOM + 17, f"{value:.0%}", "small", "middle") for value in xs]
    return drawn


def _name(label: str, x: float, y: float, anchor: str, *, above: bool = False) -> str:
    """Return a section's Chinese name with its English name below, as high as it goes from `y` if `above`, else around it."""
    named = section(label)
    words = named.en.replace("_", " ").split()[:3]
    bilingual = named.en != named.zh
    lines = [named.zh, *words] if bilingual else words
    start = y - 13 * (len(lines) - 1) * (1 if above else 0.5)
    sizes = ["" if bilingual else "small", *["small"] * len(words)]
    drawn = [_text(x, start + 13 * at, _clip(line), sizes[at], anchor) for at, line in enumerate(lines)]
    return f"<g><title>{escape(label)}</title>{''.join(drawn)}</g>"


def _clip(line: str) -> str:
    """Return what of the line has room beside a cell; a wide character takes the room of two."""
    room = LETTERS_A_LINE
    for at, letter in enumerate(line):
        room -= 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if room < 0:
            return f"{line[:at]}…"
    return line


def _text(x: float, y: float, words: str, classes: str = "", anchor: str = "start") -> str:
    return f'<text class="{classes}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _picture(width: int, height: int, title: str, drawn: Sequence[str]) -> str:
    frame = f'viewBox="0 0 {width} {height}" style="min-width: {SMALLEST * width:.0f}px" role="img"'
    return f"<svg {frame}><title>{escape(title)}</title>{''.join(drawn)}</svg>"
