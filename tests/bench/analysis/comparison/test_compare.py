import random
import re
from collections.abc import Mapping
from dataclasses import replace
from math import exp, log
from typing import Any

import pytest

from bench.analysis.analysis import Analysis
from bench.analysis.comparison import words
from bench.analysis.comparison.changes import ChangeVerdict, Compared, FigureChange, Ratio
from bench.analysis.comparison.comparability import bars, describe_machines
from bench.analysis.comparison.compare import _between_runs, _shift, _what_would_tell, compare
from bench.analysis.comparison.pairing import pairs
from bench.analysis.statistics.times import FEWEST_ROUNDS, RELEVANT
from bench.model.errors import ResultError
from bench.model.types import (
    Build,
    Checkout,
    EdgeCasePolicy,
    FailedEdgeCases,
    Implementation,
    Instrument,
    Machine,
    Outcome,
    Run,
    Sample,
    Status,
)
from tests.bench.builders import (
    BASELINE,
    DATA,
    MACHINE,
    a_cell,
    a_run,
    on_python,
    quantities,
    resident,
    timed,
    times,
    traced,
)
from tests.gold import Gold

ROWS = {BASELINE: (1.0, 634.0, 590.0), "generator_chain": (0.47, 11.2, 0.5), "bytes_blocks": (0.08, 12.2, 1.1)}


def a_measured(
    name: str, figures: tuple[float, float, float], *, seed: object, control: bool = False, scatter: float = 0.01
) -> Outcome:
    seconds, peak, held = figures
    cell = a_cell(name, control=control)
    samples = timed(cell, times(seconds, seed=f"{seed} {name} {control}", scatter=scatter))
    if not control:
        samples += resident(cell, [peak, peak * 1.001, peak * 0.999]) + traced(cell, held)
    return Outcome(cell=cell, status=Status.OK, samples=samples)


def a_result(
    seed: int = 1,
    *,
    slower: Mapping[str, float] | None = None,
    fatter: Mapping[str, float] | None = None,
    scatter: float = 0.01,
) -> Run:
    """Return a run of three rows, on a machine whose speed depends on the seed; changed rows have other code."""
    slower, fatter = slower or {}, fatter or {}
    speed = 1 + seed * 3 % 7 / 100
    figures = {
        name: (seconds * speed * slower.get(name, 1), peak * fatter.get(name, 1), held * fatter.get(name, 1))
        for name, (seconds, peak, held) in ROWS.items()
    }
    rows = [a_measured(name, each, seed=seed, scatter=scatter) for name, each in figures.items()]
    rows.append(a_measured(BASELINE, figures[BASELINE], seed=seed, control=True, scatter=scatter))
    items = tuple(
        Implementation(workload="error_counts", name=name, sha256=f"{name} {slower.get(name, 1)} {fatter.get(name, 1)}")
        for name in ROWS
    )
    run = a_run(*rows)
    return replace(run, implementations=items, plan=replace(run.plan, run_id=f"run-{seed}", started="2026-11-22T10:00"))


def told(compared: Compared) -> set[tuple[str, str, ChangeVerdict]]:
    return {(each.row, each.metric, each.verdict) for each in compared.differences}


def change(compared: Compared, row: str, metric: str) -> FigureChange:
    return next(each for each in compared.changes if (each.row, each.metric) == (row, metric))


def replaced(run: Run, name: str, **changes: Any) -> Run:
    rows = (replace(row, **changes) if row.cell.implementation == name else row for row in run.outcomes)
    return replace(run, outcomes=tuple(rows))


def test_a_run_beside_itself_shows_no_difference() -> None:
    run = a_result()

    compared = compare(run, run)

    assert compared.differences == ()
    assert compared.cautions == ()
    assert compared.only == ()
    assert bars(run, run) == describe_machines(run, run) == ""
    assert "64 cores" in describe_machines(run, replace(run, machine=replace(MACHINE, cores=64)))
    assert {each.metric for each in compared.changes} == {"memory", "traced memory", "time"}


def test_a_run_is_named_by_the_commit_that_it_measured_or_by_its_day() -> None:
    run = a_result()
    known = replace(run, checkout=Checkout(commit="0123456789abcdef", changed=True))

    found = compare(run, known)

    assert found.base == f"{run.plan.run_id} ({run.plan.started[:10]})"
    assert found.new.startswith(f"{run.plan.run_id} (commit 0123456789 with ")


@pytest.mark.parametrize("seed", range(2, 12))
def test_the_same_code_measured_again_shows_none_either(seed: int) -> None:
    assert compare(a_result(1), a_result(seed)).differences == ()


def test_a_slower_and_a_fatter_row_are_found_and_no_other() -> None:
    new = a_result(2, slower={"bytes_blocks": 1.1}, fatter={"generator_chain": 1.1})

    compared = compare(a_result(1), new)

    assert told(compared) == {
        ("bytes_blocks", "time", ChangeVerdict.WORSE),
        ("generator_chain", "memory", ChangeVerdict.WORSE),
        ("generator_chain", "traced memory", ChangeVerdict.WORSE),
    }
    found = change(compared, "bytes_blocks", "time").ratio
    assert found.low
    assert found.high
    assert found.low <= 1.1 <= found.high


def test_what_became_faster_and_leaner_is_better() -> None:
    compared = compare(a_result(1, slower={"bytes_blocks": 1.2}, fatter={"bytes_blocks": 1.2}), a_result(2))

    assert told(compared) == {
        ("bytes_blocks", metric, ChangeVerdict.BETTER) for metric in ("time", "memory", "traced memory")
    }


def test_a_machine_that_became_slower_as_a_whole_is_no_slower_code() -> None:
    everything = dict.fromkeys(ROWS, 1.5)
    run = replace(a_result(2, slower=everything), implementations=a_result().implementations)

    assert compare(a_result(1), run).differences == ()


def test_a_change_that_equal_code_shows_as_well_is_not_claimed() -> None:
    new = a_result(2, slower={"bytes_blocks": 1.1, "generator_chain": 1.15})
    same_code = replace(a_result().implementations[1])
    items = tuple(same_code if each.name == "generator_chain" else each for each in new.implementations)

    found = change(compare(a_result(1), replace(new, implementations=items)), "bytes_blocks", "time")

    assert found.verdict is ChangeVerdict.TOO_NOISY


def test_no_difference_is_claimed_of_code_that_is_the_same() -> None:
    new = replace(a_result(2, slower={"bytes_blocks": 1.3}), implementations=a_result().implementations)

    assert change(compare(a_result(1), new), "bytes_blocks", "time").verdict is ChangeVerdict.TOO_NOISY


def test_code_that_no_result_holds_is_not_taken_for_the_same() -> None:
    one, other = a_result(1), a_result(2, slower={"bytes_blocks": 1.3})

    compared = compare(*(replace(run, implementations=()) for run in (one, other)))

    assert BASELINE in change(compared, "bytes_blocks", "time").reason


@pytest.mark.parametrize("witnesses", [4, 8])
def test_one_more_row_of_equal_code_is_mostly_within_what_the_others_show(witnesses: int) -> None:
    drawn = random.Random(1)

    def within() -> bool:
        machine = _between_runs([drawn.gauss(0, 0.06) for _ in range(witnesses)])
        return exp(abs(drawn.gauss(0, 0.06))) <= machine

    assert 0.88 <= sum(within() for _ in range(2000)) / 2000 <= 0.96


def test_few_witnesses_do_not_make_a_machine_steady() -> None:
    assert _between_runs([]) > 1.05
    assert _between_runs([0.0001]) > 1.03
    assert _between_runs([0.001] * 20) < 1.02


def test_what_is_too_noisy_says_how_many_rounds_would_tell_or_that_none_would() -> None:
    unsteady = compare(a_result(1, scatter=0.2), a_result(2, slower={"bytes_blocks": 1.1}, scatter=0.2))
    steady = [
        _what_would_tell(pair, 0.1, machine)
        for pair in pairs(Analysis(a_result(1)), Analysis(a_result(2)))
        for machine in (1.01, RELEVANT)
    ]
    same = compare(
        a_result(1, scatter=0.2), replace(a_result(2, scatter=0.2), implementations=a_result().implementations)
    )

    assert change(unsteady, "bytes_blocks", "time").verdict is ChangeVerdict.TOO_NOISY
    assert change(unsteady, "bytes_blocks", "time").reason.startswith("more rounds would not")
    assert all(re.fullmatch(r"about \d+ rounds .*", reason) for reason in steady)
    assert change(same, "bytes_blocks", "time").reason == ""


def test_how_many_rounds_would_tell_follows_from_half_of_the_interval() -> None:
    base, new = a_result(1), a_result(2)
    noisy = a_measured("bytes_blocks", ROWS["bytes_blocks"], seed=2, scatter=0.1)
    changed = tuple(replace(each, sha256=f"{each.name} changed") for each in new.implementations)
    items = (*new.implementations[:2], changed[2])
    new = replace(replaced(new, "bytes_blocks", samples=noisy.samples), implementations=items)

    found = change(compare(base, new), "bytes_blocks", "time")

    (pair,) = (each for each in pairs(Analysis(base), Analysis(new)) if each.key == "bytes_blocks")
    assert found.verdict is ChangeVerdict.TOO_NOISY
    assert found.ratio.low
    assert found.ratio.high
    assert found.reason == _what_would_tell(pair, log(found.ratio.high / found.ratio.low) / 2, 1.0)
    assert re.search(r"\d", found.reason)


def shortened(run: Run, rounds: int) -> Run:
    rows = (replace(row, samples=tuple(s for s in row.samples if (s.round or 0) < rounds)) for row in run.outcomes)
    return replace(run, outcomes=tuple(rows))


@pytest.mark.parametrize(("rounds", "known"), [(FEWEST_ROUNDS, True), (FEWEST_ROUNDS - 1, False)])
def test_equal_code_shows_what_the_machine_does_from_the_fewest_rounds_on(rounds: int, *, known: bool) -> None:
    runs = (Analysis(shortened(a_result(seed), rounds)) for seed in (1, 2))

    assert [_shift(pair) is not None for pair in pairs(*runs) if pair.key != BASELINE] == [known, known]


def test_a_row_that_only_one_has_times_of_has_no_time_to_compare() -> None:
    run = a_result()
    untimed = replaced(run, "bytes_blocks", samples=resident(a_cell("bytes_blocks"), [12.2]))

    for base, new in ((run, untimed), (untimed, run)):
        compared = compare(base, new)
        assert {each.metric for each in compared.changes if each.row == "bytes_blocks"} == {"memory"}


def test_few_rounds_tell_nothing() -> None:
    compared = compare(shortened(a_result(1), 5), shortened(a_result(2, slower={"bytes_blocks": 2.0}), 5))

    assert change(compared, "bytes_blocks", "time").verdict is ChangeVerdict.TOO_FEW


def test_the_baseline_is_what_times_are_compared_with() -> None:
    found = change(compare(a_result(1), a_result(2)), BASELINE, "time")

    assert found.verdict is ChangeVerdict.NOT_COMPARABLE
    assert "baseline" in found.reason


def test_a_result_without_its_baseline_bars_it_too() -> None:
    new = a_result(2, slower={"bytes_blocks": 1.3})
    rows = tuple(row for row in new.outcomes if row.cell.implementation != BASELINE)

    found = change(compare(a_result(1), replace(new, outcomes=rows)), "bytes_blocks", "time")

    assert found.verdict is ChangeVerdict.NOT_COMPARABLE
    assert BASELINE not in found.reason


def test_another_baseline_bars_the_comparison_of_times() -> None:
    found = change(compare(a_result(1), a_result(2, slower={BASELINE: 2.0})), "bytes_blocks", "time")

    assert (found.verdict, BASELINE in found.reason) == (ChangeVerdict.NOT_COMPARABLE, True)


@pytest.mark.parametrize(
    ("source", "verdict"),
    [("import threading\n", ChangeVerdict.SAME), ("import collections\n", ChangeVerdict.BETTER)],
)
def test_how_threads_overlap_is_no_difference_in_traced_memory(source: str, verdict: ChangeVerdict) -> None:
    run = a_result()
    run = replace(run, files={item.sha256: source for item in run.implementations})
    *samples, last = run.outcomes[1].samples
    less = replace(last, values=quantities({"traced_peak": (last.values["traced_peak"].value * 0.63, "B")}))

    compared = compare(run, replaced(run, "generator_chain", samples=(*samples, less)))

    assert change(compared, "generator_chain", "traced memory").verdict is verdict


def test_one_byte_more_of_traced_memory_is_a_difference() -> None:
    run = a_result()
    *samples, last = run.outcomes[1].samples
    one_more = replace(last, values=quantities({"traced_peak": (last.values["traced_peak"].value + 1, "B")}))

    compared = compare(run, replaced(run, "generator_chain", samples=(*samples, one_more)))

    assert told(compared) == {("generator_chain", "traced memory", ChangeVerdict.WORSE)}
    assert change(compared, "generator_chain", "traced memory").words == "1 byte more"
    nothing = replaced(
        run, "generator_chain", samples=(*samples, replace(last, values=quantities({"traced_peak": (0, "B")})))
    )
    assert change(compare(nothing, nothing), "generator_chain", "traced memory").verdict is ChangeVerdict.SAME


def test_bytes_that_all_rows_of_equal_code_hold_more_are_a_longer_path_and_no_difference() -> None:
    run = a_result()

    def with_more(more: int, one: int) -> Run:
        changed = run
        for row in run.outcomes:
            *samples, last = row.samples
            if "traced_peak" in last.values:
                by = one if row.cell.implementation == "generator_chain" else more
                peak = quantities({"traced_peak": (last.values["traced_peak"].value + by, "B")})
                changed = replaced(changed, row.cell.implementation, samples=(*samples, replace(last, values=peak)))
        return changed

    assert told(compare(run, with_more(3, 3))) == set()
    assert told(compare(run, with_more(3, 4))) == {("generator_chain", "traced memory", ChangeVerdict.WORSE)}
    assert len(told(compare(run, with_more(2000, 2000)))) == len(ROWS)  # no path is that long
    numbers = {name: replace(data, kind="number") for name, data in run.data.items()}
    assert len(told(compare(replace(run, data=numbers), replace(with_more(3, 3), data=numbers)))) == len(ROWS)


def counting(run: Run, allocations: float) -> Run:
    (row,) = (each for each in run.outcomes if each.cell.implementation == "generator_chain")
    values = quantities({"allocations": (allocations, "1")})
    counted = Sample(cell=row.cell, instrument=Instrument.ALLOCATIONS, values=values)
    return replaced(run, "generator_chain", samples=(*row.samples, counted))


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        (1_010_100, ChangeVerdict.WORSE),
        (989_000, ChangeVerdict.BETTER),
        (0, ChangeVerdict.BETTER),
        (1_009_900, None),
        (990_100, None),
    ],
)
def test_counts_are_listed_where_they_changed(after: float, verdict: ChangeVerdict | None) -> None:
    compared = compare(counting(a_result(), 1_000_000), counting(a_result(), after))

    assert told(compared) == ({("generator_chain", "allocations", verdict)} if verdict else set())
    ratios = [each.ratio for each in compared.differences]
    assert ratios == ([Ratio(*(after / 1_000_000,) * 3)] if verdict else [])


def test_counts_that_only_one_has_or_of_other_machines_are_not_compared() -> None:
    one, other = counting(a_result(), 1_000_000), counting(a_result(), 2_000_000)
    elsewhere = replace(other, machine=replace(other.machine, cores=64))

    for base, new in ((one, a_result()), (a_result(), other), (one, elsewhere)):
        assert "allocations" not in {each.metric for each in compare(base, new).changes}


def test_where_a_library_has_a_part_traced_memory_need_not_repeat_to_the_byte() -> None:
    run = a_result()
    items = tuple(replace(each, requires=("numpy",)) for each in run.implementations)
    run = replace(run, implementations=items)
    *samples, last = run.outcomes[1].samples
    one_more = replace(last, values=quantities({"traced_peak": (last.values["traced_peak"].value + 1, "B")}))

    assert compare(run, replaced(run, "generator_chain", samples=(*samples, one_more))).differences == ()


def test_other_data_are_refused() -> None:
    other = replace(DATA, id="e", sha256="other")
    run = a_result()
    rows = tuple(replace(row, cell=replace(row.cell, data="e")) for row in run.outcomes)

    with pytest.raises(ResultError, match="d and e"):
        compare(run, replace(run, data={"e": other}, outcomes=rows))


def test_other_bytes_under_the_same_name_are_refused_too() -> None:
    run = a_result()

    with pytest.raises(ResultError, match="different data: d, "):
        compare(run, replace(run, data={"d": replace(DATA, sha256="other")}))


def test_other_workloads_are_refused() -> None:
    run = a_result()
    rows = tuple(replace(row, cell=replace(row.cell, workload="countdown")) for row in run.outcomes)

    with pytest.raises(ResultError, match="no workload in common"):
        compare(run, replace(run, outcomes=rows))


@pytest.mark.parametrize(
    ("machine", "named"),
    [(replace(MACHINE, cores=64), ["machines"]), (replace(MACHINE, huge_pages="always"), ["madvise", "always"])],
)
def test_another_machine_bars_times_and_cautions_about_memory(machine: Machine, named: list[str]) -> None:
    compared = compare(a_result(1), replace(a_result(2, fatter={"bytes_blocks": 1.5}), machine=machine))

    assert re.findall("machines|madvise|always", change(compared, "bytes_blocks", "time").reason) == named
    assert ("bytes_blocks", "memory", ChangeVerdict.WORSE) in told(compared)
    assert len(compared.cautions) == 1


def test_another_python_bars_times_and_cautions_about_memory() -> None:
    run = a_result(2)
    rows = tuple(replace(row, cell=replace(row.cell, interpreter="3.11.9")) for row in run.outcomes)

    compared = compare(a_result(1), replace(run, outcomes=rows))

    assert change(compared, "bytes_blocks", "time").reason.endswith("3.11.7 and is now 3.11.9")
    assert change(compared, "bytes_blocks", "memory").verdict is ChangeVerdict.SAME
    assert re.findall(r"3\.11\.\d", compared.cautions[0]) == ["3.11.7", "3.11.9"]


def test_another_build_of_the_same_python_bars_times_where_both_are_known() -> None:
    one, other = (replace(a_result(each), builds={"3.11.7": Build(options=(f"-O{each}",))}) for each in (1, 2))

    compared = compare(one, other)

    assert "build" in change(compared, "bytes_blocks", "time").reason
    assert len(compared.cautions) == 1
    assert "3.11.7" in compared.cautions[0]
    assert compare(one, replace(other, builds={})).cautions == ()


def test_of_several_pythons_the_same_one_is_compared() -> None:
    new = a_result(2)
    both = replace(new, outcomes=(*on_python("3.12.1", new).outcomes, *new.outcomes))

    assert {pair.after.cell.interpreter for pair in pairs(Analysis(a_result(1)), Analysis(both))} == {"3.11.7"}


def test_a_row_that_fails_now_is_worse_and_says_why() -> None:
    run = a_result()

    compared = compare(run, replaced(run, "bytes_blocks", status=Status.CRASH, reason="SIGSEGV"))

    found = change(compared, "bytes_blocks", "status")
    assert found.verdict is ChangeVerdict.WORSE
    assert (found.reason, found.words) == ("SIGSEGV", "")
    assert (
        compare(replaced(run, "bytes_blocks", status=Status.CRASH), run).differences[0].verdict is ChangeVerdict.BETTER
    )


def test_a_row_that_still_fails_is_neither_better_nor_worse() -> None:
    one, other = (replaced(a_result(), "bytes_blocks", status=each) for each in (Status.CRASH, Status.WRONG_ANSWER))

    for compared in (compare(one, one), compare(one, other)):
        assert change(compared, "bytes_blocks", "status").verdict is ChangeVerdict.STILL_FAILS
        assert not compared.differences


CRASHED: Mapping[str, Any] = {"status": Status.CRASH, "reason": "SIGSEGV"}


def failing(*names: str, untried: int = 0) -> Run:
    return replaced(
        a_result(),
        "bytes_blocks",
        edge_cases=FailedEdgeCases(names=names, total=27, untried=untried) if names else None,
    )


def test_edge_cases_that_changed_are_named() -> None:
    found = change(compare(failing("an empty file"), failing("CRLF")), "bytes_blocks", "edge cases")

    assert found.verdict is ChangeVerdict.WORSE
    assert ("CRLF" in found.reason, "an empty file" in found.reason) == (True, True)
    mended = compare(failing("CRLF"), a_result())
    assert change(mended, "bytes_blocks", "edge cases").verdict is ChangeVerdict.BETTER
    assert "CRLF" in words.headline(mended)


def test_nothing_is_claimed_of_edge_cases_that_were_not_tried() -> None:
    off = a_result()
    off = replace(off, plan=replace(off.plan, edge_cases=EdgeCasePolicy.OFF))

    for base, new in ((failing("CRLF"), off), (off, failing("CRLF")), (failing("a", untried=26), failing("a", "b"))):
        assert not {each.metric for each in compare(base, new).changes} & {"edge cases"}


def test_a_row_that_only_one_has_is_named() -> None:
    run = a_result()
    fewer = replace(run, outcomes=tuple(row for row in run.outcomes if row.cell.implementation != "bytes_blocks"))

    (first,), (second,) = compare(run, fewer).only, compare(fewer, run).only

    assert first.startswith("error_counts/bytes_blocks (3.11.7): ")
    assert (first.endswith("first"), second) == (True, first.replace("first", "second"))


def test_the_largest_change_is_named_first_and_what_cannot_be_compared_is_not_counted() -> None:
    found = compare(a_result(1), a_result(2, slower={"bytes_blocks": 1.8}, fatter={"generator_chain": 0.9}))

    assert [each.row for each in found.differences] == ["bytes_blocks", "generator_chain", "generator_chain"]
    assert len(found.changes) == 9
    assert " 8 " in words.count(found)  # the time of the baseline is compared with nothing
    crashed = compare(a_result(1), replaced(a_result(2, fatter={"generator_chain": 9}), "bytes_blocks", **CRASHED))
    assert crashed.differences[0].metric == "status"


@pytest.mark.parametrize(("seed", "named"), [(1, False), (2, True)])  # on a machine 3 % slower, and 6 %
def test_a_baseline_that_moved_is_named_beside_a_ratio_to_it(*, seed: int, named: bool) -> None:
    found = change(compare(a_result(7), a_result(seed)), "bytes_blocks", "time")

    assert bool(found.baseline) is named
    assert found.baseline in found.words


def test_two_figures_of_a_change_have_one_unit() -> None:
    found = compare(a_result(1), a_result(1, slower={"generator_chain": 4}, fatter={"generator_chain": 200}))

    for metric in ("time", "memory"):
        each = change(found, "generator_chain", metric)
        assert each.before.split()[1] == each.after.split()[1]


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (ChangeVerdict.WORSE, "1.0004 times as much (1.0003 to 1.0005)"),
        (ChangeVerdict.SAME, "1.00 times as much"),
    ],
)
def test_a_ratio_has_further_digits_only_where_a_difference_is_claimed(verdict: ChangeVerdict, words: str) -> None:
    found = FigureChange(
        row="x", metric="memory", before="", after="", ratio=Ratio(1.0004, 1.0003, 1.0005), verdict=verdict
    )

    assert found.words == words


def test_a_comparison_reads_as_agreed(gold: Gold) -> None:
    new = a_result(2, slower={"bytes_blocks": 1.1}, fatter={"generator_chain": 1.1})
    moved = replace(a_result(2, slower={BASELINE: 2.0}), machine=replace(MACHINE, cores=64))
    paged = replace(a_result(2), machine=replace(MACHINE, huge_pages="always", system="Linux 7.0"))
    newer = replace(a_result(2), outcomes=on_python("3.12.1", a_result(2)).outcomes)
    failed = replaced(a_result(2), "bytes_blocks", **CRASHED)
    found = {"changed": new, "other machine": moved, "huge pages": paged, "other Python": newer, "failed": failed}
    found["edge cases"] = failing("CRLF", "an empty file")
    alone = a_measured("another", ROWS[BASELINE], seed=1)
    found["nothing in common"] = replace(a_result(2), outcomes=(alone,))

    for name, run in {**found, "same": a_result(1), "noisy": a_result(2, scatter=0.2)}.items():
        gold("comparison", name, "\n".join(words.lines(compare(a_result(1), run))))
