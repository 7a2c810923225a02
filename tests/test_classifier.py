"""The classifier: alone as in a batch, explained to the last digit, and in doubt where it should be."""

import math
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Article, Classifier, Prediction
from model.characters import TRADITIONAL, decode
from model.text import skeleton

ROOT = Path(__file__).parents[1]
LABELS = {"politics", "sports", "economy", "health_policy", "other"}
FOREIGN = [
    Article(""),
    Article(" \n\u3000", "\u200b"),
    Article("The council met on Tuesday to discuss the budget for the coming year, and adjourned without a vote."),
    Article("asdf jkl; qwer zxcv " * 40, "@@@@ ####"),
    Article("\n".join(f"{row}\t{row * 7}\t{row / 3:.2f}%\t{row * 1000}" for row in range(200))),
    Article("😀🏀📈" * 50),
    Article("Совет собрался во вторник, чтобы обсудить бюджет. 評議会は火曜日に개최。"),
    Article("甴曱冇嘢嚟嘅㗎喺咁啲佢哋" * 20),
    Article("\x00\x01\ud800\udfff\ufeff"),
]


def traditional(text: str) -> str:
    """Return the text as it might be printed where Traditional characters are used."""
    pairs = [pair.strip() for pair in TRADITIONAL.read_text("utf-8").split()]
    return text.translate({ord(pair[1]): pair[0] for pair in pairs})


def hard_wrapped(text: str) -> str:
    """Return the text broken into the lines of a printed column."""
    return "\n".join(text[at : at + 22] for at in range(0, len(text), 22))


def variants(article: Article) -> list[Article]:
    """Return an article in the forms that it may be submitted in."""
    return [
        article,
        replace(article, title=""),
        Article(article.title),
        Article("", article.title),
        Article(traditional(article.text), traditional(article.title)),
        replace(article, text=hard_wrapped(article.text.replace("\n", ""))),
        replace(article, text=article.text.replace("，", "，\u200b").replace("市", "市\u00ad").replace("a", "Ａ")),
        replace(article, text=article.text * 8),
    ]


def alike(left: Sequence[Prediction], right: Sequence[Prediction]) -> bool:
    return len(left) == len(right) and all(
        one.label == other.label
        and one.needs_review == other.needs_review
        and list(one.scores) == list(other.scores)
        and list(one.scores.values()) == pytest.approx(list(other.scores.values()), abs=1e-12)
        for one, other in zip(left, right, strict=True)
    )


@pytest.fixture(scope="module")
def submitted(seed_articles: list[Article]) -> list[Article]:
    return [variant for article in seed_articles[::9] for variant in variants(article)]


def test_a_batch_gives_what_each_article_alone_gives(classifier: Classifier, submitted: list[Article]) -> None:
    articles = [*submitted, *FOREIGN]
    assert len(articles) > 300
    assert alike(classifier.classify(articles), [classifier.classify([article])[0] for article in articles])


def test_no_articles_have_no_predictions(classifier: Classifier) -> None:
    assert classifier.classify([]) == []


def test_scores_are_probabilities_of_all_sections_the_largest_first(classifier: Classifier, submitted: list[Article]) -> None:
    for prediction in classifier.classify([*submitted, *FOREIGN]):
        values = list(prediction.scores.values())
        assert set(prediction.scores) == LABELS
        assert sum(values) == pytest.approx(1.0, abs=1e-9)
        assert values == sorted(values, reverse=True)
        assert (prediction.label, prediction.confidence) == next(iter(prediction.scores.items()))


def test_review_is_needed_below_the_threshold_of_the_mode(classifier: Classifier, submitted: list[Article]) -> None:
    for article, prediction in zip(submitted, classifier.classify(submitted), strict=True):
        assert prediction.needs_review is (prediction.confidence < classifier.mode(article).review_below)


@pytest.mark.parametrize("article", FOREIGN)
def test_what_is_hardly_chinese_is_other_and_needs_review(classifier: Classifier, article: Article) -> None:
    prediction = classifier.classify([article])[0]
    assert prediction.label == "other"
    assert prediction.needs_review
    assert set(prediction.scores.values()) == {0.2}
    explanation = classifier.explain(article)
    assert (explanation.label, explanation.difference, explanation.contributions) == ("other", 0.0, ())


def test_a_foreign_article_leaves_its_neighbours_alone(classifier: Classifier, seed_articles: list[Article]) -> None:
    mixed = [article for pair in zip(seed_articles, FOREIGN, strict=False) for article in pair]
    assert alike(classifier.classify(mixed)[::2], classifier.classify(seed_articles[: len(FOREIGN)]))


def test_an_explanation_sums_to_the_difference_of_log_probabilities(classifier: Classifier, submitted: list[Article]) -> None:
    for article, prediction in zip(submitted, classifier.classify(submitted), strict=True):
        explanation = classifier.explain(article)
        (label, first), (runner_up, second) = list(prediction.scores.items())[:2]
        assert (explanation.label, explanation.runner_up) == (label, runner_up)
        assert explanation.difference == pytest.approx(math.log(first / second), abs=1e-6)
        weights = [contribution.weight for contribution in explanation.contributions]
        assert explanation.intercept + sum(weights) == pytest.approx(explanation.difference, abs=1e-9)
        assert weights == sorted(weights, key=abs, reverse=True)


def test_each_span_of_an_explanation_is_its_term_as_submitted(classifier: Classifier, submitted: list[Article]) -> None:
    for article in submitted:
        parts = {"title": article.title, "text": article.text}
        for contribution in classifier.explain(article).contributions:
            assert contribution.spans
            assert list(contribution.spans) == sorted(set(contribution.spans))
            for part, start, end in contribution.spans:
                # A line end inside a hard-wrapped word is no part of it.
                found = parts[part][start:end].replace("\n", "")
                assert decode(skeleton([found]))[:-1] == contribution.term


def test_only_what_is_read_is_explained(classifier: Classifier, seed_articles: list[Article]) -> None:
    article = seed_articles[0]
    longer = replace(article, text=article.text * 100)
    last = max(span[2] for contribution in classifier.explain(longer).contributions for span in contribution.spans)
    assert last < 4 * 1500


def test_a_long_article_and_a_headline_are_both_read(classifier: Classifier, seed_articles: list[Article]) -> None:
    text = "".join(article.text for article in seed_articles if article.label == "sports")[:20_000]
    assert len(text) == 20_000
    for article in (Article(text), Article("江豚队主场两球取胜")):
        prediction = classifier.classify([article])[0]
        assert set(prediction.scores) == LABELS
        assert max(prediction.scores.values()) > min(prediction.scores.values())
        assert classifier.explain(article).contributions


def test_a_traditional_article_is_answered_as_its_simplified_twin(classifier: Classifier, seed_articles: list[Article]) -> None:
    simple = [Article(decode(skeleton([article.text])), article.title) for article in seed_articles[:50]]
    printed = [Article(traditional(article.text), traditional(article.title)) for article in simple]
    assert sum(left.text != right.text for left, right in zip(simple, printed, strict=True)) == 50
    assert alike(classifier.classify(simple), classifier.classify(printed))


def test_hard_wraps_change_no_answer(classifier: Classifier, seed_articles: list[Article]) -> None:
    plain = [replace(article, text=article.text.replace("\n", "")) for article in seed_articles[:50]]
    wrapped = [replace(article, text=hard_wrapped(article.text)) for article in plain]
    same = [one.label == other.label for one, other in zip(classifier.classify(plain), classifier.classify(wrapped), strict=True)]
    assert sum(same) >= 49


@given(st.lists(st.builds(Article, st.text(), st.text()), min_size=1, max_size=5))
@settings(deadline=None, max_examples=50)
def test_any_text_at_all_has_an_answer(classifier: Classifier, articles: list[Article]) -> None:
    for article, prediction in zip(articles, classifier.classify(articles), strict=True):
        assert sum(prediction.scores.values()) == pytest.approx(1.0, abs=1e-9)
        assert classifier.explain(article).label == prediction.label


def test_a_model_served_imports_nothing_of_training(model_folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from model import Article, Classifier, Versions;"
        "classifier = Classifier.load(Path(sys.argv[1]));"
        "classifier.explain(Article('市人民医院今起延长门诊时间，医保照常结算。'));"
        "loaded = {name.partition('.')[0] for name in sys.modules};"
        "print(*sorted(loaded & {'sklearn', 'scipy', 'joblib', 'tqdm', 'flask'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(model_folder)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []
