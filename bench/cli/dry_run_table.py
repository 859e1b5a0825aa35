"""Print what a run would be: its rows, its time and its memory."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from rich.table import Table
from rich.text import Text

from bench.analysis.forecast import costs
from bench.analysis.forecast.costs import Kind, Need
from bench.analysis.pareto import foreseen
from bench.cli import tables
from bench.model import formatting
from bench.model.cells import Group, first_copy, group, name
from bench.model.sweep import CURVES, swept
from bench.model.types import Cell, Instrument, Plan
from bench.session.forecast.dry_run import Rehearsal
from bench.terminal import console

PARTS: Final[Mapping[str, tuple[Instrument, ...]]] = {
    "answers": (Instrument.ANSWER,),
    "resident memory": (Instrument.RESIDENT,),
    "time": (Instrument.TIMING,),
    "traced memory": (Instrument.TRACED,),
    "lines that hold it": (Instrument.LINES,),
    "memory over time": CURVES,
}
UNKNOWN: Final = "not known"
WILL: Final = "will probably end as memory-limit"
MAY: Final = "may end as memory-limit, if what is assumed comes true"


def show(rehearsal: Rehearsal) -> None:
    """Print the rows of a run that was not measured, and what it would take."""
    plan = rehearsal.run.plan
    rows = [cell for cell in plan.cells if not cell.control and not swept(plan, cell)]
    for section in dict.fromkeys(map(group, rows)):
        of_section = [cell for cell in rows if group(cell) == section]
        narrow = console.output().width < tables.NARROW
        console.output().print((_sentences if narrow else _table)(rehearsal, section, of_section))
    for text in (*tables.findings_on(rehearsal.run), *_said(rehearsal)):
        console.output().print(Text(text))


def _table(rehearsal: Rehearsal, section: Group, rows: list[Cell]) -> Table:
    needs = [rehearsal.costs.needs.get(cell) for cell in rows]
    seconds = formatting.seconds_unit(need.run for need in needs if need)
    table = Table(title=Text(_title(section)), title_justify="left")
    table.add_column("implementation", overflow="fold")
    table.add_column(f"call {seconds.name}", justify="right")
    table.add_column("memory MiB", justify="right")
    table.add_column("known from", overflow="fold")
    for cell, need in zip(rows, needs, strict=True):
        figures = (seconds.number(need.run), _range(need)) if need else (UNKNOWN, UNKNOWN)
        table.add_row(Text(name(cell)), *figures, Text(need.source if need else rehearsal.unknown[cell]))
    return table


def _sentences(rehearsal: Rehearsal, section: Group, rows: list[Cell]) -> Text:
    """Say the same where columns have no room."""
    known = {cell: need for cell in rows if (need := rehearsal.costs.needs.get(cell))}
    lines = [_title(section)]
    for cell in rows:
        need = known.get(cell)
        figures = f"{formatting.seconds(need.run)}, {_range(need)} MiB ({need.source})" if need else ""
        lines.append(f"{name(cell)}: {figures or f'{UNKNOWN} ({rehearsal.unknown[cell]})'}")
    return Text("\n".join(lines))


def _range(need: Need) -> str:
    """Write the memory of a row in MiB: one figure where it is known, and else what was seen and what is assumed."""
    most = formatting.MIB.number(need.peak)
    least = most if need.least is None else formatting.MIB.number(need.least)
    return most if least == most else f"{least} to {most}"


def _title(section: Group) -> str:
    workload, interpreter, data, cache = section
    return f"{workload} on {data} ({cache}), Python {interpreter}"


def _said(rehearsal: Rehearsal) -> Iterator[str]:
    plan, known = rehearsal.run.plan, rehearsal.costs.needs
    planned = costs.to_come(plan, (), needs=known)
    counts = {kind: count for kind, count in planned.items() if kind[0] not in rehearsal.unknown}
    counts |= {(cell, instrument): 1 for cell in _watched(rehearsal) for instrument in CURVES}
    rounds = _rounds(plan, planned) if plan.budget is None else f"at most {plan.rounds} rounds"
    main = [cell for cell in plan.cells if not swept(plan, cell)]
    further = len(plan.cells) - len(main)
    growth = f", and {_plural(further, 'row')} at other sizes to see how memory grows" if further else ""
    yield f"{_plural(len(main), 'row')} (second copies of baselines included), {rounds}{growth}."
    total = costs.total(rehearsal.costs, counts) if known else None
    if total is not None:
        yield _time(rehearsal, counts, total)
    if known:
        yield from _memory(rehearsal)
    if rehearsal.unknown:
        yield f"Of {_plural(len(rehearsal.unknown), 'row')} nothing is known; what they take comes on top."
    yield "Nothing was measured, and no result was written."


def _rounds(plan: Plan, planned: Mapping[Kind, int]) -> str:
    """Say how many rounds there are, and where there are fewer."""
    counts = {count for (cell, kind), count in planned.items() if kind is Instrument.TIMING and not swept(plan, cell)}
    said = _plural(max(counts, default=plan.rounds), "round")
    if max(counts, default=plan.rounds) < plan.rounds:
        return f"{said} (the calls take a second or more)"
    return said if len(counts) < 2 else f"{said} ({min(counts)} where a call takes a second or more)"  # noqa: PLR2004


def _watched(rehearsal: Rehearsal) -> list[Cell]:
    """Return the rows whose memory will be recorded over time without being asked for."""
    plan, needs = rehearsal.run.plan, rehearsal.costs.needs
    rows = {cell: needs[cell] for cell in plan.cells if cell in needs and not cell.control and not swept(plan, cell)}
    figures = {cell: (need.run, need.peak) for cell, need in rows.items()}
    return [] if plan.quick else foreseen(figures, [first_copy(cell) for cell in plan.cells if cell.control])


def _time(rehearsal: Rehearsal, counts: dict[Kind, int], total: float) -> str:
    asked = {instrument for _, instrument in counts}
    parts = [(words, _part(rehearsal, counts, part)) for words, part in PARTS.items() if asked.intersection(part)]
    listed = ", ".join(f"{words} {formatting.duration(seconds)}" for words, seconds in parts)
    budget = rehearsal.run.plan.budget
    if budget is not None and budget < total:
        whole = formatting.duration(total)
        return f"It takes {formatting.duration(budget)}, the budget; all rounds would take {whole} ({listed})."
    return f"It takes about {formatting.duration(total)} ({listed}); data that has to be made comes on top."


def _part(rehearsal: Rehearsal, counts: dict[Kind, int], instruments: Collection[Instrument]) -> float:
    of_part = {kind: count for kind, count in counts.items() if kind[1] in instruments}
    return costs.total(rehearsal.costs, of_part) or 0.0


def _memory(rehearsal: Rehearsal) -> Iterator[str]:
    limit, needs = rehearsal.run.plan.limits.memory, rehearsal.costs.needs
    yield _most(rehearsal)
    beyond = {cell: need for cell, need in needs.items() if need.peak > limit}
    sure = [name(cell) for cell, need in beyond.items() if need.least is None or need.least > limit]
    unsure = [name(cell) for cell, need in beyond.items() if need.least is not None and need.least <= limit]
    for words, rows in ((WILL, sure), (MAY, unsure)):
        if rows:
            yield (
                f"A process may hold {formatting.memory(limit)}, so these rows {words}: {', '.join(rows)}. "
                "Measure with fewer lines, or leave them out."
            )


def _most(rehearsal: Rehearsal) -> str:
    cell, need = max(rehearsal.costs.needs.items(), key=lambda item: item[1].peak)
    peak, traced = (formatting.memory(each) for each in (need.peak, need.peak * costs.TRACED_MEMORY))
    available = f"{formatting.memory(rehearsal.available)} are available."
    if need.least is not None:
        seen = f"assumed, {formatting.memory(need.least)} were seen"
        return (
            f"The most memory that a process may take is {peak} ({name(cell)}; {seen}), twice that traced; {available}"
        )
    return (
        f"The most memory that a process takes is about {peak} ({name(cell)}), and about {traced} when it is traced; "
        f"{available}"
    )


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
