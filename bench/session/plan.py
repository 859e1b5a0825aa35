"""Turn what was asked for into what is to be measured: the cells, the rounds and the limits."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from bench.analysis.statistics.times import FEWEST_ROUNDS
from bench.model.request import Request
from bench.model.types import Cell, Implementation, Limits, Plan, Workload

DEFAULT_ROUNDS: Final = 8
QUICK_ROUNDS: Final = FEWEST_ROUNDS
LONG_ROUNDS: Final = 3  # of a first impression, where a call takes long and six would double what it takes
FAR_ROUNDS: Final = FEWEST_ROUNDS  # of rows that are far from all others: no noise floor rests on them
BUDGET_ROUNDS: Final = 64  # at most, where a time budget decides
OWN_LOG: Final = "own-log"
DEFAULT_SECONDS: Final = 300.0
MEMORY_SHARE: Final = 0.8
SWEEP_ROUNDS: Final = 2  # of timing at further sizes, where these were asked for
NO_SWEEP: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({})


def rounds(request: Request) -> int:
    """Return how many rounds of timing there are; with a budget, how many there are at most."""
    if request.rounds is not None:
        return request.rounds
    if request.budget is not None:
        return BUDGET_ROUNDS
    return QUICK_ROUNDS if request.quick else DEFAULT_ROUNDS


def _fewer_rounds(request: Request) -> int:
    """Return how many rounds those rows have that take fewer; 0 where somebody said how many, or how long."""
    if request.rounds is not None or request.budget is not None:
        return 0
    return LONG_ROUNDS if request.quick else FAR_ROUNDS


def limits(request: Request, available: int) -> Limits:
    """Return what a process may use; without a wish, 80 % of the memory that is available now, and never a budget."""
    return Limits(
        seconds=request.timeout or min(DEFAULT_SECONDS, request.budget or DEFAULT_SECONDS),
        memory=request.memory_limit or int(available * MEMORY_SHARE),
    )


def cells(
    request: Request,
    selected: Sequence[Implementation],
    interpreters: Iterable[str],
    data: Sequence[tuple[Workload, str]],
) -> tuple[Cell, ...]:
    """Return every row: data by interpreter by implementation, and the control of each baseline and earlier state.

    Each row on a log that its twin is compared with has one, too: how far the same log differs from itself.

    Args:
        request: says whether the cache is to be cold, and which origins are earlier states.
        selected: what is measured.
        interpreters: versions.
        data: each workload (its baseline resolved) with each id of data that it is measured on.
    """
    found = []
    for workload, name in data:
        for version in interpreters:
            for item in selected:
                if item.workload != workload.name:
                    continue
                cell = Cell(
                    workload=workload.name,
                    implementation=item.name,
                    origin=item.origin,
                    interpreter=version,
                    data=name,
                    cache="cold" if request.cold else "warm",
                )
                found.append(cell)
    bases = {(cell.workload, cell.interpreter, cell.data): cell for cell in reversed(found) if _is_base(cell, data)}
    repeated = (cell for cell in found if cell.origin in request.earlier or _is_beside_twin(request, cell))
    controls = [*reversed(bases.values()), *repeated]
    return (*found, *(replace(cell, control=True) for cell in dict.fromkeys(controls)))


def draft(
    request: Request, found: tuple[Cell, ...], available: int, *, sweep: Mapping[str, tuple[str, ...]] = NO_SWEEP
) -> Plan:
    """Return the plan of a run that starts now; `sweep` are the data of each workload that only show how it grows."""
    now = datetime.now(UTC)
    return Plan(
        run_id=f"{now:%Y-%m-%d}-{now:%H%M%S}-{secrets.token_hex(2)}",
        started=now.isoformat(timespec="seconds"),
        arguments=request.arguments,
        seed=secrets.randbits(32),
        cells=found,
        rounds=rounds(request),
        long_rounds=_fewer_rounds(request),
        budget=request.budget,
        quick=request.quick,
        timeline=request.timeline,
        seconds_by_line=request.seconds_by_line,
        count_allocations=request.count_allocations,
        resident_processes=1 if request.quick else 3,
        limits=limits(request, available),
        show_data=request.show_data,
        sweep=dict(sweep),
        sweep_rounds=min(SWEEP_ROUNDS, rounds(request)) if request.sweep else 0,
        edge_cases=request.edge_cases,
    )


def _is_beside_twin(request: Request, cell: Cell) -> bool:
    return bool(request.profile) and cell.data.startswith(OWN_LOG)


def _is_base(cell: Cell, data: Sequence[tuple[Workload, str]]) -> bool:
    names = {cell.implementation, f"{cell.implementation}@{cell.origin}"}
    return any(cell.workload == workload.name and workload.baseline in names for workload, _ in data)
