"""Cuts a stream of bytes into lines in constant memory. It knows neither HTTP nor JSON."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end; `number` counts from 1, and `content` is None where the line passed the limit."""

    number: int
    content: bytes | None


class LineCutter:
    """Cuts pieces into lines, keeping at most `limit` bytes of one that has not ended."""

    def __init__(self, limit: int) -> None:
        """Discard what a line has beyond `limit` bytes, and the line with it."""
        self._limit = limit
        self._number = 1
        self._length = 0
        self._parts: list[bytes] = []

    def feed(self, piece: bytes) -> Iterator[Line]:
        """Yield the lines that end in `piece`, but for blank ones."""
        *ended, begun = piece.split(b"\n")
        for part in ended:
            self._add(part)
            yield from self.close()
        self._add(begun)

    def close(self) -> Iterator[Line]:
        """Yield the line that was begun, unless it is blank, and begin the next."""
        content = None if self._length > self._limit else b"".join(self._parts)
        if content is None or content.strip():
            yield Line(self._number, content)
        self._number += 1
        self._length = 0
        self._parts = []

    def _add(self, part: bytes) -> None:
        self._length += len(part)
        if self._length > self._limit:
            self._parts.clear()
        elif part:
            self._parts.append(part)


def group_lines(pieces: Iterable[bytes], limit: int, size: int) -> Iterator[list[Line]]:
    """Yield the lines in groups of at most `size`, as they come: no line waits for a later piece."""
    cutter = LineCutter(limit)
    for piece in pieces:
        yield from _grouped(cutter.feed(piece), size)
    yield from _grouped(cutter.close(), size)


def _grouped(lines: Iterable[Line], size: int) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        group.append(line)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group
