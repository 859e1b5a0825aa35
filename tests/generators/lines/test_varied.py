import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from generators.lines.blocks import Assembler, Column, Pieces, parts
from generators.lines.varied import MOST, VariedLines, VariedPieces

KINDS = [b"".join(b"%c%03d" % (letter, number) for number in range(8)) for letter in b"ab"]
TEXTS = [b"", b"nothing varies", b"one ____ here", b"____ and ____", b"____" * (MOST + 1)]
PLACES = [[], [], [(4, 0)], [(0, 1), (9, 0)], [(4 * number, 1) for number in range(MOST + 1)]]


@given(st.lists(st.tuples(st.integers(0, len(TEXTS) - 1), st.integers(0, (1 << 32) - 1)), min_size=1, max_size=30))
def test_places_are_written_over_and_all_else_is_as_it_was(drawn: list[tuple[int, int]]) -> None:
    chosen = np.array([one for one, _ in drawn])
    lines = VariedLines(
        VariedPieces(TEXTS, PLACES, KINDS, 4), chosen, np.array([bits for _, bits in drawn], dtype=np.uint32)
    )
    columns: list[Column] = [(lines, np.arange(len(drawn))), (Pieces([b"\n"]), np.zeros(len(drawn), dtype=np.int64))]

    block = Assembler().assemble(columns, {})

    found = bytes(block.data).split(b"\n")[:-1]
    assert found == [b"".join(parts(columns, line)).strip() for line in range(len(drawn))]
    for text, (one, bits) in zip(found, drawn, strict=True):
        rest = bytearray(text)
        for (at, kind), shift in zip(PLACES[one], (0, 10, 20, 5), strict=False):
            assert text[at : at + 4] == b"%c%03d" % (b"ab"[kind], bits >> shift & 7)
            rest[at : at + 4] = b"____"
        assert bytes(rest) == TEXTS[one]


def test_a_kind_may_hold_one_text() -> None:
    pieces = VariedPieces(TEXTS, PLACES, KINDS, 4)
    pieces.set_kind(0, b"1234")

    lines = VariedLines(pieces, np.array([2, 3]), np.array([1, 2], dtype=np.uint32))

    assert lines[0] == b"one 1234 here"
    assert lines[1].endswith(b"1234")
