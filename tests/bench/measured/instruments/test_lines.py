import re
from pathlib import Path

import pytest

from bench.model.types import Instrument, Status
from bench.process.job import Finished
from tests.bench.process.launching import MIB, measured

PILE = """
    KEPT = bytes(3 << 20)
    def run(n):
        small = [bytes(1 << 10) for _ in range(1 << 10)]
        large = [bytes(1 << 12) for _ in range(1 << 12)]
        return len(small) + len(large)
"""
FLEETING = """
    def run(n):
        half = bytes(8 << 20)
        whole = len(half + half)
        return whole
"""
STREAM = """
    def chunks(n):
        for _ in range(n):
            yield bytes(100_000)
    def run(n):
        return sum(len(chunk) for chunk in chunks(n))
"""
BLOCKS = """
    def run(n):
        found = 0
        for _ in range(4):
            block = bytes(1 << 18)
            pairs = [(k, -k) for k in range(1_000, 6_000)]
            found += len(pairs) + len(block)
        return found
"""


def lines(finished: Finished) -> dict[str, int]:
    assert finished.status is Status.OK, finished
    return {entry.source: entry.size for entry in finished.allocations}


def test_the_lines_that_hold_most_come_first_with_their_source(tmp_path: Path) -> None:
    finished = measured(tmp_path, PILE, Instrument.LINES)

    first, second, third = finished.allocations[:3]
    assert first.source == "large = [bytes(1 << 12) for _ in range(1 << 12)]"
    assert (first.file, first.line) == ("implementation.py", 5)
    assert first.size == pytest.approx(16 * MIB, rel=0.06)
    assert first.count == pytest.approx(1 << 12, rel=0.06)
    assert second.source == "KEPT = bytes(3 << 20)"
    assert third.size == pytest.approx(MIB, rel=0.06)
    assert finished.values["snapshot_fraction"].value >= 0.95


def test_growth_leaves_out_what_the_import_holds(tmp_path: Path) -> None:
    finished = measured(tmp_path, PILE, Instrument.LINES)

    assert "KEPT = bytes(3 << 20)" in lines(finished)
    assert "KEPT = bytes(3 << 20)" not in {entry.source for entry in finished.growth}
    assert finished.growth[0].size == finished.allocations[0].size


def test_lines_add_up_to_no_more_than_the_peak_where_a_call_leaves_memory_behind(tmp_path: Path) -> None:
    by_line = measured(tmp_path, BLOCKS, Instrument.LINES)  # freed tuples stay in the free list of the interpreter
    whole = measured(tmp_path, BLOCKS, Instrument.TRACED).values["traced_peak"].value

    assert sum(entry.size for entry in by_line.growth) <= by_line.values["traced_peak"].value
    assert by_line.values["traced_peak"].value == pytest.approx(whole, rel=0.02)


def test_a_peak_inside_one_line_is_charged_to_that_line(tmp_path: Path) -> None:
    finished = measured(tmp_path, FLEETING, Instrument.LINES)

    assert lines(finished)["whole = len(half + half)"] == pytest.approx(16 * MIB, rel=0.01)
    assert lines(finished)["half = bytes(8 << 20)"] == pytest.approx(8 * MIB, rel=0.01)
    assert finished.values["traced_peak"].value == pytest.approx(24 * MIB, rel=0.01)
    assert finished.values["snapshot_fraction"].value == 1
    assert [re.findall(r"\d+ %|line \d+", note) for note in finished.notes] == [["67 %", "line 4"]]


def test_a_stream_shows_that_it_holds_a_chunk_while_it_makes_the_next(tmp_path: Path) -> None:
    finished = measured(tmp_path, STREAM, Instrument.LINES, sources=(2000,))

    assert lines(finished)["yield bytes(100_000)"] == pytest.approx(200_066, abs=300)
    assert finished.values["snapshot_fraction"].value >= 0.95


def test_the_three_largest_differences_between_two_ways_explain_them(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("2024-01-15 10:30:45|ERROR|Upstream timed out|203.0.113.7|48213\n" * 5_000)
    step, stream = (
        measured(tmp_path, Path(f"impls/error_counts/{name}.py").read_text(), Instrument.LINES, sources=(log,))
        for name in ("readlines_objects", "generator_chain")
    )

    difference = step.values["traced_peak"].value - stream.values["traced_peak"].value
    assert sum(entry.size for entry in step.growth[:3]) >= 0.9 * difference
    assert {entry.file for entry in step.growth[:3]} == {"implementation.py"}
