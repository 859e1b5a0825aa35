import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import pytest

from bench.analysis.analysis import Analysis
from bench.analysis.cautions import of_memory, of_row
from bench.analysis.cautions.caution import Caution, CautionKind
from bench.model.types import Dataset, Instrument, Outcome, Quantity, Run, Sample, Status
from tests.bench.builders import (
    BASELINE,
    DATA,
    MACHINE,
    MIB,
    a_cell,
    a_row,
    a_row_of,
    a_run,
    resident,
    timed,
    times,
    traced,
)

NATIVE = a_cell("polars_lazy")


def with_noise(run: Run, **noise: Quantity) -> Run:
    """Return the run with these readings at every timed process."""

    def noisy(sample: Sample) -> Sample:
        return replace(sample, noise={**sample.noise, **noise}) if sample.instrument is Instrument.TIMING else sample

    def row(outcome: Outcome) -> Outcome:
        return replace(outcome, samples=tuple(noisy(sample) for sample in outcome.samples))

    return replace(run, outcomes=tuple(row(outcome) for outcome in run.outcomes))


def cautions(run: Run) -> tuple[Caution, ...]:
    return Analysis(run).cautions


def waiting(ratio: float, name: str = BASELINE) -> Outcome:
    """Return a row whose calls took so many times their CPU time."""
    row = a_row(name)
    seconds = row.figures("seconds", Instrument.TIMING)[0]
    used = {"seconds": seconds, "user_seconds": 0.75 * seconds / ratio, "system_seconds": 0.25 * seconds / ratio}
    return with_figures(row, Instrument.TIMING, **used)


def the_only(run: Run) -> Caution:
    found = cautions(run)

    assert len(found) == 1, found
    return found[0]


def test_a_quiet_healthy_run_has_no_caution() -> None:
    assert cautions(a_run()) == ()


@pytest.mark.parametrize("seed", range(20))
def test_a_healthy_run_of_eight_rounds_has_no_caution_either(seed: int) -> None:
    names = (BASELINE, "generator_chain", "slots_iterator", "bytes_blocks")
    cells = [*(a_cell(name) for name in names), a_cell(control=True)]
    rows = [a_row_of(*timed(cell, times(1.0, rounds=8, seed=f"{seed}{cell}"))) for cell in cells]

    assert cautions(a_run(*rows)) == ()


@pytest.mark.parametrize(
    ("name", "limit", "kind"),
    [
        ("steal", 2.0, CautionKind.STEAL),
        ("others", 10.0 * MACHINE.cores, CautionKind.OTHERS),
        ("throttled", 1.0, CautionKind.THROTTLED),
        ("memory_pressure", 1.0, CautionKind.MEMORY_PRESSURE),
        ("io_pressure", 5.0, CautionKind.DISK_PRESSURE),
    ],
)
def test_noise_is_named_beyond_its_limit_alone(name: str, limit: float, kind: CautionKind) -> None:
    assert cautions(with_noise(a_run(), **{name: Quantity(limit, "%")})) == ()
    found = the_only(with_noise(a_run(), **{name: Quantity(1.01 * limit, "%")}))
    assert (found.where, found.metric, found.kind) == (None, "noise", kind)
    assert f"{1.01 * limit:.1f} %" in found.text


def test_others_may_use_the_spare_cores_of_a_large_machine() -> None:
    run = replace(a_run(), machine=replace(MACHINE, cores=32))

    assert cautions(with_noise(run, others=Quantity(95.0, "%"))) == ()


def test_a_machine_that_tells_nothing_of_its_noise_is_not_called_noisy() -> None:
    run = a_run()
    silent = tuple(
        replace(row, samples=tuple(replace(sample, noise={}) for sample in row.samples)) for row in run.outcomes
    )

    assert cautions(replace(run, outcomes=silent)) == ()


def drifting(name: str, *, control: bool = False) -> Outcome:
    cell = a_cell(name, control=control)
    values = [value * (1.0 if number < 6 else 1.4) for number, value in enumerate(times(1.0, seed=f"{cell}"))]
    return a_row_of(*timed(cell, values))


def test_drift_over_the_rounds_is_told_once_for_the_run() -> None:
    found = cautions(a_run(drifting(BASELINE), drifting("bytes_blocks"), drifting(BASELINE, control=True)))

    assert [each.kind for each in found if each.where is None] == [CautionKind.DRIFT]


def test_how_far_the_rounds_drifted_is_said_of_the_slower_half_whichever_that_is() -> None:
    later = [drifting(BASELINE), drifting("bytes_blocks"), drifting(BASELINE, control=True)]
    earlier = [
        replace(row, samples=tuple(replace(each, round=11 - (each.round or 0)) for each in row.samples))
        for row in later
    ]

    said = [
        next(each.text for each in cautions(a_run(*rows)) if each.kind is CautionKind.DRIFT)
        for rows in (later, earlier)
    ]

    assert [text.split()[2] for text in said] == ["later", "earlier"]
    assert len({re.findall(r"\d[\d.]*", text)[0] for text in said}) == 1


def test_times_in_two_groups_are_told_with_both() -> None:
    values = [(0.82, 1.31)[number % 3 == 0] * value for number, value in enumerate(times(1.0, rounds=16))]
    row = a_row_of(*timed(a_cell("bytes_blocks"), values))

    found = the_only(a_run(a_row(), row, a_row(control=True)))

    assert "0.8" in found.text
    assert "1.3" in found.text
    assert (found.where, found.metric, found.kind) == (a_cell("bytes_blocks"), "seconds", CautionKind.TWO_GROUPS)


def test_a_slow_first_value_points_at_the_page_cache() -> None:
    values = times(1.0)
    row = a_row_of(*timed(a_cell("bytes_blocks"), [3.1, *values[1:]]))

    found = the_only(a_run(a_row(), row, a_row(control=True)))

    assert found.kind is CautionKind.SLOW_START
    assert {"12", "3.11"} <= set(found.text.split())


@pytest.mark.parametrize(
    ("later", "kind", "ratio"),
    [
        (0.49, CautionKind.SLOW_FIRST_CALL, "2.04"),
        (0.101, CautionKind.SLOW_FIRST_CALL, "9.90"),
        (0.099, CautionKind.KEPT, "1/10.1"),
        (0.001, CautionKind.KEPT, "1/1,000"),
    ],
)
def test_a_first_call_far_from_the_later_ones_is_told(later: float, kind: CautionKind, ratio: str) -> None:
    row = a_row_of(*timed(a_cell("bytes_blocks"), times(1.0), later=later))

    found = the_only(a_run(a_row(), row, a_row(control=True)))

    assert found.kind is kind
    assert ratio in found.text


@pytest.mark.parametrize(("second", "kinds"), [(0.6, []), (0.4, [CautionKind.SLOW_FIRST_CALL])])
def test_two_calls_of_a_process_are_enough_to_tell_the_first_from_the_later(
    second: float, kinds: list[CautionKind]
) -> None:
    row = a_row("bytes_blocks")
    short = (replace(each, calls=(1.0, second)[: len(each.calls)]) for each in row.samples)

    assert [each.kind for each in of_row.of_row(replace(row, samples=tuple(short)))] == kinds


@pytest.mark.parametrize(("processes", "kinds"), [(1, []), (2, []), (3, [CautionKind.SLOW_FIRST_CALL])])
def test_a_slow_first_call_of_fewer_than_three_processes_may_be_the_machine(
    processes: int, kinds: list[CautionKind]
) -> None:
    row = a_row_of(*timed(a_cell("bytes_blocks"), times(1.0, rounds=processes), later=0.4))

    assert [each.kind for each in of_row.of_row(row)] == kinds


@pytest.mark.parametrize("later", [0.0, 0.51])
def test_later_calls_that_took_no_time_or_half_of_the_first_are_no_reason_to_doubt(later: float) -> None:
    row = a_row_of(*timed(a_cell("bytes_blocks"), times(1.0), later=later))

    assert cautions(a_run(a_row(), row, a_row(control=True))) == ()


@pytest.mark.parametrize(("rounds", "budget", "needed"), [(3, None, 6), (6, 300.0, 7)])
def test_few_rounds_are_told_once_with_how_many_are_needed(rounds: int, budget: float | None, needed: int) -> None:
    cells = [a_cell(), a_cell("bytes_blocks"), a_cell(control=True)]
    rows = [a_row_of(*timed(cell, times(1.0, rounds=rounds, seed=cell))) for cell in cells]

    found = the_only(a_run(*rows, budget=budget))

    assert (found.kind, found.where) == (CautionKind.FEW_ROUNDS, a_cell())
    assert re.findall(r"\d+", found.text) == [str(rounds), str(needed)]


@pytest.mark.parametrize("rounds", [6, 12])
def test_a_row_that_lost_rounds_is_told_where_the_others_have_enough(rounds: int) -> None:
    cell = a_cell("bytes_blocks")
    base = a_row_of(*timed(a_cell(), times(1.0, rounds=rounds)))

    found = the_only(a_run(base, a_row_of(*timed(cell, times(1.0)[:4])), a_row(control=True)))

    assert (found.kind, found.where) == (CautionKind.LOST_ROUNDS, cell)
    assert "4 rounds" in found.text


def test_a_baseline_alone_needs_no_rounds_to_compare() -> None:
    assert cautions(a_run(a_row_of(*timed(a_cell(), times(1.0, rounds=3))))) == ()


@pytest.mark.parametrize("twice", ["readlines_objects", "bytes_blocks"])
def test_equal_code_that_differs_much_is_told_at_the_row_that_runs_twice(twice: str) -> None:
    cells = [a_cell(), a_cell("bytes_blocks"), a_cell(twice, control=True)]
    rows = [a_row_of(*timed(cell, times(1.0, scatter=0.15, seed=cell))) for cell in cells]

    found = the_only(a_run(*rows))

    assert (found.kind, found.where) == (CautionKind.WIDE_FLOOR, a_cell(twice))


def test_where_no_number_of_rounds_would_tell_none_is_named() -> None:
    cells = [a_cell(), a_cell("bytes_blocks"), a_cell(control=True)]
    rows = [a_row_of(*timed(cell, times(1.0, scatter=0.6, seed=cell))) for cell in cells]

    (found,) = (each for each in cautions(a_run(*rows)) if each.kind is CautionKind.WIDE_FLOOR)

    assert found.text.endswith(" measure again.")


@pytest.mark.parametrize(("scatter", "wide"), [(0.08, False), (0.12, True)])  # floors of 18 % and 28 %
def test_a_noise_floor_that_hides_nothing_is_spoken_of_only_beyond_a_fifth(scatter: float, *, wide: bool) -> None:
    cells = [(a_cell(), 1.0), (a_cell("bytes_blocks"), 0.08), (a_cell(control=True), 1.0)]
    rows = [a_row_of(*timed(cell, times(seconds, scatter=scatter, seed=cell))) for cell, seconds in cells]

    assert [each.kind for each in cautions(a_run(*rows))] == [CautionKind.WIDE_FLOOR] * wide


def test_native_memory_is_labelled() -> None:
    row = a_row_of(*resident(NATIVE, (150.0,), imported=48.0), *traced(NATIVE, 0.02))

    found = the_only(a_run(row))

    assert (found.kind, found.metric) == (CautionKind.NATIVE, "traced_peak")
    assert "20.5 KiB" in found.text
    assert "102 MiB" in found.text


def test_half_of_the_growth_is_not_native() -> None:
    row = a_row_of(*resident(NATIVE, (110.0,), imported=10.0), *traced(NATIVE, 50.0))

    assert of_memory.untraced(row) is None


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        (9.0, CautionKind.NATIVE),  # those of the interpreter, which were there before
        (35.0, CautionKind.NATIVE),
        (36.5, CautionKind.MAPPED),
        (58.0, CautionKind.MAPPED),
    ],
)
def test_pages_of_files_that_a_call_maps_are_not_called_native(files: float, kind: CautionKind) -> None:
    row = a_row_of(*resident(NATIVE, (63.0,), imported=11.0), *traced(NATIVE, 1.4))

    found = the_only(a_run(with_figures(row, Instrument.RESIDENT, run_file=files * MIB)))

    assert (found.kind, found.metric) == (kind, "traced_peak")


@pytest.mark.parametrize(
    ("own", "traced_peak", "kinds"),
    [
        (1.0, 0.2, [CautionKind.CHILDREN]),
        (40.0, 0.2, [CautionKind.NATIVE]),  # all of it is of its own process
        (20.0, 0.2, [CautionKind.NATIVE, CautionKind.CHILDREN]),
        (36.1, 30.0, []),  # some blocks are no reason to doubt
        (35.9, 30.0, [CautionKind.CHILDREN]),
    ],
)
def test_what_child_processes_hold_is_not_called_native(
    own: float, traced_peak: float, kinds: list[CautionKind]
) -> None:
    row = a_row_of(*resident(NATIVE, (50.0,), imported=10.0), *traced(NATIVE, traced_peak))
    row = with_figures(row, Instrument.RESIDENT, processes=3, run_growth=own * MIB)

    assert [each.kind for each in cautions(a_run(row))] == kinds
    assert of_memory.child_memory(row) == pytest.approx((40 - own) * MIB)


def test_of_several_processes_with_one_figure_for_all_nothing_is_said() -> None:
    row = a_row_of(*resident(NATIVE, (50.0,), imported=10.0), *traced(NATIVE, 0.2))
    row = with_figures(row, Instrument.RESIDENT, processes=3)

    assert cautions(a_run(row)) == ()
    assert of_memory.child_memory(row) == 0


@pytest.mark.parametrize(("peak", "native"), [(11.2, False), (13.5, False), (13.7, True)])
def test_a_growth_of_a_few_blocks_is_not_called_native(peak: float, *, native: bool) -> None:
    row = a_row_of(*resident(NATIVE, (peak,), imported=9.6), *traced(NATIVE, 0.1))

    assert [each.kind for each in cautions(a_run(row))] == [CautionKind.NATIVE] * native


def test_huge_pages_matter_only_beside_native_memory() -> None:
    machine = replace(MACHINE, huge_pages="always")
    native = a_row_of(*resident(NATIVE, (150.0,), imported=48.0), *traced(NATIVE, 0.02))

    assert cautions(a_run(*a_run().outcomes, machine=machine)) == ()
    assert cautions(a_run(native, machine=machine))[0].kind is CautionKind.HUGE_PAGES


@pytest.mark.parametrize(("heap", "doubted"), [(5.0, False), (5.1, True), (256.0, True)])
def test_more_traced_than_the_process_ever_grew_by_is_a_contradiction(heap: float, *, doubted: bool) -> None:
    cell = a_cell("bytes_blocks")
    row = a_row_of(*resident(cell, (12.0,), bare=9.1), *traced(cell, heap))

    assert [each.kind for each in cautions(a_run(row))] == [CautionKind.CONTRADICTION] * doubted


def test_memory_freed_after_the_import_is_no_contradiction_but_the_parts_of_the_peak_do_not_show_it() -> None:
    cell = a_cell("bytes_blocks")
    row = a_row_of(*resident(cell, (74.0,), imported=266.0), *traced(cell, 64.0))

    assert the_only(a_run(row)).kind is CautionKind.REUSED


@pytest.mark.parametrize(("imported", "heap", "reused"), [(40.0, 36.0, False), (70.0, 8.1, False), (70.0, 8.3, True)])
def test_a_traced_heap_that_fits_into_the_rise_of_the_peak_is_no_caution(
    imported: float, heap: float, *, reused: bool
) -> None:
    cell = a_cell("bytes_blocks")
    row = a_row_of(*resident(cell, (74.0,), imported=imported), *traced(cell, heap))

    assert [each.kind for each in cautions(a_run(row))] == [CautionKind.REUSED] * reused


def test_peaks_that_differ_between_equal_processes_are_told() -> None:
    cell = a_cell("threads")
    row = a_row_of(*resident(cell, (300.0, 420.0, 310.0)))

    found = the_only(a_run(row))

    assert found.kind is CautionKind.PEAK_SPREAD
    assert "from 300 MiB to 420 MiB" in found.text
    assert cautions(a_run(a_row_of(*resident(cell, (20.0, 25.9))))) == ()
    assert the_only(a_run(a_row_of(*resident(cell, (20.0, 26.1))))).kind is CautionKind.PEAK_SPREAD


@pytest.mark.parametrize(
    ("cache", "share", "kind"),
    [
        ("cold", 0.6, CautionKind.NOT_COLD),
        ("cold", 0.051, CautionKind.NOT_COLD),
        ("warm", 0.3, CautionKind.NOT_WARM),
        ("warm", 0.949, CautionKind.NOT_WARM),
    ],
)
def test_a_page_cache_that_is_not_as_asked_is_told(
    cache: Literal["warm", "cold"], share: float, kind: CautionKind
) -> None:
    cell = a_cell(cache=cache)
    row = a_row_of(*timed(cell, times(1.0), page_cache_resident=share))

    found = the_only(a_run(row))

    assert found.kind is kind
    assert f"{share:.1%}".replace("%", " %") in found.text


@pytest.mark.parametrize(("cache", "share"), [("cold", 0.05), ("warm", 0.95)])
def test_a_page_cache_as_asked_is_not_spoken_of(cache: Literal["warm", "cold"], share: float) -> None:
    cell = a_cell(cache=cache)

    assert cautions(a_run(a_row_of(*timed(cell, times(1.0), page_cache_resident=share)))) == ()


def test_a_cold_run_may_wait_for_the_disc() -> None:
    cell = a_cell(cache="cold")

    assert cautions(a_run(a_row_of(*timed(cell, times(1.0), io_pressure=60.0)))) == ()


def test_swapping_is_told_at_the_row_that_ran() -> None:
    row = a_row_of(*timed(a_cell(), times(1.0), swapped=300 * 2**20))

    assert the_only(a_run(row)).kind is CautionKind.SWAPPED
    assert "300 MiB" in the_only(a_run(row)).text
    for moved, kinds in ((MIB, []), (1.1 * MIB, [CautionKind.SWAPPED])):
        row = a_row_of(*timed(a_cell(), times(1.0), swapped=moved))
        assert [each.kind for each in cautions(a_run(row))] == kinds


def test_data_larger_than_half_of_memory_is_told_and_a_large_number_is_not() -> None:
    large, half = (replace(DATA, bytes=MACHINE.memory // 2 + more) for more in (1, 0))

    assert the_only(a_run(*a_run().outcomes, data=large)).kind is CautionKind.LARGE_DATA
    assert cautions(a_run(*a_run().outcomes, data=half)) == ()
    assert cautions(a_run(*a_run().outcomes, data=Dataset(id="d", kind="number", lines=10**12))) == ()


def test_a_run_without_any_sample_has_no_caution() -> None:
    assert cautions(a_run(a_row_of(cell=a_cell()))) == ()


def test_bytes_that_are_not_utf8_are_a_cause_where_they_are_and_a_row_fails() -> None:
    def told(*, utf8: bool, status: Status, nul: bool = False) -> str:
        picky = replace(a_row("picky", status=status), notes=("UTF-8 input only: it fails.",))
        run = a_run(a_row(), a_row(control=True), picky, data=replace(DATA, kind="own log", utf8=utf8, nul=nul))
        return " ".join(caution.text for caution in cautions(run) if caution.kind is CautionKind.NOT_TEXT)

    assert "iconv" in told(utf8=False, status=Status.ERROR)
    assert "picky" in told(utf8=False, status=Status.ERROR)
    assert "NUL bytes" in told(utf8=True, nul=True, status=Status.ERROR)
    assert told(utf8=True, status=Status.ERROR) == told(utf8=False, status=Status.OK) == ""


def test_a_log_in_which_nothing_was_found_is_doubted() -> None:
    def run_with(entries: int) -> Run:
        cell = a_cell()
        sample = Sample(cell=cell, instrument=Instrument.RESIDENT, values={"entries": Quantity(entries, "1")})
        row = replace(a_row(), samples=(sample, *a_row().samples))
        return a_run(row, data=replace(DATA, kind="own log"))

    assert CautionKind.EMPTY_ANSWER in {caution.kind for caution in cautions(run_with(0))}
    assert CautionKind.EMPTY_ANSWER not in {caution.kind for caution in cautions(run_with(3))}


@pytest.mark.parametrize(
    ("ratio", "pressure", "processes", "doubted"),
    [
        (3.4, 97.0, 1, True),
        (1.26, 25.1, 1, True),
        (1.24, 97.0, 1, False),  # more threads than cores: little of the wall clock is a wait
        (3.4, 25.0, 1, False),  # it sleeps, or a server works for it
        (3.4, 97.0, 2, False),  # its own child processes take the cores, and are not counted before they end
    ],
)
def test_a_row_waits_for_a_core_if_its_calls_take_longer_than_their_cpu_time_while_something_waits(
    *, ratio: float, pressure: float, processes: int, doubted: bool
) -> None:
    row = with_figures(waiting(ratio), Instrument.RESIDENT, processes=processes)
    found = cautions(with_noise(a_run(row), cpu_pressure=Quantity(pressure, "%")))

    assert [each.kind for each in found] == [CautionKind.CORE_PRESSURE] * doubted
    assert f"{ratio:.2f} times" in "".join(each.text for each in found) or not doubted


@pytest.mark.parametrize(("others", "figures"), [((), ["3.40"]), (("x",), ["3.40", "1", "1.25"])])
def test_how_many_other_rows_waited_is_said(others: tuple[str, ...], figures: list[str]) -> None:
    rows = (waiting(3.4, "bytes_blocks"), *(waiting(1.5, name) for name in others), waiting(1.1, "in_time"))
    found = the_only(with_noise(a_run(*rows), cpu_pressure=Quantity(97.0, "%")))

    assert re.findall(r"\d[\d.]*", found.text) == figures


def test_the_row_that_waited_longest_is_named_with_its_folder() -> None:
    row = waiting(3.4)
    mine = replace(row, cell=replace(row.cell, origin="mine"))
    found = the_only(with_noise(a_run(waiting(1.5, "bytes_blocks"), mine), cpu_pressure=Quantity(97.0, "%")))

    assert f"{row.cell.implementation}@mine" in found.text


def with_figures(row: Outcome, instrument: Instrument, **figures: float) -> Outcome:
    """Return the row with these figures at every process of an instrument."""
    named = {name: Quantity(value, "s" if name.endswith("cpu") else "B") for name, value in figures.items()}
    return replace(
        row,
        samples=tuple(
            replace(each, values={**each.values, **named}) if each.instrument is instrument else each
            for each in row.samples
        ),
    )


@pytest.mark.parametrize(
    ("seconds", "body", "doubted"),
    [
        (0.02, 0.0049, False),
        (0.02, 0.0051, True),
        (1.0, 0.09, False),
        (1.0, 0.11, True),
        (1.0, 0.0004, False),
    ],
)
def test_work_in_an_import_is_doubted_once_for_a_row(seconds: float, body: float, *, doubted: bool) -> None:
    row = a_row("bytes_blocks", seconds=seconds)
    row = with_figures(with_figures(row, Instrument.TIMING, body_cpu=body), Instrument.RESIDENT, body_cpu=5.0)

    found = cautions(a_run(a_row(), row, a_row(control=True)))

    assert [(each.where, each.metric) for each in found] == [(row.cell, "seconds")] * doubted


def test_calls_that_other_programs_lengthen_hide_no_work_in_an_import() -> None:
    row = with_figures(a_row("bytes_blocks", seconds=1.0), Instrument.TIMING, body_cpu=0.011)
    first, *others = row.samples
    short = replace(first, values={**first.values, "seconds": Quantity(0.025, "s")})

    assert [*of_row.works_while_imported(row)] == []
    assert len([*of_row.works_while_imported(replace(row, samples=(short, *others)))]) == 1


def test_work_in_an_import_is_known_from_resident_processes_where_nothing_was_timed() -> None:
    row = a_row_of(*resident(a_cell(), (634.0, 634.9, 633.8)))
    row = with_figures(row, Instrument.RESIDENT, body_cpu=0.2, run_seconds=1.0)

    assert the_only(a_run(row)).metric == "seconds"


@pytest.mark.parametrize(
    ("timed_growth", "resident_growth", "doubted"),
    [
        (8.0, 0.0, False),
        (8.1, 0.0, True),
        (0.0, 8.1, True),
        (625.0, 600.0, False),
        (760.0, 600.0, True),
        (440.0, 600.0, True),
        (30.0, 23.0, False),
    ],
)
def test_other_memory_under_the_timer_is_doubted(timed_growth: float, resident_growth: float, *, doubted: bool) -> None:
    row = with_figures(a_row("bytes_blocks"), Instrument.TIMING, run_growth=timed_growth * MIB)
    row = with_figures(row, Instrument.RESIDENT, run_growth=resident_growth * MIB)

    found = cautions(a_run(a_row(), row, a_row(control=True)))

    assert [(each.where, each.metric) for each in found] == [(row.cell, "peak")] * doubted


@pytest.mark.parametrize(
    ("under_timer", "otherwise", "doubted"),
    [
        ({"kernel_growth": 8.0}, {"kernel_growth": 0.0}, False),
        ({"kernel_growth": 8.1}, {"kernel_growth": 0.0}, True),
        ({"kernel_growth": 0.0}, {"kernel_growth": 8.1}, False),  # it was seen less often
        ({"kernel_growth": 760.0}, {"kernel_growth": 600.0}, True),
        ({"kernel_growth": 760.0, "written": 10.0}, {"kernel_growth": 600.0}, False),
        ({"kernel_growth": 760.0}, {}, False),
        ({"processes": 2}, {"processes": 1}, True),
        ({"processes": 3}, {"processes": 2}, False),
        ({"processes": 1}, {"processes": 2}, False),
        ({"processes": 2}, {}, False),
    ],
)
def test_so_are_other_processes_under_the_timer_and_what_the_kernel_holds_for_it_there(
    under_timer: Mapping[str, float], otherwise: Mapping[str, float], *, doubted: bool
) -> None:
    row = a_row("bytes_blocks")
    for instrument, figures in ((Instrument.TIMING, under_timer), (Instrument.RESIDENT, otherwise)):
        sizes = {name: value * (1 if name == "processes" else MIB) for name, value in figures.items()}
        row = with_figures(row, instrument, **sizes)

    found = [each for each in cautions(a_run(a_row(), row, a_row(control=True))) if each.metric == "peak"]

    assert [each.kind for each in found] == [CautionKind.OTHER_MEMORY] * doubted


@pytest.mark.parametrize(
    ("first", "later", "processes", "doubted"),
    [
        (0.004, 0.000001, 6, True),
        (0.004, 0.000038, 6, True),
        (0.0006, 0.000001, 6, True),
        (0.004, 0.00005, 6, False),  # a module was imported, a table was filled
        (0.0004, 0.000001, 6, False),  # the first of calls that short is always slow
        (0.004, 0.000001, 3, True),
        (0.004, 0.000001, 2, False),  # the machine stalled
        (0.05, 0.05, 6, False),  # long ones are not repeated
    ],
)
def test_short_calls_of_which_the_first_does_all_the_work_are_doubted(
    first: float, later: float, processes: int, *, doubted: bool
) -> None:
    row = a_row("bytes_blocks")
    short = [replace(each, calls=(later,)) for each in row.samples_of(Instrument.TIMING)][:processes]
    row = with_figures(replace(row, samples=tuple(short)), Instrument.TIMING, first_call_seconds=first)

    found = [each.where for each in cautions(a_run(a_row(), row, a_row(control=True))) if each.kind is CautionKind.KEPT]

    assert found == [row.cell] * doubted


@pytest.mark.parametrize(
    ("traced_growth", "resident_growth", "doubted"),
    [(0.0, 7.9, False), (0.0, 8.1, True), (451.0, 600.0, False), (449.0, 600.0, True), (1200.0, 600.0, False)],
)
def test_less_memory_while_the_heap_is_traced_is_doubted(
    traced_growth: float, resident_growth: float, *, doubted: bool
) -> None:
    row = with_figures(a_row("bytes_blocks"), Instrument.TRACED, run_growth=traced_growth * MIB)
    row = with_figures(row, Instrument.RESIDENT, run_growth=resident_growth * MIB)

    found = cautions(a_run(a_row(), row, a_row(control=True)))

    assert [(each.where, each.kind) for each in found] == [(row.cell, CautionKind.LESS_WHEN_TRACED)] * doubted


@pytest.mark.parametrize("instrument", [Instrument.TIMING, Instrument.RESIDENT, Instrument.TRACED])
def test_growth_that_is_known_of_one_instrument_alone_is_no_reason_to_doubt(instrument: Instrument) -> None:
    row = with_figures(a_row("bytes_blocks"), instrument, run_growth=600.0 * MIB)

    assert cautions(a_run(a_row(), row, a_row(control=True))) == ()


@pytest.mark.parametrize(
    ("outside", "latency", "doubted"),
    [(0.05, 0.0, True), (0.05, 0.0095, True), (0.05, 0.03, False), (0.0075, 0.0, False), (0.0085, 0.0, True)],
)
def test_a_first_call_that_says_nothing_of_what_it_took_is_doubted(
    outside: float, latency: float, *, doubted: bool
) -> None:
    """What the monitor sees beyond an honest call is the latency of the machine, which is that of all rows."""

    def witnessed(row: Outcome, own: float, seen: float) -> Outcome:
        named = {"first_call_seconds": own, "witnessed_first_seconds": seen}
        return with_figures(row, Instrument.TIMING, **named)

    honest = witnessed(a_row(), 0.04, 0.04 + latency)
    cheat = witnessed(a_row("bytes_blocks"), 0.000001, outside)

    found = cautions(a_run(honest, cheat, a_row(control=True)))

    assert [(each.where, each.metric) for each in found] == [(cheat.cell, "seconds")] * doubted


@pytest.mark.parametrize(
    ("seconds", "outside", "doubted"),
    [
        (1.0, 3.5, False),
        (1.0, 4.3, False),
        (1.0, 4.6, True),
        (1.0, 6.0, True),
        (0.005, 0.033, False),  # three calls, and a gap below that of any machine
        (0.005, 0.037, True),
    ],
)
def test_calls_that_took_far_longer_by_the_monitors_clock_are_doubted(
    seconds: float, outside: float, *, doubted: bool
) -> None:
    row = a_row("bytes_blocks", seconds=seconds)
    row = with_figures(row, Instrument.TIMING, witnessed_seconds=outside, loops=1)
    unwitnessed = [each.where for each in cautions(a_run(a_row(), row, a_row(control=True)))]

    assert unwitnessed == [row.cell] * doubted


@pytest.mark.parametrize(
    ("own", "outside", "latency", "processes", "doubted"),
    [
        (1.0, 1.09, 0.0, 6, False),
        (1.0, 1.12, 0.0, 6, True),  # a time that leaves out a tenth of its call
        (1.0, 1.12, 0.03, 6, False),  # all rows wait for this machine
        (1.0, 1.12, 0.0, 3, False),  # three may have waited for a processor by chance
        (0.01, 0.0119, 0.0, 6, False),  # the end of a short call may be announced that late
        (0.01, 0.0122, 0.0, 6, True),
    ],
)
def test_a_call_alone_that_took_longer_by_the_monitors_clock_is_doubted(
    own: float, outside: float, latency: float, processes: int, *, doubted: bool
) -> None:
    def witnessed(row: Outcome, seconds: float) -> Outcome:
        alone = [replace(each, calls=(own,)) for each in row.samples_of(Instrument.TIMING)][:processes]
        return with_figures(replace(row, samples=tuple(alone)), Instrument.TIMING, witnessed_seconds=seconds, loops=1)

    rows = witnessed(a_row(), own + latency), witnessed(a_row(control=True), own + latency)
    other = witnessed(a_row("bytes_blocks"), outside)
    found = [each.where for each in cautions(a_run(*rows, other)) if each.kind is CautionKind.OTHER_CLOCK]

    assert found == [other.cell] * doubted


@pytest.mark.parametrize(
    ("clean", "processes", "doubted"), [(0, 6, True), (1, 6, False), (1, 12, True), (2, 12, False)]
)
def test_a_call_that_took_no_longer_by_either_clock_clears_those_that_had_to_wait(
    clean: int, processes: int, *, doubted: bool
) -> None:
    def witnessed(row: Outcome, *gaps: float) -> Outcome:
        alone = [replace(each, calls=(0.1,)) for each in row.samples_of(Instrument.TIMING)]
        seen = [{"loops": Quantity(1, "1"), "witnessed_seconds": Quantity(0.1 + gap, "s")} for gap in gaps]
        pairs = zip(alone, seen, strict=False)
        return replace(row, samples=tuple(replace(one, values={**one.values, **two}) for one, two in pairs))

    waits = witnessed(a_row("bytes_blocks"), *[0.0003] * clean, *[0.03] * (processes - clean))
    rows = witnessed(a_row(), *[0.0003] * 6), waits, witnessed(a_row(control=True), *[0.0003] * 6)

    found = [each.where for each in cautions(a_run(*rows)) if each.kind is CautionKind.OTHER_CLOCK]

    assert found == [waits.cell] * doubted


@pytest.mark.parametrize(
    ("spent", "doubted"),
    [
        ({"cpu_before_calls": 0.2}, 1),  # a collector's callback, a thread, a child
        ({"cpu_after_calls": 0.2}, 1),  # an answer that is filled in when its call is over
        ({"cpu_after_calls": 0.116}, 1),  # more than a tenth of its call beyond what others spend
        ({"cpu_after_calls": 0.106}, 0),
        ({"cpu_after_calls": 0.033, "seconds": 0.1}, 1),
        ({"cpu_after_calls": 0.031, "seconds": 0.1}, 0),  # a tick or two of the clock
        ({"cpu_before_calls": 0.18, "instrument_cpu": 0.3}, 1),  # twice as much as others say is believed
        ({"cpu_before_calls": 0.176, "instrument_cpu": 0.3}, 0),
        ({"cpu_before_calls": 0.3, "instrument_cpu": 0.3}, 1),  # nobody's instrument takes so much
        ({"cpu_before_calls": 0.065, "cpu_after_calls": 0.02, "import_cpu": 0.4}, 0),  # garbage of a large library
        ({"cpu_before_calls": 0.02, "instrument_cpu": 0.01}, 0),  # whoever imported argparse itself
    ],
)
def test_work_around_its_calls_that_no_other_row_does_is_doubted(spent: dict[str, float], doubted: int) -> None:
    usual = {"cpu_before_calls": 0.042, "instrument_cpu": 0.036, "cpu_after_calls": 0.007, "import_cpu": 0.001}
    honest, control = (with_figures(row, Instrument.TIMING, **usual) for row in (a_row(), a_row(control=True)))
    other = with_figures(a_row("bytes_blocks"), Instrument.TIMING, **usual | spent)

    found = [each for each in cautions(a_run(honest, other, control)) if each.kind is CautionKind.WORK_AROUND]

    assert [(each.where, each.metric) for each in found] == [(other.cell, "seconds")] * doubted
    assert cautions(a_run(a_row(), other, control)) == ()  # of the others nothing is known


def test_a_row_that_alone_says_what_its_instrument_took_is_not_believed() -> None:
    usual = {"cpu_before_calls": 0.042}
    honest, control = (with_figures(row, Instrument.TIMING, **usual) for row in (a_row(), a_row(control=True)))
    spent = {"cpu_before_calls": 0.3, "instrument_cpu": 0.3}
    other = with_figures(a_row("bytes_blocks"), Instrument.TIMING, **spent)

    found = the_only(a_run(honest, other, control))

    assert (found.where, found.kind) == (other.cell, CautionKind.WORK_AROUND)


def test_a_row_whose_clocks_differ_in_its_first_call_and_in_all_is_doubted_once() -> None:
    seen = {"witnessed_seconds": 6.0, "loops": 1, "first_call_seconds": 0.000001, "witnessed_first_seconds": 0.05}
    row = with_figures(a_row("bytes_blocks"), Instrument.TIMING, **seen)

    assert the_only(a_run(a_row(), row, a_row(control=True))).kind is CautionKind.OTHER_CLOCK


@pytest.mark.parametrize(
    ("peak", "written", "kinds"),
    [
        (40, 16.1, [CautionKind.WRITTEN]),
        (40, 15.9, []),
        (400, 100.1, [CautionKind.WRITTEN]),
        (400, 99.9, []),
        (400, 0, []),
    ],
)
def test_what_a_call_writes_to_files_is_named_where_it_is_much(
    peak: float, written: float, kinds: list[CautionKind]
) -> None:
    row = a_row_of(*timed(a_cell(), times(1.0)), *resident(a_cell(), (peak,)))

    found = cautions(a_run(with_figures(row, Instrument.TIMING, written=written * MIB)))

    assert [each.kind for each in found] == kinds
    assert all(each.metric == "peak" for each in found)


def test_the_row_that_waited_longest_is_named_with_its_folder_only_beside_rows_of_others() -> None:
    def said(*folders: str) -> str:
        rows = [waiting(3.4, f"row{number}") for number in range(len(folders))]
        rows = [replace(row, cell=replace(row.cell, origin=each)) for row, each in zip(rows, folders, strict=True)]
        return cautions(with_noise(a_run(*rows), cpu_pressure=Quantity(97.0, "%")))[0].text

    assert "@" not in said("mine", "mine")
    assert "@mine" in said("mine", "impls")
