from hypothesis import given
from hypothesis import strategies as st

from generators.lines.blocks import parts
from generators.lines.serials import Serials


@given(st.one_of(st.integers(0, 2_500), st.integers(0, 10**14)), st.integers(1, 50))
def test_numbers_are_written_as_python_writes_them(first: int, count: int) -> None:
    columns = Serials().columns(first, first + count)

    found = [b"".join(parts(columns, line)) for line in range(count)]

    assert found == [b"%d" % number for number in range(first, first + count)]
