"""A page being laid out: line after line is added, and what each is stays known. It knows nothing of where texts come from."""

from dataclasses import dataclass, field

from model.pages.labelled import LabelledArticle, LabelledPage, Part
from model.parts import BYLINE, CONTINUED, HEADLINE, PARAGRAPH

HALF_WIDTH = str.maketrans("，；：（）！？", ",;:()!?")
# What printers do not let begin a line.
CLINGING = frozenset("，。；：、？！”’）》」』】,.;:)!?")


@dataclass(frozen=True, slots=True)
class Setting:
    """How the lines of a page are set.

    `measure`: characters a line of body text has, 0 for paragraphs unbroken; `indent`: what a paragraph begins with;
    `half_width`: whether punctuation is.
    """

    measure: int = 0
    indent: str = ""
    half_width: bool = False


@dataclass(slots=True)
class _Draft:
    section: str
    byline: str | None = None
    headline: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


class Sheet:
    """A page that is being laid out."""

    def __init__(self, setting: Setting) -> None:
        """Begin an empty page."""
        self._setting = setting
        self._pieces: list[str] = []
        self._length = 0
        self._drafts: list[_Draft] = []
        self._furniture: list[tuple[int, int]] = []

    def begin(self, section: str) -> None:
        """Begin an article."""
        self._drafts.append(_Draft(section))

    def blank(self, number: int = 1) -> None:
        """Leave blank lines."""
        self._put("\n" * number)

    def furniture(self, text: str) -> None:
        """Add a line that belongs to no article."""
        start = self._length
        self._put(self._set(text))
        self._furniture.append((start, self._length))
        self._put("\n")

    def line(self, kind: str, text: str) -> None:
        """Add a part of the article: one line, or as many as its body text fills."""
        text = self._set(text)
        if kind == PARAGRAPH:
            self._put(self._setting.indent)
        start = self._length
        body = kind in (PARAGRAPH, CONTINUED)
        self._put(self._wrapped(text, len(self._setting.indent) if kind == PARAGRAPH else 0) if body else text)
        draft = self._drafts[-1]
        draft.parts.append(Part(kind, start, self._length))
        if kind == HEADLINE:
            draft.headline.append(text)
        if kind == BYLINE:
            draft.byline = text
        self._put("\n")

    def says(self, byline: str) -> None:
        """Note the byline that stands within the text of the article."""
        self._drafts[-1].byline = self._set(byline)

    def finished(self, name: str, layout: str) -> LabelledPage:
        """Return the page."""
        articles = tuple(
            LabelledArticle(
                draft.parts[0].start,
                draft.parts[-1].end,
                draft.section,
                " ".join(draft.headline) or None,
                draft.byline,
                tuple(draft.parts),
            )
            for draft in self._drafts
        )
        return LabelledPage(name, layout, "".join(self._pieces), articles, tuple(self._furniture))

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def _set(self, text: str) -> str:
        return text.translate(HALF_WIDTH) if self._setting.half_width else text

    def _wrapped(self, text: str, taken: int) -> str:
        measure = self._setting.measure
        if not measure:
            return text
        lines, start = [], 0
        while start < len(text):
            end = start + measure - taken
            while end < len(text) and text[end] in CLINGING:
                end += 1
            lines.append(text[start:end])
            start, taken = end, 0
        return "\n".join(lines)
