"""Reads an article that is nothing but text, in any charset. It knows nothing of Flask."""

import codecs

from service.errors import MalformedTextError, UnsupportedMediaTypeError
from service.reading import Reader
from service.schemas import Article

# gb18030 holds all of its predecessors, cp950 is Big5 as Windows writes it.
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950"}
BOM = "\ufeff"


def read_text(content: bytes, charset: str) -> str:
    """Return the text of `content`. Raises MalformedTextError, UnsupportedMediaTypeError."""
    try:
        name = codecs.lookup(charset).name
        text = content.decode(WIDER.get(name, name))
    except UnicodeError as error:
        raise MalformedTextError("a byte sequence that the charset does not have") from error
    except (LookupError, ValueError) as error:  # also for codecs that are no charsets, such as rot13
        raise UnsupportedMediaTypeError("the charset is not known") from error
    return text.removeprefix(BOM)


def read_plain(content: bytes, charset: str, reader: Reader) -> Article:
    """Return the article whose text is the whole content. Raises RequestError."""
    return reader.checked(Article(read_text(content, charset)))
