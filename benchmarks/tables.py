"""Prints results as Markdown. It knows nothing of what they mean."""

from collections.abc import Iterable, Sequence

# What every table calls this project.
OURS = "**Banmian**"


def print_table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a heading and a table of cells under its header row, when all rows are there."""
    lines = [header, ["---"] * len(header), *rows]
    print(f"\n### {title}\n")
    for cells in lines:
        print(f"| {' | '.join(cells)} |")
