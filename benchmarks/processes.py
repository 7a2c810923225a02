"""Asks Linux what processes use. It knows nothing of what they do."""

from pathlib import Path

PROC = Path("/proc")
KIB = 1024
# In /proc/PID/stat, counted from the field after the closing bracket of the name: user and system time.
USER_TIME, SYSTEM_TIME = 11, 12


def children(process: int) -> list[int]:
    """Return the processes that `process` started and that still run."""
    return [int(child) for file in (PROC / str(process)).glob("task/*/children") for child in file.read_text().split()]


def family(process: int) -> list[int]:
    """Return `process` and all its descendants."""
    return [process, *(member for child in children(process) for member in family(child))]


def memory(process: int) -> int:
    """Return the bytes that `process` and its descendants hold: their proportional set sizes, shared pages counted once."""
    return sum(_proportional_set(member) for member in family(process))


def _proportional_set(process: int) -> int:
    try:
        lines = (PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):  # it has just ended
        return 0
    return sum(int(line.split()[1]) * KIB for line in lines if line.startswith("Pss:"))


def busy(process: int) -> int:
    """Return the processor time that `process` has used, in clock ticks."""
    fields = (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
    return int(fields[USER_TIME]) + int(fields[SYSTEM_TIME])
