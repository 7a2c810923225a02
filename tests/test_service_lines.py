"""Cutting a stream into lines, whatever the pieces it comes in."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.lines import Line, LineCutter, group_lines

LIMIT = 5


def cut(pieces: list[bytes], size: int = 3) -> list[Line]:
    return [line for group in group_lines(pieces, LIMIT, size) for line in group]


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", []),
        (b"\n \r\n\n", []),
        (b"a\nb\n", [Line(1, b"a"), Line(2, b"b")]),
        (b"a\n\nb", [Line(1, b"a"), Line(3, b"b")]),
        (b"a\r\nb", [Line(1, b"a\r"), Line(2, b"b")]),
        (b"12345\n123456\nb", [Line(1, b"12345"), Line(2, None), Line(3, b"b")]),
        (b"123456", [Line(1, None)]),
    ],
)
@pytest.mark.parametrize("step", [1, 2, 7, 100])
def test_lines_are_the_same_in_pieces_of_any_size(content: bytes, lines: list[Line], step: int) -> None:
    assert cut([content[at : at + step] for at in range(0, len(content), step)]) == lines


@given(st.lists(st.text("ab\n", max_size=9)))
def test_any_pieces_give_the_lines_of_the_whole(texts: list[str]) -> None:
    pieces = [text.encode() for text in texts]
    whole = enumerate(b"".join(pieces).split(b"\n"), 1)
    assert cut(pieces) == [Line(number, line if len(line) <= LIMIT else None) for number, line in whole if line]


def test_no_group_is_larger_than_asked() -> None:
    groups = list(group_lines([b"a\n" * 7, b"b"], LIMIT, 3))
    assert [len(group) for group in groups] == [3, 3, 1, 1]


def test_a_line_does_not_wait_for_a_later_piece() -> None:
    taken: list[int] = []

    def pieces() -> Iterator[bytes]:
        for number in range(3):
            taken.append(number)
            yield b"a\n"

    next(group_lines(pieces(), LIMIT, 64))
    assert taken == [0]


def test_an_endless_line_is_not_kept() -> None:
    cutter = LineCutter(LIMIT)
    for _ in range(1000):
        assert list(cutter.feed(b"x" * 1000)) == []
        assert not cutter._parts  # noqa: SLF001 (memory is what is tested)
    assert list(cutter.close()) == [Line(1, None)]
