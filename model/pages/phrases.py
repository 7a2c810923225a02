"""Invents what stands on a newspaper page beside its articles, by the grammar of phrases.toml: bylines, captions, furniture."""

import re
import tomllib
from functools import cache
from pathlib import Path
from random import Random

GRAMMAR = Path(__file__).with_name("phrases.toml")
HOLE = re.compile(r"\{(\w+)(?:\.\.(\d+))?\}")
ORDINALS = "一二三四五六七八九十"
ROWS = range(2, 8)
# The forms of a byline on a line of its own; a page keeps to one of them, or to none.
SIGNATURES = (
    "signed_reporters",
    "signed_role",
    "signed_name",
    "signed_mark",
    "signed_deed",
    "signed_author",
    "signed_wire",
    "signed_source",
)


@cache
def grammar() -> dict[str, list[str]]:
    """Return the lines that each name of the grammar may be replaced by."""
    return tomllib.loads(GRAMMAR.read_text("utf-8"))


def phrase(name: str, random: Random, **known: str) -> str:
    """Return one of the phrases of that name; `known` gives what some of its holes hold."""
    return fill(random.choice(grammar()[name]), random, **known)


def fill(line: str, random: Random, **known: str) -> str:
    """Return a line of the grammar with its holes filled."""

    def filled(hole: re.Match[str]) -> str:
        name, last = hole[1], hole[2]
        if last:
            return str(random.randint(int(name), int(last)))
        return known[name] if name in known else phrase(name, random, **known)

    return HOLE.sub(filled, line)


def listing(random: Random) -> list[str]:
    """Return lines of a table, of results, of a list: paragraphs without the form of one."""
    row = random.choice(grammar()["rows"])
    number = random.choice(ROWS)
    return [fill(row, random, count=str(at + 1), ordinal=ORDINALS[at]) for at in range(number)]
