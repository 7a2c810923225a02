"""The README: its examples answer as printed, its tables and its tree are those of the project."""

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from service.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"```sh\n(curl .*?)```\n\n```json\n(.*?)```", README, re.DOTALL)
SECONDS = 30


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of a real gunicorn, run as the README runs it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "-c", "service/gunicorn.py", "-b", f"127.0.0.1:{number}", "service:create_app()"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as server:
        wait_for(f"http://127.0.0.1:{number}/healthz")
        yield number
        server.terminate()


def wait_for(address: str) -> None:
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline, "the server did not answer in time"
            time.sleep(0.1)
        else:
            return


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 2


@pytest.mark.parametrize(("command", "answer"), EXAMPLES)
def test_an_example_answers_as_printed(port: int, command: str, answer: str) -> None:
    run = subprocess.run(
        ["bash", "-c", command.replace("localhost:8000", f"127.0.0.1:{port}")], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == answer.strip()


def test_every_setting_is_in_the_table_with_its_default() -> None:
    for field in fields(Settings):
        row = re.search(rf"^\| `{PREFIX}{field.name.upper()}` \| (.*?) \|", README, re.MULTILINE)
        assert row, f"{field.name} is not in the table"
        assert not isinstance(field.default, int) or row[1] == str(field.default)


@pytest.mark.parametrize("folder", ["service", "model"])
def test_every_file_is_in_the_tree(folder: str) -> None:
    tree = README.split("## The tree")[1].split("## ")[0]
    files = [path.name for path in (ROOT / folder).glob("*.py") if path.name != "__init__.py"]
    assert [name for name in files if not re.search(rf"\b{name}\b", tree)] == []


def test_the_commands_name_files_that_exist() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "service/gunicorn.py", "train.py"):
        assert name in README
        assert (ROOT / name).is_file()
