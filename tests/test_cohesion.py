"""What tells of the matter of lines: words that come again, topics, openings, headlines; a lexicon is learned alike each time."""

from collections.abc import Callable
from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from model.article import Article
from model.cohesion import FAR, cohesion
from model.errors import TrainingError
from model.lexicon import Lexicon, pairs_of
from model.lines import BLANK, cut_lines
from model.pages.topics import contrast
from model.pages.wording import learn_lexicon
from model.tagger_artifact import load_lexicon

BELOW, ABOVE = 7, 8  # of what cohesion tells: how much of a line is said again
ALIKE = slice(10, 12)  # how alike the topics above and below are


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def told(text: str, lexicon: Lexicon) -> np.ndarray:
    """Return what tells of the matter of each line (lines x numbers)."""
    return np.vstack(cohesion(cut_lines(text), lexicon)).T


def test_a_pair_is_found_in_its_row_and_any_other_in_the_last(lexicon: Lexicon) -> None:
    assert (np.diff(lexicon.pairs.astype(np.int64)) > 0).all()
    rows = lexicon.find(np.append(lexicon.pairs[::999], np.uint32(7)))
    np.testing.assert_array_equal(rows, [*range(0, len(lexicon.pairs), 999), len(lexicon.pairs)])


def test_each_pair_is_found_wherever_others_have_taken_its_place(lexicon: Lexicon) -> None:
    np.testing.assert_array_equal(lexicon.find(lexicon.pairs), np.arange(len(lexicon.pairs)))
    near = np.setdiff1d(lexicon.pairs + np.uint32(1), lexicon.pairs)
    assert (lexicon.find(near) == len(lexicon.pairs)).all()


def test_words_of_a_line_that_the_text_around_says_again_are_counted_as_by_trial(
    lexicon: Lexicon, seed_articles: list[Article]
) -> None:
    text = "\n".join(f"{one.title}\n{one.text}" for one in seed_articles[:3])
    lines = cut_lines(text)
    inked = "".join(character for character in text if not character.isspace())
    pairs = pairs_of(lines.codes[lines.kinds != BLANK]).tolist()
    han = ["一" <= a <= "鿿" and "一" <= b <= "鿿" for a, b in pairwise(inked)]
    weights = [float(lexicon.rarity[row]) * one for row, one in zip(lexicon.find(np.array(pairs, np.uint32)), han, strict=True)]
    begin = 0
    for line, found in zip(text.splitlines(), told(text, lexicon), strict=True):
        end = begin + sum(not character.isspace() for character in line)
        here = range(begin, min(end, len(pairs)))
        of = max(sum(weights[at] for at in here), 20)
        # A pair counts at its last place in the line, and at its first.
        below = sum(weights[at] for at in here if pairs[at] not in pairs[at + 1 : end] and pairs[at] in pairs[end : end + FAR])
        above = sum(
            weights[at] for at in here if pairs[at] not in pairs[begin:at] and pairs[at] in pairs[max(begin - FAR, 0) : begin]
        )
        assert found[[BELOW, ABOVE]] == pytest.approx([below / of, above / of], abs=1e-5)
        begin = end


def test_topics_are_less_alike_where_an_article_ends(lexicon: Lexicon, seed_articles: list[Article]) -> None:
    long = [one for one in seed_articles if one.text.count("\n") >= 3 and len(one.text) > 300]
    sports = [one.text for one in long if one.label == "sports"][:20]
    health = [one.text for one in long if one.label == "health_policy"][:20]
    apart, within = [], []
    for one, other in zip(sports, health, strict=True):
        lines = told(f"{one}\n{other}", lexicon)[:, ALIKE].mean(axis=1)
        seam = len(one.splitlines())
        apart.append(lines[seam])
        within += [*lines[2:seam], *lines[seam + 1 :]]
    assert np.mean(apart) < np.mean(within) - 0.2


def test_headlines_and_openings_are_told_from_what_stands_further_down(lexicon: Lexicon, seed_articles: list[Article]) -> None:
    texts = [one for one in seed_articles if one.title and one.text.count("\n") >= 2][:200]
    lines = [(told(f"{one.title}\n{one.text}", lexicon), len(one.text.splitlines())) for one in texts]
    opening = [found[1, 0] > found[-1, 0] for found, _ in lines]
    heading = [found[0, 4] > np.median(found[1:, 4]) for found, _ in lines]
    assert np.mean(opening) > 0.6
    assert np.mean(heading) > 0.8


@pytest.mark.parametrize("text", ["一", "一\n二", "\n老桥\n\n修", "a b\nc", "，\n。"])
def test_hardly_any_text_tells_hardly_anything(text: str, lexicon: Lexicon) -> None:
    assert np.isfinite(told(text, lexicon)).all()


@pytest.mark.parametrize("shortened", [lambda text: text[:240], lambda text: " ".join(text[:240])], ids=["short", "blanks"])
def test_too_few_articles_to_learn_from_are_an_error(shortened: Callable[[str], str], seed_articles: list[Article]) -> None:
    short = [Article(shortened(one.text.replace("\n", "")), one.title) for one in seed_articles]
    with pytest.raises(TrainingError, match="0 articles of 241 characters or more, blanks left out, are too few"):
        learn_lexicon(short)


def test_articles_without_headlines_and_paragraphs_teach_topics_alone(seed_articles: list[Article]) -> None:
    learned = learn_lexicon([Article(one.text.replace("\n", "")) for one in seed_articles])
    assert not learned.openings.any()
    assert not learned.headlines.any()
    assert learned.topics.any()


def test_topics_are_moved_as_trial_says_they_should_be() -> None:
    random = np.random.default_rng(0)
    places = random.normal(size=(9, 4))
    some, others = (csr_matrix(random.integers(0, 3, (6, 9)).astype(np.float64)) for _ in range(2))
    surprise, gradient = contrast(places, some, others)
    assert surprise > 0
    for at in np.ndindex(places.shape):
        step = np.zeros_like(places)
        step[at] = 1e-6
        up, down = (contrast(places + by * step, some, others)[0] for by in (1, -1))
        assert gradient[at] == pytest.approx((up - down) / 2e-6, abs=1e-4)


def test_the_same_articles_give_the_same_lexicon(seed_articles: list[Article]) -> None:
    one, other = learn_lexicon(seed_articles, 0), learn_lexicon(seed_articles, 0)
    for field in fields(Lexicon):
        np.testing.assert_array_equal(getattr(one, field.name), getattr(other, field.name))
    assert len(one.pairs) > 1000
    assert len(one.topics) == len(one.pairs) + 1
