"""The desk: a model and what is told of it; gives submitted articles their results. It knows nothing of HTTP."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from msgspec import UNSET

import model
from model.sections import section
from service.query import Options
from service.reasons import reasons
from service.schemas import Article, Fragment, Result, Subject, Truncated

# Finer differences mean nothing, and the last digits of a float differ from machine to machine.
DECIMALS = 6
MEDIA_TOPIC = "http://cv.iptc.org/newscodes/mediatopic/"

Unread = TypeVar("Unread")
Told = Callable[[Sequence[Article], Sequence[model.Prediction]], None]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a request needs to be answered; a request takes it once, so that one model gives the whole answer."""

    classifier: model.Classifier
    manifest: Mapping[str, Any]
    card: str

    def classify(self, items: Sequence[Article | Unread], options: Options, told: Told) -> list[Result | Fragment | Unread]:
        """Return the result of each article, in order; what is not an article stays in its place. `told` hears of them."""
        articles = [item for item in items if isinstance(item, Article)]
        predictions = self.classifier.classify([model.Article(article.text, article.title) for article in articles])
        told(articles, predictions)
        found = iter(predictions)
        return [self.answer(item, next(found), options) if isinstance(item, Article) else item for item in items]

    def answer(self, article: Article, prediction: model.Prediction, options: Options) -> Result | Fragment:
        """Return what is told of an article."""
        if options.ninjs:
            return self._fragment(article, prediction, options)
        explanation = self.classifier.explain(model.Article(article.text, article.title)) if options.explain else None
        scores = prediction.scores.items()
        return Result(
            id=article.id,
            label=prediction.label,
            name=section(prediction.label).zh,
            confidence=round(prediction.confidence, DECIMALS),
            needs_review=prediction.needs_review,
            scores={label: round(score, DECIMALS) for label, score in (list(scores)[: options.top] if options.top else scores)},
            model=self.classifier.version,
            truncated=True if isinstance(article, Truncated) else UNSET,
            explanation=reasons(explanation, options.explain) if explanation else UNSET,
        )

    def _fragment(self, article: Article, prediction: model.Prediction, options: Options) -> Fragment:
        scores = [(section(label), score) for label, score in prediction.scores.items()][: options.top or 1]
        subjects = [
            Subject(
                name=known.zh,
                uri=MEDIA_TOPIC + known.iptc.removeprefix("medtop:"),
                creator=f"banmian {self.classifier.version}",
                relevance=round(100 * score),
                confidence=round(100 * score),
            )
            for known, score in scores
            if known.iptc
        ]
        return Fragment(id=article.id, subjects=subjects)
