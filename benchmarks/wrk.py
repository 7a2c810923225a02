"""Asks a service with wrk, as Debian has it, and reads what it tells. It knows nothing of what is asked."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from benchmarks import servers

SCRIPT = """wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local file = io.open("{body}")
wrk.body = file:read("*a")
file:close()
"""
MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1_000.0}


@dataclass(frozen=True, slots=True)
class Told:
    """What wrk tells of one run: requests a second, and the milliseconds that half and 99 of 100 requests stay below."""

    rate: float
    p50: float
    p99: float


def write_script(folder: Path, body: str) -> Path:
    """Return the script, written into `folder`, that has wrk post `body`, which is JSON."""
    content, script = folder / "body.json", folder / "post.lua"
    content.write_text(body, "utf-8")
    script.write_text(SCRIPT.format(body=content))
    return script


def ask(script: Path, port: int, connections: int, seconds: int) -> Told:
    """Post to /classify on so many connections for so long. Raises ServerError for any answer but success."""
    url = f"http://{servers.HOST}:{port}/classify"
    line = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script), url]
    said = subprocess.run(line, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said:
        raise servers.ServerError("wrk was answered with errors")
    return Told(float(_find(r"Requests/sec:\s+([\d.]+)", said)), *(_milliseconds(said, part) for part in (50, 99)))


def _milliseconds(said: str, part: int) -> float:
    told = _find(rf"{part}%\s+(\d\S+)", said)
    number = told.rstrip("mus")
    return float(number) * MILLISECONDS[told.removeprefix(number)]


def _find(pattern: str, said: str) -> str:
    found = re.search(pattern, said)
    if found is None:
        raise servers.ServerError(f"wrk did not tell {pattern}")
    return found[1]
