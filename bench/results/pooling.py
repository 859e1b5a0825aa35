"""Pool the results of one plan from several machines into one result, in which every sample names its machine. Pure.

Nothing is averaged here. Rounds and processes are numbered on from machine to machine, so that no round has samples of
two: whatever is paired by round was measured on one machine.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from bench.model import cells
from bench.model.errors import ResultError
from bench.model.formatting import enumerate_names
from bench.model.types import MOST_PARTS, Build, Cell, Guard, Outcome, Plan, Run, Sample, Status
from bench.results.machines import OF_MACHINES, machine_name

FEWEST: Final = 2
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Pooling:
    """What came of pooling.

    Args:
        run: the one result.
        names: machine -> name of the result that it measured.
        refused: in words, each result that is left out as a whole, and why.
    """

    run: Run
    names: Mapping[str, str]
    refused: tuple[str, ...]


def pool(results: Mapping[str, Run], run_id: str) -> Pooling:
    """Pool results, each measured on a machine of its own.

    Args:
        results: name for messages -> result, in the order of the machines.
        run_id: of the one result.

    Raises:
        ResultError: if they are not of one plan, or fewer than two can be pooled.
    """
    if len(results) > MOST_PARTS:
        raise ResultError(f"{len(results):,} results are too many to pool.", f"Pool {MOST_PARTS:,} at most.")
    (first_name, first), *others = results.items()
    for name, run in results.items():
        _require_poolable(name, run)
    for name, run in others:
        _require_same_plan(first_name, first, name, run)
    _require_distinct(results)
    refused = {name: why for name, run in others if (why := _other_data(first, run))}
    kept = {name: run for name, run in results.items() if name not in refused}
    said = tuple(f"{name} is left out: {why}." for name, why in refused.items())
    if len(kept) < FEWEST:
        raise ResultError(f"Fewer than two results can be pooled. {' '.join(said)}", "Measure again on the same data.")
    names = {machine_name(number): name for number, name in enumerate(kept, 1)}
    return Pooling(_pool({machine: kept[name] for machine, name in names.items()}, run_id), names, said)


def gather(runs: Sequence[tuple[str, Run]], run_id: str, *, is_whole: bool) -> Run:
    """Return one result of what the machines of a cluster measured: each some sections, one section some machines.

    Args:
        runs: machine -> run of a section, in the order of the sections; machines are numbered in some order of theirs.
        run_id: of the one result.
        is_whole: whether nothing is missing.
    """
    order = _first((cell, number) for number, (_, run) in enumerate(runs) for cell in run.plan.cells)
    of_machine: dict[str, list[Run]] = {}
    for name, run in sorted(runs, key=lambda each: int(each[0].rpartition("-")[2])):
        of_machine.setdefault(name, []).append(run)
    joined = {name: _unite(every) for name, every in of_machine.items()}
    pooled = _pool(joined, run_id) if len(joined) > 1 else next(iter(joined.values()))
    cells_ = sorted(pooled.plan.cells, key=order.__getitem__)
    return replace(
        pooled,
        plan=replace(pooled.plan, run_id=run_id, cells=tuple(cells_)),
        outcomes=tuple(sorted(pooled.outcomes, key=lambda row: order[row.cell])),
        ended=pooled.ended if is_whole else "",
    )


def _unite(runs: Sequence[Run]) -> Run:
    """Return runs that may have different cases as one; of what several have, the first counts."""
    first = runs[0]
    cells_ = tuple(dict.fromkeys(cell for run in runs for cell in run.plan.cells))
    items = _first(((each.workload, each.name, each.origin), each) for run in runs for each in run.implementations)
    return replace(
        first,
        plan=replace(first.plan, cells=cells_, sweep=_merge([run.plan.sweep for run in runs])),
        workloads=_merge([run.workloads for run in runs]),
        implementations=tuple(items.values()),
        data=_merge([run.data for run in runs]),
        files=_merge([run.files for run in runs]),
        environments=_merge([run.environments for run in runs]),
        builds=_merge([run.builds for run in runs]),
        outcomes=tuple(_first((row.cell, row) for run in runs for row in run.outcomes).values()),
        ended=max(run.ended for run in runs),
        checkout=first.checkout if len({run.checkout for run in runs}) == 1 else None,
        guards=_guards(runs),
    )


def _merge(tables: Sequence[Mapping[Key, Value]]) -> dict[Key, Value]:
    return _first(item for table in tables for item in table.items())


def _first(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, Value]:
    """Return a table of pairs in their order; of those with one key the first counts."""
    found: dict[Key, Value] = {}
    for key, value in pairs:
        found.setdefault(key, value)
    return found


def _require_poolable(name: str, run: Run) -> None:
    if run.pooled:
        raise ResultError(f"{name} is pooled already.", "Name the results that it was pooled from.")
    if not run.ended:
        raise ResultError(f"{name} is not complete.", "Resume that run on its machine first.")
    if run.plan.budget is not None:
        raise ResultError(
            f"{name} was measured with --budget, so its rounds ended when its own figures were decided.",
            "Measure a fixed number of rounds on every machine: --rounds 8.",
        )


def _require_same_plan(first_name: str, first: Run, name: str, run: Run) -> None:
    """Refuse a result that measured something else."""
    odd = {cell for cell in (*first.plan.cells, *run.plan.cells) if not cell.control}
    odd -= set(first.plan.cells) & set(run.plan.cells)
    if odd:
        cell = min(odd)
        where, elsewhere = (first_name, name) if cell in first.plan.cells else (name, first_name)
        what = f"{cell.workload}/{cells.name(cell)} on {cell.data}, Python {cell.interpreter}"
        raise ResultError(f"{where} has the case {what}, and {elsewhere} does not.", "Run the same command on each.")
    if first.plan.sweep != run.plan.sweep or first.plan.show_data != run.plan.show_data:
        raise ResultError(f"{first_name} and {name} have different plans.", "Run the same command on each machine.")
    texts = [
        {(each.workload, each.name, each.origin): each.sha256 for each in result.implementations}
        | {(each.name, "", ""): each.sha256 for each in result.workloads.values()}
        for result in (first, run)
    ]
    for key in sorted(texts[0].keys() | texts[1].keys()):
        if texts[0].get(key) != texts[1].get(key):
            what = "/".join(filter(None, key[:2]))
            raise ResultError(f"{what} has different code in {first_name} and {name}.", "Measure the same version.")


def _require_distinct(results: Mapping[str, Run]) -> None:
    known: dict[str, str] = {}
    for name, run in results.items():
        if (other := known.setdefault(run.plan.run_id, name)) is not name:
            raise ResultError(f"{other} and {name} are the same run.", "Name each result once.")


def _other_data(first: Run, run: Run) -> str:
    """Return which data has other bytes; empty if none has."""
    ids = {cell.data for cell in first.plan.cells}
    other = sorted(name for name in ids if _bytes(first, name) != _bytes(run, name))
    return f"its data {other[0]} differs from that of the first" if other else ""


def _bytes(run: Run, name: str) -> tuple[str, int] | None:
    return (run.data[name].sha256, run.data[name].lines) if name in run.data else None


def _pool(runs: Mapping[str, Run], run_id: str) -> Run:
    every, numbered = list(runs.values()), dict(_number_on(runs))
    united = _unite(every)
    return replace(
        united,
        format=OF_MACHINES,
        plan=_plan(united.plan, [run.plan for run in every], run_id),
        machines={name: run.machine for name, run in runs.items()},
        outcomes=tuple(_outcome(row.cell, runs, numbered) for row in united.outcomes),
        repeats=None,
        builds=dict(_common([run.builds for run in every])),
    )


def _common(builds: Sequence[Mapping[str, Build]]) -> Iterator[tuple[str, Build]]:
    """Yield the builds that were the same on every machine that has them."""
    for version, build in _merge(builds).items():
        if all(each.get(version, build) == build for each in builds):
            yield version, build


def _plan(united: Plan, plans: Sequence[Plan], run_id: str) -> Plan:
    """Return what each machine was asked for; the most of it where that differs."""
    return replace(
        united,
        run_id=run_id,
        rounds=max(plan.rounds for plan in plans),
        long_rounds=max(plan.long_rounds for plan in plans),
        resident_processes=max(plan.resident_processes for plan in plans),
    )


def _number_on(runs: Mapping[str, Run]) -> Iterator[tuple[str, Mapping[Cell, tuple[Sample, ...]]]]:
    """Yield the samples of each machine, with rounds and processes numbered on from those before."""
    rounds = processes = 0
    for name, run in runs.items():
        samples = [sample for row in run.outcomes for sample in row.samples]
        yield (
            name,
            {row.cell: tuple(_move(each, name, rounds, processes) for each in row.samples) for row in run.outcomes},
        )
        rounds += 1 + max((each.round for each in samples if each.round is not None), default=-1)
        processes += 1 + max((each.process for each in samples), default=-1)


def _move(sample: Sample, machine: str, rounds: int, processes: int) -> Sample:
    number = None if sample.round is None else sample.round + rounds
    return replace(sample, machine=machine, round=number, process=sample.process + processes)


def _outcome(cell: Cell, runs: Mapping[str, Run], samples: Mapping[str, Mapping[Cell, tuple[Sample, ...]]]) -> Outcome:
    """Return the outcome of a case on all machines: it failed if it failed on one, and says where it is right."""
    rows = {name: row for name, run in runs.items() for row in run.outcomes if row.cell == cell}
    locks = {name: runs[name].environments.get(row.environment, ()) for name, row in rows.items()}
    reference = next(
        (name for name, row in rows.items() if row.status is not Status.MISSING_DEPENDENCY), next(iter(rows))
    )
    others = {name: row for name, row in rows.items() if locks[name] != locks[reference]}
    used = {name: row for name, row in rows.items() if name not in others}
    status, reason = _status(used)
    notes = [*_notes(used)]
    notes += [_refuse(name, row, locks[name], locks[reference]) for name, row in others.items()]
    return replace(
        rows[reference],
        status=status,
        reason=reason,
        notes=tuple(dict.fromkeys((*notes, *_name_unreached(used)))),
        samples=tuple(sample for name in used for sample in samples[name].get(cell, ())),
    )


def _notes(rows: Mapping[str, Outcome]) -> Iterator[str]:
    """Yield each note once, with the machines that it is true of where others lack it."""
    for note in dict.fromkeys(note for row in rows.values() for note in row.notes):
        names = [name for name, row in rows.items() if note in row.notes]
        yield note if len(names) == len(rows) else f"On {enumerate_names(names)}: {note}"


def _status(rows: Mapping[str, Outcome]) -> tuple[Status, str]:
    failed = {name: row for name, row in rows.items() if row.status not in {Status.OK, Status.SKIPPED}}
    right = [name for name, row in rows.items() if row.status is Status.OK]
    if not failed:
        only = next(iter(rows.values()))
        return (Status.OK, "") if right else (only.status, only.reason)
    row = next(iter(failed.values()))
    where = f"on {enumerate_names(list(failed))}: " if len(failed) < len(rows) else ""
    return row.status, f"{where}{row.reason}" + (f"\nIt is right on {enumerate_names(right)}." if right else "")


def _name_unreached(rows: Mapping[str, Outcome]) -> Iterator[str]:
    skipped = [name for name, row in rows.items() if row.status is Status.SKIPPED]
    if skipped and len(skipped) < len(rows):
        yield f"It was not measured on {enumerate_names(skipped)}."


def _refuse(name: str, row: Outcome, locked: Sequence[str], reference: Sequence[str]) -> str:
    """Say why the samples of a machine are not taken."""
    if row.status is Status.MISSING_DEPENDENCY:
        return f"Not pooled from {name}: its libraries could not be installed there."
    odd = sorted(set(reference) ^ set(locked))
    packages = enumerate_names(
        list(dict.fromkeys(each.partition("==")[0].split()[0] for each in odd if each.strip()))[:3]
    )
    return f"Not pooled from {name}: its environment has another {packages or 'order'}. Pin it with a lock file."


def _guards(runs: Sequence[Run]) -> tuple[Guard, ...]:
    """Return what protected every machine; what one of them lacked counts as missing."""
    lacking = {guard.name: guard for run in runs for guard in run.guards if guard.missing}
    return tuple(lacking.get(guard.name, guard) for guard in runs[0].guards)
