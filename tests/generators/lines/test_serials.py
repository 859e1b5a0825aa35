from hypothesis import example, given
from hypothesis import strategies as st

from generators.lines.blocks import parts
from generators.lines.serials import Regular, Serials


@example(998, 4)
@example(1_000, 1)
@example(1_999, 2)
@given(st.one_of(st.integers(0, 2_500), st.integers(0, 10**14)), st.integers(1, 50))
def test_numbers_are_written_as_python_writes_them(first: int, count: int) -> None:
    columns = Serials().columns(first, first + count)

    found = [b"".join(parts(columns, line)) for line in range(count)]

    assert found == [b"%d" % number for number in range(first, first + count)]


def test_a_number_has_its_thousands_once_and_its_last_digits_from_a_table() -> None:
    (leading, thousands), (last, digits) = Serials().columns(999, 2_001)

    assert [leading[0], leading[1], leading[2], last[7], last[1_007]] == [b"", b"1", b"2", b"7", b"007"]
    assert [each.tolist()[:2] + each.tolist()[-1:] for each in (thousands, digits)] == [[0, 1, 2], [999, 1000, 1000]]


def test_what_is_regular_is_so_across_borders() -> None:
    found = [number for first in (0, 150, 300) for number in range(first, first + 150)[Regular(0.01).among(first, 150)]]

    assert found == [0, 100, 200, 300, 400]
    assert not range(100)[Regular(0.0).among(0, 100)]
