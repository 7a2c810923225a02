"""The gate: old and new model on the same articles, fair to both, and why a model may not be published."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from model import Article, Classifier
from model.adaptation import adapt
from model.comparison import Comparison, Flip, compare, compare_known, fingerprints, objections
from model.outcome import Trained
from model.training import train

NOTHING_SEEN = np.empty(0, np.uint64)


@pytest.fixture(scope="module")
def served(seed_articles: Sequence[Article]) -> Classifier:
    """A model that has learned every third seed, and those of two sections the wrong way round."""
    swapped = {"economy": "politics", "politics": "economy"}
    return train([replace(article, label=swapped.get(article.label, article.label)) for article in seed_articles[::3]]).classifier


def fairly(
    served: Classifier, recorded: float | None, seen: NDArray[np.uint64], trained: Trained, articles: Sequence[Article]
) -> Comparison:
    comparison = compare(served, recorded, seen, trained, articles)
    assert comparison
    return comparison


def out_of_fold(trained: Trained) -> list[str]:
    return [trained.classifier.labels[at] for at in trained.articles.calibrated.argmax(axis=1)]


def test_flips_are_exactly_the_articles_whose_answer_differs(
    served: Classifier, trained: Trained, seed_articles: Sequence[Article]
) -> None:
    before = [prediction.label for prediction in served.classify(seed_articles)]
    expected = [
        Flip(article.id, article.label, old, new)
        for article, old, new in zip(seed_articles, before, out_of_fold(trained), strict=True)
        if old != new
    ]
    assert len(expected) > 50
    comparison = fairly(served, 0.5, NOTHING_SEEN, trained, seed_articles)
    assert list(comparison.flips) == expected
    truth = [article.label for article in seed_articles]
    assert comparison.articles == len(seed_articles)
    assert comparison.served == pytest.approx(f1_score(truth, before, average="macro"))
    assert comparison.new == pytest.approx(f1_score(truth, out_of_fold(trained), average="macro"))


def test_only_articles_that_the_served_model_has_not_seen_are_compared(
    served: Classifier, trained: Trained, seed_articles: Sequence[Article]
) -> None:
    unseen = [at for at in range(len(seed_articles)) if at % 3]
    comparison = fairly(served, 0.5, fingerprints(seed_articles[::3]), trained, seed_articles)
    assert comparison.articles == len(unseen)
    assert "has not seen" in comparison.basis
    answered = out_of_fold(trained)
    expected = f1_score([seed_articles[at].label for at in unseen], [answered[at] for at in unseen], average="macro")
    assert comparison.new == pytest.approx(expected)
    seen = {article.id for article in seed_articles[::3]}
    assert comparison.flips
    assert seen.isdisjoint(flip.article for flip in comparison.flips)


def test_where_all_were_seen_the_recorded_figure_stands_for_the_served_model(
    classifier: Classifier, trained: Trained, seed_articles: Sequence[Article]
) -> None:
    comparison = fairly(classifier, 0.8125, fingerprints(seed_articles), trained, seed_articles)
    assert (comparison.served, comparison.articles, comparison.flips) == (0.8125, len(seed_articles), ())
    truth = [article.label for article in seed_articles]
    assert comparison.new == pytest.approx(f1_score(truth, out_of_fold(trained), average="macro"))
    assert "its own figure" in comparison.basis


def test_without_unseen_articles_or_a_figure_nothing_is_compared(
    classifier: Classifier, trained: Trained, seed_articles: Sequence[Article]
) -> None:
    assert compare(classifier, None, fingerprints(seed_articles), trained, seed_articles) is None
    assert compare(classifier, None, fingerprints(seed_articles[9:]), trained, seed_articles) is None


def test_a_model_adapted_from_the_served_one_is_compared_on_every_article(
    served: Classifier, seed_articles: Sequence[Article]
) -> None:
    articles = [article for article in seed_articles if article.label in {"economy", "politics"}][::2]
    comparison = fairly(served, 0.5, fingerprints(articles), adapt(served, articles), articles)
    assert comparison.articles == len(articles)
    assert comparison.new > comparison.served, "corrections help on articles that were not corrected"


def test_an_article_without_an_id_is_called_by_its_row(
    served: Classifier, trained: Trained, seed_articles: Sequence[Article]
) -> None:
    nameless = [replace(article, id="") for article in seed_articles]
    flips = fairly(served, 0.5, NOTHING_SEEN, trained, nameless).flips
    named = fairly(served, 0.5, NOTHING_SEEN, trained, seed_articles).flips
    rows = {article.id: row for row, article in enumerate(seed_articles, 1)}
    assert [flip.article for flip in flips] == [f"article {rows[flip.article]}" for flip in named]


@pytest.mark.parametrize(
    ("before", "after", "tolerance", "refused"),
    [
        (0.90, 0.95, 0.01, False),
        (0.90, 0.90, 0.0, False),
        (0.90, 0.895, 0.01, False),
        (0.90, 0.885, 0.01, True),
        (0.90, 0.885, 0.02, False),
        (0.90, 0.899, 0.0, True),
        (0.90, 0.10, 1.0, False),
    ],
)
def test_macro_f1_may_fall_by_the_tolerance(
    classifier: Classifier, before: float, after: float, tolerance: float, *, refused: bool
) -> None:
    found = objections(Comparison("these", 9, before, after, ()), classifier, [], tolerance)
    assert bool(found) == refused
    assert not found or f"macro-F1 falls from {before:.4f} to {after:.4f}" in found[0]


def test_every_wrong_golden_example_is_an_objection_of_its_own(classifier: Classifier, seed_articles: Sequence[Article]) -> None:
    right = [replace(article, id=f"right-{at}") for at, article in enumerate(seed_articles[:30])]
    wrong = [
        replace(article, id=f"wrong-{article.id}", label="sports") for article in seed_articles if article.label == "economy"
    ]
    found = objections(None, classifier, [*right, *wrong[:2]], 0.01)
    assert found == [f"golden example {one.id!r} is answered economy; expected sports" for one in wrong[:2]]
    assert objections(None, classifier, right, 0.01) == []


def test_an_article_is_known_again_by_its_text_alone() -> None:
    first, again, other = fingerprints([Article("甲"), Article("甲", "题", "label", "id"), Article("乙")]).tolist()
    assert first == again != other
    assert fingerprints([]).dtype == np.uint64
    assert len(fingerprints([Article("\ud800")])) == 1


def test_what_was_known_is_compared_on_the_models_themselves(classifier: Classifier, seed_articles: Sequence[Article]) -> None:
    corrected = [replace(article, label="other") for article in seed_articles if article.label == "sports"][:3]
    adapted = adapt(classifier, corrected).classifier
    known = seed_articles[::2]
    comparison = compare_known(classifier, adapted, known)
    assert comparison
    truth = [article.label for article in known]
    before, after = ([answer.label for answer in model.classify(known)] for model in (classifier, adapted))
    assert comparison.articles == len(known)
    assert comparison.served == pytest.approx(f1_score(truth, before, average="macro"))
    assert comparison.new == pytest.approx(f1_score(truth, after, average="macro"))
    assert [flip.after for flip in comparison.flips] == [new for old, new in zip(before, after, strict=True) if old != new]
    assert compare_known(classifier, adapted, []) is None
