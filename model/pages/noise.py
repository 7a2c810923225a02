"""Misreads a page as OCR does, keeping what is known of it. It knows nothing of layouts."""

from dataclasses import replace
from random import Random

from model.pages.labelled import LabelledArticle, LabelledPage
from model.parts import HEADLINE

# Characters that are taken for one another, and marks that are lost.
ALIKE = (
    "己已巳",
    "日曰目",
    "末未",
    "大太犬",
    "人入八",
    "土士",
    "千干于",
    "天夫无",
    "王玉主",
    "木本术",
    "田由甲申",
    "刀力",
    "问间闻",
    "住佳往",
    "候侯",
    "便使",
    "今令",
    "治冶",
    "午牛",
    "0O",
    "1l",
    "，,.",
    "。.",
    "：:",
    '“"',
    "、,",
)
OTHERS = "口曰丨乂亠冖彐凵匚囗卄丷灬廿卜乜"


def draw_rate(random: Random) -> float:
    """Return the share of characters that one page has misread; half of all pages are clean."""
    return random.choice((0, 0, 0, 0.005, 0.02, 0.04))


def misread(page: LabelledPage, rate: float, random: Random) -> LabelledPage:
    """Return the page with that share of its characters taken for others; line ends and blanks stay."""
    if not rate:
        return page
    alike = {character: group for group in ALIKE for character in group}
    characters = list(page.text)
    for at, character in enumerate(characters):
        if character.isspace() or random.random() >= rate:
            continue
        characters[at] = random.choice(alike.get(character, OTHERS).replace(character, "") or OTHERS)
    text = "".join(characters)
    return replace(page, text=text, articles=tuple(_reread(article, text) for article in page.articles))


def _reread(article: LabelledArticle, text: str) -> LabelledArticle:
    headline = " ".join(text[part.start : part.end] for part in article.parts if part.kind == HEADLINE)
    return replace(article, headline=headline or None)
