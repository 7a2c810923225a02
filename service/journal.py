"""Writes lines to standard output, those of a moment at once. It knows nothing of what they tell.

A write lets every other thread go first, which costs a request more than all else that is done for its line.
"""

import os
import threading
import time
from collections import deque
from contextlib import suppress

STANDARD_OUTPUT = 1
MOMENT = 0.1
# Written at once, so that lines of several workers do not mix: what POSIX promises of a pipe.
MOST_BYTES = 4_096


class Journal:
    """Lines that are written within a moment once `keep` was called, and at once where it was not."""

    def __init__(self) -> None:
        """Begin with nothing to write."""
        self._lines: deque[bytes] = deque()
        self._kept = False

    def add(self, line: bytes) -> None:
        """Take a line, its end included."""
        self._lines.append(line)
        if not self._kept:
            self.write()

    def keep(self) -> None:
        """Write from a thread from now on. A thread does not survive a fork, so each worker calls this for itself."""
        self._kept = True
        threading.Thread(target=self._write_on, name="journal", daemon=True).start()

    def write(self) -> None:
        """Write what was taken."""
        packet = b""
        with suppress(IndexError):  # another thread may be as quick
            while self._lines:
                line = self._lines.popleft()
                if packet and len(packet) + len(line) > MOST_BYTES:
                    _write(packet)
                    packet = b""
                packet += line
        if packet:
            _write(packet)

    def _write_on(self) -> None:
        while True:
            time.sleep(MOMENT)
            self.write()


def _write(packet: bytes) -> None:
    with suppress(OSError):  # whoever read it is gone
        os.write(STANDARD_OUTPUT, packet)
