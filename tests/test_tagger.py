"""The tagger: the likeliest sequence of states, stored without a pickle and refused when torn."""

import itertools
import shutil
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from model import ArtifactError
from model.lines import Floats, cut_lines
from model.network import REACH, STRETCH, Network
from model.pages.fitting import fit_network
from model.pages.gradients import Reading
from model.pages.labelled import read_pages
from model.pages.tagging import TaggedPage, tagged
from model.shapes import describe
from model.tagger import NONE, STATES, Tagger, search
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


def test_a_page_is_read_as_it_was_learned_from(tagger: Tagger) -> None:
    page = tagged(read_pages(ROOT / "seeds" / "pages")[0], tagger.lexicon)
    units = len(tagger.network.back) - 1
    whole = [np.ones((len(page.states), width), np.float32) for width in (page.described.shape[1], units, units)]
    surprise = -tagger.network.log_likelihoods(page.described)[np.arange(len(page.states)), page.states] @ page.weights
    assert Reading(tagger.network, page, whole).loss() == pytest.approx(surprise, rel=1e-3)


@pytest.mark.parametrize("name", [field.name for field in fields(Network)])
def test_gradients_are_those_found_by_trial(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for size, value in (("DIRECTIONS", 5), ("UNITS", 7), ("CONTEXT", 6)):
        monkeypatch.setattr(f"model.pages.fitting.{size}", value)
    random = np.random.default_rng(1)
    network = fit_network([TaggedPage(random.random((9, 8), np.float32), random.integers(0, 4, 9), np.ones(9, np.float32))], 4, 0)
    network = Network(**{field.name: getattr(network, field.name).astype(np.float64) for field in fields(Network)})
    described, counted = random.normal(size=(6, 8)), random.random(6)
    page = TaggedPage(described.astype(np.float32), random.integers(0, 4, 6), counted.astype(np.float32))
    kept = [(random.random((6, width)) > 0.3) * 1.4 for width in (8, 7, 7)]
    weights = getattr(network, name)
    found = Reading(network, page, kept).gradients()[[field.name for field in fields(Network)].index(name)]
    assert np.abs(found).max() > 1e-3
    for place in random.permutation(list(np.ndindex(weights.shape)))[:20]:
        step = np.zeros_like(weights)
        step[tuple(place)] = 1e-5
        losses = [Reading(replace(network, **{name: weights + by * step}), page, kept).loss() for by in (1, -1)]
        assert found[tuple(place)] == pytest.approx((losses[0] - losses[1]) / 2e-5, abs=1e-5)


def test_one_line_of_a_page_tells_of_others_far_away(tagger: Tagger) -> None:
    described = describe(cut_lines(read_pages(ROOT / "seeds" / "pages")[0].text), tagger.lexicon)
    other = described.copy()
    other[-1] = 0
    before, after = (tagger.network.log_likelihoods(page)[0] for page in (described, other))
    assert len(described) > 2 * REACH + 1
    assert not np.array_equal(before, after)


def test_a_text_longer_than_any_page_is_read_stretch_by_stretch(tagger: Tagger) -> None:
    pages = [describe(cut_lines(page.text), tagger.lexicon) for page in read_pages(ROOT / "seeds" / "pages")[:50]]
    long = np.concatenate(pages)
    told = tagger.network.log_likelihoods(long).argmax(axis=1)
    assert len(told) == len(long) > 2 * STRETCH
    alone = np.concatenate([tagger.network.log_likelihoods(page).argmax(axis=1) for page in pages])
    assert np.mean(told == alone) > 0.9


def test_what_is_saved_is_loaded(tagger: Tagger, tmp_path: Path) -> None:
    version = save_tagger(tagger, {"pages": 3}, tmp_path / "tagger")
    loaded = load_tagger(tmp_path / "tagger")
    np.testing.assert_array_equal(loaded.network.back, tagger.network.back)
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
    save_tagger(
        replace(tagger, network=replace(tagger.network, projection=tagger.network.projection[1:])), {}, tmp_path / "tagger"
    )
    with pytest.raises(ArtifactError, match="other numbers"):
        load_tagger(tmp_path / "tagger")
