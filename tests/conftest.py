"""What tests share: our own articles, and a small real model trained on them once a session."""

from pathlib import Path

import pytest

import train
from model.article import Article
from model.classifier import Classifier
from model.corpus import read_corpus
from model.outcome import Trained
from model.training import train as train_model

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def seed_articles() -> list[Article]:
    return read_corpus([ROOT / "seeds" / "articles"]).articles


@pytest.fixture(scope="session")
def trained(seed_articles: list[Article]) -> Trained:
    return train_model(seed_articles)


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model trained on the seeds alone, through the command a user runs."""
    folder = tmp_path_factory.mktemp("model")
    options = ["--from-scratch", "--output", str(folder / "seeds-only"), "--report", str(folder / "report.html"), "--jobs", "1"]
    options += ["--cache", str(folder / "cache")]
    assert train.main(options) == 0
    return folder / "seeds-only"


@pytest.fixture(scope="session")
def classifier(model_folder: Path) -> Classifier:
    return Classifier.load(model_folder)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the corpus and the gold set, which a clone need not have."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared")
    return SHARED
