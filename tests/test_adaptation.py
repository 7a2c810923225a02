"""Learning on top of a model: corrected articles move what they speak of, and nothing else."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from model import Article, Classifier, TrainingError
from model.adaptation import PRIORS_OF_FEW, adapt, adapt_enough, adapt_linear, featurize, flatten
from model.classifier import BATCH
from model.pipeline import Linear
from model.terms import FIELDS
from model.versions import DEFAULT
from model.weights import softmax

FIFTY = 50


def answers(classifier: Classifier, articles: Sequence[Article]) -> list[str]:
    return [prediction.label for prediction in classifier.classify(articles)]


def relabelled(articles: Sequence[Article], before: str, after: str) -> list[Article]:
    """Return fifty articles of a section as a desk would have them that files them under another."""
    return [replace(article, label=after) for article in articles if article.label == before][:FIFTY]


def mistaken(classifier: Classifier, article: Article) -> Article:
    """Return an article as a desk would have it that finds the second likeliest section to be the right one."""
    return replace(article, label=list(classifier.classify([article])[0].scores)[1])


@pytest.fixture(scope="module")
def shipped() -> Classifier:
    """The shipped model."""
    return Classifier.load(DEFAULT)


@pytest.mark.parametrize(("before", "after"), [("sports", "other"), ("other", "politics"), ("economy", "other")])
def test_fifty_relabelled_articles_change_their_own_answers_and_no_other_section_s(
    classifier: Classifier, seed_articles: Sequence[Article], before: str, after: str
) -> None:
    corrected = relabelled(seed_articles, before, after)
    assert len(corrected) == FIFTY
    adapted = adapt(classifier, corrected).classifier
    assert answers(classifier, corrected).count(after) == 0
    assert answers(adapted, corrected).count(after) >= 35
    rest = [article for article in seed_articles if article.label != before]
    kept = np.mean([old == new for old, new in zip(answers(classifier, rest), answers(adapted, rest), strict=True)])
    assert kept >= 0.95


def test_only_terms_that_the_articles_have_are_moved(classifier: Classifier, seed_articles: Sequence[Article]) -> None:
    corrected = relabelled(seed_articles, "sports", "other")[:7]
    moved = flatten(adapt(classifier, corrected).classifier.weights).weights != flatten(classifier.weights).weights
    present = np.zeros(moved.shape[1], np.bool_)
    present[featurize(classifier, corrected).indices] = True
    assert moved[:, present].any(axis=0).mean() > 0.9
    assert not moved[:, ~present].any()


def test_words_frequencies_and_calibration_stay(classifier: Classifier, seed_articles: Sequence[Article]) -> None:
    adapted = adapt(classifier, relabelled(seed_articles, "sports", "other")).classifier
    assert adapted.labels == classifier.labels
    assert adapted.modes == classifier.modes
    assert adapted.segmenter is classifier.segmenter
    assert adapted.vocabulary is classifier.vocabulary
    np.testing.assert_array_equal(adapted.weights.idf, classifier.weights.idf)


def test_the_served_model_itself_is_not_touched(classifier: Classifier, seed_articles: Sequence[Article]) -> None:
    before = {field: classifier.weights.apart()[field].copy() for field in FIELDS}
    adapt(classifier, relabelled(seed_articles, "economy", "sports"))
    for field in FIELDS:
        np.testing.assert_array_equal(classifier.weights.apart()[field], before[field])


def test_articles_answered_right_already_change_no_answer(classifier: Classifier, seed_articles: Sequence[Article]) -> None:
    adapted = adapt(classifier, seed_articles[::10]).classifier
    assert answers(adapted, seed_articles) == answers(classifier, seed_articles)


def test_the_same_articles_and_seed_give_the_same_weights(classifier: Classifier, seed_articles: Sequence[Article]) -> None:
    corrected = relabelled(seed_articles, "politics", "economy")
    first, second = adapt(classifier, corrected, seed=4), adapt(classifier, corrected, seed=4)
    for field in FIELDS:
        np.testing.assert_array_equal(first.classifier.weights.apart()[field], second.classifier.weights.apart()[field])
    np.testing.assert_array_equal(first.articles.calibrated, second.articles.calibrated)


def test_each_article_is_measured_by_a_model_that_has_not_learned_it(
    classifier: Classifier, seed_articles: Sequence[Article]
) -> None:
    articles = [*seed_articles[:40], *relabelled(seed_articles, "sports", "politics")[:1]]
    trained = adapt(classifier, articles)
    assert trained.adapted
    assert trained.articles.rows.tolist() == list(range(41))
    assert [classifier.labels[at] for at in trained.articles.sections] == [article.label for article in articles]
    np.testing.assert_allclose(trained.articles.calibrated.sum(axis=1), 1.0)
    assert len(trained.headlines.rows) == 0
    alone = classifier.classify(articles[-1:])[0]
    measured = trained.articles.calibrated[-1, classifier.labels.index("politics")]
    assert measured == pytest.approx(alone.scores["politics"], abs=0.01), "what it was told of this one is not in it"


def test_features_and_weights_give_the_scores_that_are_served(classifier: Classifier, seed_articles: Sequence[Article]) -> None:
    articles = [*seed_articles[: BATCH + 5], Article(""), Article("no word known")]
    margins = flatten(classifier.weights).margins(featurize(classifier, articles))
    np.testing.assert_allclose(margins, classifier.scores(articles), rtol=0, atol=1e-6)


def test_the_weights_found_are_the_likeliest() -> None:
    """Where the posterior is largest its slope is nothing: the prior pulls as hard as the articles push."""
    chance = np.random.default_rng(5)
    matrix = sparse.csr_array(chance.random((60, 30)) * (chance.random((60, 30)) < 0.3))
    prior, sections = Linear(chance.normal(size=(4, 30)), chance.normal(size=4)), chance.integers(0, 4, 60)
    found = adapt_linear(prior, matrix, sections, 0.3)
    wrong = np.eye(4)[sections] - softmax(found.margins(matrix))
    np.testing.assert_allclose(0.3 * (found.weights - prior.weights), wrong.T @ matrix.toarray(), atol=5e-3)


@pytest.mark.parametrize("lead", [0.5, 4.0, 8.0, 100.0])
def test_no_more_is_moved_than_it_takes_to_learn(lead: float) -> None:
    prior, matrix = Linear(np.zeros((2, 3)), np.array([lead, 0.0])), sparse.csr_array([[1.0, 1.0, 1.0]])
    sections = np.array([1])
    found, precision = adapt_enough(prior, matrix, sections)
    learned = [adapt_linear(prior, matrix, sections, each).margins(matrix)[0].argmax() == 1 for each in PRIORS_OF_FEW]
    assert precision == next((each for each, right in zip(PRIORS_OF_FEW, learned, strict=True) if right), PRIORS_OF_FEW[-1])
    np.testing.assert_array_equal(found.weights, adapt_linear(prior, matrix, sections, precision).weights)


@pytest.mark.parametrize(("precision", "least", "most"), [(1e6, 0.0, 1e-3), (1e-3, 1.0, 1e3)])
def test_a_precise_prior_holds_and_a_vague_one_lets_go(precision: float, least: float, most: float) -> None:
    chance = np.random.default_rng(6)
    matrix, sections = sparse.csr_array(chance.random((40, 10))), chance.integers(0, 3, 40)
    prior = Linear(np.zeros((3, 10)), np.zeros(3))
    moved = np.abs(adapt_linear(prior, matrix, sections, precision).weights).max()
    assert least <= moved <= most


def test_a_strange_label_is_named_beside_those_there_are(classifier: Classifier, seed_articles: Sequence[Article]) -> None:
    strange = [*seed_articles[:3], replace(seed_articles[3], label="weather"), replace(seed_articles[4], label="astrology")]
    with pytest.raises(TrainingError, match=r"label 'astrology' is not among .*\(politics, sports, .*needs --from-scratch"):
        adapt(classifier, strange)


def test_one_article_is_learned_and_measured_by_the_served_model(shipped: Classifier, seed_articles: Sequence[Article]) -> None:
    corrected = [mistaken(shipped, seed_articles[0])]
    trained = adapt(shipped, corrected)
    assert answers(trained.classifier, corrected) == [corrected[0].label] != answers(shipped, corrected)
    assert trained.folds == 1
    said = shipped.classify(corrected)[0].scores
    np.testing.assert_allclose(trained.articles.calibrated[0], [said[label] for label in shipped.labels], atol=1e-6)


def test_each_article_is_learned_alone_and_the_rest_stays(shipped: Classifier, seed_articles: Sequence[Article]) -> None:
    before = answers(shipped, seed_articles)
    for article in seed_articles[::50]:
        corrected = [mistaken(shipped, article)]
        adapted = adapt(shipped, corrected).classifier
        assert answers(adapted, corrected) == [corrected[0].label]
        kept = np.mean([old == new for old, new in zip(before, answers(adapted, seed_articles), strict=True)])
        assert kept >= 0.99


def test_an_article_without_a_known_word_moves_nothing(classifier: Classifier) -> None:
    adapted = adapt(classifier, [Article("no word known", label="sports")]).classifier
    for field in FIELDS:
        np.testing.assert_array_equal(adapted.weights.apart()[field], classifier.weights.apart()[field])


def test_no_articles_teach_nothing(classifier: Classifier) -> None:
    with pytest.raises(TrainingError, match="no articles to learn from"):
        adapt(classifier, [])


def test_fifty_corrections_of_the_shipped_model_are_learned_and_the_rest_stays(
    shipped: Classifier, seed_articles: Sequence[Article]
) -> None:
    drawn = [seed_articles[at] for at in np.random.default_rng(0).permutation(len(seed_articles))]
    wanted = [shipped.labels[(shipped.labels.index(article.label) + 1) % 5] for article in drawn[:FIFTY]]
    moved = [replace(article, label=label) for article, label in zip(drawn, wanted, strict=False)]
    adapted = adapt(shipped, moved).classifier
    learned = sum(found == label for found, label in zip(answers(adapted, moved), wanted, strict=True))
    rest = drawn[FIFTY:]
    kept = sum(before == after for before, after in zip(answers(shipped, rest), answers(adapted, rest), strict=True))
    assert learned >= 0.9 * FIFTY
    assert kept >= 0.97 * len(rest)
