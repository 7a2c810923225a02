"""`python -m benchmarks.upload`: what an upload of NDJSON without end does to a worker's memory.

Needs curl, as Debian has it. Sends 1 GB through it, and prints the memory of gunicorn and its one worker as it goes on.
"""

import argparse
import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from benchmarks import data, processes, servers
from benchmarks.speed import facts
from benchmarks.tables import print_table
from model.article import Article

CHARACTERS, BLOCK_LINES, STEPS = 600, 500, 10
MB = 1_000_000
CEILING = 0.03


@dataclass(frozen=True, slots=True)
class Upload:
    """The memory in bytes after each step of an upload, and the lines that were sent and that came back."""

    memory: list[int]
    sent: int
    answered: int

    @property
    def growth(self) -> float:
        """Return by what share the most memory of the later steps is above that of the first."""
        return max(self.memory[1:]) / self.memory[0] - 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the memory after each tenth of the upload; 1 where it has grown or a line has no answer."""
    parser = argparse.ArgumentParser("python -m benchmarks.upload", description=__doc__)
    parser.add_argument("--model", type=Path, default=data.SHIPPED, help="the model that answers (%(default)s)")
    parser.add_argument("--megabytes", type=int, default=1_000, help="of the upload (%(default)s)")
    options = parser.parse_args(arguments)
    found = measure(options.model, options.megabytes * MB)
    steps = [f"{options.megabytes * step / STEPS:,.0f}" for step in range(1, STEPS + 1)]
    print(f"{facts()}\n{found.sent:,} lines sent, {found.answered:,} answered")
    rows = [(step, f"{held / 2**20:.1f}") for step, held in zip(steps, found.memory, strict=True)]
    print_table("Memory (PSS) of gunicorn and one worker", ("MB sent", "MiB"), rows)
    print(f"\ngrowth after the first tenth: {found.growth:.1%}")
    return int(found.growth > CEILING or found.sent != found.answered)


def measure(model: Path, size: int) -> Upload:
    """Return what an upload of `size` bytes does."""
    text = "\n".join(article.text for article in data.seeds())
    line = [json.dumps({"text": text[at : at + CHARACTERS]}, ensure_ascii=False) + "\n" for at in range(BLOCK_LINES)]
    block = "".join(line).encode()
    with servers.running(servers.OURS, 1, {"BANMIAN_MODEL": str(model.resolve())}) as (server, port):
        servers.first_answer(port, Article(text[:CHARACTERS]))
        url = f"http://{servers.HOST}:{port}/classify"
        command = ["curl", "-sSN", "-H", "Content-Type: application/x-ndjson", "-H", "Expect:", "-X", "POST", "-T", "-", url]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as curl:
            if curl.stdin is None or curl.stdout is None:
                raise servers.ServerError("curl has no pipes")
            answers = Counted(curl.stdout)
            blocks = max(STEPS, -(-size // len(block)))
            memory = list(_send(curl.stdin, block, blocks, server))
            curl.stdin.close()
            answers.join()
    return Upload(memory, blocks * BLOCK_LINES, answers.lines)


def _send(upload: IO[bytes], block: bytes, blocks: int, server: int) -> Iterator[int]:
    """Send the block so often, and yield the memory after each step."""
    for number in range(1, blocks + 1):
        upload.write(block)
        if number * STEPS // blocks > (number - 1) * STEPS // blocks:
            upload.flush()
            yield processes.memory(server)


class Counted(threading.Thread):
    """Counts the lines that come back, so that they do not pile up."""

    def __init__(self, answers: IO[bytes]) -> None:
        """Begin."""
        super().__init__()
        self.lines = 0
        self._answers = answers
        self.start()

    def run(self) -> None:
        """Count to the end."""
        for line in self._answers:
            self.lines += b'"label"' in line


if __name__ == "__main__":
    sys.exit(main())
