from hypothesis import given
from hypothesis import strategies as st

from generators.lines.blocks import parts
from generators.lines.serials import Regular, Serials


@given(st.one_of(st.integers(0, 2_500), st.integers(0, 10**14)), st.integers(1, 50))
def test_numbers_are_written_as_python_writes_them(first: int, count: int) -> None:
    columns = Serials().columns(first, first + count)

    found = [b"".join(parts(columns, line)) for line in range(count)]

    assert found == [b"%d" % number for number in range(first, first + count)]


def test_what_is_regular_is_so_across_borders() -> None:
    found = [number for first in (0, 150, 300) for number in range(first, first + 150)[Regular(0.01).among(first, 150)]]

    assert found == [0, 100, 200, 300, 400]
    assert not range(100)[Regular(0.0).among(0, 100)]
