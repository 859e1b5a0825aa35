"""Which machines are of one kind, and which of them stands for a section."""

from dataclasses import replace
from typing import Any

from bench.model.types import Outcome
from bench.results.machines import first_machine, kind, restrict
from tests.bench.builders import MACHINE
from tests.bench.machines import alike, one_machine, pooled


def test_machines_are_of_one_kind_if_what_decides_their_times_is_the_same() -> None:
    others: dict[str, Any] = {"architecture": "x", "processor": "x", "cores": 7, "memory": 7, "huge_pages": "x"}

    assert kind(replace(MACHINE, system="another")) == kind(MACHINE)
    assert all(kind(replace(MACHINE, **{name: value})) != kind(MACHINE) for name, value in others.items())


def test_each_section_is_of_the_machine_with_most_rounds_of_it() -> None:
    run = pooled(*alike(2))
    fewer = [
        replace(
            row, samples=tuple(each for each in row.samples if each.machine != "machine-1" or (each.round or 0) < 5)
        )
        for row in run.outcomes
    ]
    other = [
        replace(row, cell=replace(row.cell, workload="other"),
                samples=tuple(replace(each, cell=replace(each.cell, workload="other")) for each in row.samples))
        for row in run.outcomes
    ]  # fmt: skip

    found = first_machine(replace(run, outcomes=(*fewer, *other)))

    assert [seconds(row) for row in found.outcomes] == [
        seconds(row) for machine, rows in (("machine-2", fewer), ("machine-1", other))
        for row in restrict(replace(run, outcomes=tuple(rows)), machine).outcomes
    ]  # fmt: skip


def seconds(row: Outcome) -> list[float]:
    return [each.values["seconds"].value for each in row.samples if each.round is not None]


def test_of_equally_many_rounds_those_of_the_first_machine_count() -> None:
    run = pooled(one_machine(1, rounds=8), one_machine(2, rounds=8))

    assert first_machine(run).outcomes == restrict(run, "machine-1").outcomes


def test_a_result_of_one_machine_stays_as_it_is() -> None:
    run = one_machine(1)

    assert (run.format, pooled(*alike(2)).format, first_machine(run)) == (1, 2, run)
