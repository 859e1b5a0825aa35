from dataclasses import replace

from bench.front import front
from bench.model import Sample, Status
from tests.bench.builders import a_cell, resident, timed, times

CELLS = [a_cell(name) for name in ("slow", "fast", "lean", "beaten")]
FIGURES = {"slow": (2.0, 600.0), "fast": (0.1, 40.0), "lean": (0.5, 11.0), "beaten": (0.6, 12.0)}


def samples() -> list[Sample]:
    rows = ((cell, *FIGURES[cell.implementation]) for cell in CELLS)
    return [
        each for cell, seconds, peak in rows for each in (*timed(cell, times(seconds)), *resident(cell, (peak, peak)))
    ]


def test_the_front_is_what_no_row_beats_in_both() -> None:
    assert [cell.implementation for cell in front(CELLS, samples())] == ["fast", "lean"]


def test_every_section_has_a_front_of_its_own() -> None:
    other = [replace(cell, interpreter="3.13.1") for cell in CELLS]
    again = [replace(sample, cell=replace(sample.cell, interpreter="3.13.1")) for sample in samples()]

    assert len(front([*CELLS, *other], [*samples(), *again])) == 4


def test_a_row_without_a_time_or_a_peak_stands_in_no_front() -> None:
    failed = [replace(each, status=Status.CRASH) for each in samples() if each.cell.implementation == "fast"]
    rest = [each for each in samples() if each.cell.implementation != "fast"]

    assert [cell.implementation for cell in front(CELLS, [*failed, *rest])] == ["lean"]
    assert front(CELLS, []) == []
