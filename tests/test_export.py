"""The exported scikit-learn pipeline: what the served model says, to the sixth decimal, on thousands of articles."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import joblib
import numpy as np
import pytest
from sklearn.pipeline import Pipeline

from model import Article, Classifier
from model.classifier import BATCH
from model.export import export, to_pipeline
from model.terms import FIELDS, is_headline
from model.training import train
from model.weights import Floats

ROOT = Path(__file__).parents[1]
MOST = 1e-6


def pieces(articles: Sequence[Article]) -> list[Article]:
    """Return thousands of articles made of some hundred: whole, openings, middles, endings, and pairs joined."""
    made = list(articles)
    for article, after in zip(articles, [*articles[1:], articles[0]], strict=True):
        middle = len(article.text) // 3
        made += [
            replace(article, text=article.text[:60]),
            replace(article, title="", text=article.text[middle : middle + 120]),
            Article(article.text[-90:], after.title),
            Article(f"{article.text}\n{after.text}", article.title),
            Article(after.text + article.text * 5),
        ]
    return made


def judged(classifier: Classifier, articles: Sequence[Article]) -> list[Article]:
    """Return the articles that are judged as whole ones: not as headlines, and Chinese enough."""
    whole = [article for article in articles if not is_headline(article)]
    foreign = np.concatenate([classifier.count(whole[at : at + BATCH])[1] for at in range(0, len(whole), BATCH)])
    return [article for article, strange in zip(whole, foreign, strict=True) if not strange]


def probabilities(classifier: Classifier, articles: Sequence[Article]) -> Floats:
    """Return what the classifier says, in the order of its labels."""
    return np.array([[found.scores[label] for label in classifier.labels] for found in classifier.classify(articles)])


@pytest.fixture(scope="module")
def pipeline(classifier: Classifier) -> Pipeline:
    return to_pipeline(classifier)


@pytest.fixture(scope="module")
def thousands(classifier: Classifier, seed_articles: Sequence[Article]) -> list[Article]:
    return judged(classifier, pieces(seed_articles))


@pytest.fixture(scope="module")
def expected(pipeline: Pipeline, thousands: list[Article]) -> Floats:
    return np.asarray(pipeline.predict_proba(thousands))


def test_thousands_of_articles_in_batches_are_answered_as_scikit_learn_does(
    classifier: Classifier, thousands: list[Article], expected: Floats
) -> None:
    assert len(thousands) >= 3000
    np.testing.assert_allclose(probabilities(classifier, thousands), expected, rtol=0, atol=MOST)


def test_thousands_of_articles_one_by_one_are_answered_as_scikit_learn_does(
    classifier: Classifier, thousands: list[Article], expected: Floats
) -> None:
    alone = np.vstack([probabilities(classifier, [article]) for article in thousands])
    np.testing.assert_allclose(alone, expected, rtol=0, atol=MOST)


def test_the_pipeline_alone_answers_as_in_a_batch(pipeline: Pipeline, thousands: list[Article], expected: Floats) -> None:
    for at in range(0, len(thousands), 97):
        np.testing.assert_allclose(pipeline.predict_proba([thousands[at]])[0], expected[at], rtol=0, atol=1e-12)


def test_thousands_of_press_articles_are_answered_by_the_shipped_model_as_scikit_learn_does(shared: Path) -> None:
    with gzip.open(shared / "corpus" / "labelled.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in islice(lines, 0, None, 5)][:3000]
    shipped = Classifier.load(ROOT / "model" / "default")
    articles = judged(shipped, [Article(row["text"], row.get("title") or "") for row in rows])
    assert len(articles) > 2500
    expected = to_pipeline(shipped).predict_proba(articles)
    np.testing.assert_allclose(probabilities(shipped, articles), expected, rtol=0, atol=MOST)
    alone = np.vstack([probabilities(shipped, [article]) for article in articles])
    np.testing.assert_allclose(alone, expected, rtol=0, atol=MOST)


@pytest.mark.parametrize(
    "article",
    [
        Article("市体育局昨日公布，本届城市足球联赛共有十六支球队报名。" * 200, "城市足球联赛下月开赛"),
        Article("市體育局昨日公佈，本屆城市足球聯賽共有十六支球隊報名，賽程將持續三個月，決賽在新體育場舉行。"),
        Article("市体育局昨日公布，本届城市足球联赛\n共有十六支球队报名，赛程将\n持续三个月，决赛在\n新体育场举行。"),
        Article("Ｎ\u200bＢＡ季前赛２０２４年１０月在本市体育馆举行，门票\u3000今日发售，球迷可在网上预订座位，每人限购两张。"),
        Article("市体育局昨日公布，本届城市足球联赛共有十六支球队报名，赛程持续三个月。\ud800\x00😀" * 2),
    ],
    ids=["longer than is read", "Traditional", "hard-wrapped", "full-width", "odd characters"],
)
def test_text_in_any_form_is_read_alike(classifier: Classifier, pipeline: Pipeline, article: Article) -> None:
    assert judged(classifier, [article]) == [article]
    np.testing.assert_allclose(probabilities(classifier, [article]), pipeline.predict_proba([article]), rtol=0, atol=MOST)


def test_an_export_read_back_says_the_same(
    classifier: Classifier, thousands: list[Article], expected: Floats, tmp_path: Path
) -> None:
    export(classifier, tmp_path / "pipeline.joblib")
    again = joblib.load(tmp_path / "pipeline.joblib")
    assert tuple(again.classes_) == classifier.labels
    np.testing.assert_array_equal(again.predict_proba(thousands[:500]), expected[:500])
    assert again.predict(thousands[:500]).tolist() == [found.label for found in classifier.classify(thousands[:500])]


def test_its_terms_are_the_model_s(classifier: Classifier, pipeline: Pipeline) -> None:
    vocabulary = classifier.vocabulary
    assert len(pipeline["terms"].get_feature_names_out()) == 3 * len(vocabulary.words) + len(vocabulary.pairs)
    assert [name for name, _ in pipeline["terms"].transformer_list] == list(FIELDS)


def test_two_sections_are_exported_as_well_as_five(seed_articles: Sequence[Article]) -> None:
    two = train([article for article in seed_articles if article.label in {"sports", "economy"}]).classifier
    articles = judged(two, pieces(seed_articles[::8]))
    np.testing.assert_allclose(to_pipeline(two).predict_proba(articles), probabilities(two, articles), rtol=0, atol=MOST)


def test_a_user_dictionary_is_exported_with_the_model(seed_articles: Sequence[Article]) -> None:
    taught = train(seed_articles[::4], user_dictionary="本报讯 100000 n\n新体育场 1000 ns").classifier
    articles = judged(taught, pieces(seed_articles[::8]))
    np.testing.assert_allclose(to_pipeline(taught).predict_proba(articles), probabilities(taught, articles), rtol=0, atol=MOST)
