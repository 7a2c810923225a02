"""Text in, sections out: reads, trains, stores and applies section classifiers. It knows nothing of HTTP."""

from model.article import Article
from model.classifier import Classifier
from model.errors import ArtifactError, CorpusError, DictionaryError, ModelError, TrainingError
from model.prediction import Contribution, Explanation, Prediction
from model.versions import Versions

__all__ = [
    "Article",
    "ArtifactError",
    "Classifier",
    "Contribution",
    "CorpusError",
    "DictionaryError",
    "Explanation",
    "ModelError",
    "Prediction",
    "TrainingError",
    "Versions",
]
