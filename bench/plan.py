"""Turn what was asked for into what is to be measured: the cells, the rounds and the limits."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bench.model import Cell, Implementation, Limits, Plan, Run, Workload
from bench.prepared import Extent
from bench.stats import FEWEST_ROUNDS

DEFAULT_ROUNDS: Final = 8
QUICK_ROUNDS: Final = FEWEST_ROUNDS
LONG_ROUNDS: Final = 3  # of a first impression, where a call takes long and six would double what it takes
MOST_ROUNDS: Final = 64
DEFAULT_SECONDS: Final = 300.0
MEMORY_SHARE: Final = 0.8
OWN_LOG: Final = "own-log"
SWEEP_ROUNDS: Final = 2  # of timing at further sizes, where these were asked for
NO_SWEEP: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Again:
    """An older result that is to be measured again.

    Args:
        name: of its file, for errors.
        given: the options that name it, and what it needs, in a command.
        stored: the result.
        trusted: SHA-256 of the files that it carries and that may run.
        shown: whether these are only to be shown.
        unseen: SHA-256 of the implementations that it carries and that its page does not show.
    """

    name: str
    stored: Run
    trusted: frozenset[str] = frozenset()
    shown: bool = False
    unseen: frozenset[str] = frozenset()
    given: tuple[str | Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line of `run` and `check`, read and checked.

    `sizes` are measured in full, `sweep` only for how memory grows: None is the small sweep of every run, () is none.
    `sizes_of` names sizes for single workloads. `only` are the implementations of a run that is resumed, each by
    workload, name and origin: what was added since is left out. `repeated` are the options that a command which resumes
    the run has to give once more. `extent` says how much of the log an older run measured.
    """

    workloads: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    folders: tuple[Path, ...] = ()
    with_requirements: bool = False
    baseline: str = ""
    sizes: tuple[int, ...] = ()
    sizes_of: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    sweep: tuple[int, ...] | None = ()
    seed: int = 1
    preset: str = ""
    log: Path | None = None
    extent: Extent | None = None
    empty_answer: bool = False
    rounds: int | None = None
    budget: float | None = None
    quick: bool = False
    cold: bool = False
    timeline: bool = False
    timeout: float | None = None
    memory_limit: int | None = None
    pythons: tuple[str, ...] = ()
    out: Path = Path("out")
    resume: Path | None = None
    only: frozenset[tuple[str, str, str]] = frozenset()
    again: Again | None = None
    show_data: bool = False
    arguments: tuple[str, ...] = ()
    repeated: tuple[str | Path, ...] = ()


def rounds(request: Request) -> int:
    """Return how many rounds of timing there are; with a budget, how many there are at most."""
    if request.rounds is not None:
        return request.rounds
    if request.budget is not None:
        return MOST_ROUNDS
    return QUICK_ROUNDS if request.quick else DEFAULT_ROUNDS


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
    """Return every row: data by interpreter by implementation, and the control of each baseline.

    Args:
        request: says whether the cache is to be cold.
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
    controls = {(cell.workload, cell.interpreter, cell.data): cell for cell in reversed(found) if _is_base(cell, data)}
    return (*found, *(replace(cell, control=True) for cell in reversed(controls.values())))


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
        long_rounds=LONG_ROUNDS if request.quick and request.rounds is None and request.budget is None else 0,
        budget=request.budget,
        quick=request.quick,
        timeline=request.timeline,
        resident_processes=1 if request.quick else 3,
        limits=limits(request, available),
        show_data=request.show_data,
        sweep=dict(sweep),
        sweep_rounds=min(SWEEP_ROUNDS, rounds(request)) if request.sweep else 0,
    )


def _is_base(cell: Cell, data: Sequence[tuple[Workload, str]]) -> bool:
    names = {cell.implementation, f"{cell.implementation}@{cell.origin}"}
    return any(cell.workload == workload.name and workload.baseline in names for workload, _ in data)
