"""Shows how far long work has come, on a terminal only."""

import sys
from collections.abc import Iterable
from typing import TypeVar

from tqdm import tqdm

Item = TypeVar("Item")


def progress(items: Iterable[Item], what: str, total: int | None = None) -> Iterable[Item]:
    """Yield the items, with a bar on standard error where that is a terminal."""
    return tqdm(items, desc=what, total=total, disable=not sys.stderr.isatty(), leave=False)
