from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impls import error_timestamps
from tests.impls.exercises import load, names

NAMES = names("error_timestamps")

stamps = st.sampled_from([b"2024-01-15 10:30:45", b"2024-01-15 10:30:46", b"2024-01-15 10:30", b"x", b""])
levels = st.sampled_from([b"ERROR", b"ERROR", b"INFO", b"ERRORS", b""])
texts = st.sampled_from([b"m", b"n", b"ERROR", b"\xff", b"2024-01-15 10:30:45", b"\r", b"\xe2\x80\xa8", b""])
ends = st.sampled_from([b"\n", b"\n", b"\r\n", b"\n\n", b""])
records = st.one_of(
    st.tuples(stamps, levels, texts, texts, texts).map(b"|".join),
    st.lists(st.one_of(stamps, levels, texts), max_size=7).map(b"|".join),
)
logs = st.lists(st.tuples(records, ends).map(b"".join), max_size=12).map(b"".join)


@pytest.mark.parametrize("name", NAMES)
def test_any_log_is_answered_as_the_reference_does(name: str, tmp_path: Path) -> None:
    run = load("error_timestamps", name).run
    log = tmp_path / "web.log"

    @settings(max_examples=50)
    @given(logs)
    def holds(content: bytes) -> None:
        log.write_bytes(content)
        assert run(log) == error_timestamps.reference(log)

    holds()


def test_the_generator_chain_reads_nothing_before_it_is_asked() -> None:
    lines = load("error_timestamps", "generator_chain").read_lines(Path("there is no such file"))

    with pytest.raises(FileNotFoundError):
        next(lines)
