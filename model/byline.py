"""Reads who wrote an article and where it came from, out of the line that says so. It knows nothing of pages."""

import re
from dataclasses import dataclass

OWN, AGENCY, AUTHOR = "own", "agency", "author"
AGENCIES = (
    "新华社|新华网|新华每日电讯|中新社|中新网|中国新闻社|中央社|人民日报|人民网|光明日报|经济日报|央视新闻|央视网|中国日报|"
    "法新社|路透社|美联社|塔斯社|共同社"
)
ROLES = (
    "本报|本台|本刊|特约|见习|实习|首席|记者站|记者|通讯员|实习生|评论员|撰稿人?|作者|编辑|摄影|摄像|报道|整理|综合|"
    "文图|图文|文字?|图片?|市民|读者"
)
DATE = r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{1,2}日"
# At the head of a first paragraph. All repetition is bounded, so that no text can make a search long.
HEAD = re.compile(
    rf"(?:据|综合)?(?:(?:本报|本台|本刊|{AGENCIES}|[\u4e00-\u9fff]{{2,5}}[日晚晨时]报|[\u4e00-\u9fff]{{2,6}}报(?=讯))[^，。；：“”（）()\n]{{0,24}}?(?:消息|报道|综合|[讯电])"
    r"(?:\s{0,3}[（(][^（）()。]{1,40}[）)])?(?:\s{0,2}(?:据|综合)[^，。\s]{2,12}(?:报道|消息))?"
    r"|[（(][^（）()。]{0,12}(?:记者|通讯员)[^（）()。]{1,30}[）)]"
    r"|(?:本报|特约|见习|实习)?(?:记者|通讯员)[^，。；：“”\n]{1,30}?(?:报道|摄影报道|文/图|(?=\s)))"
)
TAIL = re.compile(r"[（(]([^（）()。，；]{2,30})[）)]$")
SOURCE = re.compile(rf"(?:据|综合)?({AGENCIES}|本报|本台|本刊|[\u4e00-\u9fff]{{2,5}}[日晚晨时]报|[\u4e00-\u9fff]{{2,6}}报(?=讯))")
DATELINE = re.compile(rf"^([\u4e00-\u9fff·/、]{{2,12}}?)?({DATE})?(?:专?电|讯|消息|报道)")
SPACED_NAME = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \u3000]([\u4e00-\u9fff])(?![\u4e00-\u9fff])")
NAME = re.compile(r"[\u4e00-\u9fff·]{2,12}")
SIGNS = re.compile(rf"(?:{ROLES})|[（()）□■●○◎◆▲:：/]")


@dataclass(frozen=True, slots=True)
class Byline:
    """What a byline says. `kind`: OWN for the newspaper itself, AGENCY for another source, AUTHOR for a name alone.

    `text` is the byline as written, `agency` the source's name, `place` and `date` those of its dateline, as written;
    "" or no `reporters` where it says none.
    """

    kind: str
    text: str
    agency: str = ""
    place: str = ""
    date: str = ""
    reporters: tuple[str, ...] = ()


def head_of(paragraph: str) -> str:
    """Return the byline that a first paragraph begins with, "" where it begins with none."""
    found = HEAD.match(paragraph)
    return found[0].rstrip() if found else ""


def tail_of(paragraph: str) -> str:
    """Return the byline in brackets that a last paragraph ends with, "" where it ends with none."""
    found = TAIL.search(paragraph[-34:])
    if found is None:
        return ""
    names = people(found[1])
    told = bool(names) and all(len(name) in (2, 3) for name in names)
    return found[0] if told and (len(names) > 1 or "记者" in found[1] or "通讯员" in found[1]) else ""


def read_byline(text: str) -> Byline:
    """Return what a byline says."""
    source = SOURCE.match(text.lstrip("（(□■●○◎ 　"))
    rest = text.lstrip("（(□■●○◎ 　")
    kind, agency, place, date = AUTHOR, "", "", ""
    if source:
        rest = rest[source.end() :]
        # A paper that says 讯 speaks of itself.
        own = source[1] in ("本报", "本台", "本刊") or (source[1].endswith("报") and rest.startswith("讯"))
        kind, agency = (OWN, "") if own else (AGENCY, source[1])
        dateline = DATELINE.match(rest)
        if dateline:
            place, date = dateline[1] or "", dateline[2] or ""
            rest = rest[dateline.end() :]
    elif text.startswith("据"):
        return Byline(AGENCY, text, text.removeprefix("据"))
    elif "记者" in text or "通讯员" in text:
        kind = OWN
    return Byline(kind, text, agency, place, date, people(rest))


def people(text: str) -> tuple[str, ...]:
    """Return the names in what is left of a byline, in order."""
    joined = SPACED_NAME.sub(r"\1\2", text)
    return tuple(NAME.findall(SIGNS.sub(" ", joined)))
