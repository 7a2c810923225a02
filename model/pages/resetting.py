"""Sets known pages again in other layouts, whole or mixed, so that no part is learned by how one page was set.

It knows nothing of taggers.
"""

from collections.abc import Iterator, Sequence
from random import Random

from model.pages.arrangement import Piece, arrange, draw_arrangement, spread
from model.pages.excerpts import torn
from model.pages.labelled import LabelledArticle, LabelledPage
from model.pages.noise import draw_rate, misread
from model.pages.sheet import Sheet
from model.pages.style import Style, draw_style, set_paragraph
from model.parts import CONTINUED, HEADLINE, KICKER, PARAGRAPH, SUBTITLE

MIXED, ALIKE = 0.5, 0.2  # of pages: articles of many pages; of those, articles of one section, as most pages of a paper have
DROPPED = 0.08
BARE = 0.15  # of articles that lack their headline where they may: they lack their byline as well
SHORTEST_TORN = 30  # characters of a paragraph that an article without its beginning begins in

Block = tuple[LabelledPage, LabelledArticle | str]


def reset(pages: Sequence[LabelledPage], number: int, seed: int) -> Iterator[LabelledPage]:
    """Return `number` pages made of the articles and the furniture of `pages`; the same pages and seed make the same."""
    random = Random(seed)  # noqa: S311 - it lays out pages
    blocks = [_blocks(page) for page in pages]
    everything = [block for page in blocks for block in page]
    sections = _sections(everything)
    for at in range(number):
        chosen = random.choice(blocks)
        if random.random() < MIXED:
            pool = random.choice(sections) if random.random() < ALIKE else everything
            chosen = random.sample(pool, min(random.randint(4, 24), len(pool)))
        page = _Setter(random, draw_style(random)).page(f"reset-{seed}-{at}", chosen)
        yield misread(page, draw_rate(random), random)


def _blocks(page: LabelledPage) -> list[Block]:
    """Return the articles and the furniture of a page in their order, each with the page it is from."""
    placed: list[tuple[int, Block]] = [(article.start, (page, article)) for article in page.articles]
    placed += [(start, (page, page.text[start:end])) for start, end in page.furniture]
    return [block for _, block in sorted(placed, key=lambda item: item[0])]


def _sections(blocks: Sequence[Block]) -> list[list[Block]]:
    """Return the articles of each section, with its share of the furniture."""
    furniture = [block for block in blocks if isinstance(block[1], str)]
    of: dict[str, list[Block]] = {}
    for page, block in blocks:
        if not isinstance(block, str):
            of.setdefault(block.section, []).append((page, block))
    return [articles + furniture[at :: len(of)] for at, (_, articles) in enumerate(sorted(of.items()))]


class _Setter:
    """Sets one page."""

    def __init__(self, random: Random, style: Style) -> None:
        self._random = random
        self._style = style
        self._arrangement = draw_arrangement(random)
        self._sheet = Sheet(style.setting)

    def page(self, name: str, blocks: Sequence[Block]) -> LabelledPage:
        for at, (source, block) in enumerate(blocks):
            furniture = isinstance(block, str)
            if at and not (furniture and isinstance(blocks[at - 1][1], str)):
                self._sheet.blank(self._style.between_articles)
            if isinstance(block, str):
                self._sheet.furniture(spread(block, self._arrangement.spread))
                self._sheet.blank(self._style.between_lines)
            else:
                self._article(source.text, block)
        return self._sheet.finished(name, "reset")

    def _article(self, text: str, article: LabelledArticle) -> None:
        self._sheet.begin(article.section)
        dropped = self._dropped(text, article)
        pieces = [piece for piece in _pieces(text, article) if piece[0] not in dropped]
        if self._random.random() < self._style.torn / 2:
            pieces = self._beheaded(pieces)
        elif self._random.random() < BARE * self._style.headless:
            pieces = _bare(pieces)
        for kind, said in arrange(pieces, self._arrangement, self._style.setting, self._random):
            if kind == PARAGRAPH:
                set_paragraph(self._sheet, said, self._style, self._random)
            else:
                self._sheet.line(kind, said)
                self._sheet.blank(self._style.between_lines)

    def _beheaded(self, pieces: list[Piece]) -> list[Piece]:
        """Return the parts of an article that lacks its beginning: they begin in the midst of a sentence."""
        for at, (kind, said) in enumerate(pieces):
            if kind == PARAGRAPH and len(said) > SHORTEST_TORN:
                return [(kind, torn(said, self._random)), *pieces[at + 1 :]]
        return pieces

    def _dropped(self, text: str, article: LabelledArticle) -> set[str]:
        """Return the kinds of parts that are left out; a heading only where the text tells that an article begins."""
        drawn = {kind for kind in (KICKER, SUBTITLE) if self._random.random() < DROPPED}
        body = next((text[part.start : part.end] for part in article.parts if part.kind == PARAGRAPH), "")
        if article.byline and body.startswith(article.byline[:3]) and self._random.random() < self._style.headless:
            drawn = {KICKER, HEADLINE, SUBTITLE}
        return drawn


def _bare(pieces: list[Piece]) -> list[Piece]:
    """Return the parts of an article from its first paragraph on."""
    body = next((at for at, (kind, _) in enumerate(pieces) if kind == PARAGRAPH), 0)
    return pieces[body:]


def _pieces(text: str, article: LabelledArticle) -> list[Piece]:
    """Return the parts of an article, its paragraphs whole."""
    found: list[Piece] = []
    paragraph = -1
    for part in article.parts:
        said = text[part.start : part.end].replace("\n", "")
        if part.kind == CONTINUED and paragraph >= 0:
            found[paragraph] = (PARAGRAPH, found[paragraph][1] + said)
        elif part.kind in (PARAGRAPH, CONTINUED):
            paragraph = len(found)
            found.append((PARAGRAPH, said))
        else:
            found.append((part.kind, said))
    return found
