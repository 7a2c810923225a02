"""Keeps memory in one piece, and gives it back to the system where a model was swapped out. It knows of no model."""

import ctypes
import gc
from contextlib import suppress

# mallopt's name for the number of arenas, in glibc's malloc.h.
ARENA_MAX = -8


def keep_together() -> None:
    """Have all threads take memory from one place: they hold one lock in turn, and many places are left in pieces."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(ARENA_MAX, 1)


def trim() -> None:
    """Give back what can be given back; glibc alone can be asked to."""
    gc.collect()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
