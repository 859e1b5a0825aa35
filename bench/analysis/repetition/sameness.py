"""Check that two runs measure the same, so that one may continue the other or be compared with it.

Pure: two runs in, what differs between them in words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import zip_longest
from typing import Final

from bench.model import formatting
from bench.model.errors import BenchError
from bench.model.types import Cell, Dataset, Implementation, Recipe, Run

SIZES: Final = ("lines", "bytes")


def require_same(stored: Run, begun: Run, name: str, remedy: str = "Start a new run.") -> None:
    """Refuse to continue an older run, or to measure it again, if it was not the same.

    Args:
        stored: the older run.
        begun: what the same command line comes to today, before its first sample.
        name: of the older run, for the error.
        remedy: what to do then.

    Raises:
        BenchError: if something differs, naming all that does.
    """
    found = list(dict.fromkeys(differences(stored, begun)))
    if found:
        raise BenchError(f"The setup of {name} differs: {'; '.join(found)}.", remedy)


def differences(stored: Run, now: Run) -> Iterator[str]:
    """Yield what differs between two runs in data, implementations, interpreters or environments."""
    yield from _changed_data(stored, now)
    yield from _changed_files(stored, now)
    yield from _changed_libraries(stored, now)
    pythons = [{cell.interpreter for cell in run.plan.cells} for run in (stored, now)]
    if pythons[0] != pythons[1]:
        yield f"Python is {' and '.join(sorted(pythons[1]))} instead of {' and '.join(sorted(pythons[0]))}"
    elif missing := {_row(cell) for cell in stored.plan.cells} ^ {_row(cell) for cell in now.plan.cells}:
        yield f"it has other rows: {', '.join(sorted({cell[1] for cell in missing}))}"


def _row(cell: Cell) -> tuple[str, str, str, str]:
    """Return what a case is called in any run; which row has a control is decided while a run measures."""
    return cell.workload, cell.implementation, cell.origin, cell.cache


def _changed_data(stored: Run, now: Run) -> Iterator[str]:
    """Hold the data of each workload to each other, in the order of their rows; the id may tell of what differs."""
    theirs = _data(now)
    for workload, own in _data(stored).items():
        for before, after in zip_longest(own, theirs.get(workload, ())):
            if before is None:
                yield f"there is further data, {after.id}"
            elif after is None:
                yield f"the data {before.id} is not measured"
            elif told := list(_changes(before, after)):
                yield f"the data {before.id} is not the same: {', '.join(told)}"


def _data(run: Run) -> dict[str, list[Dataset]]:
    found: dict[str, dict[str, Dataset]] = {}
    for cell in run.plan.cells:
        found.setdefault(cell.workload, {})[cell.data] = run.data.get(cell.data, Dataset(id=cell.data, kind="number"))
    return {workload: list(data.values()) for workload, data in found.items()}


def _changes(before: Dataset, after: Dataset) -> Iterator[str]:
    """Yield what differs: in the recipe if that says it, else in size and hash."""
    if before.kind != after.kind:
        yield f"it is {after.kind} instead of {before.kind}"
    if before.recipe and after.recipe:
        yield from _changed_recipe(before.recipe, after.recipe)
    for size in SIZES:
        if getattr(before, size) != getattr(after, size):
            old, new = (formatting.count(getattr(each, size)) for each in (before, after))
            yield f"{size} is {new} instead of {old}"
    if before.sha256 != after.sha256:
        yield f"SHA-256 is {after.sha256[:12] or 'none'} instead of {before.sha256[:12] or 'none'}"
    if before.id != after.id:
        yield f"it is {after.id}"


def _changed_recipe(before: Recipe, after: Recipe) -> Iterator[str]:
    """Yield every setting that differs, settings one by one."""
    for name, old, new in _settings(before, after):
        if old != new:
            yield f"{name} is {_short(new)} instead of {_short(old)}"


def _settings(before: Recipe, after: Recipe) -> Iterator[tuple[str, object, object]]:
    for field in fields(Recipe):
        if field.name != "knobs":
            yield field.name, getattr(before, field.name), getattr(after, field.name)
    for knob in sorted(before.knobs.keys() | after.knobs.keys()):
        yield knob, before.knobs.get(knob), after.knobs.get(knob)


def _short(value: object) -> str:
    return str(value)[:40] or "nothing"


def _changed_files(stored: Run, now: Run) -> Iterator[str]:
    today = {_key(item): item.sha256 for item in now.implementations}
    for item in stored.implementations:
        if today.get(_key(item), item.sha256) != item.sha256:
            yield f"the implementation {item.workload}/{item.name} was changed"
    for name, workload in stored.workloads.items():
        if name in now.workloads and now.workloads[name].sha256 != workload.sha256:
            yield f"the workload {name} was changed"
        elif name in now.workloads and now.workloads[name].baseline != workload.baseline:
            yield f"the baseline of {name} is {now.workloads[name].baseline} instead of {workload.baseline}"


def _changed_libraries(stored: Run, now: Run) -> Iterator[str]:
    """Name libraries of another release, wherever both runs have an environment for a row."""
    today = {row.cell: row.environment for row in now.outcomes if row.environment}
    for row in stored.outcomes:
        if row.environment and row.cell in today:
            before = _releases(stored.environments, row.environment)
            after = _releases(now.environments, today[row.cell])
            for library in sorted(before.keys() | after.keys()):
                if before.get(library) != after.get(library):
                    old, new = (each.get(library, "absent") for each in (before, after))
                    yield f"{library} is {new} instead of {old}"


def _releases(environments: Mapping[str, tuple[str, ...]], name: str) -> dict[str, str]:
    """Return library -> release of an environment."""
    parts = (locked.partition("==") for locked in environments.get(name, ()))
    return {library: release for library, _, release in parts}


def _key(item: Implementation) -> tuple[str, str, str]:
    return item.workload, item.name, item.origin
