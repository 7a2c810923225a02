"""Composes newspaper pages from articles, in many layouts and with the noise of columns and OCR, under a seed.

It makes what a page tagger learns from. It knows nothing of taggers.
"""

from collections.abc import Iterator, Sequence
from random import Random

from model.article import Article
from model.pages.excerpts import brief, set_aside, split_byline, torn
from model.pages.labelled import LabelledPage
from model.pages.noise import draw_rate, misread
from model.pages.phrases import listing, phrase
from model.pages.sheet import Sheet
from model.pages.style import Style, draw_style, set_paragraph
from model.parts import BYLINE, CAPTION, HEADLINE, KICKER, MARK, PARAGRAPH, SUBTITLE

MOST_ARTICLES = 14
PLAIN = 0.2  # of pages: nothing but one article
PARTS_OF_PLAIN = (1, 1, 1, 1, 2, 4, 8)  # a long article may be made of several, of one section
ALIKE = 0.2  # of pages: articles of one section, as most pages of a paper have
MOST_CHARACTERS = 4000  # of an article; what is beyond is left out
SHORTEST = 60  # characters of an article
BRIEF, SHORTENED = 0.3, 0.7  # the shares of articles cut to a sentence or two, and to a paragraph or more beyond those
SLOGANS = 0.2  # of furniture between articles
SHORT_HEADLINES = 0.08
PARTED_LINES = 0.15  # of headlines of two lines: a blank line between them, where all lines have one
BOXES = 0.2  # of headings within an article
PICTURED = 0.3  # of captions: right below the headline, where an article is the story of a picture
BRIEFS = range(2, 7)  # under one name
NAMED, SIGNED = 0.3, 0.3  # of briefs: each with a word of its own in front, each with its author at the end
VERSE_LENGTHS, FEWEST_VERSES = range(2, 11), 4
HALF = 5  # characters that a line of a headline has at the least, where it has two


def compose(articles: Sequence[Article], number: int, seed: int) -> Iterator[LabelledPage]:
    """Return `number` pages; the same articles and seed make the same pages."""
    random = Random(seed)  # noqa: S311 - it lays out pages
    sources = by_source(articles)
    labels = sorted({article.label for article in articles})
    sections = [of for label in labels if (of := by_source([article for article in articles if article.label == label]))]
    for at in range(number):
        chosen = random.choice(sections) if random.random() < ALIKE else sources
        page = _Composer(random, draw_style(random), chosen).page(f"composed-{seed}-{at}")
        yield misread(page, draw_rate(random), random)


class _Composer:
    """Lays out one page."""

    def __init__(self, random: Random, style: Style, sources: Sequence[Sequence[Article]]) -> None:
        self._random = random
        self._style = style
        self._sources = sources
        self._sheet = Sheet(style.setting)
        self._clauses: list[str] = []

    def page(self, name: str) -> LabelledPage:
        if self._chance(PLAIN):
            self._plain()
            return self._sheet.finished(name, "plain")
        number = self._random.randint(1, MOST_ARTICLES)
        self._furniture("head", 4)
        for at in range(number):
            if at:
                self._sheet.blank(self._style.between_articles)
                self._banner()
            if self._chance(self._style.briefs):
                self._briefs()
                self._sheet.blank(self._style.between_articles)
            self._article(self._random.choice(self._random.choice(self._sources)))
        self._sheet.blank(self._style.between_articles)
        self._furniture("foot", 3)
        return self._sheet.finished(name, "composed")

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def _phrase(self, name: str, **known: str) -> str:
        return phrase(name, self._random, **known)

    def _line(self, kind: str, text: str) -> None:
        self._sheet.line(kind, text)
        self._sheet.blank(self._style.between_lines)

    def _furniture(self, name: str, most: int) -> None:
        for _ in range(self._random.choice((0, self._random.randint(1, most)))):
            self._sheet.furniture(self._phrase(name))
            self._sheet.blank(self._style.between_lines)

    def _banner(self) -> None:
        if self._chance(self._style.furniture):
            self._sheet.furniture(self._phrase("slogan" if self._chance(SLOGANS) else "banner"))
            self._sheet.blank(self._style.between_articles)

    def _plain(self) -> None:
        """Lay out one article that fills the page, as when no page was meant."""
        source = self._random.choice(self._sources)
        first = self._random.choice(source)
        like = [article for article in source if article.label == first.label]
        chosen = [first, *(self._random.choice(like) for _ in range(self._random.choice(PARTS_OF_PLAIN) - 1))]
        self._sheet.begin(chosen[0].label)
        if chosen[0].title and self._chance(0.7):
            self._line(HEADLINE, chosen[0].title)
        for at, article in enumerate(chosen):
            byline, paragraphs = self._read(article)
            if at:
                self._subheading()
            elif byline and self._chance(0.7):
                self._sheet.says(byline)
                paragraphs[0] = byline + paragraphs[0]
            for paragraph in paragraphs:
                set_paragraph(self._sheet, paragraph, self._style, self._random)

    def _read(self, article: Article) -> tuple[str, list[str]]:
        """Return an article's byline and paragraphs, and keep clauses of it aside."""
        byline, text = split_byline(article.text)
        self._clauses, text = set_aside(text[:MOST_CHARACTERS], self._random)
        return byline, [line for line in text.split("\n") if line.strip()] or [article.text[:MOST_CHARACTERS]]

    def _article(self, article: Article) -> None:
        byline, paragraphs = self._read(article)
        verses = self._verses() if self._chance(self._style.verses) else []
        paragraphs = verses or self._shortened(paragraphs)
        place = (
            self._style.bylines
            if self._style.bylines != "mixed"
            else self._random.choice(("inline", "inline", "line", "end", "none"))
        )
        self._sheet.begin(article.label)
        if not article.title or self._chance(self._style.headless):
            place = self._begin_without_headline(paragraphs, place)
        else:
            if place == "above":
                self._line(BYLINE, self._phrase(self._style.signature or "signed_reporters"))
            self._headings(article.title)
            if place != "inline" and self._chance(self._style.torn):
                paragraphs[0] = torn(paragraphs[0], self._random)
        if place == "line":
            self._line(BYLINE, self._phrase(self._style.signature or "signed_reporters"))
        if place == "inline":
            said = (
                byline
                if byline and self._chance(0.3)
                else self._phrase("spaced_byline" if self._style.spaced else "tight_byline")
            )
            self._sheet.says(said)
            paragraphs[0] = said + self._random.choice(("", " ", "　")) + paragraphs[0]
        self._body(paragraphs)
        if place == "end":
            self._line(BYLINE, self._phrase("closing_byline"))

    def _briefs(self) -> None:
        """Lay out articles of a sentence or two, without headlines, under one name."""
        self._sheet.furniture(self._phrase("briefs"))
        self._sheet.blank(self._style.between_lines)
        named, signed = not self._style.bullet and self._chance(NAMED), self._chance(SIGNED)
        for _ in range(self._random.choice(BRIEFS)):
            article = self._random.choice(self._random.choice(self._sources))
            _, paragraphs = self._read(article)
            self._sheet.begin(article.label)
            mark = self._phrase("brief_mark") if named else self._style.bullet
            signature = self._phrase("brief_signature") if signed else ""
            set_paragraph(self._sheet, mark + brief(paragraphs[0], self._random) + signature, self._style, self._random)

    def _shortened(self, paragraphs: list[str]) -> list[str]:
        size = self._random.random()
        if size < BRIEF:
            paragraphs = [brief(paragraphs[0], self._random)]
        elif size < SHORTENED:
            paragraphs = paragraphs[: self._random.randint(1, 4)]
        if self._chance(self._style.lists):
            at = self._random.randint(1, len(paragraphs))
            paragraphs[at:at] = listing(self._random)
        return paragraphs

    def _verses(self) -> list[str]:
        """Return the lines of a poem, none where too little was set aside for one."""
        lines = [clause for clause in self._clauses if len(clause) in VERSE_LENGTHS]
        return lines if len(lines) >= FEWEST_VERSES else []

    def _begin_without_headline(self, paragraphs: list[str], place: str) -> str:
        """Let something else tell that an article begins, mostly a byline, and return where the byline stands."""
        if self._chance(self._style.torn):
            paragraphs[0] = torn(paragraphs[0], self._random)
            return "none"
        if self._style.bullet:
            paragraphs[0] = self._style.bullet + paragraphs[0]
            return "none"
        return place if place == "end" else "inline"

    def _headings(self, title: str) -> None:
        style = self._style
        kicker = self._clause(range(6, 20)) if self._chance(style.kickers) else ""
        subtitle = self._clause(range(7, 24)) if self._chance(style.subtitles) else ""
        first, _, second = title.partition(" ")
        if min(len(first), len(second)) >= HALF and self._chance(style.subtitles):
            title, subtitle = first, second
        if self._chance(SHORT_HEADLINES):
            title = self._clause(range(1, 9)) or title
        loud = self._clause(range(4, 16)) if self._chance(style.loud) else ""
        title = self._phrase("loud_heading" if loud else "heading", title=title.strip("？！"), said=loud)
        if kicker:
            self._line(KICKER, kicker)
        if len(title) > 2 * HALF and self._chance(style.two_lines):
            halves = range(HALF, len(title) - HALF)
            cut = len(first) if len(first) in halves else self._random.choice(halves)
            self._sheet.line(HEADLINE, title[:cut].rstrip("，：； "))
            self._sheet.blank(style.between_lines if self._chance(PARTED_LINES) else 0)
            title = title[cut:].lstrip("，：； ")
        self._line(HEADLINE, title)
        if subtitle:
            self._line(SUBTITLE, self._random.choice(("", "", "——")) + subtitle)

    def _body(self, paragraphs: Sequence[str]) -> None:
        style, last = self._style, len(paragraphs) - 1
        caption_at = -1
        if self._chance(style.captions):
            caption_at = 0 if self._chance(PICTURED) else self._random.randint(0, len(paragraphs))
        if self._chance(style.jumps / 2):
            self._line(MARK, self._phrase("jump_in"))
        for at, paragraph in enumerate(paragraphs):
            text = paragraph
            if at == caption_at:
                self._caption()
            if at and last > 1:
                self._subheading()
            if at == last and self._chance(style.torn):
                text = text[: max(12, len(text) * 2 // 3)]
            if at == last and self._chance(style.jumps):
                text += self._phrase("jump_out")
            set_paragraph(self._sheet, text, style, self._random)
        if caption_at > last:
            self._caption()
        if self._chance(style.jumps / 8):
            self._line(MARK, self._phrase("to_be_continued"))

    def _subheading(self) -> None:
        """Lay out a heading within an article, now and then; it is a paragraph of it."""
        if self._chance(self._style.subheadings):
            self._line(PARAGRAPH, self._phrase("box") if self._chance(BOXES) else self._clause(range(2, 15)) or "另一面")

    def _caption(self) -> None:
        self._line(CAPTION, self._phrase("caption", said=self._clause(range(8, 40)) or "活动现场"))

    def _clause(self, length: range) -> str:
        """Return a clause that was set aside, "" where there is none of that length."""
        fitting = [clause for clause in self._clauses if len(clause) in length]
        if not fitting:
            return ""
        clause = self._random.choice(fitting)
        self._clauses.remove(clause)
        return clause


def by_source(articles: Sequence[Article]) -> list[list[Article]]:
    """Return the articles of each source, so that each counts alike; those too short for a page are left out."""
    found: dict[str, list[Article]] = {}
    for article in articles:
        if len(article.text.strip()) >= SHORTEST:
            found.setdefault(article.source, []).append(article)
    return [found[source] for source in sorted(found)]
