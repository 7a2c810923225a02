"""Everything that can go wrong below the HTTP layer, each error a sentence made of its facts.

ModelError
├── CorpusError       a bad row of training data, with file and line
├── DictionaryError   a bad line of a user dictionary
├── ArtifactError     a model folder that is torn, edited or foreign
└── TrainingError     data that no model can be trained on
"""


class ModelError(Exception):
    """Root of the errors raised by `model`."""


class CorpusError(ModelError):
    """A row of training data that cannot be used."""

    def __init__(self, place: str, found: str, expected: str) -> None:
        """Name the place (`file:line`), what was found there and what was expected."""
        super().__init__(f"{place}: {found}; expected {expected}")
        self.place = place


class DictionaryError(ModelError):
    """A line of a user dictionary that jieba's format does not allow."""

    def __init__(self, line_number: int, found: str) -> None:
        """Name the line, counted from 1, and what was found there."""
        super().__init__(f"user dictionary, line {line_number}: {found}; expected 'WORD [FREQUENCY] [TAG]'")


class ArtifactError(ModelError):
    """A model folder that must not be served."""

    def __init__(self, folder: object, problem: str) -> None:
        """Name the folder and what is wrong with it."""
        super().__init__(f"model {folder}: {problem}")


class TrainingError(ModelError):
    """Data that no model can be trained on."""
