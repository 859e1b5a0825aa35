"""How many lines of a log are records of a format, wherever its blocks end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.formats import shipped
from bench.inputs.data.coverage import LONGEST, FormatCounter
from bench.model.types import Coverage
from tests.bench.formats.test_readings import ERROR, TRACE


def counted(name: str, log: bytes, block: int = 1 << 20) -> Coverage:
    counter = FormatCounter(shipped.shipped(name))
    for start in range(0, len(log), block):
        counter.see(log[start : start + block])
    return counter.found()


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("last", [b"", b"\n"])
def test_records_and_others_count_and_what_goes_on_a_record_does_not(end: bytes, last: bytes) -> None:
    assert counted("log4j", end.join([b"banner", ERROR, *TRACE, ERROR]) + last) == Coverage(2, 1)


@given(
    lines=st.lists(st.sampled_from([b"a,b", b"1,2", b'"x', b'y",2', b"", b"1"]), max_size=20), block=st.integers(1, 99)
)
def test_no_border_of_a_block_matters(lines: list[bytes], block: int) -> None:
    log = b"a,b\n" + b"".join(line + b"\n" for line in lines)

    assert counted("csv", log, block) == counted("csv", log)


def test_a_line_without_an_end_takes_no_more_memory_than_what_is_looked_at() -> None:
    counter = FormatCounter(shipped.shipped("json_lines"))
    for _ in range(4):
        counter.see(b"x" * LONGEST)

    assert len(counter._rest) == LONGEST
    assert counter.found() == Coverage(0, 1)
