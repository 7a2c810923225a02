"""Composes newspaper pages from articles, in many layouts and with the noise of columns and OCR, under a seed.

It makes what a page tagger learns from; names and furniture in it are invented. It knows nothing of taggers.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from model import phrases
from model.article import Article
from model.labelled_page import BYLINE, CAPTION, CONTINUED, HEADLINE, KICKER, MARK, PARAGRAPH, SUBTITLE, LabelledPage
from model.noise import misread
from model.sheet import Setting, Sheet

ARTICLES = range(1, 15)
OPENING_BYLINE = re.compile(r"本报(?:讯|[^，。]{0,12}[电讯])\s*(?:（[^）]{1,20}）)?|新华社[^，。（]{1,14}电\s*(?:（[^）]{1,20}）)?")
OWN_LINE = re.compile(r"(?:本报|特约)?(?:记者|评论员|通讯员)[^，。：]{1,16}")
SENTENCE_ENDS = "。！？”"
SENTENCE = re.compile(r"[^。！？\n”]+[。！？](?!”)")
CLAUSE = re.compile(r"[，。；：！？、“”（）《》\s]")


@dataclass(frozen=True, slots=True)
class Style:
    """How a page is made: each number is a probability or a count of blank lines."""

    setting: Setting
    between_lines: int
    between_articles: int
    headless: float
    bylines: str  # "inline", "line", "end" or "none"
    columns: float
    captions: float
    kickers: float
    subtitles: float
    two_lines: float
    subheadings: float
    furniture: float
    lists: float
    jumps: float
    torn: float
    spaced: bool
    signature: int  # which form bylines on lines of their own have, -1 for any


def compose(articles: Sequence[Article], number: int, seed: int) -> Iterator[LabelledPage]:
    """Return `number` pages; the same articles and seed make the same pages."""
    random = Random(seed)  # noqa: S311 - it lays out pages
    for at in range(number):
        page = Composer(random, articles).page(f"composed-{seed}-{at}")
        rate = random.choice((0, 0, 0, 0.005, 0.02, 0.04))
        yield misread(page, rate, random) if rate else page


def draw_style(random: Random) -> Style:
    """Return a style drawn at random."""
    measure = random.choice((0, 0, 0, random.randint(11, 16), random.randint(14, 24), random.randint(22, 40)))
    between_lines = int(random.random() < 0.45)
    return Style(
        setting=Setting(measure, random.choice(("", "　　", "　　", "    ", "  ", "　")), random.random() < 0.35),
        between_lines=between_lines,
        between_articles=between_lines if random.random() < 0.4 else random.choice((0, 1, 1, 2, 3)),
        headless=random.choice((0, 0, 0.1, 0.2, 0.5, 1)),
        bylines=random.choice(("inline", "inline", "inline", "line", "end", "none", "mixed", "mixed")),
        columns=random.choice((0, 0, 0.15, 0.3, 0.5)),
        captions=random.choice((0, 0.1, 0.3)),
        kickers=random.choice((0, 0.1, 0.4)),
        subtitles=random.choice((0, 0.15, 0.4)),
        two_lines=random.choice((0, 0.15, 0.5)),
        subheadings=random.choice((0, 0, 0.2, 0.5)),
        furniture=random.choice((0, 0, 0.1, 0.5)),
        lists=random.choice((0, 0, 0.1, 0.3)),
        jumps=random.choice((0, 0, 0.15)),
        torn=random.choice((0, 0, 0.15)),
        spaced=random.random() < 0.5,
        signature=random.choice((-1, *range(phrases.SIGNATURES))),
    )


class Composer:
    """Lays out one page."""

    def __init__(self, random: Random, articles: Sequence[Article]) -> None:
        """Draw from `articles` as `random` says."""
        self._random = random
        self._articles = articles
        self._style = draw_style(random)
        self._sheet = Sheet(self._style.setting)
        self._fragments: list[str] = []

    def page(self, name: str) -> LabelledPage:
        """Return the page."""
        number = self._random.choice(ARTICLES)
        if number == 1 and self._chance(0.7):
            self._plain()
            return self._sheet.finished(name, "plain")
        self._head()
        for at in range(number):
            if at:
                self._sheet.blank(self._style.between_articles)
                if self._chance(self._style.furniture):
                    self._sheet.furniture(phrases.slogan(self._random) if self._chance(0.2) else phrases.banner(self._random))
                    self._sheet.blank(self._style.between_articles)
            self._article(self._random.choice(self._articles), self._random.random())
        self._foot()
        return self._sheet.finished(name, "composed")

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def _pick(self, *choices: str) -> str:
        return self._random.choice(choices)

    def _line(self, kind: str, text: str) -> None:
        self._sheet.line(kind, text)
        self._sheet.blank(self._style.between_lines)

    def _head(self) -> None:
        lines = phrases.head(self._random) if self._chance(0.5) else []
        self._furniture(lines)

    def _foot(self) -> None:
        lines = phrases.foot(self._random) if self._chance(0.5) else []
        if lines:
            self._sheet.blank(self._style.between_articles)
        self._furniture(lines)

    def _furniture(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._sheet.furniture(line)
            self._sheet.blank(self._style.between_lines)

    def _plain(self) -> None:
        """Lay out one article that fills the page, as when no page was meant."""
        chosen = self._random.sample(self._articles, self._random.choice((1, 1, 2, 4, 8)))
        self._sheet.begin(chosen[0].label)
        if self._chance(0.6):
            self._line(HEADLINE, chosen[0].title)
        for at, article in enumerate(chosen):
            opening, text = split_byline(article.text)
            self._fragments, text = set_aside(text, self._random)
            if at and self._chance(self._style.subheadings):
                self._line(PARAGRAPH, self._fragment(range(4, 14)) or "尾声")
            if at == 0 and opening and self._chance(0.7):
                text = opening + text
                self._sheet.says(opening)
            for paragraph in text.split("\n"):
                self._paragraph(paragraph)

    def _article(self, article: Article, size: float) -> None:
        style = self._style
        opening, text = split_byline(article.text)
        self._fragments, text = set_aside(text, self._random)
        paragraphs = text.split("\n")
        if size < 0.3:
            paragraphs = [self._brief(paragraphs[0])]
        elif size < 0.7:
            paragraphs = paragraphs[: self._random.randint(1, 4)]
        if self._chance(style.lists):
            at = self._random.randint(1, len(paragraphs))
            paragraphs[at:at] = phrases.listing(self._random)
        how = style.bylines if style.bylines != "mixed" else self._pick("inline", "inline", "line", "end", "none")
        self._sheet.begin(article.label)
        headless = self._chance(style.headless)
        if not headless:
            self._headings(article)
        elif how != "end":
            how = "inline"
        if how == "line":
            self._line(BYLINE, phrases.byline_of_its_own(self._random, style.signature, spaced=style.spaced))
        if how == "inline":
            byline = opening if opening and self._chance(0.3) else phrases.inline_byline(self._random, spaced=style.spaced)
            self._sheet.says(byline)
            paragraphs[0] = byline + self._pick("", " ", "　") + paragraphs[0]
        if not headless and how != "inline" and self._chance(style.torn):
            cut = len(paragraphs[0]) // 2
            paragraphs[0] = paragraphs[0][cut:].lstrip(SENTENCE_ENDS + "，、；：") or paragraphs[0]
        self._body(paragraphs)
        if how == "end":
            self._line(BYLINE, f"（{phrases.reporters(self._random, spaced=style.spaced)}）")

    def _body(self, paragraphs: Sequence[str]) -> None:
        style = self._style
        caption_at = self._random.randrange(len(paragraphs) + 1) if self._chance(style.captions) else -1
        if self._chance(style.jumps / 2):
            self._line(MARK, phrases.jump_in(self._random))
        for at, paragraph in enumerate(paragraphs):
            if at == caption_at:
                self._caption()
            if at and len(paragraphs) > 2 and self._chance(style.subheadings):
                self._line(PARAGRAPH, self._fragment(range(4, 14)) or "另一面")
            last = at == len(paragraphs) - 1
            if last and self._chance(style.torn):
                paragraph = paragraph[: max(12, len(paragraph) * 2 // 3)]  # noqa: PLW2901
            if last and self._chance(style.jumps):
                paragraph += phrases.jump_out(self._random)  # noqa: PLW2901
            self._paragraph(paragraph)
        if caption_at == len(paragraphs):
            self._caption()

    def _headings(self, article: Article) -> None:
        style, title = self._style, article.title
        halves = title.split(" ", 1)
        kicker = self._fragment(range(6, 20)) if self._chance(style.kickers) else ""
        subtitle = self._fragment(range(7, 24)) if self._chance(style.subtitles) else ""
        if len(halves) > 1 and min(map(len, halves)) > 4 and self._chance(style.subtitles):
            title, subtitle = halves
        title, subtitle = self._dressed(title, subtitle)
        if kicker:
            self._line(KICKER, kicker)
        if len(title) > 9 and self._chance(style.two_lines):
            cut = len(halves[0]) if 4 < len(halves[0]) < len(title) else self._random.randint(5, len(title) - 4)
            self._sheet.line(HEADLINE, title[:cut].rstrip("，：； "))
            if self._chance(0.5):
                self._sheet.blank(style.between_lines)
            title = title[cut:].lstrip("，：； ")
        self._line(HEADLINE, title)
        if subtitle:
            self._line(SUBTITLE, self._pick("", "", "——") + subtitle)

    def _dressed(self, title: str, subtitle: str) -> tuple[str, str]:
        """Return headline and subtitle, now and then in one of the less common forms of headline."""
        form = self._random.random()
        if form < 0.08:
            return title.rstrip("？！") + self._pick("？", "？", "！", "?"), subtitle
        if form < 0.12:
            return phrases.banner(self._random) + self._pick("：", ":", "|", "·") + title, subtitle
        if form < 0.15:
            return title + self._pick("（试行）", "（摘登）", "（图）", "(组图)", "（上）", "（节选）"), subtitle
        if form < 0.2:
            short = self._fragment(range(3, 9))
            return (short, subtitle or self._pick("", title)) if short else (title, subtitle)
        if form < 0.23:
            return phrases.notice(self._random), subtitle
        return title, subtitle

    def _caption(self) -> None:
        said = self._fragment(range(8, 40)) or "活动现场"
        self._line(CAPTION, phrases.caption(self._random, said, spaced=self._style.spaced))

    def _paragraph(self, text: str) -> None:
        """Lay out a paragraph, cut where a column ends."""
        cuts = []
        if len(text) > 40 and self._chance(self._style.columns):
            cuts = sorted(self._random.sample(range(10, len(text) - 5), self._random.choice((1, 1, 1, 2))))
        measure = self._style.setting.measure
        if measure and self._chance(0.8):  # a column ends with a full line
            cuts = sorted({cut // measure * measure - len(self._style.setting.indent) for cut in cuts if cut >= measure})
        pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
        kind = PARAGRAPH
        for piece in filter(None, pieces):
            self._line(kind, piece)
            kind = CONTINUED

    def _brief(self, paragraph: str) -> str:
        """Return the first sentences of a paragraph."""
        end = paragraph.find("。", self._random.randint(30, 90))
        return paragraph[: end + 1] if end > 0 else paragraph

    def _fragment(self, length: range) -> str:
        """Return a clause that was set aside from the article, "" where there is none of that length."""
        fitting = [clause for clause in self._fragments if len(clause) in length]
        if not fitting:
            return ""
        clause = self._random.choice(fitting)
        self._fragments.remove(clause)
        return clause


def split_byline(text: str) -> tuple[str, str]:
    """Return the byline that a text begins with, "" where there is none, and the rest."""
    found = OPENING_BYLINE.match(text)
    if found:
        return found[0].strip(), text[found.end() :].lstrip()
    first, _, rest = text.partition("\n")
    if rest and OWN_LINE.fullmatch(first):
        return first, rest
    return "", text


def set_aside(text: str, random: Random) -> tuple[list[str], str]:
    """Return the clauses of up to three sentences of a text, and the text without those sentences.

    Headings and captions are made of them: they tell of the same matter as the text, but not in the same words.
    """
    sentences = [sentence for sentence in SENTENCE.findall(text) if 16 <= len(sentence) <= 90]
    chosen = random.sample(sentences, min(3, len(sentences) // 3))
    for sentence in chosen:
        text = text.replace(sentence, "", 1)
    return [clause for sentence in chosen for clause in CLAUSE.split(sentence) if clause], re.sub(r"\n+", "\n", text).strip()
