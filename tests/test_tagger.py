"""The tagger: the likeliest sequence of states, stored without a pickle and refused when torn."""

import itertools
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model import ArtifactError
from model.lines import Floats, cut_lines
from model.pages.labelled import read_pages
from model.pages.training import project
from model.shapes import describe, surroundings
from model.tagger import NONE, STARTS, STATES, Tagger, search
from model.tagger_artifact import SHIPPED, load_tagger, save_tagger

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return load_tagger()


def by_trial(tagger: Tagger, scores: Floats) -> tuple[int, ...]:
    """Return the likeliest sequence, found by trying all of them."""

    def total(states: tuple[int, ...]) -> float:
        steps = sum(float(tagger.transitions[a, b]) for a, b in itertools.pairwise(states))
        return float(tagger.first[states[0]]) + steps + sum(float(row[state]) for row, state in zip(scores, states, strict=True))

    return max(itertools.product(range(len(STATES)), repeat=len(scores)), key=total)


def test_the_likeliest_sequence_is_that_of_all_there_are(tagger: Tagger) -> None:
    random = np.random.default_rng(0)
    steps = np.vstack([tagger.transitions, tagger.first]).T.tolist()
    for spread in (0.5, 2, 8):
        scores = random.normal(0, spread, (4, len(STATES))).astype(np.float32)
        assert tuple(search(scores.tolist(), [range(len(STATES))] * 4, NONE, steps)) == by_trial(tagger, scores)


def test_a_line_is_given_one_of_the_states_in_question_for_it() -> None:
    scores, steps = [[9.0, 0.0], [0.0, 9.0]], [[0.0] * 3] * 2
    assert search(scores, [[0, 1], [0, 1]], 2, steps) == [0, 1]
    assert search(scores, [[1], [0]], 2, steps) == [1, 0]


def test_states_out_of_question_would_not_have_won_on_the_seed_pages(tagger: Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    described = [describe(cut_lines(page.text), tagger.lexicon) for page in read_pages(ROOT / "seeds" / "pages")]
    quick = [tagger.tag(page)[0] for page in described]
    monkeypatch.setattr("model.tagger.IN_QUESTION", 1000.0)
    assert [tagger.tag(page)[0] for page in described] == quick


def test_each_line_is_scored_with_its_neighbours_as_in_training(tagger: Tagger) -> None:
    described = describe(cut_lines(read_pages(ROOT / "seeds" / "pages")[0].text), tagger.lexicon)
    hidden = np.concatenate([tagger.projection @ weights for weights in tagger.hidden])
    units = surroundings(described) @ hidden + tagger.hidden_bias
    odds = (np.maximum(units, 0) @ tagger.output + tagger.output_bias).astype(np.float64)
    likely = np.exp(odds - odds.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(tagger.tag(described)[1], likely[:, STARTS].sum(axis=1), atol=1e-4)


def test_a_projection_as_wide_as_the_features_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    hidden, lines = random.normal(size=(5, 8, 6)).astype(np.float32), random.normal(size=(99, 8)).astype(np.float32)
    monkeypatch.setattr("model.pages.training.DIRECTIONS", 8)
    projection, narrow = project(hidden, lines)
    np.testing.assert_allclose(projection @ narrow, hidden, atol=1e-4)


def test_what_is_saved_is_loaded(tagger: Tagger, tmp_path: Path) -> None:
    version = save_tagger(tagger, {"pages": 3}, tmp_path / "tagger")
    loaded = load_tagger(tmp_path / "tagger")
    np.testing.assert_array_equal(loaded.hidden, tagger.hidden)
    assert version.partition("-")[2] == save_tagger(loaded, {}, tmp_path / "again").partition("-")[2]


def test_a_torn_tagger_is_refused(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "tagger")
    weights = tmp_path / "tagger" / "weights.npz"
    weights.write_bytes(weights.read_bytes()[:-1])
    with pytest.raises(ArtifactError, match="torn or edited"):
        load_tagger(tmp_path / "tagger")


def test_a_tagger_of_other_states_is_refused(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "tagger")
    manifest = tmp_path / "tagger" / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"caption"', '"legend"'), "utf-8")
    with pytest.raises(ArtifactError, match="other states"):
        load_tagger(tmp_path / "tagger")


def test_a_tagger_that_reads_other_numbers_is_refused(tagger: Tagger, tmp_path: Path) -> None:
    save_tagger(replace(tagger, projection=tagger.projection[1:]), {}, tmp_path / "tagger")
    with pytest.raises(ArtifactError, match="other numbers"):
        load_tagger(tmp_path / "tagger")
