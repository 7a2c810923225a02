"""Packing: the manifest says all there is to say about a model, and the card and the report agree with it."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from model import Article, Classifier, artifact
from model.artifact import FILES, MANIFEST, Artifact
from model.comparison import fingerprints
from model.corpus import Corpus, label_counts, read_corpus
from model.evaluation import Report, evaluate
from model.outcome import Trained
from model.packing import LIBRARIES, Origin, pack
from model.terms import READ_CHARACTERS
from model.text import SEGMENTATION

SEEDS = Path(__file__).parents[1] / "seeds" / "articles"
NO_CORPUS = Corpus([], {})


@pytest.fixture(scope="module")
def report(trained: Trained) -> Report:
    return evaluate(trained.classifier.labels, trained.articles.sections, trained.articles.calibrated)


@pytest.fixture(scope="module")
def origin() -> Origin:
    return Origin(read_corpus([SEEDS]), NO_CORPUS, seed=0, parent="", note="measured in a test")


@pytest.fixture(scope="module")
def packed(trained: Trained, report: Report, origin: Origin) -> Artifact:
    headlines = evaluate(trained.classifier.labels, trained.headlines.sections, trained.headlines.calibrated)
    return pack(trained, report, headlines, origin.corpus.articles[:3], fingerprints(origin.corpus.articles), origin)


@pytest.fixture(scope="module")
def manifest(model_folder: Path) -> dict[str, Any]:
    """The manifest as it stands on disk."""
    found: dict[str, Any] = json.loads((model_folder / MANIFEST).read_text("utf-8"))
    return found


@pytest.mark.parametrize(
    "path",
    [
        "format",
        "version",
        "trained",
        "model.labels",
        "model.segmentation",
        "model.modes.article.review_below",
        "model.modes.headline.review_below",
        "model.modes.headline.scale",
        "segmenter.name",
        "segmenter.user_dictionary",
        "data.files",
        "data.articles",
        "data.unlabelled",
        "data.skipped",
        "data.labels",
        "data.sources",
        "data.seed",
        "data.parent",
        "metrics.articles.macro_f1",
        "metrics.articles.calibration_error",
        "metrics.articles.brier",
        "metrics.headlines.macro_f1",
        "libraries",
        "files",
    ],
)
def test_the_manifest_says(manifest: dict[str, Any], path: str) -> None:
    found: Any = manifest
    for key in path.split("."):
        assert key in found, path
        found = found[key]
    assert found not in (None, {}, []), path


def test_it_vouches_for_every_file(manifest: dict[str, Any], model_folder: Path) -> None:
    sums = {name: hashlib.sha256((model_folder / name).read_bytes()).hexdigest() for name in FILES}
    assert manifest["files"] == sums
    assert {path.name for path in model_folder.iterdir()} == {*FILES, MANIFEST}


def test_it_names_the_data_by_digest_and_count(manifest: dict[str, Any], seed_articles: Sequence[Article]) -> None:
    data = manifest["data"]
    expected = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in SEEDS.glob("*.jsonl")}
    assert {Path(name).name: digest for name, digest in data["files"].items()} == expected
    assert data["articles"] == len(seed_articles)
    assert data["labels"] == label_counts(seed_articles)
    assert data["sources"] == {"seeds": len(seed_articles)}
    assert (data["unlabelled"], data["skipped"], data["seed"], data["parent"]) == (0, 0, 0, "")


def test_it_has_the_share_of_known_words_that_the_data_have(
    manifest: dict[str, Any], classifier: Classifier, seed_articles: Sequence[Article]
) -> None:
    shares = [prediction.known_share for prediction in classifier.classify(seed_articles)]
    assert manifest["data"]["known_words"] == pytest.approx(sum(shares) / len(shares))
    assert 0.5 < manifest["data"]["known_words"] < 1


def test_it_names_what_reads_the_text_and_what_it_was_made_with(manifest: dict[str, Any], classifier: Classifier) -> None:
    assert manifest["libraries"] == {name: version(name) for name in LIBRARIES}
    assert {"numpy", "scipy", "scikit-learn", "jieba", "rjieba"} <= set(LIBRARIES)
    assert manifest["model"]["segmentation"] == SEGMENTATION
    assert manifest["model"]["read_characters"] == READ_CHARACTERS
    assert tuple(manifest["model"]["labels"]) == classifier.labels
    assert manifest["segmenter"]["user_dictionary"] == hashlib.sha256(b"").hexdigest()


def test_its_version_is_a_date_and_a_digest(manifest: dict[str, Any]) -> None:
    date, _, digest = manifest["version"].partition("-")
    assert re.fullmatch(r"\d{8}", date)
    assert re.fullmatch(r"[0-9a-f]{12}", digest)
    assert manifest["trained"].replace("-", "").startswith(date)


def test_the_report_file_is_the_report(packed: Artifact, report: Report) -> None:
    told = json.loads(packed.files["report.json"])
    assert told["articles"] == json.loads(json.dumps(asdict(report)))
    assert told["headlines"]["articles"] > 0
    for name, figure in packed.manifest["metrics"]["articles"].items():
        assert figure == told["articles"][name], name


def test_a_model_card_names_the_figures_of_its_manifest(model_folder: Path, manifest: dict[str, Any]) -> None:
    card = (model_folder / "MODEL_CARD.md").read_text("utf-8")
    metrics, data, model = manifest["metrics"], manifest["data"], manifest["model"]
    for kind in ("articles", "headlines"):
        figures = metrics[kind]
        assert (
            f"macro-F1 {figures['macro_f1']:.3f}, accuracy {figures['accuracy']:.3f}, expected calibration error "
            f"{figures['calibration_error']:.3f}, Brier score {figures['brier']:.3f}, review below {figures['review_below']:.3f}"
        ) in card
    assert card.startswith(f"# Model {manifest['version']}\n")
    assert f"{data['articles']:,} labelled articles, {data['unlabelled']:,} without a label" in card
    assert f"{model['words']:,} words, {model['pairs']:,} pairs of characters" in card
    for source, number in data["sources"].items():
        assert f"| {source} | {number:,} |" in card
    for section in json.loads((model_folder / "report.json").read_text("utf-8"))["articles"]["sections"]:
        assert f"| {section['label']} | {section['precision']:.3f} | {section['recall']:.3f} | {section['f1']:.3f} |" in card


def test_the_note_stands_in_the_card_and_a_source_s_name_cannot_break_its_table(
    trained: Trained, report: Report, origin: Origin
) -> None:
    odd = replace(origin, corpus=Corpus([Article("正文", label="other", source="晚报|a\nb"), Article("正文")], {}))
    card = pack(trained, report, None, [], fingerprints([]), odd).files["MODEL_CARD.md"].decode()
    assert "- Note: measured in a test" in card
    assert "| 晚报\\|a b | 1 |" in card
    assert "| unknown | 1 |" in card
    assert "Headlines alone" not in card


def test_what_is_packed_answers_as_what_was_trained(packed: Artifact, trained: Trained, seed_articles: Sequence[Article]) -> None:
    assert Classifier.unpack(packed).classify(seed_articles) == trained.classifier.classify(seed_articles)


def test_golden_examples_and_fingerprints_travel_in_the_model(packed: Artifact, origin: Origin) -> None:
    plain = [replace(article, source="", date="") for article in origin.corpus.articles[:3]]
    assert artifact.golden(packed) == plain
    assert artifact.seen(packed).tolist() == fingerprints(origin.corpus.articles).tolist()


def digest(packed: Artifact) -> str:
    return packed.version.partition("-")[2]


def test_the_digest_is_of_what_decides_answers_alone(trained: Trained, report: Report, origin: Origin, packed: Artifact) -> None:
    examples, seen = origin.corpus.articles[:3], fingerprints(origin.corpus.articles)
    noted = replace(origin, note="another note", corpus=Corpus(origin.corpus.articles, {"elsewhere.jsonl": "00"}))
    assert digest(pack(trained, report, None, examples, seen, noted)) == digest(packed)
    assert digest(pack(trained, report, None, examples[:2], seen, origin)) != digest(packed)
    modes = {**trained.classifier.modes, "article": replace(trained.classifier.modes["article"], review_below=0.5)}
    model = trained.classifier
    doubtful = Classifier(model.labels, model.vocabulary, model.weights, modes, model.segmenter)
    assert digest(pack(replace(trained, classifier=doubtful), report, None, examples, seen, origin)) != digest(packed)
