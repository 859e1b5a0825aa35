from dataclasses import replace

from bench.analysis.pareto import Standing, choose_curves, front, plan_curves, unbeaten
from bench.model.types import Instrument, Quantity, Sample, Status
from tests.bench.builders import BASELINE, a_cell, resident, timed, times

MIB = 2**20
CELLS = [a_cell(name) for name in (BASELINE, "fast", "lean", "beaten")]
FIGURES = {BASELINE: (2.0, 600.0), "fast": (0.1, 40.0), "lean": (0.5, 11.0), "beaten": (0.6, 12.0)}


def samples(**figures: tuple[float, float]) -> list[Sample]:
    """Build what was measured of every row and of the baseline's second copy, in seconds and MiB."""
    rows = {**FIGURES, **figures}
    control = timed(a_cell(control=True), times(rows[BASELINE][0], seed="control"))
    own = [(a_cell(name), *found) for name, found in rows.items()]
    measured = [(*timed(cell, times(seconds)), *resident(cell, (peak, peak))) for cell, seconds, peak in own]
    return [*control, *(sample for each in measured for sample in each)]


def names(**figures: tuple[float, float]) -> list[str]:
    cells = [a_cell(name) for name in {**FIGURES, **figures}]
    return [cell.implementation for cell in front(cells, samples(**figures))]


def standing(rank: int, mib: float, *, several: bool = False) -> Standing:
    return Standing(rank=rank, peaks=(mib * MIB,), several=several)


def test_the_front_is_what_no_row_beats_in_both() -> None:
    assert names() == ["fast", "lean"]


def test_a_little_less_memory_brings_no_row_to_the_front() -> None:
    assert names(slower=(0.7, 10.9)) == ["fast", "lean"]
    assert names(slower=(0.7, 10.6)) == ["fast", "lean", "slower"]


def test_a_little_less_time_brings_no_row_to_the_front() -> None:
    assert names(twin=(0.4999, 20.0)) == ["fast", "lean"]


def test_of_rows_that_tie_in_both_the_fastest_stands_for_them() -> None:
    assert unbeaten({"a": standing(1, 11.1), "b": standing(1, 11.0), "c": standing(3, 10.9)}) == ["a"]


def test_of_rows_that_tie_in_time_the_leanest_stands_for_them() -> None:
    assert unbeaten({"fat": standing(1, 20), "lean": standing(1, 11)}) == ["lean"]


def test_small_steps_in_memory_add_up_to_one_that_is_claimed() -> None:
    assert unbeaten({"a": standing(1, 11.2), "b": standing(2, 11.0), "c": standing(3, 10.9)}) == ["a", "c"]


def test_several_processes_have_to_be_leaner_by_more() -> None:
    assert unbeaten({"a": standing(1, 100), "b": standing(2, 97)}) == ["a", "b"]
    assert unbeaten({"a": standing(1, 100), "b": standing(2, 97, several=True)}) == ["a"]


def test_sums_over_several_processes_are_known_by_their_number() -> None:
    several = {"processes": Quantity(3, "1")}
    found = [
        replace(each, values={**each.values, **several}) if each.instrument is Instrument.RESIDENT else each
        for each in samples(slower=(0.7, 10.6))
    ]

    assert [cell.implementation for cell in front([*CELLS, a_cell("slower")], found)] == ["fast", "lean"]


def test_every_section_has_a_front_of_its_own() -> None:
    other = [replace(cell, interpreter="3.13.1") for cell in CELLS]
    again = [replace(sample, cell=replace(sample.cell, interpreter="3.13.1")) for sample in samples()]

    assert len(front([*CELLS, *other], [*samples(), *again])) == 4


def test_a_row_without_a_time_or_a_peak_stands_in_no_front() -> None:
    failed = [replace(each, status=Status.CRASH) for each in samples() if each.cell.implementation == "fast"]
    rest = [each for each in samples() if each.cell.implementation != "fast"]

    assert [cell.implementation for cell in front(CELLS, [*failed, *rest])] == ["lean"]
    assert front(CELLS, []) == []


def test_without_a_second_copy_no_time_is_claimed_to_be_less() -> None:
    alone = [each for each in samples() if not each.cell.control]

    assert [cell.implementation for cell in front(CELLS, alone)] == ["lean"]


def test_the_baseline_is_watched_beside_the_front() -> None:
    assert [cell.implementation for cell in choose_curves(CELLS, samples(), [a_cell()])] == ["fast", "lean", BASELINE]


def test_a_baseline_on_the_front_is_watched_once() -> None:
    first = {BASELINE: (0.05, 60.0)}

    assert [cell.implementation for cell in choose_curves(CELLS, samples(**first), [a_cell()])] == [
        BASELINE,
        "fast",
        "lean",
    ]


def test_what_will_be_watched_is_foreseen_from_single_figures() -> None:
    figures = {cell: (seconds, peak * MIB) for cell, (seconds, peak) in zip(CELLS, FIGURES.values(), strict=True)}

    assert [cell.implementation for cell in plan_curves(figures, [a_cell()])] == ["fast", "lean", BASELINE]
    assert plan_curves({}, [a_cell()]) == []


def test_of_code_in_two_states_both_are_watched_also_where_the_newer_is_worse() -> None:
    before, after = (replace(a_cell("slow"), origin=origin) for origin in ("main", "mine"))

    assert plan_curves({before: (0.1, 10 * MIB), after: (0.2, 20 * MIB)}, [before]) == [before, after]
