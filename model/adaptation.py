"""Learns on top of a served model: its weights are where the new ones start from and what they are held to. Training only.

Maximum a posteriori adaptation (Chelba and Acero 2004): a Gaussian prior around the served weights, so that fifty corrected
articles move the terms they are sure about and leave everything else as it is. Vocabulary and document frequencies stay.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse, special

from model.article import Article
from model.classifier import BATCH, Classifier
from model.errors import TrainingError
from model.folds import split
from model.outcome import OutOfFold, Trained
from model.pipeline import Linear
from model.progress import progress
from model.terms import FIELDS
from model.weights import Floats, Weights, factors, softmax

# The precisions that the prior may have, the first that lets all the articles be learned is taken, else the last.
# Chosen by adapting, in turn, to 50 articles of a source left out, and to a single one: see model/README.md.
PRIORS = (3.0, 1.0, 0.3)
# Of a few articles each is meant, however sure the served model is against it; of many some may be mistakes.
FEW = 10
PRIORS_OF_FEW = (*PRIORS, 0.1, 0.03)


def adapt(served: Classifier, articles: Sequence[Article], seed: int = 0) -> Trained:
    """Return the served model, adapted to the articles, and what models adapted to the others said of each.

    Of a single article, and of several that belong together, there are no others: what the served model says stands for it.
    Calibration and review thresholds stay the served model's. Raises TrainingError for a label it does not have,
    and for no articles at all.
    """
    if not articles:
        raise TrainingError("there are no articles to learn from")
    strange = sorted({article.label for article in articles} - set(served.labels))
    if strange:
        raise TrainingError(
            f"label {strange[0]!r} is not among the served model's ({', '.join(served.labels)}); "
            "another set of labels needs --from-scratch"
        )
    sections = np.array([served.labels.index(article.label) for article in articles])
    matrix = featurize(served, articles)
    prior = flatten(served.weights)
    linear, precision = adapt_enough(prior, matrix, sections)
    folds = split(articles, sections, seed)
    scores = np.zeros((len(articles), len(served.labels)))
    for fold in progress(np.unique(folds).tolist(), "cross-validating"):
        held_out = folds == fold
        scores[held_out] = adapt_linear(prior, matrix[~held_out], sections[~held_out], precision).margins(matrix[held_out])
    modes = [served.mode(article) for article in articles]
    scales, bends = np.array([(mode.scale, mode.bend) for mode in modes]).T
    probabilities = softmax(scores * factors(scores, scales, bends)[:, None])
    adapted = Classifier(
        served.labels,
        served.vocabulary,
        unflatten(linear, served.weights),
        served.modes,
        served.segmenter,
    )
    nothing = OutOfFold(np.empty(0, np.int64), np.empty(0, np.int64), *[np.empty((0, len(served.labels)))] * 2)
    measured = OutOfFold(np.arange(len(articles)), sections, probabilities, probabilities)
    return Trained(adapted, measured, nothing, adapted=True, folds=len(np.unique(folds)))


def adapt_enough(prior: Linear, matrix: sparse.csr_array, sections: NDArray[np.int64]) -> tuple[Linear, float]:
    """Return the weights adapted under the most precise of the priors that lets every article be answered as labelled, and it.

    So a single correction moves no more than it must, and one that the served model is very sure against is learned too.
    """
    for precision in PRIORS_OF_FEW if len(sections) <= FEW else PRIORS:
        linear = adapt_linear(prior, matrix, sections, precision)
        if (linear.margins(matrix).argmax(axis=1) == sections).all():
            break
    return linear, precision


def adapt_linear(prior: Linear, matrix: sparse.csr_array, sections: NDArray[np.int64], precision: float) -> Linear:
    """Return the likeliest weights: those under which the sections are likely and the prior, of `precision`, is near.

    Only terms that the articles have can move, so only those are looked at. The intercepts stay: they say how common the
    sections are, and corrections are no fair sample of that.
    """
    if not matrix.nnz:
        return prior
    columns = np.unique(matrix.indices)
    active = sparse.csr_array(matrix[:, columns])
    start = prior.margins(matrix)
    shape = (len(prior.intercepts), len(columns))
    truth = np.eye(shape[0])[sections]

    def loss(moves: Floats) -> tuple[float, Floats]:
        moved = moves.reshape(shape)
        scores = start + active @ moved.T
        total = special.logsumexp(scores, axis=1)
        wrong = np.exp(scores - total[:, None]) - truth
        gradient = wrong.T @ active + precision * moved
        value = (total - (scores * truth).sum(axis=1)).sum() + precision / 2 * np.square(moved).sum()
        return float(value), gradient.ravel()

    found = optimize.minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B")
    moved = found.x.reshape(shape)
    weights = prior.weights.copy()
    weights[:, columns] += moved
    return Linear(weights, prior.intercepts)


def featurize(served: Classifier, articles: Sequence[Article]) -> sparse.csr_array:
    """Return the values of the served model's terms in the articles, the fields side by side."""
    blocks = []
    for at in progress(range(0, len(articles), BATCH), "segmenting"):
        batch = articles[at : at + BATCH]
        counts, _ = served.count(batch)
        places = (counts.rows // len(FIELDS), counts.terms)
        shape = (len(batch), len(served.weights.matrix))
        blocks.append(sparse.csr_array((served.weights.values(counts), places), shape=shape))
    return sparse.csr_array(sparse.vstack(blocks, format="csr"))


def flatten(weights: Weights) -> Linear:
    """Return a model's weights as one matrix (sections x features), the fields side by side."""
    return Linear(weights.matrix.T.astype(np.float64), weights.intercepts)


def unflatten(linear: Linear, like: Weights) -> Weights:
    """Return the weights of a matrix, with the terms of `like`."""
    return Weights(like.words, like.idf, np.ascontiguousarray(linear.weights.T, np.float32), linear.intercepts)
