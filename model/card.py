"""Writes the model card: what a model is, what it was trained on, what it is worth, where it fails."""

from collections.abc import Mapping
from typing import Any

from model.evaluation import Report
from model.sections import section


def model_card(manifest: Mapping[str, Any], articles: Report, headlines: Report | None) -> str:
    """Return the card as Markdown; every figure in it comes from the manifest or the reports."""
    model, data = manifest["model"], manifest["data"]
    origin = f"adapted from {data['parent']}" if data["parent"] else "trained from scratch"
    lines = [
        f"# Model {manifest['version']}",
        "",
        f"TF-IDF and a linear classifier for the sections of a Chinese newspaper, {origin} on {manifest['trained']}.",
        "",
        f"- Sections: {', '.join(_named(label) for label in model['labels'])}",
        f"- Terms: {model['words']:,} words, {model['pairs']:,} pairs of characters",
        f"- Reads: the headline and the first {model['read_characters']:,} characters",
        f"- Training data: {data['articles']:,} labelled articles, {data['unlabelled']:,} without a label",
        *([f"- Note: {data['note']}"] if data["note"] else []),
        "",
        "| source | articles |",
        "|---|---:|",
        *(f"| {_cell(source)} | {number:,} |" for source, number in data["sources"].items()),
        "",
        "## What it is worth",
        "",
        "Measured out of fold: each article by a model trained without it, its near duplicates and its source's other articles "
        "of the day.",
        "",
        *_figures("Whole articles", articles),
        *(_figures("Headlines alone", headlines) if headlines else []),
        *_sections(articles),
        "## How to use it, and how not",
        "",
        "- Below the review threshold a reader should decide: above it about 95 % of the answers were right out of fold.",
        "- Expect less on newspapers and years unlike the training data.",
        "- The weak borders are those to `other`: a leader quoted in an essay, a company in a consumer's dispute, a treatment "
        "in a hospital's news.",
        "- Weights are counts of words: irony, tables, verse and languages other than Chinese are beyond it; text with "
        "hardly a known word is answered `other` and sent to review.",
    ]
    return "\n".join(lines) + "\n"


def _named(label: str) -> str:
    known = section(label)
    return f"{label} ({known.zh})" if known.zh != label else label


def _figures(what: str, report: Report) -> list[str]:
    return [
        f"**{what}** ({report.articles:,}): macro-F1 {report.macro_f1:.3f}, accuracy {report.accuracy:.3f}, expected calibration "
        f"error {report.calibration_error:.3f}, Brier score {report.brier:.3f}, review below {report.review_below:.3f}.",
        "",
    ]


def _sections(report: Report) -> list[str]:
    rows = [
        f"| {_cell(score.label)} | {score.precision:.3f} | {score.recall:.3f} | {score.f1:.3f} | {score.articles:,} |"
        for score in report.sections
    ]
    return ["| section | precision | recall | F1 | articles |", "|---|---:|---:|---:|---:|", *rows, ""]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
