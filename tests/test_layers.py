"""The layers: service and train.py depend on model, never the other way; what serves does without what trains."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TRAINING = {"sklearn", "scipy", "joblib", "tqdm"}


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports anywhere in it, each by its full name."""
    return {name for node in ast.walk(ast.parse(path.read_text("utf-8"))) for name in _names(node)}


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import():
            yield from (alias.name for alias in node.names)
        case ast.ImportFrom():
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(value=str(name))]):
            yield name


def packages(path: Path) -> set[str]:
    """Return the packages that a file imports from."""
    return {name.partition(".")[0] for name in imported(path)}


def source(module: str) -> Path:
    """Return where a module of ours would be."""
    path = ROOT / Path(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def reach(module: str) -> set[str]:
    """Return all that importing a module imports in its turn, the package that it is in included."""
    reached, waiting = set[str](), [module]
    while waiting:
        name = waiting.pop()
        if name and name not in reached:
            reached.add(name)
            waiting += [name.rpartition(".")[0], *(imported(source(name)) if source(name).exists() else ())]
    return reached


@pytest.mark.parametrize("path", files("model"), ids=lambda path: str(path.name))
def test_the_model_knows_nothing_of_http(path: Path) -> None:
    assert packages(path).isdisjoint(
        {"service", "train", "benchmarks", "tests", "flask", "werkzeug", "gunicorn", "http", "urllib"}
    )


@pytest.mark.parametrize("path", files("service"), ids=lambda path: str(path.name))
def test_the_service_knows_nothing_of_training(path: Path) -> None:
    assert packages(path).isdisjoint({"train", "benchmarks", "tests", "jieba", "rjieba", *TRAINING})


def test_only_text_py_segments() -> None:
    sources = [*files("model"), *files("service"), ROOT / "train.py"]
    assert [path.name for path in sources if path.exists() and packages(path) & {"jieba", "rjieba"}] == ["text.py"]


def test_nothing_unpickles() -> None:
    sources = [*files("model"), *files("service")]
    assert [path.name for path in sources if packages(path) & {"pickle", "marshal", "shelve", "dill", "cloudpickle"}] == []


@pytest.mark.parametrize("entry", ["model", "model.classifier", "model.versions"])
def test_what_is_served_reaches_nothing_of_training(entry: str) -> None:
    reached = reach(entry)
    assert {"model.artifact", "model.errors"} <= reached
    assert {name.partition(".")[0] for name in reached}.isdisjoint(TRAINING)


@pytest.mark.parametrize("path", files("model"), ids=lambda path: str(path.name))
def test_a_file_says_first_what_it_is_for(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert docstring
    assert docstring.partition("\n")[0].endswith(".")


def test_the_linter_watches_the_direction_too() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    banned = settings["flake8-tidy-imports"]["banned-api"]
    assert set(banned) >= {"flask", "service", "sklearn", "jieba", "rjieba"}
    assert all(rule["msg"] for rule in banned.values())
    assert settings["select"] == ["ALL"]
    assert "TID251" not in settings["ignore"]
