"""Starting the service: what it loads, what it never imports, and what it says of a bad model."""

import subprocess
import sys
from pathlib import Path

import pytest

from model import Versions, artifact
from service import create_app
from service.app import StartError, open_office
from service.settings import Settings

ROOT = Path(__file__).parents[1]
TRAINING = {"sklearn", "scipy", "joblib", "jieba", "tqdm", "train"}


def test_the_service_imports_nothing_that_only_training_needs(model_folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from service import create_app; from service.settings import Settings;"
        "app = create_app(Settings(model=Path(sys.argv[1])));"
        "app.test_client().post('/classify', json={'text': 'text'}); print(*sorted(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", program, model_folder], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not TRAINING & set(ran.stdout.split())


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=f"model {tmp_path}/none: has no manifest.json"):
        create_app(Settings(model=tmp_path / "none"))


def test_without_a_setting_the_published_model_is_served() -> None:
    assert open_office(Settings()).live.desk.classifier.version == artifact.read(Versions().current()).version


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("BANMIAN_MODEL", "no/model", "Error: model no/model: has no manifest.json"),
        ("BANMIAN_MAX_BODY", "16M", "Error: BANMIAN_MAX_BODY is '16M'; expected a whole number above 0"),
        ("BANMIAN_WORKERS", "two", "Invalid value for workers: two"),
    ],
)
def test_gunicorn_stops_with_one_line(name: str, value: str, line: str) -> None:
    command = [sys.executable, "-m", "gunicorn", "-c", "service/gunicorn.py", "service:create_app()"]
    environ = {name: value, "BANMIAN_BIND": "127.0.0.1:0"}
    ran = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=30)
    assert ran.returncode == 1
    assert line in ran.stderr.splitlines()
    assert "Traceback" not in ran.stderr
