"""Which rows of two results are pairs, and what is the same in both."""

from dataclasses import replace
from typing import Any

import pytest

from bench.analysis.analysis import Analysis
from bench.analysis.comparison.pairing import Pair, only, pairs
from bench.model.errors import ResultError
from bench.model.types import Build, EdgeCasePolicy, Implementation, Outcome, Run
from tests.bench.builders import BASELINE, DATA, a_cell, a_row, a_run, on_python

NAMES = (BASELINE, "generator_chain", "bytes_blocks")


def known(run: Run, **hashes: str) -> Run:
    """Return a run whose results hold the code of each row, by its hash."""
    items = (Implementation(workload="error_counts", name=name, sha256=hashes.get(name, "a")) for name in NAMES)
    return replace(run, implementations=tuple(items))


def on(*versions: str) -> Run:
    run = known(a_run())
    return replace(run, outcomes=tuple(row for each in versions for row in on_python(each, run).outcomes))


def moved(run: Run, **changes: Any) -> Run:
    def row(each: Outcome) -> Outcome:
        return replace(each, cell=replace(each.cell, **changes))

    return replace(run, outcomes=tuple(map(row, run.outcomes)))


def found(base: Run, new: Run) -> tuple[Pair, ...]:
    return pairs(Analysis(base), Analysis(new))


def pair(base: Run, new: Run, name: str = "bytes_blocks") -> Pair:
    return next(each for each in found(base, new) if each.before.cell.implementation == name)


@pytest.mark.parametrize(("workloads", "key"), [(("error_counts",), ""), (("error_counts", "b"), "error_counts/")])
def test_a_row_is_named_with_its_workload_where_there_are_several(workloads: tuple[str, ...], key: str) -> None:
    run = a_run()
    run = replace(run, workloads={name: replace(run.workloads["error_counts"], name=name) for name in workloads})

    assert {pair.key for pair in found(run, run)} == {f"{key}{name}" for name in NAMES}


def test_a_row_is_named_with_what_tells_it_from_others() -> None:
    own = moved(a_run(a_row("mine")), cache="cold", origin="theirs")
    two = on("3.11.7", "3.12.1")

    assert [each.key for each in found(own, own)] == ["mine@theirs · cold"]
    assert [each.key for each in found(two, two)] == [
        f"{name} · {each}" for each in ("3.11.7", "3.12.1") for name in NAMES
    ]


@pytest.mark.parametrize(
    ("mine", "theirs", "matched"),
    [
        (("3.11.7",), ("3.11.9", "3.11.7"), [("3.11.7", "3.11.7")]),
        (("3.11.7",), ("3.12.1", "3.11.9"), [("3.11.7", "3.11.9")]),
        (("3.11.7",), ("3.12.1",), [("3.11.7", "3.12.1")]),
        (("3.11.7",), ("3.12.1", "3.13.0"), []),
        (("3.11.7", "3.12.1"), ("3.13.0",), []),
        (("3.11.7", "3.12.1"), ("3.12.1",), [("3.12.1", "3.12.1")]),
    ],
)
def test_the_nearest_python_is_that_of_a_pair(
    mine: tuple[str, ...], theirs: tuple[str, ...], matched: list[tuple[str, str]]
) -> None:
    pythons = [(each.before.cell.interpreter, each.after.cell.interpreter) for each in found(on(*mine), on(*theirs))]

    assert list(dict.fromkeys(pythons)) == matched
    assert len(pythons) == len(NAMES) * len(matched)


def test_data_are_the_same_by_their_bytes_and_by_their_name_where_nothing_is_known_of_these() -> None:
    run = a_run()
    renamed = replace(moved(run, data="e"), data={"e": replace(DATA, id="e")})
    hashed = [replace(each, data={name: replace(data, sha256="x") for name, data in each.data.items()})
              for each in (run, renamed)]  # fmt: skip

    assert len(found(*hashed)) == len(NAMES)
    for base, new in ((run, renamed), (run, hashed[0]), (run, moved(run, cache="cold"))):
        with pytest.raises(ResultError, match="different data"):
            found(base, new)


def test_code_is_the_same_where_files_and_libraries_are() -> None:
    base = known(a_run())
    changed = known(a_run(), bytes_blocks="b")
    placed = replace(base, outcomes=tuple(replace(row, environment="e") for row in base.outcomes))
    one, other = (replace(placed, environments={"e": (f"polars=={each}",)}) for each in (1, 2))

    assert [(each.same_code, each.same_baseline) for each in (
        pair(base, base), pair(base, changed), pair(changed, changed, BASELINE), pair(one, one), pair(one, other),
        pair(a_run(), a_run()),
    )] == [(True, True), (False, True), (True, True), (True, True), (False, False), (False, False)]  # fmt: skip
    alone = known(a_run(a_row("bytes_blocks")))
    assert not pair(alone, alone).same_baseline


def test_a_python_is_the_same_by_version_and_build_as_far_as_these_are_known() -> None:
    run = on("3.11.7")
    one, other = (replace(run, builds={"3.11.7": Build(options=(each,))}) for each in ("-O1", "-O2"))

    assert [pair(*each).same_python for each in ((run, run), (one, one), (one, run), (one, other))] == [
        True,
        True,
        True,
        False,
    ]
    assert not pair(run, on("3.11.9")).same_python
    assert not pair(one, replace(on("3.11.9"), builds={})).same_python


def test_both_have_to_repeat_to_the_byte_and_to_have_tried_edge_cases() -> None:
    run = known(a_run())
    library = replace(run, implementations=tuple(replace(each, requires=("polars",)) for each in run.implementations))
    off = replace(run, plan=replace(run.plan, edge_cases=EdgeCasePolicy.OFF))

    assert [pair(*each).traced for each in ((run, run), (run, library), (library, run))] == [0, 0.01, 0.01]
    assert [pair(*each).edge_cases for each in ((run, run), (run, off), (off, run))] == [True, False, False]


def test_rows_that_one_of_them_has_alone_are_no_pairs_and_are_named() -> None:
    both = a_run(a_row(), a_row("mine"))
    fewer = a_run(a_row())

    assert [each.key for each in found(both, fewer)] == [BASELINE]
    assert list(only(Analysis(both), Analysis(fewer), found(both, fewer))) == [
        "error_counts/mine (3.11.7): only in the first"
    ]
    assert [each[-6:] for each in only(Analysis(fewer), Analysis(both), found(fewer, both))] == ["second"]


def test_a_row_that_one_of_them_has_on_further_data_is_named_with_that_data() -> None:
    twin, own = a_run(a_row()), replace(DATA, id="own-log", kind="own log", sha256="b")
    row = replace(a_row(), cell=replace(a_cell(), data=own.id))
    cells = (*twin.plan.cells, row.cell)
    both = replace(
        twin, plan=replace(twin.plan, cells=cells), data={**twin.data, own.id: own}, outcomes=(*twin.outcomes, row)
    )

    assert list(only(Analysis(both), Analysis(twin), found(both, twin))) == [
        f"error_counts/{BASELINE} (3.11.7, on own-log): only in the first"
    ]
