"""Several machines in one result: how they are called, which of them are of one kind, and what one of them measured."""

from dataclasses import replace
from typing import Final

from msgspec import UNSET, UnsetType

from bench.model.types import Cell, Machine, Run

OF_MACHINES: Final = 2
"""The format of a result of several machines."""


def machine_name(number: int) -> str:
    """Return what the machine of that number is called, from 1 on: nothing that names the computer itself."""
    return f"machine-{number}"


def kind(machine: Machine) -> tuple[object, ...]:
    """Return what the times of two machines have to share to be averaged."""
    return machine.architecture, machine.processor, machine.cores, machine.memory, machine.huge_pages


def first_machine(run: Run) -> Run:
    """Return of a result of several machines each section as one of them measured it; any other run as it is.

    That is the machine with most rounds of the section, and the first of such: one that was lost has fewer. Each row
    keeps the status that it has on all machines together.
    """
    if not run.pooled:
        return run
    rounds: dict[tuple[str, str], dict[str | UnsetType, set[int | None]]] = {}
    for each in (sample for row in run.outcomes for sample in row.samples):
        rounds.setdefault(_lot(each.cell), {}).setdefault(each.machine, set()).add(each.round)
    order = list(run.pooled)
    chosen = {
        lot: max(sorted(found, key=lambda name: order.index(str(name))), key=lambda name: len(found[name]))
        for lot, found in rounds.items()
    }
    rows = tuple(
        replace(row, samples=tuple(each for each in row.samples if each.machine == chosen.get(_lot(row.cell))))
        for row in run.outcomes
    )
    return replace(run, machines=UNSET, outcomes=rows)


def _lot(cell: Cell) -> tuple[str, str]:
    """Return what all rows share that one machine measures: those that are compared, and those that show growth."""
    return cell.workload, cell.interpreter


def restrict(run: Run, name: str) -> Run:
    """Return a pooled run with the samples of one machine alone, its statuses as they are."""
    rows = tuple(
        replace(row, samples=tuple(each for each in row.samples if each.machine == name)) for row in run.outcomes
    )
    return replace(run, machine=run.pooled[name], machines=UNSET, outcomes=rows)
