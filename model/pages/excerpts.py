"""Takes the text of an article apart for a composed page: byline, clauses, first sentences. It knows nothing of pages."""

import re
from random import Random

from model.byline import head_of

OWN_LINE = re.compile(r"(?:本报|特约)?(?:记者|评论员|通讯员)[^，。：]{1,16}")
SENTENCE = re.compile(r"[^。！？\n”]+[。！？](?!”)")
SENTENCE_LENGTHS = range(16, 91)
CLAUSE = re.compile(r"[，。；：！？、“”（）《》\s]")


def split_byline(text: str) -> tuple[str, str]:
    """Return the byline that a text begins with, "" where there is none, and the rest."""
    byline = head_of(text)
    if byline:
        return byline, text[len(byline) :].lstrip()
    first, _, rest = text.partition("\n")
    if rest and OWN_LINE.fullmatch(first):
        return first, rest
    return "", text


def set_aside(text: str, random: Random) -> tuple[list[str], str]:
    """Return the clauses of up to three sentences of a text, and the text without those sentences.

    Headings and captions are made of them: they tell of the same matter as the text, but not in the same words.
    """
    sentences = [sentence for sentence in SENTENCE.findall(text) if len(sentence) in SENTENCE_LENGTHS]
    chosen = random.sample(sentences, min(3, len(sentences) // 3))
    for sentence in chosen:
        text = text.replace(sentence, "", 1)
    return [clause for sentence in chosen for clause in CLAUSE.split(sentence) if clause], re.sub(r"\n+", "\n", text).strip()


def brief(paragraph: str, random: Random) -> str:
    """Return the first sentences of a paragraph."""
    end = paragraph.find("。", random.randint(30, 90))
    return paragraph[: end + 1] if end > 0 else paragraph


def torn(text: str, random: Random) -> str:
    """Return a paragraph without its beginning, from the midst of a sentence on."""
    cut = random.randrange(4, max(5, len(text) // 2))
    return text[cut:].lstrip(random.choice(("", "，、；：。！？”"))) or text
