"""What the sections of a newspaper are called: names in two languages and codes of two standards, read from sections.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SECTIONS_FILE = Path(__file__).with_name("sections.toml")
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Section:
    """A label, its Chinese and English name, its IPTC Media Topic and its class in GB/T 20093; "" where there is none."""

    label: str
    zh: str
    en: str
    iptc: str = ""
    gbt: str = ""


@cache
def known_sections() -> dict[str, Section]:
    """Return the sections that have names and codes, by label, in the order a newspaper gives them."""
    rows = tomllib.loads(SECTIONS_FILE.read_text("utf-8"))
    return {label: Section(label, **row) for label, row in rows.items()}


def section(label: str) -> Section:
    """Return the section of a label; a label of one's own is its own name."""
    return known_sections().get(label) or Section(label, zh=label, en=label)


def order_labels(labels: set[str]) -> list[str]:
    """Return the labels with the known sections first, in their own order, then the others by name."""
    known = list(known_sections())
    return [label for label in known if label in labels] + sorted(labels - set(known))
