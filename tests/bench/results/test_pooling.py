"""Results of several machines in one: every sample names its machine, and nothing of one is paired with another's."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.analysis.analysis import Analysis
from bench.analysis.machines.blocks import machine_sections
from bench.analysis.sections import times
from bench.model.errors import ResultError
from bench.model.types import MOST_PARTS, MOST_SAMPLES, Checkout, Guard, Instrument, Outcome, Run, Sample, Status
from bench.results import result_file
from bench.results.consistency import contradictions
from bench.results.machines import first_machine
from bench.results.outcomes import conclude_run
from bench.results.pooling import gather, pool
from tests.bench.builders import a_run
from tests.bench.machines import alike, failing, locked, one_machine, pooled


def test_a_pooled_result_is_written_as_format_2_and_read_as_it_was() -> None:
    run = pooled(*alike(3))
    assert run.format == 2
    assert list(run.pooled) == ["machine-1", "machine-2", "machine-3"]
    assert result_file.from_json(result_file.to_json(run), "it") == run


def test_each_machine_may_have_as_many_samples_of_a_row_as_one_alone() -> None:
    run = pooled(*(one_machine(number, rounds=MOST_SAMPLES // 2 + 1) for number in (1, 2)))
    assert len(run.outcomes[0].samples) > MOST_SAMPLES
    assert result_file.from_json(result_file.to_json(run), "it") == run

    of_one = _with_samples(run, lambda sample: replace(sample, machine="machine-1"))
    assert "machine-1" in next(contradictions(of_one))


def test_results_of_more_machines_than_a_reader_takes_are_not_pooled() -> None:
    with pytest.raises(ResultError, match="1,001"):
        pool(dict.fromkeys(map(str, range(MOST_PARTS + 1)), a_run()), "it")


def test_a_result_of_one_machine_has_no_word_of_machines_and_is_of_format_1() -> None:
    text = result_file.to_json(a_run())
    assert b'"machines"' not in text
    assert text.count(b'"machine"') == 1  # the one where it ran
    assert b'"format": 1' in text


@settings(max_examples=25, deadline=None)
@given(rounds=st.lists(st.integers(1, 9), min_size=2, max_size=4))
def test_no_round_and_so_no_pair_spans_two_machines(rounds: list[int]) -> None:
    run = pooled(*(one_machine(number, rounds=count) for number, count in enumerate(rounds, 1)))
    machines = defaultdict(set)
    for row in run.outcomes:
        for sample in row.samples:
            if sample.round is not None:
                machines[sample.round].add(sample.machine)
    assert all(len(names) == 1 for names in machines.values())
    assert not list(contradictions(run))
    (section,) = machine_sections(run)
    of_blocks = [set(times(row)) for block in section.blocks for row in block.section.rows[:1]]
    assert [len(each) for each in of_blocks] == rounds
    assert len(set.union(*of_blocks)) == sum(rounds)
    shown = times(Analysis(run).sections[0].baseline)
    assert len({name for number in shown for name in machines[number]}) == 1
    assert len(shown) == max(rounds)


@pytest.mark.parametrize(
    "broken",
    [
        lambda run: replace(run, format=1),
        lambda run: replace(run, machines={"machine-1": run.machine}),
        lambda run: replace(run, machines={f"computer-{name}": found for name, found in run.pooled.items()}),
        lambda run: _with_samples(run, lambda sample: replace(sample, machine="machine-9")),
        lambda run: _with_samples(run, lambda sample: replace(sample, round=sample.round and sample.round % 8)),
        lambda run: replace(run, machine=replace(run.machine, cores=64)),
        lambda run: replace(run, machines={**run.pooled, "machine-2": replace(run.machine, memory=-1)}),
    ],
)
def test_a_pooled_result_that_contradicts_itself_is_refused(broken: Callable[[Run], Run]) -> None:
    with pytest.raises(ResultError):
        result_file.from_json(result_file.to_json(broken(pooled(*alike(2)))), "it")


def test_a_sample_of_a_machine_in_a_result_of_one_is_refused() -> None:
    one = _with_samples(a_run(), lambda sample: replace(sample, machine="machine-1"))
    with pytest.raises(ResultError, match="machine-1"):
        result_file.from_json(result_file.to_json(one), "it")


def test_all_figures_shown_are_those_of_the_first_machine() -> None:
    runs = [one_machine(1), one_machine(2, slowness=2.0), one_machine(3, slowness=2.0)]
    assert Analysis(pooled(*runs)).sections[0].seconds == Analysis(runs[0]).sections[0].seconds
    shown = first_machine(pooled(*runs))
    assert all(sample.machine == "machine-1" for row in shown.outcomes for sample in row.samples)


@pytest.mark.parametrize("status", [Status.WRONG_ANSWER, Status.MEMORY_LIMIT])
def test_what_fails_on_one_machine_fails_the_row_and_names_where_it_is_right(status: Status) -> None:
    one, two, three = alike(3)
    run = pooled(one, failing(two, "bytes_blocks", status), three)
    row = next(row for row in run.outcomes if row.cell.implementation == "bytes_blocks")
    assert row.status is status
    first, second = row.reason.splitlines()
    assert first.startswith("on machine-2:")
    assert "machine-1" in second
    assert "machine-3" in second
    assert result_file.from_json(result_file.to_json(run), "it") == run


def test_nothing_follows_from_the_clock_of_a_machine() -> None:
    def at(run: Run, time: str) -> Run:
        rows = (
            replace(row, samples=tuple(replace(each, started=time) for each in row.samples)) for row in run.outcomes
        )
        return replace(run, outcomes=tuple(rows))

    one, two, three = alike(3)
    right, early = (at(two, f"2026-11-28T{hour}:00:00+00:00") for hour in ("10", "09"))

    found, other = pooled(one, right, three), pooled(one, early, three)
    assert at(found, "") == at(other, "")
    assert not list(contradictions(other))


def test_rows_of_a_machine_with_another_environment_are_refused_by_name() -> None:
    one, two, three = (locked(run, "numpy==2.1.0 --hash=sha256:aa") for run in alike(3))
    other = locked(two, "numpy==2.0.0 --hash=sha256:bb")
    run = pooled(one, other, three)
    row = run.outcomes[0]
    assert {sample.machine for sample in row.samples} == {"machine-1", "machine-3"}
    assert any("machine-2" in note and "numpy" in note for note in row.notes)


def test_a_machine_without_the_libraries_of_a_row_leaves_the_row_to_the_others() -> None:
    one, two, three = alike(3)
    have = [locked(run, "numpy==2.1.0") for run in (one, three)]
    lacking = replace(
        two, outcomes=tuple(replace(row, status=Status.MISSING_DEPENDENCY, samples=()) for row in two.outcomes)
    )
    run = pooled(lacking, *have)
    assert {row.status for row in run.outcomes} == {Status.OK}
    assert all(any("machine-1" in note for note in row.notes) for row in run.outcomes)


def test_a_note_that_is_not_true_of_all_machines_names_those_that_it_is_true_of() -> None:
    one, two, three = alike(3)
    row = one.outcomes[0].cell
    lost = Sample(cell=row, instrument=Instrument.ALLOCATIONS, status=Status.MISSING_DEPENDENCY, reason="memray")
    said = [replace(run, outcomes=conclude_run(run, [*run.outcomes[0].samples, lost]).outcomes) for run in (two, three)]
    run = pooled(one, *said)
    (note,) = run.outcomes[0].notes
    assert [name in note for name in run.pooled] == [False, True, True]
    assert pooled(*said).outcomes[0].notes == said[0].outcomes[0].notes


def test_a_machine_with_other_bytes_of_data_is_left_out_by_name() -> None:
    one, two, three = alike(3)
    other = replace(two, data={"d": replace(two.data["d"], sha256="f" * 64)})
    found = pool({"a": one, "b": other, "c": three}, "pooled")
    assert found.names == {"machine-1": "a", "machine-2": "c"}
    (said,) = found.refused
    assert said.startswith("b ")
    with pytest.raises(ResultError, match="b is left out"):
        pool({"a": one, "b": other}, "pooled")


def _without_a_row(run: Run) -> Run:
    rows = run.outcomes[:2] + run.outcomes[3:]
    return replace(run, outcomes=rows, plan=replace(run.plan, cells=tuple(row.cell for row in rows)))


def _other_code(run: Run) -> Run:
    return replace(run, implementations=tuple(replace(each, sha256="0" * 64) for each in run.implementations))


@pytest.mark.parametrize(
    ("other", "named"),
    [
        (_without_a_row, "bytes_blocks"),
        (_other_code, "bytes_blocks"),
        (lambda run: replace(run, ended=""), "b is not complete"),
        (lambda run: replace(run, plan=replace(run.plan, budget=60.0)), "--budget"),
        (lambda run: replace(run, plan=replace(run.plan, run_id="run-1")), "a and b"),
        (lambda run: pooled(run, one_machine(7)), "b is pooled"),
    ],
)
def test_results_that_cannot_be_pooled_are_refused_with_the_reason(other: Callable[[Run], Run], named: str) -> None:
    one, two = alike(2)
    with pytest.raises(ResultError, match=named):
        pool({"a": one, "b": other(two)}, "pooled")


def test_a_guard_that_one_machine_lacked_and_another_checkout_are_not_claimed_of_all() -> None:
    one, two = (replace(run, guards=(Guard("view"), Guard("twin"))) for run in alike(2))
    two = replace(two, guards=(Guard("view", missing="no kernel for it"), Guard("twin")), checkout=Checkout(commit="a"))
    run = pooled(one, two)
    assert [guard.missing for guard in run.guards] == ["no kernel for it", ""]
    assert run.checkout is None


def _with_samples(run: Run, change: Callable[[Sample], Sample]) -> Run:
    def changed(row: Outcome) -> Outcome:
        timed = (each.instrument is Instrument.TIMING for each in row.samples)
        return replace(
            row, samples=tuple(change(each) if of else each for each, of in zip(row.samples, timed, strict=True))
        )

    return replace(run, outcomes=tuple(map(changed, run.outcomes)))


def test_machines_may_have_the_control_at_different_rows() -> None:
    run = pooled(one_machine(1, twice="generator_chain"), one_machine(2, twice="bytes_blocks"))

    assert not list(contradictions(run))
    (section,) = machine_sections(run)
    assert [block.section.control and block.section.control.cell.implementation for block in section.blocks] == [
        "generator_chain",
        "bytes_blocks",
    ]
    assert all(block.floor and block.floor.rounds == 8 for block in section.blocks)


def test_sections_that_a_machine_measured_one_by_one_are_one_result_in_the_order_in_which_they_are_given() -> None:
    run = one_machine(1)

    def part(*names: str) -> Run:
        rows = tuple(row for row in run.outcomes if row.cell.implementation in names)
        return replace(run, plan=replace(run.plan, cells=tuple(row.cell for row in rows)), outcomes=rows)

    parts = [("machine-1", part("bytes_blocks")), ("machine-1", part("readlines_objects", "generator_chain"))]
    whole, begun = (gather(parts, "together", is_whole=is_whole) for is_whole in (True, False))

    assert [row.cell for row in whole.outcomes] == list(whole.plan.cells)
    assert whole.plan.cells[0].implementation == "bytes_blocks"
    assert {row.cell: row for row in whole.outcomes} == {row.cell: row for row in run.outcomes}
    assert (whole.plan.run_id, whole.ended, begun.ended) == ("together", run.ended, "")
