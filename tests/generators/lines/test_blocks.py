import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.lines.blocks import BLOCK, Assembler, Block, Canvas, Column, LineSpan, Pieces, Rows, parts

texts = st.lists(st.binary(max_size=70), min_size=1, max_size=6)


@st.composite
def columns(draw: st.DrawFn) -> list[Column]:
    count = draw(st.integers(1, 12))
    values = draw(st.lists(texts, min_size=1, max_size=4))
    found: list[Column] = [
        (Pieces(each), np.array(draw(st.lists(st.integers(0, len(each) - 1), min_size=count, max_size=count))))
        for each in values
    ]
    if width := draw(st.integers(0, 40)):  # of one length, among the others
        row = np.frombuffer(draw(st.binary(min_size=width, max_size=width)), dtype=np.uint8).reshape(1, -1)
        found.insert(draw(st.integers(0, len(found))), (Rows(row), np.zeros(count, dtype=np.int64)))
    return found


def joined(given_columns: list[Column]) -> list[bytes]:
    return [b"".join(parts(given_columns, line)) for line in range(len(given_columns[0][1]))]


@settings(max_examples=80)
@given(columns())
def test_lines_are_their_pieces_joined_whatever_the_lengths(given_columns: list[Column]) -> None:
    block = Assembler().assemble(given_columns, {})

    lines = joined(given_columns)
    assert bytes(block.data) == b"".join(lines)
    assert block.ends.tolist() == np.cumsum([len(line) for line in lines]).tolist()


@settings(max_examples=80)
@given(columns(), st.dictionaries(st.integers(0, 11), st.binary(max_size=90), max_size=4))
def test_a_replaced_line_stands_in_place_of_the_drawn_one(given_columns: list[Column], odd: dict[int, bytes]) -> None:
    lines = joined(given_columns)
    odd = {line: text for line, text in odd.items() if line < len(lines)}

    block = Assembler().assemble(given_columns, odd)

    assert bytes(block.data) == b"".join(odd.get(number, line) for number, line in enumerate(lines))


def test_a_buffer_is_used_again_and_grows_with_a_longer_block() -> None:
    assembler = Assembler()
    short = Pieces([b"a", b"b"])
    long = Pieces([b"x" * 60_000])

    assembler.assemble([(short, np.array([0, 1]))], {})
    block = assembler.assemble([(long, np.zeros(200, dtype=np.int64))], {})

    assert bytes(block.data) == b"x" * 60_000 * 200


@given(st.integers(1, 40), st.integers(1, 5))
def test_rows_of_a_matrix_are_pieces_of_one_length(width: int, height: int) -> None:
    matrix = np.arange(width * height, dtype=np.uint8).reshape(height, width)
    chosen = np.array([*range(height), 0])

    block = Assembler().assemble([(Rows(matrix), chosen)], {})

    assert bytes(block.data) == b"".join(bytes(matrix[row]) for row in chosen)


def test_a_span_is_all_of_its_block_unless_it_says_otherwise() -> None:
    assert (LineSpan(3), BLOCK) == (LineSpan(3, 0, 16_384), 16_384)


def test_a_block_is_cut_after_the_line_that_reaches_a_size() -> None:
    block = Block(memoryview(b"aa\nbb\ncc\n"), np.array([3, 6, 9]))

    assert [bytes(block.cut(size).data) for size in (0, 1, 3, 4, 9, 99)] == [
        b"",
        b"aa\n",
        b"aa\n",
        b"aa\nbb\n",
        b"aa\nbb\ncc\n",
        b"aa\nbb\ncc\n",
    ]


@given(st.sampled_from([1, 2, 4, 8, 16]), st.lists(st.integers(0, 3), min_size=1, max_size=12))
def test_of_chunks_that_overlap_the_later_one_remains(width: int, steps: list[int]) -> None:
    at = np.cumsum(steps)
    chunks = np.frombuffer(bytes(range(width * len(steps))), dtype=f"V{width}")
    wanted = bytearray(64)
    for start, chunk in zip(at.tolist(), chunks, strict=True):
        wanted[start : start + width] = chunk.tobytes()
    canvas = Canvas(64)
    canvas.bytes[:] = 0

    canvas.place(chunks, at)

    assert canvas.bytes.tobytes() == bytes(wanted)
