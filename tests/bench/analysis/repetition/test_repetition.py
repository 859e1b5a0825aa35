import re
from dataclasses import replace

import pytest

from bench.analysis.repetition import repetition
from bench.model.types import Dataset, FailedEdgeCases, Implementation, Machine, Outcome, Run, Status
from tests.bench.analysis.repetition.test_tolerance import SIZES, of
from tests.bench.analysis.repetition.test_tolerance import a_row as a_row_at
from tests.bench.builders import DATA, MACHINE, MIB, a_cell, a_row, a_row_of, a_run, resident, timed, times, traced
from tests.gold import Gold

ELSEWHERE = replace(MACHINE, processor="another")


def within(old: Run, new: Run) -> dict[tuple[str, str], bool | None]:
    return {(each.row, each.metric): each.within for each in repetition.repetition(old, new).figures}


def run_with(seconds: float, status: Status = Status.OK) -> Run:
    return a_run(a_row(), a_row(control=True), a_row("other", seconds=seconds, status=status))


def of_memory(peak: float, traced_peak: float, machine: Machine = MACHINE, data: Dataset = DATA) -> Run:
    cell = a_cell("other")
    return a_run(a_row_of(*resident(cell, (peak,) * 3), *traced(cell, traced_peak)), machine=machine, data=data)


def test_a_run_is_within_itself() -> None:
    found = repetition.repetition(run_with(0.5), run_with(0.5))

    assert len(found.figures) == 5
    assert repetition.holds(found)
    assert "all 5 figures" in repetition.summary(found, "report.html")


def test_another_row_may_run_twice_when_a_run_is_measured_again() -> None:
    rows = a_row(seconds=9.0), a_row("other", seconds=0.5), a_row("third", seconds=0.8)
    then, now = (a_run(*rows, a_row(name, seconds=run, control=True)) for name, run in (("other", 0.5), ("third", 0.8)))

    found = repetition.repetition(then, now)

    assert {(each.row, each.within) for each in found.figures if each.metric == "time"} == {
        ("other", True),
        ("third", True),
    }
    assert repetition.holds(found)


def test_a_time_that_left_its_interval_is_named() -> None:
    found = repetition.repetition(run_with(0.5), run_with(0.8))

    assert not repetition.holds(found)
    assert " 1 of 5 figures " in repetition.summary(found, "r.html")


def test_a_row_that_fails_now_is_named_and_its_figures_are_not_compared() -> None:
    found = within(run_with(0.5), run_with(0.5, Status.CRASH))

    assert found["other", "status"] is False
    assert ("other", "time") not in found


def test_a_row_that_failed_and_fails_alike_is_within() -> None:
    failing = run_with(0.5, Status.WRONG_ANSWER)

    assert within(failing, failing)["other", "status"] is True
    assert within(failing, run_with(0.5))["other", "status"] is False


@pytest.mark.parametrize(("now", "agrees"), [(("CRLF only",), True), (("an empty file",), False), ((), False)])
def test_the_edge_cases_that_a_row_fails_are_compared(now: tuple[str, ...], *, agrees: bool) -> None:
    def run(*names: str) -> Run:
        failed = FailedEdgeCases(names=names, total=27) if names else None
        return a_run(a_row(), a_row(control=True), replace(a_row("other", seconds=0.5), edge_cases=failed))

    assert within(run("CRLF only"), run(*now))["other", "edge cases"] is agrees
    assert ("other", "edge cases") not in within(run(), run())


def test_what_equal_code_differs_by_is_no_difference() -> None:
    base, wide = times(1.0, rounds=12), [1.08 * each for each in times(1.0, rounds=12)]
    cell, control = a_cell(), a_cell(control=True)

    def run(factor: float, copy: list[float]) -> Run:
        other = timed(a_cell("other"), [0.5 * factor * each for each in base])
        return a_run(a_row_of(*timed(cell, base)), a_row_of(*timed(control, copy)), a_row_of(*other))

    assert within(run(1.0, base), run(1.05, base))["other", "time"] is False
    assert within(run(1.0, base), run(1.05, wide))["other", "time"] is True


def test_too_few_rounds_are_not_judged_and_nothing_judged_does_not_hold() -> None:
    cell, control, other = a_cell(), a_cell(control=True), a_cell("other")
    run = a_run(*(a_row_of(*timed(each, times(1.0, rounds=3, seed=each))) for each in (cell, control, other)))

    found = repetition.repetition(run, run)

    assert [each.within for each in found.figures] == [None]
    assert not repetition.holds(found)
    assert "r.html" in repetition.summary(found, "r.html")


@pytest.mark.parametrize(
    ("before", "peak", "machine", "agrees"),
    [
        (100, 101.9, MACHINE, True),
        (100, 102.1, MACHINE, False),
        (100, 104.9, ELSEWHERE, True),
        (100, 105.1, ELSEWHERE, False),
        (10, 10.9, ELSEWHERE, True),
        (10, 11.1, ELSEWHERE, False),
    ],
)
def test_memory_may_differ_by_little_and_on_another_machine_by_more(
    before: float, peak: float, machine: Machine, *, agrees: bool
) -> None:
    assert within(of_memory(before, 5), of_memory(peak, 5, machine))["other", "memory"] is agrees


@pytest.mark.parametrize(("bytes_", "agrees"), [(0, True), (65, True), (-65, True), (1025, False)])
def test_traced_memory_repeats_to_the_byte_but_for_the_path_of_the_data(bytes_: int, *, agrees: bool) -> None:
    found = within(of_memory(100, 50), of_memory(100, 50 + bytes_ / MIB))

    assert found["other", "traced memory"] is agrees


def test_one_size_of_several_is_held_to_more_strictly_only_where_they_differ_alike() -> None:
    def run(more: float, others: float) -> Run:
        factors = dict.fromkeys(SIZES, others) | {SIZES[2]: more}
        return of(*(a_row_at([90.0 * factor], lines=lines) for lines, factor in factors.items()))

    rest, alike = (within(run(1.0, 1.0), run(1.025, others)) for others in (1.002, 1.025))

    assert (set(rest.values()), set(alike.values())) == ({True}, {False})


def test_traced_memory_that_only_one_has_is_not_compared() -> None:
    both, none = of_memory(100, 50), a_run(a_row_of(*resident(a_cell("other"), (100.0,) * 3)))

    for old, new in ((both, none), (none, both)):
        assert within(old, new) == {("other", "memory"): True}


def test_a_single_byte_that_the_other_rows_do_not_share_is_outside() -> None:
    def run(first: float, second: float) -> Run:
        names = {"one": 50, "two": 50, "three": first, "four": second}
        cells = {a_cell(name): peak for name, peak in names.items()}
        return a_run(*(a_row_of(*resident(cell, (90.0,)), *traced(cell, peak)) for cell, peak in cells.items()))

    found = within(run(50, 50), run(50, 50 + 1 / MIB))

    assert [key for key, agrees in found.items() if not agrees] == [("four", "traced memory")]


def test_what_rows_of_libraries_hold_more_is_no_path_of_the_data() -> None:
    def run(one: int, others: int) -> Run:
        more = {"one": one, "two": others, "three": others}
        found = a_run(*(a_row_of(*traced(a_cell(name), 50 + each / MIB)) for name, each in more.items()))
        items = (replace(each, requires=("numpy",) * (each.name != "one")) for each in found.implementations)
        return replace(found, implementations=tuple(items))

    assert set(within(run(0, 0), run(8, 16)).values()) == {True}


@pytest.mark.parametrize(("peak", "agrees"), [(4.1, True), (3.9, None)])
def test_a_peak_that_may_differ_by_more_than_a_quarter_states_nothing(peak: float, *, agrees: bool | None) -> None:
    then, now = (
        a_run(a_row_of(*resident(a_cell("other"), (peak,) * 3, imported=1.0)), machine=machine)
        for machine in (MACHINE, ELSEWHERE)
    )

    assert within(then, now)["other", "memory"] is agrees


def test_a_number_has_no_path_so_every_byte_counts() -> None:
    number = Dataset(id="d", kind="number", lines=1000)

    found = within(of_memory(100, 50, data=number), of_memory(100, 50 + 1 / MIB, data=number))

    assert found["other", "traced memory"] is False


def test_libraries_may_hold_a_little_more() -> None:
    item = Implementation(workload="error_counts", name="other", requires=("numpy",))
    old = replace(of_memory(100, 50), implementations=(item,))

    assert within(old, of_memory(100, 50.4))["other", "traced memory"] is True
    assert within(old, of_memory(100, 50.6))["other", "traced memory"] is False


@pytest.mark.parametrize(
    ("source", "agrees"),
    [("from concurrent.futures import ThreadPoolExecutor\n", True), ("import collections\n", False)],
)
@pytest.mark.parametrize("now", [26, 79, 99])
def test_threads_hold_theirs_at_the_same_time_or_one_after_the_other(source: str, now: float, *, agrees: bool) -> None:
    item = Implementation(workload="error_counts", name="other", sha256="a")
    old = replace(of_memory(100, 50), implementations=(item,), files={"a": source})

    assert within(old, of_memory(100, now))["other", "traced memory"] is agrees
    assert within(old, of_memory(100, 24))["other", "traced memory"] is False
    assert within(old, of_memory(100, 101))["other", "traced memory"] is False


def test_one_process_of_a_library_may_have_been_seen_at_less_than_its_peak() -> None:
    item = Implementation(workload="error_counts", name="other", requires=("numpy",))
    once = [a_run(a_row_of(*resident(a_cell("other"), (peak,)))) for peak in (100.0, 104.0)]

    assert within(*once)["other", "memory"] is False
    assert within(once[0], replace(once[1], implementations=(item,)))["other", "memory"] is True


def test_what_came_of_it_is_said_in_a_sentence(gold: Gold) -> None:
    found = repetition.repetition(run_with(0.5), run_with(0.5))

    def said(*judged: bool | None) -> str:
        figures = tuple(replace(each, within=within) for each, within in zip(found.figures, judged, strict=False))
        return repetition.summary(replace(found, figures=figures), "report.html")

    yes, no = True, False
    cases = [(), (None,), (yes,), (yes, yes, None), (yes, no, None, None), (no, no, yes)]
    gold("repetition", "summaries", "\n".join(said(*each) for each in cases))


def test_of_several_workloads_each_row_names_its_own() -> None:
    run = run_with(0.5)
    both = replace(run, workloads={**run.workloads, "b": replace(run.workloads["error_counts"], name="b")})

    assert {each.row for each in repetition.repetition(both, both).figures} == {
        "error_counts/readlines_objects",
        "error_counts/other",
    }


def test_another_machine_is_named_and_times_are_ratios_alone() -> None:
    run = run_with(0.5)

    remarks = repetition.repetition(run, replace(run, machine=ELSEWHERE)).remarks

    assert "another with 2 cores" in remarks[0]
    assert "5.0 %" in remarks[0]
    assert remarks[1].count("999 ms") == 2


def test_rows_of_several_sizes_are_told_apart() -> None:
    small = replace(DATA, id="e", lines=500)
    row = a_row("other")
    further = [replace(each, cell=replace(each.cell, data="e")) for each in row.samples]
    second = Outcome(cell=replace(row.cell, data="e"), status=Status.OK, samples=tuple(further))
    run = a_run(row, second)
    run = replace(run, data={"d": DATA, "e": small})

    names = {each.row for each in repetition.repetition(run, run).figures}

    assert names == {"other · 1,000,000 lines", "other · 500 lines"}


def test_what_it_was_held_to_is_written_down() -> None:
    old = run_with(0.5)

    found = repetition.repetition(old, run_with(0.5), ("error_counts/other",))

    assert (found.run_id, len(found.sha256), found.embedded) == (old.plan.run_id, 64, ("error_counts/other",))


@pytest.mark.parametrize(("seconds", "said"), [(0.5, r"1\.97 times as fast .*\(1\.95 to 2\.01\)"), (2.0, "long")])
def test_a_ratio_is_written_the_way_that_is_above_one(seconds: float, said: str) -> None:
    (time,) = (
        each for each in repetition.repetition(run_with(seconds), run_with(seconds)).figures if each.metric == "time"
    )

    assert re.search(said, time.stated)
    assert float(time.stated.split()[0]) > 1.9
    assert time.stated == time.found


def test_rows_of_one_folder_whose_log_is_no_longer_there_are_named_without_folder_and_size() -> None:
    rows = [replace(row, cell=replace(row.cell, origin="mine")) for row in a_run().outcomes]
    own = [replace(row, cell=replace(row.cell, data="own")) for row in rows]
    log = replace(DATA, id="own", kind="own log")
    twin = a_run(*rows)
    both = replace(a_run(*rows, *own), data={**twin.data, log.id: log})

    assert all("@" not in each.row and "·" not in each.row for each in repetition.repetition(both, twin).figures)
    assert all("·" in each.row for each in repetition.repetition(both, both).figures)
