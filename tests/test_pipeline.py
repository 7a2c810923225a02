"""Fitting: which terms count, what they weigh, and that nothing is lost when what terms share folds into weights."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.svm import LinearSVC

from model import Article
from model.counting import CorpusCounts, count_corpus
from model.pipeline import (
    BENDS,
    FIELD_WEIGHTS,
    MIN_ARTICLES_FOR_TOPICS,
    PENALTY,
    SPELLING_WEIGHT,
    TOPICS,
    Directions,
    choose_terms,
    curve,
    features,
    fit_linear,
    learn_topics,
    negative_log_likelihood,
    spell,
    temperature,
    weigh_terms,
)
from model.terms import FIELDS, WORD_FIELDS
from model.training import Material, prepare
from model.vocabulary import Vocabulary
from model.weights import factors, softmax


@pytest.fixture(scope="module")
def many(seed_articles: Sequence[Article]) -> Material:
    """More short articles than topics need: pieces of the seeds."""
    pieces = [
        replace(article, text=article.text[at : at + 50], title="") for article in seed_articles for at in (0, 50, 100, 150)
    ]
    assert len(pieces[:2100]) >= MIN_ARTICLES_FOR_TOPICS
    return prepare(pieces[:2100], (), "", seed=0, jobs=1)


def counted(words: dict[str, int], pairs: dict[str, int], rows: int) -> CorpusCounts:
    """Return a corpus in which each term stands, once, in so many of the first rows."""

    def matrix(terms: dict[str, int]) -> sparse.csr_array:
        places = [(row, column) for column, articles in enumerate(terms.values()) for row in range(articles)]
        at = tuple(np.array(places).T)
        return sparse.csr_array((np.ones(len(places), np.float32), at), shape=(rows, len(terms)))

    return CorpusCounts(list(words), list(pairs), {field: matrix(pairs if field == "characters" else words) for field in FIELDS})


@pytest.mark.parametrize(
    ("articles", "words", "pairs"),
    [
        (10, ["of", "二次", "四次", "五次"], ["四四", "五五"]),
        (10_000, ["of", "二次", "四次", "五次"], ["四四", "五五"]),
        (12_000, ["of", "四次", "五次"], []),
        (20_000, ["of", "五次"], []),
    ],
)
def test_a_term_counts_from_two_articles_or_one_in_four_thousand_and_a_pair_from_twice_as_many(
    articles: int, words: list[str], pairs: list[str]
) -> None:
    counts = counted(
        {"四次": 4, "一次": 1, "五次": 5, "of": 9, "二次": 2}, {"一一": 1, "三三": 3, "四四": 4, "五五": 5}, articles
    )
    vocabulary, fields = choose_terms(counts, articles)
    assert sorted(vocabulary.words) == sorted(words)
    assert vocabulary.pairs == pairs
    assert vocabulary.words[0] == "of", "words without Han characters come first"
    for field in FIELDS:
        names = vocabulary.pairs if field == "characters" else vocabulary.words
        assert fields[field].sum(axis=0).tolist() == [{"of": 9}.get(name, "一二三四五".find(name[0]) + 1) for name in names]


def test_rows_that_are_not_articles_choose_no_term() -> None:
    counts = counted({"三次": 3, "七次": 7}, {"七七": 7}, rows=10)
    assert choose_terms(counts, 10)[0].words == ["七次", "三次"]
    later = CorpusCounts(counts.words, counts.pairs, {field: counts.fields[field][::-1] for field in FIELDS})
    vocabulary, fields = choose_terms(later, 5)
    assert vocabulary.words == ["七次"]
    assert vocabulary.pairs == []
    assert fields["article"].shape == (10, 1), "but their counts are kept"


def test_features_are_what_scikit_learn_makes_of_each_field(seed_articles: Sequence[Article]) -> None:
    vocabulary, fields = choose_terms(count_corpus(seed_articles[:100]), 100)
    weighting = weigh_terms(vocabulary, fields)
    matrix = features(weighting, fields)
    start = 0
    for field in FIELDS:
        fitted = TfidfTransformer(sublinear_tf=True).fit(fields["characters" if field == "characters" else "article"])
        expected = fitted.transform(fields[field]).toarray() * FIELD_WEIGHTS[field]
        width = fields[field].shape[1]
        np.testing.assert_allclose(matrix[:, start : start + width].toarray(), expected, atol=1e-6)
        start += width
    assert matrix.shape == (100, start)


def test_idf_is_rounded_to_what_a_model_stores(seed_articles: Sequence[Article]) -> None:
    weighting = weigh_terms(*choose_terms(count_corpus(seed_articles[:50]), 50))
    for idf in (weighting.words, weighting.pairs):
        np.testing.assert_array_equal(idf, idf.astype(np.float32))
        assert idf.min() >= 1.0


@pytest.mark.parametrize("factor", [0.3, 1.0, 4.0, 12.0])
def test_calibration_finds_the_factor_by_which_margins_were_understated(factor: float) -> None:
    chance = np.random.default_rng(7)
    scores = chance.normal(0.0, 2.0, (20_000, 5))
    drawn = (softmax(scores).cumsum(axis=1) < chance.random((20_000, 1))).sum(axis=1)
    assert temperature(scores / factor, drawn) == pytest.approx(factor, rel=0.05)


@pytest.mark.parametrize(("scale", "bend"), [(1.5, -0.4), (0.7, 0.2), (2.0, 0.0)])
def test_calibration_finds_how_far_a_greater_lead_is_worth_less(scale: float, bend: float) -> None:
    chance = np.random.default_rng(8)
    scores = chance.normal(0.0, 2.0, (40_000, 5))
    logits = scores * factors(scores, scale, bend)[:, None]
    drawn = (softmax(logits).cumsum(axis=1) < chance.random((40_000, 1))).sum(axis=1)
    assert curve(scores, drawn) == pytest.approx((scale, bend), abs=0.08)


@pytest.mark.parametrize("bend", BENDS)
def test_however_bent_a_greater_lead_is_a_greater_confidence_and_no_answer_changes(bend: float) -> None:
    leads = np.linspace(0.0, 30.0, 301)
    scores = np.stack([leads, np.zeros(301), np.full(301, -1.0)], axis=1)[:, [1, 0, 2]]
    logits = scores * factors(scores, 1.0, bend)[:, None]
    assert (np.diff(logits[:, 1] - logits[:, 0]) > 0).all()
    assert (logits[1:].argmax(axis=1) == 1).all()


def test_calibration_never_makes_the_true_sections_less_likely() -> None:
    chance = np.random.default_rng(3)
    for size in (1, 5, 200):
        margins, sections = chance.normal(size=(size, 3)), chance.integers(0, 3, size)
        found = temperature(margins, sections)
        assert found > 0
        for other in (0.05, 0.5, 1.0, 2.0, 20.0):
            assert negative_log_likelihood(margins * found, sections) <= negative_log_likelihood(margins * other, sections) + 1e-3


def test_a_small_corpus_has_no_topics(seed_articles: Sequence[Article]) -> None:
    assert len(seed_articles) < MIN_ARTICLES_FOR_TOPICS
    assert len(prepare(seed_articles[::8], (), "", seed=0, jobs=1).directions) == 1
    assert learn_topics(sparse.csr_array(np.eye(MIN_ARTICLES_FOR_TOPICS - 1, 500, dtype=np.float32)), 0) is None


def test_directions_folded_into_weights_say_what_their_features_say(many: Material) -> None:
    spelling, topics = many.directions
    assert topics.shape == (TOPICS, many.articles.shape[1])
    importance = np.linspace(0.3, 1.0, len(many.sections))
    folded = fit_linear(many.articles, many.directions, many.sections, importance, seed=0)
    parts = [many.articles, *(sparse.csr_array(many.articles @ some.T) for some in (spelling, topics))]
    machine = LinearSVC(C=PENALTY, class_weight="balanced", random_state=0).fit(
        sparse.hstack(parts, format="csr"), many.sections, importance
    )
    whole = many.articles.astype(np.float64)
    exact = np.hstack([whole.toarray(), *(np.asarray(whole @ _dense(some).T) for some in (spelling, topics))])
    np.testing.assert_allclose(folded.margins(many.articles), machine.decision_function(exact), rtol=0, atol=1e-6)
    for fewer in ((), (spelling,), (topics,)):
        plain = fit_linear(many.articles, fewer, many.sections, importance, seed=0)
        assert np.abs(folded.margins(many.articles) - plain.margins(many.articles)).max() > 0.01, "each says something"


def _dense(directions: Directions) -> NDArray[np.float64]:
    return np.asarray(directions.toarray() if sparse.issparse(directions) else directions, np.float64)


def test_a_pair_gathers_the_words_of_every_field_that_are_spelled_with_it() -> None:
    vocabulary = Vocabulary(["gdp", "医保", "医保局", "局"], ["保局", "医保"])
    matrix = sparse.csr_array(np.eye(14, dtype=np.float32))
    spelling = spell(vocabulary, matrix)
    gathered = [np.flatnonzero(row).tolist() for row in spelling.toarray()]
    assert gathered == [[2, 6, 10, 12], [1, 2, 5, 6, 9, 10, 13]]
    mean_square = np.square((matrix @ spelling.T).toarray()).sum(axis=1).mean()
    assert mean_square == pytest.approx(SPELLING_WEIGHT**2)


def test_of_two_sections_both_margins_are_kept(seed_articles: Sequence[Article]) -> None:
    articles = [article for article in seed_articles if article.label in {"sports", "economy"}]
    material = prepare(articles, (), "", seed=0, jobs=1)
    linear = material.fit(np.arange(len(articles)), seed=0)
    margins = linear.margins(material.articles)
    np.testing.assert_array_equal(margins[:, 0], -margins[:, 1])
    assert (margins.argmax(axis=1) == material.sections).mean() > 0.99


def test_a_field_has_as_many_columns_as_its_terms(many: Material) -> None:
    words, pairs = len(many.weighting.words), len(many.weighting.pairs)
    assert many.articles.shape[1] == many.headlines.shape[1] == many.openings.shape[1] == len(WORD_FIELDS) * words + pairs
