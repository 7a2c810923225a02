"""Writes a report as one HTML file that needs nothing beside it. It knows nothing of how a model is trained or stored."""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from model import charts
from model.comparison import Flip
from model.evaluation import Report
from model.sections import section

LISTED_FLIPS = 20
STYLE = """
:root { color-scheme: light dark;
  --page: #fff; --ink: #000; --muted: #57606a; --line: #c4cbd3; --accent: #0b4a8f; --mark: #a34f00; }
@media screen and (prefers-color-scheme: dark) {
  :root { --page: #0f1419; --ink: #fff; --muted: #9aa7b4; --line: #3a424c; --accent: #6aa5e8; --mark: #f0a04b; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 64rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 0.25rem 0.6rem 0.25rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 600; } thead { font-size: 0.875rem; } td.number { white-space: nowrap; }
.facts td, td:first-child { overflow-wrap: anywhere; } td:first-child { min-width: 5rem; }
th.number, td.number { text-align: right; padding: 0.25rem 0 0.25rem 0.5rem; }
 .note, figcaption { color: var(--muted); font-size: 0.875rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: 1rem; margin: 1rem 0; }
.figures dt { color: var(--muted); font-size: 0.875rem; } .figures dd { margin: 0; font-size: 1.4rem; white-space: nowrap; }
.figures small { display: block; white-space: normal; font-size: 0.75rem; color: var(--muted); }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 2rem; margin: 1.5rem 0; }
.smaller { grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); }
.scrolled { overflow-x: auto; } .smaller > .table { grid-column: 1 / -1; }
.pictures > * { margin: 0; min-width: 0; overflow-x: auto; break-inside: avoid; }
figcaption { font-weight: 600; margin-bottom: 0.5rem; } summary { cursor: pointer; padding: 0.25rem 0; }
@media (max-width: 30rem) { table { font-size: 0.875rem; } thead { font-size: 0.75rem; } }
@media print {
  body { max-width: none; font-size: 10pt; } details::details-content { content-visibility: visible; display: block; }
  .pictures { grid-template-columns: repeat(2, 1fr); gap: 1rem; } .smaller { grid-template-columns: repeat(3, 1fr); }
  figure details { display: none; } svg { min-width: 0 !important; } tr { break-inside: avoid; } h2 { break-after: avoid; } }
"""
HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
"""


def report_page(
    title: str, facts: Mapping[str, str], article_report: Report, headline_report: Report | None, flips: Sequence[Flip] = ()
) -> str:
    """Return the page: the facts, then figures, tables and pictures of the articles, of headlines alone, and the flips."""
    facts_rows = "".join(f'<tr><th scope="row">{escape(name)}</th><td>{escape(fact)}</td></tr>' for name, fact in facts.items())
    parts = [
        f"{HEAD}<title>{escape(title)}</title>\n<style>{STYLE}{charts.STYLE}</style>\n</head>\n<body>",
        f"<h1>{escape(title)}</h1>",
        f'<table class="facts"><tbody>{facts_rows}</tbody></table>' if facts else "",
        "<h2>Articles</h2>",
        report_part(article_report, "articles", "pictures"),
    ]
    if headline_report:
        parts += ["<h2>Headlines alone</h2>", report_part(headline_report, "headlines alone", "pictures smaller")]
    parts += [flip_part(flips), "</body>\n</html>\n"]
    return "\n".join(parts)


def report_part(report: Report, of: str, classes: str) -> str:
    """Return one report's figures, its table of sections and its pictures, each with its numbers folded below."""
    labels = [score.label for score in report.sections]
    reliability = [(f"{at.articles}", f"{at.confidence:.1%}", f"{at.accuracy:.1%}") for at in report.reliability]
    coverage = [(f"{row.coverage:.1%}", f"{row.precision:.1%}", f"{row.threshold:.3f}") for row in report.coverage]
    pictures = [
        figure("Confusion matrix", charts.confusion_map(labels, report.confusion, of), confusion_table(labels, report.confusion)),
        figure(
            "Reliability: is the confidence right?",
            charts.reliability_diagram(report.reliability, of),
            table(("Answers", "Confidence", "Right"), reliability),
        ),
        figure(
            "Coverage: what review buys",
            charts.coverage_curve(report.coverage, report.review_below, of),
            table(("Coverage", "Precision", "Threshold"), coverage),
        ),
    ]
    return f'{headline_figures(report)}\n<div class="{classes}">{section_table(report)}{"".join(pictures)}</div>'


def headline_figures(report: Report) -> str:
    """Return the figures that tell at a glance how good the answers are."""
    review = 1 - charts.coverage_at(report.coverage, report.review_below)
    figures = (
        ("Macro-F1", f"{report.macro_f1:.4f}", "mean F1 of the sections"),
        ("Accuracy", f"{report.accuracy:.2%}", f"of {report.articles} answers"),
        ("Calibration error", f"{report.calibration_error:.4f}", "expected, ECE; 0 is best"),
        ("Brier score", f"{report.brier:.4f}", "0 is best"),
        ("Needs review", f"about {review:.0%}", charts.review_words(report.review_below)),
    )
    shown = "".join(f"<div><dt>{name}</dt><dd>{figure}<small>{note}</small></dd></div>" for name, figure, note in figures)
    return f'<dl class="figures">{shown}</dl>'


def section_table(report: Report) -> str:
    """Return precision, recall, F1 and support by section; a section with no article says so."""
    rows = [
        (name(score.label), f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}", f"{score.articles}")
        for score in report.sections
    ]
    empty = [name(score.label) for score in report.sections if not score.articles]
    note = f'<p class="note">No article belongs to {", ".join(empty)}: its recall and F1 count as 0.</p>' if empty else ""
    scores = table(("Section", "Precision", "Recall", "F1", "Support"), rows)
    return f'<div class="table">{scores}{note}</div>'


def confusion_table(labels: Sequence[str], confusion: Sequence[Sequence[int]]) -> str:
    """Return the counts of the heat map for those who read by ear."""
    rows = [(name(label), *map(str, row)) for label, row in zip(labels, confusion, strict=True)]
    return table(("True section", *(f"Answered {section(label).en}" for label in labels)), rows)


def flip_part(flips: Sequence[Flip]) -> str:
    """Return the table of flips under its count, folded when it is long; nothing when there is none."""
    if not flips:
        return ""
    rows = [(escape(flip.article), name(flip.truth), name(flip.before), name(flip.after), verdict(flip)) for flip in flips]
    listed = table(("Article", "True section", "Before", "After", "Verdict"), rows, numbers=False)
    if len(flips) > LISTED_FLIPS:
        listed = f"<details><summary>All {len(flips)} articles</summary>{listed}</details>"
    verdicts = Counter(verdict(flip) for flip in flips)
    counts = f"{len(flips)} articles: {', '.join(f'{count} {kind}' for kind, count in sorted(verdicts.items()))}."
    return f'<h2>Articles answered otherwise than before</h2>\n<p>{counts}</p>\n<div class="scrolled">{listed}</div>'


def verdict(flip: Flip) -> str:
    """Return whether the flip mended the answer."""
    if flip.after == flip.truth:
        return "now right"
    return "no longer right" if flip.before == flip.truth else "still wrong"


def figure(caption: str, picture: str, numbers: str) -> str:
    """Return the picture under its caption, with its numbers as a folded table."""
    return f"<figure><figcaption>{caption}</figcaption>{picture}<details><summary>Numbers</summary>{numbers}</details></figure>"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: bool = True) -> str:
    """Return a table of cells that are HTML; all but the first column hold `numbers`."""
    marks = ["", *[' class="number"' if numbers else ""] * (len(heads) - 1)]
    top = "".join(f'<th scope="col"{mark}>{escape(head)}</th>' for mark, head in zip(marks, heads, strict=True))
    body = "".join(
        f"<tr>{''.join(f'<td{mark}>{cell}</td>' for mark, cell in zip(marks, row, strict=True))}</tr>\n" for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>\n{body}</tbody></table>"


def name(label: str) -> str:
    """Return a section's Chinese and English name as HTML; a label of one's own once."""
    named = section(label)
    chinese = f'<span lang="zh-Hans">{escape(named.zh)}</span>'
    return chinese if named.zh == named.en else f"{chinese} {escape(named.en)}"
