"""The desk: a model and the settings it is served under; gives submitted articles their results. It knows nothing of HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import model
from model.sections import section
from service.schemas import Article, Result
from service.settings import Settings

# Finer differences mean nothing, and the last digits of a float differ from machine to machine.
DECIMALS = 6

Unread = TypeVar("Unread")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a request needs to be answered; a request takes it once, so that one model gives the whole answer."""

    classifier: model.Classifier
    settings: Settings

    def classify(self, items: Sequence[Article | Unread]) -> list[Result | Unread]:
        """Return the result of each article, in order; what is not an article stays in its place."""
        articles = [model.Article(item.text, item.title) for item in items if isinstance(item, Article)]
        predictions = iter(self.classifier.classify(articles))
        return [self._result(item, next(predictions)) if isinstance(item, Article) else item for item in items]

    def _result(self, article: Article, prediction: model.Prediction) -> Result:
        return Result(
            id=article.id,
            label=prediction.label,
            name=section(prediction.label).zh,
            confidence=round(prediction.confidence, DECIMALS),
            needs_review=prediction.needs_review,
            scores={label: round(score, DECIMALS) for label, score in prediction.scores.items()},
            model=self.classifier.version,
        )
