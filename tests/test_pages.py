"""Pages to learn from: ours are what their truth says, composed ones too; and learning gives the same tagger each time."""

import dataclasses
import json
import shutil
from pathlib import Path
from random import Random

import numpy as np
import pytest

import train
from model import CorpusError
from model.article import Article
from model.lines import cut_lines
from model.network import Network
from model.page import split
from model.page_article import PageArticle
from model.pages.composition import compose
from model.pages.labelled import LabelledPage, read_pages, truth_of
from model.pages.noise import misread
from model.pages.resetting import reset
from model.pages.scores import score_page
from model.pages.sheet import Setting, Sheet
from model.pages.tagging import states_of, tagged
from model.pages.training import fit_tagger
from model.parts import BYLINE, CAPTION, HEADLINE, KICKER, MARK, PARAGRAPH, PARTS, SUBTITLE
from model.tagger import STATES
from model.tagger_artifact import load_lexicon, load_tagger

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "seeds" / "pages"


@pytest.fixture(scope="module")
def pages() -> list[LabelledPage]:
    return read_pages(PAGES)


@pytest.fixture(scope="module")
def composed(seed_articles: list[Article], pages: list[LabelledPage]) -> list[LabelledPage]:
    return [*compose(seed_articles, 60, seed=1), *reset(pages, 40, seed=1)]


def inked(text: str) -> set[int]:
    return {at for at, character in enumerate(text) if not character.isspace()}


def test_there_are_forty_pages_of_many_layouts_with_four_to_fourteen_articles(pages: list[LabelledPage]) -> None:
    assert len(pages) >= 40
    assert len({page.layout for page in pages}) >= 10
    assert [page.name for page in pages if not 4 <= len(page.articles) <= 14] == []


def test_the_parts_of_a_page_hold_every_inked_character_once(pages: list[LabelledPage], composed: list[LabelledPage]) -> None:
    for page in [*pages, *composed]:
        ranges = [*page.furniture, *((part.start, part.end) for article in page.articles for part in article.parts)]
        held = [at for start, end in ranges for at in range(start, end) if not page.text[at].isspace()]
        assert sorted(held) == sorted(inked(page.text)), page.name


def test_articles_begin_and_end_with_their_parts(pages: list[LabelledPage], composed: list[LabelledPage]) -> None:
    for article in [article for page in [*pages, *composed] for article in page.articles]:
        assert (article.start, article.end) == (article.parts[0].start, article.parts[-1].end)
        assert {part.kind for part in article.parts} <= set(PARTS)


def test_no_two_pages_share_a_long_sentence(pages: list[LabelledPage]) -> None:
    seen: dict[str, str] = {}
    for page in pages:
        for sentence in {one.strip() for one in page.text.replace("\n", "").split("。") if len(one.strip()) >= 20}:
            assert seen.setdefault(sentence, page.name) == page.name


def test_the_truth_of_a_page_is_stored_as_it_is(pages: list[LabelledPage]) -> None:
    for page in pages:
        assert json.loads((PAGES / f"{page.name}.truth.json").read_text("utf-8")) == truth_of(page)


def test_a_bad_truth_is_named(tmp_path: Path) -> None:
    (tmp_path / "one.truth.json").write_text('{"layout": "x"}', "utf-8")
    with pytest.raises(CorpusError, match=r"one\.truth\.json"):
        read_pages(tmp_path)


def test_composed_pages_have_poems_stories_of_pictures_and_serials(seed_articles: list[Article]) -> None:
    articles = [article for page in compose(seed_articles, 400, seed=2) for article in page.articles]
    kinds = [[part.kind for part in article.parts] for article in articles]
    lengths = [[part.end - part.start for part in article.parts if part.kind == PARAGRAPH] for article in articles]
    assert any(len(lines) >= 4 and max(lines) <= 14 for lines in lengths)
    assert any(found[:3] == [HEADLINE, CAPTION, PARAGRAPH] for found in kinds)
    assert any(found[-1] == MARK for found in kinds)


def test_composed_pages_have_briefs_under_a_name(seed_articles: list[Article]) -> None:
    after_name = [
        [article.headline for article in page.articles if article.start > end][:2]
        for page in compose(seed_articles, 200, seed=2)
        for start, end in page.furniture
        if page.text[start:end] in ("简讯", "短讯", "要闻简报", "简明新闻")
    ]
    assert [None, None] in after_name


def test_many_pages_to_learn_from_are_of_one_section(seed_articles: list[Article], pages: list[LabelledPage]) -> None:
    for made in (compose(seed_articles, 100, seed=2), reset(pages, 100, seed=2)):
        of_one = [len({article.section for article in page.articles}) == 1 for page in made if len(page.articles) > 3]
        assert 0.05 < np.mean(of_one) < 0.5


def test_some_composed_pages_have_their_bylines_above_the_headlines(seed_articles: list[Article]) -> None:
    beginnings = [
        [part.kind for part in article.parts[:2]] for page in compose(seed_articles, 200, seed=2) for article in page.articles
    ]
    assert [BYLINE, HEADLINE] in beginnings


def test_some_articles_of_pages_set_again_lack_headline_byline_and_beginning(pages: list[LabelledPage]) -> None:
    known = "".join(page.text for page in pages[:20])
    line_starts = {line.strip()[:6] for line in known.split("\n")}
    headless = [
        page.text[article.start : article.start + 6]
        for page in reset(pages[:20], 60, seed=3)
        for article in page.articles
        if not article.headline
    ]
    assert [start for start in headless if start in known and start not in line_starts]


def test_the_same_seed_composes_the_same_pages(seed_articles: list[Article], pages: list[LabelledPage]) -> None:
    assert list(compose(seed_articles, 5, seed=3)) == list(compose(seed_articles, 5, seed=3))
    assert list(reset(pages, 5, seed=3)) == list(reset(pages, 5, seed=3))
    assert list(compose(seed_articles, 5, seed=3)) != list(compose(seed_articles, 5, seed=4))


def test_every_line_of_a_page_has_a_state(pages: list[LabelledPage]) -> None:
    for page in pages:
        states = [STATES[state] for state in states_of(page, cut_lines(page.text))]
        assert sum(state.endswith("*") for state in states) == len(page.articles), page.name


def test_a_heading_among_paragraphs_and_a_byline_below_them_have_states_of_their_own() -> None:
    sheet = Sheet(Setting())
    sheet.begin("other")
    for kind, text in (
        (HEADLINE, "老桥修好了"),
        (BYLINE, "本报记者 乔木"),
        (PARAGRAPH, "封闭九个月的永济桥恢复通车。"),
        (PARAGRAPH, "六百块桥石"),
        (PARAGRAPH, "工匠把桥石一一编号，"),
        (PARAGRAPH, "能用的都放回了原处。"),
        (BYLINE, "（通讯员 苗禾）"),
    ):
        sheet.line(kind, text)
    page = sheet.finished("one", "one")
    states = [STATES[state] for state in states_of(page, cut_lines(page.text))]
    assert states == ["headline*", "byline", "lead", "crosshead", "paragraph", "paragraph", "signature"]


def test_misreading_changes_characters_and_nothing_else(pages: list[LabelledPage]) -> None:
    page = pages[0]
    noisy = misread(page, 0.1, Random(0))  # noqa: S311 - it misreads characters
    changed = sum(one != other for one, other in zip(page.text, noisy.text, strict=True))
    assert 0.05 * len(page.text) < changed < 0.15 * len(page.text)
    assert [part for article in noisy.articles for part in article.parts] == [part for a in page.articles for part in a.parts]


def test_a_page_split_as_its_truth_says_scores_one_and_a_lost_article_costs(pages: list[LabelledPage]) -> None:
    page = max(pages, key=lambda one: len(one.articles))
    found = split(page.text, load_tagger())
    truth = [
        PageArticle(
            article.start,
            article.end,
            article.headline,
            "",
            1.0,
            tuple((pieces[0][0], pieces[-1][1]) for pieces in article.paragraphs()),
            kicker="".join(page.text[part.start : part.end] for part in article.parts if part.kind == KICKER),
            subtitles=tuple(page.text[part.start : part.end] for part in article.parts if part.kind == SUBTITLE),
        )
        for article in page.articles
    ]
    right = score_page(page, dataclasses.replace(found, articles=tuple(truth)))
    assert (right.boundaries.f1, right.articles.f1, right.headlines.f1, right.broken.f1) == (1.0, 1.0, 1.0, 1.0)
    assert (right.headings.f1, right.attached.f1) == (1.0, 1.0)
    assert right.headings.there == len(truth)
    assert right.attached.there == sum(article.headline is not None for article in page.articles) < len(truth)
    lost = score_page(page, dataclasses.replace(found, articles=tuple(truth[1:])))
    assert lost.boundaries.right == 2 * (len(truth) - 1)
    assert lost.boundaries.f1 < 1


def test_the_same_pages_give_the_same_tagger(composed: list[LabelledPage]) -> None:
    lexicon = load_lexicon()
    material = [tagged(page, lexicon) for page in composed[:40]]
    one, other = fit_tagger(material, lexicon, 0), fit_tagger(material, lexicon, 0)
    for field in dataclasses.fields(Network):
        np.testing.assert_array_equal(getattr(one.network, field.name), getattr(other.network, field.name))
    np.testing.assert_array_equal(one.transitions, other.transitions)


def test_train_py_learns_to_split_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("model.pages.learning.COMPOSED", 30)
    monkeypatch.setattr("model.pages.learning.RESET", 30)
    monkeypatch.setattr("model.pages.learning.WRITTEN_COUNT", 1)
    for file in sorted(PAGES.glob("*-3.*")):  # a page of each of some layouts
        shutil.copy(file, tmp_path)
    options = ["--pages", str(tmp_path), "--output", str(tmp_path / "tagger")]
    assert train.main(options) == 0
    assert "boundaries" in capsys.readouterr().out
    np.testing.assert_array_equal(load_lexicon(tmp_path / "tagger").topics, load_lexicon().topics)
    assert train.main([*options, "--unlabelled", str(ROOT / "seeds" / "articles")]) == 0
    learned = load_tagger(tmp_path / "tagger")
    assert learned.network.output.size
    assert len(learned.lexicon.pairs) != len(load_lexicon().pairs)
