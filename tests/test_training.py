"""Training from a corpus alone: measured out of fold, calibrated, the same twice, and served as it was fitted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from model import Article, TrainingError
from model.evaluation import REVIEW_PRECISION, evaluate
from model.outcome import OutOfFold, Trained
from model.pipeline import temperature
from model.terms import FIELDS
from model.training import MIN_HEADLINE, prepare, train
from model.weights import softmax


def kinds(trained: Trained) -> list[OutOfFold]:
    return [trained.articles, trained.headlines]


def test_every_article_and_every_headline_is_answered_out_of_fold_once(
    trained: Trained, seed_articles: Sequence[Article]
) -> None:
    labels = trained.classifier.labels
    headed = [row for row, article in enumerate(seed_articles) if len(article.title) >= MIN_HEADLINE]
    for found, rows in zip(kinds(trained), [list(range(len(seed_articles))), headed], strict=True):
        assert found.rows.tolist() == rows
        assert [labels[at] for at in found.sections] == [seed_articles[row].label for row in rows]
        for probabilities in (found.raw, found.calibrated):
            assert probabilities.shape == (len(rows), len(labels))
            np.testing.assert_allclose(probabilities.sum(axis=1), 1.0)
    assert not trained.adapted


def test_a_model_out_of_fold_is_right_on_the_seeds(trained: Trained) -> None:
    assert evaluate(trained.classifier.labels, trained.articles.sections, trained.articles.calibrated).macro_f1 > 0.9


def test_calibration_lowers_the_error_and_changes_no_answer(trained: Trained) -> None:
    labels = trained.classifier.labels
    for found, most in zip(kinds(trained), [0.03, 0.08], strict=True):
        before = evaluate(labels, found.sections, found.raw)
        after = evaluate(labels, found.sections, found.calibrated)
        assert after.calibration_error < before.calibration_error
        assert after.calibration_error <= most
        assert after.brier < before.brier
        np.testing.assert_array_equal(found.raw.argmax(axis=1), found.calibrated.argmax(axis=1))


def test_a_served_model_is_calibrated_as_it_was_measured(trained: Trained) -> None:
    """What is left to scale of the out-of-fold answers is next to nothing."""
    found = trained.articles
    assert temperature(np.log(np.maximum(found.calibrated, 1e-300)), found.sections) == pytest.approx(1.0, abs=0.1)


def test_what_is_above_the_review_threshold_is_right_nineteen_times_in_twenty(trained: Trained) -> None:
    for found, mode in zip(kinds(trained), ["article", "headline"], strict=True):
        threshold = trained.classifier.modes[mode].review_below
        confidence = found.calibrated.max(axis=1)
        right = found.calibrated.argmax(axis=1) == found.sections
        assert right[confidence >= threshold].mean() >= REVIEW_PRECISION
        lower = confidence[confidence < threshold]
        assert all(right[confidence >= value].mean() < REVIEW_PRECISION for value in lower)


def test_it_serves_what_was_fitted(trained: Trained, seed_articles: Sequence[Article]) -> None:
    material = prepare(seed_articles, (), "", seed=0, jobs=1)
    margins = material.fit(np.arange(len(seed_articles)), seed=0).margins(material.articles)
    scores = trained.classifier.scores(seed_articles)
    scale = float((scores * margins).sum() / np.square(margins).sum())
    np.testing.assert_allclose(scores, margins * scale, rtol=0, atol=1e-5)
    np.testing.assert_allclose(softmax(scores), softmax(margins * scale), rtol=0, atol=1e-6)


def test_training_twice_gives_the_same_numbers(seed_articles: Sequence[Article]) -> None:
    first, second = (train(seed_articles[::3], seed=5) for _ in range(2))
    assert first.classifier.vocabulary.words == second.classifier.vocabulary.words
    assert first.classifier.vocabulary.pairs == second.classifier.vocabulary.pairs
    assert first.classifier.modes == second.classifier.modes
    for field in FIELDS:
        np.testing.assert_array_equal(first.classifier.weights.apart()[field], second.classifier.weights.apart()[field])
    np.testing.assert_array_equal(first.articles.calibrated, second.articles.calibrated)


@pytest.mark.parametrize("change", ["seed", "an article less", "another label"])
def test_another_seed_or_other_data_give_other_numbers(seed_articles: Sequence[Article], change: str) -> None:
    articles = list(seed_articles[::3])
    first = train(articles).classifier
    match change:
        case "seed":
            second = train(articles, seed=1).classifier
        case "an article less":
            second = train(articles[:-1]).classifier
        case _:
            second = train([replace(articles[0], label="sports"), *articles[1:]]).classifier
    assert first.scores(articles[:5]).tolist() != second.scores(articles[:5]).tolist()


def test_unlabelled_articles_teach_words_and_no_label(seed_articles: Sequence[Article]) -> None:
    unlabelled = [Article(f"市气象台第{number}次发布雷暴预警。", label="weather") for number in "一二三四"]
    found = train(seed_articles[::3], unlabelled).classifier
    assert "雷暴" in found.vocabulary.words
    assert set(found.labels) == {article.label for article in seed_articles}
    assert "雷暴" not in train(seed_articles[::3]).classifier.vocabulary.words


def test_sections_of_a_newspaper_come_first_and_in_its_order(seed_articles: Sequence[Article]) -> None:
    renamed = {"economy": "b-section", "health_policy": "a-section"}
    articles = [replace(article, label=renamed.get(article.label, article.label)) for article in seed_articles[::3]]
    assert train(articles).classifier.labels == ("politics", "sports", "other", "a-section", "b-section")


def test_articles_without_a_headline_are_learned_from(seed_articles: Sequence[Article]) -> None:
    found = train([replace(article, title="") for article in seed_articles[::3]])
    assert len(found.headlines.rows) == 0
    assert found.classifier.modes["headline"].scale == 1.0
    assert evaluate(found.classifier.labels, found.articles.sections, found.articles.calibrated).macro_f1 > 0.7


def test_near_duplicates_are_never_measured_by_a_model_that_has_seen_them(seed_articles: Sequence[Article]) -> None:
    """Each article twice, the second time under a label drawn by chance: a model that had seen one could not miss the other."""
    labels = Counter(article.label for article in seed_articles)
    drawn = np.random.default_rng(2).choice(sorted(labels), len(seed_articles)).tolist()
    copies = [replace(article, label=label, date="") for article, label in zip(seed_articles, drawn, strict=True)][::4]
    found = train([*copies, *(replace(article, text=article.text + "（完）") for article in copies)])
    right = found.articles.calibrated.argmax(axis=1) == found.articles.sections
    assert right.mean() < 0.5


@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        ([], r"have 0 label\(s\); expected two or more"),
        ([Article("市队昨晚取胜。", label="sports")] * 3, r"have 1 label\(s\); expected two or more"),
        ([Article("市队昨晚取胜。", label="sports"), Article("银行下调利率。", label="economy")], "hardly a word in common"),
        ([Article("same words", label="sports"), Article("same words too", label="economy")] * 9, "expected .* in Chinese"),
        ([Article("同一篇文章。", label=label) for label in ("sports", "other") * 3], "all alike"),
    ],
)
def test_what_cannot_be_learned_from_is_said(articles: list[Article], expected: str) -> None:
    with pytest.raises(TrainingError, match=expected):
        train(articles)


@pytest.mark.parametrize("rare", [1, 9])
def test_a_section_that_cannot_be_measured_is_named(seed_articles: Sequence[Article], rare: int) -> None:
    """One article of a section, or more that all appeared in one paper on one day."""
    usual = [article for article in seed_articles if article.label in {"sports", "economy"}][::4]
    odd = [replace(article, date="2024-02-30") for article in seed_articles if article.label == "other"][:rare]
    with pytest.raises(
        TrainingError, match=rf"label 'other' has {rare} article\(s\), too few or too alike; expected 5 that differ"
    ):
        train([*usual, *odd])
