"""Trains a tagger of lines on pages whose parts are known. It knows nothing of where pages come from."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from model.lexicon import Lexicon
from model.lines import Floats, Lines, cut_lines
from model.pages.labelled import LabelledPage, Part
from model.parts import BYLINE, CONTINUED, CROSSHEAD, HEADLINE, KICKER, LEAD, PARAGRAPH, SIGNATURE
from model.shapes import NEIGHBOURS, WIDEST_HEADING, describe, surroundings
from model.tagger import FURNITURE, START, STATES, Tagger

# Chosen by leaving layouts of the written pages out in turn: see model/README.md.
NETWORKS = 4
UNITS = 48
PASSES = ((6, 1e-3), (1, 3e-4), (1, 1e-4))  # so many over all lines at each learning rate of Adam (Kingma and Ba 2015)
DIRECTIONS = 32
RIDGE = 1e-4  # keeps the moments of features that no line has from being 0
PENALTY = 1e-4
BATCH = 256
TRANSITION = 0.3
RARE = 2  # fewer sightings of one state after another are taken for chance
NEVER = -25.0
SMOOTHING = 0.3
ALIKE = 4
# What a part is to whoever reads line by line, up to the first paragraph and after it.
UP_TO_LEAD, AFTER_LEAD = {PARAGRAPH: LEAD}, {BYLINE: SIGNATURE}
ENDS = "。！？…；，、：）)”.!?;:,"  # none of them ends a heading
# What a second line of a part is, where a line break cuts it.
GOES_ON = {KICKER: HEADLINE, LEAD: CONTINUED, PARAGRAPH: CONTINUED}


@dataclass(frozen=True, slots=True)
class TaggedPage:
    """A page as numbers: what describes its lines (lines x features) and the state of each."""

    described: Floats
    states: NDArray[np.int64]


def tagged(page: LabelledPage, lexicon: Lexicon) -> TaggedPage:
    """Return a page as a tagger is to see it."""
    lines = cut_lines(page.text)
    return TaggedPage(describe(lines, lexicon), states_of(page, lines))


def states_of(page: LabelledPage, lines: Lines) -> NDArray[np.int64]:
    """Return the true state of each line of a page."""
    begins = {start: FURNITURE for start, _ in page.furniture}
    for article in page.articles:
        led = False
        for at, part in enumerate(article.parts):
            crosshead = part.kind == PARAGRAPH and led and _is_heading(page.text, part, article.parts[at + 1 :])
            kind = CROSSHEAD if crosshead else (AFTER_LEAD if led else UP_TO_LEAD).get(part.kind, part.kind)
            led = led or kind == LEAD
            begins[part.start] = _known(kind, starts=at == 0)
    states, state = [], FURNITURE
    for start in lines.starts.tolist():
        if start in begins:
            state = begins[start]
        else:
            kind = state.removesuffix(START)
            state = GOES_ON.get(kind, kind)
        states.append(STATES.index(state))
    return np.array(states, np.int64)


def _is_heading(text: str, paragraph: Part, following: Sequence[Part]) -> bool:
    """Tell whether a paragraph is but a short line without an end, above another paragraph."""
    line = text[paragraph.start : paragraph.end]
    short = len(line) <= WIDEST_HEADING and "\n" not in line
    return short and bool(following) and following[0].kind == PARAGRAPH and line[-1] not in ENDS


def _known(kind: str, *, starts: bool) -> str:
    """Return the state of a part, or the nearest that there is."""
    if starts:
        return kind + START if kind + START in STATES else kind
    return kind if kind in STATES else GOES_ON[kind]


def fit_tagger(pages: Sequence[TaggedPage], lexicon: Lexicon, seed: int) -> Tagger:
    """Return the tagger learned from pages that `lexicon` described: networks that differ by their seed, averaged into one."""
    matrix, states = _rows(pages)
    with threadpool_limits(1), warnings.catch_warnings():  # the last digits differ with the number of threads of a product
        warnings.simplefilter("ignore", ConvergenceWarning)  # a few passes are meant, and no convergence
        fits = (delayed(_fit_network)(matrix, states, seed + at) for at in range(NETWORKS))
        networks = Parallel(n_jobs=NETWORKS, prefer="threads")(fits)
    width = matrix.shape[1] // len(NEIGHBOURS)
    hidden = np.concatenate([network.hidden for network in networks], axis=1).reshape(len(NEIGHBOURS), width, -1)
    with threadpool_limits(1):
        projection, hidden = project(hidden, matrix[:, :width])
    first, transitions = learn_transitions([page.states for page in pages])
    return Tagger(
        projection=projection,
        hidden=hidden,
        hidden_bias=np.concatenate([network.hidden_bias for network in networks]),
        output=(np.concatenate([network.output for network in networks]) / NETWORKS).astype(np.float32),
        output_bias=np.mean([network.output_bias for network in networks], axis=0, dtype=np.float32),
        transitions=transitions,
        first=first,
        lexicon=lexicon,
    )


def _rows(pages: Sequence[TaggedPage]) -> tuple[Floats, NDArray[np.int64]]:
    """Return what describes the lines to learn from, with their neighbours, and the state of each."""
    kept = [_telling(page.states) for page in pages]
    states = np.concatenate([page.states[rows] for page, rows in zip(pages, kept, strict=True)])
    matrix = np.empty((len(states), surroundings(pages[0].described).shape[1]), np.float32)  # gigabytes: no copy of it is made
    begin = 0
    for page, rows in zip(pages, kept, strict=True):
        end = begin + int(rows.sum())
        matrix[begin:end] = surroundings(page.described)[rows]
        begin = end
    return matrix, states


def project(hidden: Floats, lines: Floats) -> tuple[Floats, Floats]:
    """Return a projection (features x DIRECTIONS) and weights after it, which together do on `lines` nearly what `hidden` does.

    Of all so narrow it is the nearest in the mean square of what the units are given, each neighbour's share taken by itself:
    the singular value decomposition of the weights, under the second moments of the lines (Eckart and Young 1936). Narrow
    it costs a third and tells layouts that were not seen apart as well.
    """
    moments = lines.T.astype(np.float64) @ lines / len(lines)
    root = np.linalg.cholesky(moments + RIDGE * np.eye(len(moments)))
    left, values, right = np.linalg.svd(root.T @ np.concatenate(list(hidden), axis=1), full_matrices=False)
    projection = np.linalg.solve(root.T, left[:, :DIRECTIONS] * values[:DIRECTIONS])
    narrow = np.stack(np.split(right[:DIRECTIONS], len(NEIGHBOURS), axis=1))
    return projection.astype(np.float32), narrow.astype(np.float32)


def _telling(states: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which lines to learn from: all but three in four of those in the midst of a long paragraph, which are all alike."""
    goes_on = states == STATES.index(CONTINUED)
    amid = goes_on.copy()
    amid[1:] &= goes_on[:-1]
    amid[:-1] &= goes_on[1:]
    telling: NDArray[np.bool_] = ~amid | (np.arange(len(states)) % ALIKE == 0)
    return telling


@dataclass(frozen=True, slots=True)
class _Network:
    hidden: Floats
    hidden_bias: Floats
    output: Floats
    output_bias: Floats


def _fit_network(matrix: Floats, states: NDArray[np.int64], seed: int) -> _Network:
    network = MLPClassifier((UNITS,), alpha=PENALTY, batch_size=BATCH, random_state=seed, warm_start=True)
    for passes, rate in PASSES:
        network.set_params(max_iter=passes, learning_rate_init=rate).fit(matrix, states)
    output = np.zeros((UNITS, len(STATES)), np.float32)
    bias = np.full(len(STATES), NEVER, np.float32)  # of a state that no line has
    output[:, network.classes_], bias[network.classes_] = network.coefs_[1], network.intercepts_[1]
    return _Network(network.coefs_[0].astype(np.float32), network.intercepts_[0].astype(np.float32), output, bias)


def learn_transitions(sequences: Sequence[NDArray[np.int64]]) -> tuple[Floats, Floats]:
    """Return, weighted, the logarithms of how often each state comes first, and of how often each follows each."""
    counts = np.zeros((len(STATES) + 1, len(STATES)))
    for states in sequences:
        np.add.at(counts, (np.concatenate([[len(STATES)], states[:-1]]), states), 1)
    smooth = counts + SMOOTHING
    weighted = TRANSITION * np.log(smooth / smooth.sum(axis=1, keepdims=True))
    weighted[counts < RARE] = NEVER
    return weighted[-1].astype(np.float32), weighted[:-1].astype(np.float32)
