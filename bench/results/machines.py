"""Several machines in one result: how they are called, which of them are of one kind, and what one of them measured."""

from dataclasses import replace
from typing import Final

from msgspec import UNSET

from bench.model.types import Machine, Run

OF_MACHINES: Final = 2
"""The format of a result of several machines."""


def machine_name(number: int) -> str:
    """Return what the machine of that number is called, from 1 on: nothing that names the computer itself."""
    return f"machine-{number}"


def kind(machine: Machine) -> tuple[object, ...]:
    """Return what the times of two machines have to share to be averaged."""
    return machine.architecture, machine.processor, machine.cores, machine.memory, machine.huge_pages


def first_machine(run: Run) -> Run:
    """Return what the first machine of a pooled result measured; any other run as it is.

    Each row keeps the status that it has on all machines together.
    """
    return restrict(run, next(iter(run.pooled))) if run.pooled else run


def restrict(run: Run, name: str) -> Run:
    """Return a pooled run with the samples of one machine alone, its statuses as they are."""
    rows = tuple(
        replace(row, samples=tuple(each for each in row.samples if each.machine == name)) for row in run.outcomes
    )
    return replace(run, machine=run.pooled[name], machines=UNSET, outcomes=rows)
