"""Print what a run would be: its rows, its time and its memory."""

from collections.abc import Iterator, Mapping
from typing import Final

from rich.console import RenderableType

from bench.analysis.forecast import costs
from bench.analysis.forecast.costs import Kind, Need
from bench.analysis.forecast.planned_run import PlannedRun
from bench.cli import tables
from bench.model import formatting
from bench.model.cells import Group, group, name, shared_folder
from bench.model.sweep import CURVES, is_swept
from bench.model.types import Cell, Instrument, Plan, Run
from bench.terminal import console, grid
from bench.terminal.grid import GridColumn

PARTS: Final[Mapping[str, tuple[Instrument, ...]]] = {
    "answers": (Instrument.ANSWER,),
    "resident memory": (Instrument.RESIDENT,),
    "time": (Instrument.TIMING,),
    "traced memory": (Instrument.TRACED,),
    "allocations by line": (Instrument.LINES,),
    "number of allocations": (Instrument.ALLOCATIONS,),
    "memory over time": CURVES,
    "seconds by line": (Instrument.LINE_SECONDS,),
}
UNKNOWN: Final = "unknown"
WILL: Final = "will probably exceed it"
MAY: Final = "may exceed it, if the assumption holds"


def show(planned: PlannedRun) -> None:
    """Print the rows of a run that was not measured, and what it would take."""
    plan = planned.run.plan
    rows = [cell for cell in plan.cells if not cell.control and not is_swept(plan, cell)]
    for section in dict.fromkeys(map(group, rows)):
        console.output().print(_table(planned, section, [cell for cell in rows if group(cell) == section]))
    for text in (*tables.findings_on(planned.run), *_summarize(planned)):
        console.output().print(grid.sentence(text, console.output().width))


def _table(planned: PlannedRun, section: Group, rows: list[Cell]) -> RenderableType:
    """Draw what rows need, in columns or in a narrow terminal as sentences."""
    known = {cell: need for cell in rows if (need := planned.needs.get(cell))}
    unit, folder = formatting.seconds_unit(need.run for need in known.values()), shared_folder(rows)
    sentences, lines = [], []
    for cell in rows:
        need, name_ = known.get(cell), name(cell, folder)
        source = need.source if need else planned.unknown[cell]
        figures = f"{formatting.seconds(need.run)}, {_range(need)} MiB" if need else UNKNOWN
        sentences.append(f"{name_}: {figures} ({source})")
        lines.append((name_, unit.number(need.run) if need else UNKNOWN, _range(need) if need else UNKNOWN, source))
    columns = (
        GridColumn("implementation", "names"),
        *map(GridColumn, (f"call {unit.name}", "memory MiB")),
        GridColumn("source", "prose"),
    )
    title = f"{_title(section)}{tables.from_folder(folder)}"
    return tables.drawn(title, columns, lines, sentences, console.output())


def _range(need: Need) -> str:
    """Write the memory of a row in MiB: one figure where it is known, and else what was seen and what is assumed."""
    most = formatting.MIB.number(need.peak)
    least = most if need.least is None else formatting.MIB.number(need.least)
    return most if least == most else f"{least} to {most}"


def _title(section: Group) -> str:
    workload, interpreter, data, cache = section
    return f"{workload} on {data} ({cache}), Python {interpreter}"


def _summarize(planned: PlannedRun) -> Iterator[str]:
    plan = planned.run.plan
    rounds = _rounds(plan, planned.planned) if plan.budget is None else f"at most {plan.rounds} rounds"
    main = [cell for cell in plan.cells if not is_swept(plan, cell)]
    yield f"{formatting.plural(len(main), 'case')} (A/A controls included), {rounds}."
    if further := len(plan.cells) - len(main):
        sizes = "; ".join(_sizes(planned.run))
        yield f"{formatting.plural(further, 'further case')} for the growth of memory, at {sizes}."
    total = planned.seconds()
    if total is not None:
        yield _time(planned, total)
    if planned.needs:
        yield from _memory(planned)
    if planned.unknown:
        yield f"No forecast for {formatting.plural(len(planned.unknown), 'case')}, whose time comes on top."
    yield "Dry run: no round was measured, and no result was written."


def _sizes(run: Run) -> Iterator[str]:
    """Yield the sizes at which the growth of memory is measured, with their workloads where these differ."""
    workloads: dict[str, list[str]] = {}
    for workload in (each for each, ids in run.plan.sweep.items() if ids):
        workloads.setdefault(_list_sizes(run, workload), []).append(workload)
    for listed, names in workloads.items():
        yield listed + (f" ({', '.join(names)})" if len(workloads) > 1 else "")


def _list_sizes(run: Run, workload: str) -> str:
    """List the further sizes of a workload; the last one may be half of another one, written twice in a row."""
    sizes = [run.data[each].lines for each in run.plan.sweep[workload]]
    if run.workloads[workload].source == "number":
        return ", ".join(map(formatting.count, sizes))
    main = {
        run.data[cell.data].lines
        for cell in run.plan.cells
        if cell.workload == workload and not is_swept(run.plan, cell)
    }
    is_double = sizes[-1:] <= sizes[-2:-1] or sizes[-1] in main
    again = f", and {formatting.count(sizes.pop() // 2)} lines written twice in a row" if is_double else ""
    return f"{', '.join(map(formatting.count, sizes))} lines{again}"


def _rounds(plan: Plan, processes: Mapping[Kind, int]) -> str:
    """Say how many rounds there are, and where there are fewer."""
    counts = {
        count for (cell, kind), count in processes.items() if kind is Instrument.TIMING and not is_swept(plan, cell)
    }
    said = formatting.plural(max(counts, default=plan.rounds), "round")
    if max(counts, default=plan.rounds) < plan.rounds:
        return f"{said} (the calls {'take a second or more' if plan.quick else 'differ threefold'})"
    where = "a call takes a second or more" if plan.quick else "a call differs threefold from all others"
    return said if len(counts) < 2 else f"{said} ({min(counts)} where {where})"  # noqa: PLR2004


def _time(planned: PlannedRun, total: float) -> str:
    used = {instrument for _, instrument in planned.counts}
    parts = [(words, planned.seconds(part) or 0.0) for words, part in PARTS.items() if used.intersection(part)]
    listed = ", ".join(f"{words} {formatting.duration(seconds)}" for words, seconds in parts)
    budget = planned.run.plan.budget
    if budget is not None and budget < total:
        whole = formatting.duration(total)
        return f"The run takes {formatting.duration(budget)}, its budget; all rounds would take {whole} ({listed})."
    return f"The run takes about {formatting.duration(total)} ({listed}), plus the time to make data."


def _memory(planned: PlannedRun) -> Iterator[str]:
    yield _most(planned)
    limit = formatting.memory(planned.run.plan.limits.memory)
    for words, rows in zip((WILL, MAY), planned.split_by_limit(), strict=True):
        if rows:
            yield (
                f"The memory limit of a process is {limit}, and these cases {words}: {', '.join(map(name, rows))}. "
                "Measure fewer lines, or leave them out."
            )


def _most(planned: PlannedRun) -> str:
    cell, need = max(planned.needs.items(), key=lambda item: item[1].peak)
    peak, traced = (formatting.memory(each) for each in (need.peak, need.peak * costs.TRACED_MEMORY))
    available = f"{formatting.memory(planned.available)} is available."
    if need.least is not None:
        seen = f"assumed; {formatting.memory(need.least)} was measured"
        return f"The largest process may need {peak} ({name(cell)}; {seen}), and twice that when traced; {available}"
    return f"The largest process needs about {peak} ({name(cell)}), and about {traced} when traced; {available}"
