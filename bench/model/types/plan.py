"""What was asked of a run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from bench.model.types.bounds import Few, Many
from bench.model.types.samples import Cell


class EdgeCasePolicy(StrEnum):
    """What it means for a row to fail edge cases."""

    REFUSE = "refuse"  # it is not measured
    WARN = "warn"  # it is measured and ranked if it is right on the data, and says so beside its name
    OFF = "off"  # no edge case is run


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a measured process may use before it is ended from outside.

    Args:
        seconds: from spawn to exit.
        memory: bytes resident, of the whole process tree.
    """

    seconds: float
    memory: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be measured, and how.

    Args:
        run_id: name of the result folder.
        started: UTC, ISO 8601.
        arguments: the command line that runs this again, without paths of this machine.
        seed: of the order within rounds.
        cells: the rows, in the order of discovery; controls included.
        rounds: of timing; the most there may be where a budget decides.
        long_rounds: likewise of rows that take fewer; 0 if all have as many. In a first impression these are rows whose
            call, or whose baseline's, takes long; else those far from any other in time that do not run twice.
        budget: seconds for the whole run, or None.
        quick: whether a first impression was asked for.
        resident_processes: fresh processes per cell for resident memory.
        limits: for a resident or timed process.
        timeline: whether memory over time was asked for.
        seconds_by_line: whether the share of the time that each source line takes was asked for.
        count_allocations: whether that was asked for.
        show_data: whether lines of the user's own log may be published.
        sweep: workload -> ids of data that are measured only to see how its memory grows, in one process per cell.
        sweep_rounds: of timing on those data, and whether Python's heap is traced there; 0 is neither.
        edge_cases: what it means for a row to fail some.
    """

    run_id: str
    started: str
    arguments: Annotated[tuple[str, ...], Few] = ()
    seed: int = 0
    cells: Annotated[tuple[Cell, ...], Many] = ()
    rounds: int = 8
    long_rounds: int = 0
    budget: float | None = None
    quick: bool = False
    resident_processes: int = 3
    limits: Limits
    timeline: bool = False
    seconds_by_line: bool = False
    count_allocations: bool = False
    show_data: bool = False
    sweep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sweep_rounds: int = 0
    edge_cases: EdgeCasePolicy = EdgeCasePolicy.REFUSE
