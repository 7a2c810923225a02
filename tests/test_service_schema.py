"""Requests that Schemathesis makes from /openapi.json, against a live gunicorn: no 5xx, no answer that was not described."""

import subprocess
import sys
from pathlib import Path

from serving import HOST, serving

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)


def test_every_answer_is_as_described(model_folder: Path, tmp_path: Path) -> None:
    program = str(Path(sys.executable).with_name("schemathesis"))
    with serving(tmp_path, BANMIAN_MODEL=str(model_folder)) as server:
        url = f"http://{HOST}:{server.port}/openapi.json"
        options = ["--checks", ",".join(CHECKS), "--max-examples", "150", "--seed", "1", "--no-color"]
        # Its plugin is found by pytest too, and knows less of pytest than the program needs to.
        ran = subprocess.run([program, "run", url, *options], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-5000:] + ran.stderr[-2000:]
    assert "7 selected" in ran.stdout
