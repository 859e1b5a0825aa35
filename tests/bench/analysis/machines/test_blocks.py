"""Each machine speaks for itself; three quiet ones of a kind speak together, and none is averaged where they differ."""

from dataclasses import replace

import pytest

from bench.analysis.machines.blocks import MachineSection, machine_sections
from bench.analysis.machines.words import row_verdict
from bench.analysis.statistics.times import TimeVerdict
from bench.model.types import Run, Status
from tests.bench.analysis.repetition.test_tolerance import of_processes
from tests.bench.builders import a_cell, a_run, timed
from tests.bench.machines import alike, failing, one_machine, pooled

CHAIN = a_cell("generator_chain")


def section_of(*runs: Run) -> MachineSection:
    (section,) = machine_sections(pooled(*runs))
    return section


def test_a_result_of_one_machine_has_no_machines() -> None:
    assert machine_sections(a_run()) == ()


def test_seconds_stay_those_of_each_machine() -> None:
    section = section_of(one_machine(1), one_machine(2, slowness=2.0), one_machine(3))
    assert [block.rounds for block in section.blocks] == [8, 8, 8]
    assert [block.seconds for block in section.blocks] == pytest.approx([1.0, 2.0, 1.0], rel=0.05)
    assert [bool(block.slow) for block in section.blocks] == [False, True, False]


def test_machines_that_are_equally_slow_are_not_called_slow() -> None:
    assert [block.slow for block in section_of(*alike(3, slowness=3.0)).blocks] == [None, None, None]


@pytest.mark.parametrize("rounds", [6, 8])
def test_three_quiet_machines_claim_a_ratio_together(rounds: int) -> None:
    section = section_of(*alike(3, rounds=rounds))
    (verdict,) = section.verdicts(CHAIN)
    assert verdict.together.verdict is TimeVerdict.FASTER
    assert verdict.together.machines == 3
    assert (verdict.together.low or 9) < 2.0 < (verdict.together.high or 0)
    assert not verdict.depends


def test_fewer_rounds_than_six_claim_nothing_together() -> None:
    (verdict,) = section_of(*alike(3, rounds=5)).verdicts(CHAIN)
    assert verdict.together is None


def test_two_machines_claim_nothing_together_but_what_both_claim() -> None:
    (verdict,) = section_of(*alike(2)).verdicts(CHAIN)
    assert verdict.together is None
    assert verdict.both is TimeVerdict.FASTER
    (verdict,) = section_of(one_machine(1), one_machine(2, chain=1.0)).verdicts(CHAIN)
    assert verdict.both is None


def test_a_row_that_depends_on_the_machine_has_no_common_figure() -> None:
    (verdict,) = section_of(*alike(3), one_machine(4, chain=0.8)).verdicts(CHAIN)
    assert verdict.depends
    assert verdict.together is None


def test_machines_that_differ_by_less_than_equal_code_does_are_not_said_to_differ() -> None:
    def unsteady(run: Run) -> Run:
        *rows, control = run.outcomes
        samples = timed(control.cell, [0.9, 1.1] * 4)
        return replace(run, outcomes=(*rows, replace(control, samples=samples)))

    runs = [*alike(2, scatter=0.001), one_machine(3, scatter=0.001, chain=0.51)]

    verdicts = [section_of(*each).verdicts(CHAIN)[0] for each in (runs, map(unsteady, runs))]
    assert [verdict.depends for verdict in verdicts] == [True, False]


def test_kinds_are_never_averaged() -> None:
    section = section_of(*alike(3), one_machine(4, chain=0.8, processor="other"))
    first, second = section.verdicts(CHAIN)
    assert first.machines == ("machine-1", "machine-2", "machine-3")
    assert first.together
    assert second.machines == ("machine-4",)
    assert second.together is None


def test_a_noisy_machine_is_named_and_not_in_the_common_figure() -> None:
    section = section_of(*alike(3), one_machine(4, scatter=0.3))
    assert [block.noisy for block in section.blocks] == [False, False, False, True]
    (verdict,) = section.verdicts(CHAIN)
    assert verdict.together.machines == 3


def test_of_a_row_that_is_wrong_on_one_machine_nothing_is_claimed_together() -> None:
    section = section_of(*alike(3), failing(one_machine(4), "generator_chain"))
    assert section.failures(CHAIN) == {"machine-4": Status.WRONG_ANSWER}
    assert section.verdicts(CHAIN) == ()
    assert section.verdicts(a_cell("bytes_blocks"))[0].together
    assert "machine-4" in row_verdict(section, CHAIN)
    assert "times" not in row_verdict(section, CHAIN)


def test_memory_is_the_largest_peak_of_each_machine() -> None:
    section = section_of(one_machine(1), one_machine(2), one_machine(3, peak=700.0))
    mib = {name: round(size / 2**20, 1) for name, size in section.peaks(CHAIN).items()}
    assert mib == {"machine-1": 634.5, "machine-2": 634.5, "machine-3": 700.5}
    assert section.memory_differs(CHAIN)
    runs = one_machine(1), one_machine(2, peak=660.0)
    trees = [replace(run, outcomes=tuple(of_processes(row, 2) for row in run.outcomes)) for run in runs]
    assert section_of(*runs).memory_differs(CHAIN)
    assert not section_of(*trees).memory_differs(CHAIN)
    assert not section_of(*alike(3)).memory_differs(CHAIN)
