"""Learns a lexicon from articles: what pairs of characters tell of topics, openings and headlines. It knows nothing of pages."""

import re
from collections.abc import Sequence
from random import Random

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from model.article import Article
from model.characters import decode
from model.errors import TrainingError
from model.lexicon import BITS, Lexicon
from model.lines import BLANK, Floats, Places, cut_lines
from model.pages.excerpts import split_byline
from model.pages.topics import TOPICS, WINDOW, learn_topics
from model.progress import progress

# Chosen by how well lines of pages are told apart: see model/README.md.
PAIRS = 60_000
FEWEST, MOST = 8, 0.15  # articles that a pair is in: so many, and at most this share
ARTICLES = 50_000  # to find topics in; more are not read
READ = 1_500  # characters of each
FEWEST_ARTICLES = 500
RAREST, COMMON = 5.5, 2.0  # the rarity of pairs not in the lexicon; what is taken off that of all others
OPENING, SHORTEST = 24, 15  # characters of a paragraph's beginning
HEADING = range(5, 35)  # characters
PENALTY = 0.1  # the inverse of the strength of regularization
CLAUSE_ENDS = re.compile(r"[，。；！？\n：]")
LEVELS, SPREAD = 127, 3  # of a place in topics; standard deviations that the levels reach, what is beyond is drawn in


def learn_lexicon(articles: Sequence[Article], seed: int = 0) -> Lexicon:
    """Return the lexicon learned from articles; the same articles and seed give the same.

    Raises TrainingError for fewer than FEWEST_ARTICLES that are long enough to have two pieces.
    """
    fewest = 2 * WINDOW + 1  # so many characters have pairs for two pieces
    long = sum(len("".join(article.text[:READ].split())) >= fewest for article in articles)
    if long < FEWEST_ARTICLES:
        raise TrainingError(
            f"{long} articles of {fewest} characters or more, blanks left out, are too few to learn from what words tell; "
            f"expected at least {FEWEST_ARTICLES}"
        )
    random = Random(seed)  # noqa: S311 - it draws examples
    chosen = random.sample(articles, min(len(articles), ARTICLES))
    counter = CountVectorizer(analyzer=_pairs, min_df=FEWEST, max_df=MOST, max_features=PAIRS, dtype=np.float32)
    texts = [f"{article.title}\n{article.text[:READ]}" for article in chosen]
    with threadpool_limits(1):  # the last digits differ with the number of threads of a product
        counts = counter.fit_transform(progress(texts, "counting pairs"))
        rarity = np.log((1 + len(texts)) / (1 + np.bincount(counts.indices, minlength=counts.shape[1])))
        rows = [_rows(counter, article.text[:READ]) for article in progress(chosen, "reading pairs")]
        topics = learn_topics(rows, counts, rarity, seed)
        openings = _telling(counter, *_openings(chosen, random))
        headlines = _telling(counter, *_headlines(chosen, random))
    pairs = [ord(pair[0]) << BITS | ord(pair[1]) for pair in counter.get_feature_names_out()]
    return Lexicon(
        pairs=np.array(pairs, np.uint32),
        rarity=np.append(np.maximum(rarity - COMMON, 0), RAREST).astype(np.float32),
        openings=np.append(openings, 0).astype(np.float32),
        headlines=np.append(headlines, 0).astype(np.float32),
        topics=np.vstack([_rounded(topics), np.zeros(TOPICS)]).astype(np.int8),
    )


def _pairs(text: str) -> list[str]:
    """Return the pairs of neighbouring characters of a text, folded and without blanks, as a page's are."""
    lines = cut_lines(text)
    inked = decode(lines.codes[lines.kinds != BLANK])
    return [inked[at : at + 2] for at in range(len(inked) - 1)]


def _rows(counter: CountVectorizer, text: str) -> Places:
    """Return the row of each pair of a text, -1 for one that was not counted."""
    rows = (counter.vocabulary_.get(pair, -1) for pair in _pairs(text))
    return np.fromiter(rows, np.int64)


def _rounded(places: Floats) -> Floats:
    """Return places in whole numbers of up to LEVELS on either side."""
    rounded: Floats = np.clip(np.rint(places * (LEVELS / SPREAD / places.std())), -LEVELS, LEVELS)
    return rounded


def _openings(articles: Sequence[Article], random: Random) -> tuple[list[str], list[bool]]:
    """Return beginnings of first paragraphs, without byline, and of others, and which are the first ones."""
    texts, first = [], []
    for article in articles:
        paragraphs = [line.strip() for line in split_byline(article.text)[1].split("\n")]
        paragraphs = [paragraph for paragraph in paragraphs if len(paragraph) >= SHORTEST]
        if len(paragraphs) > 1:
            texts += [paragraphs[0][:OPENING], random.choice(paragraphs[1:])[:OPENING]]
            first += [True, False]
    return texts, first


def _headlines(articles: Sequence[Article], random: Random) -> tuple[list[str], list[bool]]:
    """Return headlines and clauses of texts, and which are headlines."""
    texts, headlines = [], []
    for article in articles:
        clauses = [clause for clause in CLAUSE_ENDS.split(article.text[:READ]) if len(clause) in HEADING]
        if len(article.title) in HEADING and clauses:
            texts += [article.title, random.choice(clauses)]
            headlines += [True, False]
    return texts, headlines


def _telling(counter: CountVectorizer, texts: Sequence[str], answers: Sequence[bool]) -> Floats:
    """Return what each pair adds to the log-odds of a text (logistic regression), nothing where there are no texts."""
    if not texts:
        return np.zeros(len(counter.vocabulary_), np.float32)
    there = counter.transform(texts).minimum(1)
    weights: Floats = LogisticRegression(C=PENALTY, max_iter=300).fit(there, answers).coef_[0]
    return weights
