"""The documentation of the service says what the code does."""

import dataclasses
import re
from pathlib import Path

from service import create_app, errors
from service.metrics import Metrics
from service.settings import PREFIX, Settings

DOCS = Path(__file__).parents[1] / "docs"
HTTP, OPERATIONS = ((DOCS / name).read_text("utf-8") for name in ("http.md", "operations.md"))


def test_the_table_of_settings_is_that_of_the_code() -> None:
    rows = dict(re.findall(r"^\| `(BANMIAN_\w+)` \| (\d*) ?\|", HTTP, re.MULTILINE))
    defaults = {PREFIX + field.name.upper(): field.default for field in dataclasses.fields(Settings)}
    assert rows == {name: str(default or "") for name, default in defaults.items()}


def test_every_error_of_a_request_is_in_the_table_with_its_status() -> None:
    for kind in errors.RequestError.__subclasses__():
        row = next(line for line in HTTP.splitlines() if line.startswith("|") and f"| {kind.status}" in line[:25])
        assert kind.title.lower().replace(" ", "-").removeprefix("malformed") in row


def test_every_path_is_described(model_folder: Path) -> None:
    app = create_app(Settings(model=model_folder))
    paths = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("routes.")}
    assert {path for path in paths if not re.search(rf"{path}[`\s]", HTTP)} == set()


def test_every_metric_is_described() -> None:
    for family in Metrics().registry.collect():
        assert f"`{family.name}" in OPERATIONS
