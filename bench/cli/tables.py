"""Print what came of a run, and what there is to run."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from bench.analysis.cautions.of_run import cautions
from bench.analysis.growth.row_growth import Growth, Kind, growths
from bench.analysis.sections import Section, sections, times
from bench.analysis.statistics.times import estimate
from bench.host.cache.cleaning import Cleaned, Survey
from bench.inputs.catalogue import Catalogue
from bench.inputs.data.log_counts import understood
from bench.model import formatting
from bench.model.cells import first_copy, name
from bench.model.types import Cell, Instrument, Outcome, Run, Status, Workload
from bench.terminal import commands, console

NARROW: Final = 70  # columns of a terminal
SHOWN: Final = 10  # of what could not be removed
UNSWEPT: Final = 2  # points of a row that was measured at one size: that, and what its imports need
FIRST_IMPRESSION: Final = (
    "A first impression (--quick): so few rounds tell no difference in time. Leave --quick out to compare."
)


def show(run: Run) -> None:
    """Print one table per section, what became of the rows that failed, and what should be doubted."""
    output, grown = console.output(), growths(run)
    for section in sections(run):
        output.print(_table(section, output))
        output.print(_circumstances(section))
        for row in section.rows:
            if row.status is not Status.OK:
                output.print(Text(f"{name(row.cell)}: {row.status}. {row.reason}"))
            for note in row.notes:
                output.print(Text(f"{name(row.cell)}: {note}"))
        for text in _laws(grown[row.cell] for row in section.rows if row.cell in grown):
            output.print(Text(text))
    guarded = formatting.guarded(run.guards)
    for text in (*_understood(run), *([guarded] if guarded else []), *_doubts(run)):
        output.print(Text(text))


def failures(run: Run) -> str:
    """Return the words that end a run with exit code 3: which rows failed and how; empty if all went well."""
    names = {row.cell: _full_name(run, first_copy(row.cell)) for row in run.outcomes}
    failed = {names[row.cell]: row.status for row in run.outcomes if row.status not in {Status.OK, Status.SKIPPED}}
    said = ", ".join(f"{each} ({status})" for each, status in failed.items())
    some_ok = any(row.status is Status.OK for row in run.outcomes)
    if failed:
        others = "The others are in the report" if some_ok else "None is left"
        return f"{len(failed)} of {len(set(names.values()))} rows failed: {said}. {others}; exit code 3."
    skipped = ", ".join(f"{each} ({Status.SKIPPED})" for each in dict.fromkeys(names.values()))
    return "" if some_ok else f"No row was measured: {skipped}; exit code 3."


def cached(base: Path, found: Survey) -> str:
    """Return what the cache keeps, a line for each kind."""
    if not found.kept:
        return f"The cache {_line(base)} holds nothing that could be removed."
    rows = [(kept.kind, _entries(len(kept.entries)), formatting.size(kept.bytes)) for kept in found.kept]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = [f"  {kind:<{widths[0]}}  {entries:>{widths[1]}}  {size}" for kind, entries, size in rows]
    return "\n".join([f"The cache {_line(base)} holds:", *lines])


def cleaned(base: Path, done: Cleaned) -> str:
    """Return what was removed, and what is left with the reasons."""
    said = f"Removed {_entries(done.removed)} ({formatting.size(done.bytes)})."
    if not done.left:
        return said
    shown = [f"  {_line(path)}: {reason}" for path, reason in islice(done.left.items(), SHOWN)]
    more = [f"  and {len(done.left) - SHOWN:,} more"] if len(done.left) > SHOWN else []
    return "\n".join([f"{said} Left in {_line(base)}: {_entries(len(done.left))}.", *shown, *more])


def _line(path: Path) -> str:
    """Return a path on one line: what comes after a line's end in its name would look like a line of ours."""
    return str(path).replace("\n", "\\n")


def _entries(count: int) -> str:
    return f"{count:,} {'entry' if count == 1 else 'entries'}"


def show_catalogue(found: Catalogue, workloads: Sequence[Workload], *, with_requirements: bool) -> None:
    """Print workloads and implementations, a line each, with why one is not measured unless asked for."""
    for workload in workloads:
        console.say(f"{workload.name}: {workload.title}")
        hidden = 0
        for item in found.of(workload.name):
            if item.requires and not with_requirements:
                hidden += 1
                continue
            needs = f" (needs {', '.join(item.requires)}: --all)" if item.requires else ""
            problem = f" (cannot be measured: {item.problem})" if item.problem else ""
            mark = " (baseline)" if item.name == workload.baseline else ""
            console.say(f"    {item.name:28} {item.title}{mark}{needs}{problem}")
        if hidden:
            console.say(f"    and {hidden} that need libraries: {commands.typed('bench list', '--all')}")


def peak(row: Outcome | None) -> int | float | None:
    """Return the largest resident peak that a process of a row reached, in bytes."""
    samples = row.samples if row else ()
    found = [s.values["peak"].value for s in samples if s.instrument is Instrument.RESIDENT and "peak" in s.values]
    return max(found, default=None)


def _table(section: Section, output: Console) -> RenderableType:
    """Draw the rows that are ok, the best time first: in columns, or in a narrow terminal as sentences."""
    rows = [row for row in section.rows if row.status is Status.OK]
    ranks = section.ranks()
    ranked = sorted(rows, key=lambda row: (ranks.get(row.cell, len(rows)), _seconds(row) or 0.0))
    memory = formatting.memory_unit(peak(row) for row in ranked)
    seconds = formatting.seconds_unit(_seconds(row) for row in ranked)
    verdicts = [_verdict(section, row) for row in ranked]
    if output.width < NARROW:
        told = zip(ranked, verdicts, strict=True)
        lines = (
            f"{name(row.cell)}: {memory.text(peak(row))}, {seconds.text(_seconds(row))}, {words}" for row, words in told
        )
        return Group(Text(_title(section)), *map(Text, lines))
    table = Table(title=Text(_title(section)), title_justify="left")
    table.add_column("rank", justify="right")
    table.add_column("implementation", overflow="fold")
    for head in (f"memory {memory.name}", "saved", f"time {seconds.name}"):
        table.add_column(head, justify="right")
    table.add_column("against the baseline", overflow="fold")
    for row, words in zip(ranked, verdicts, strict=True):
        saved = "baseline" if row is section.baseline else formatting.saved(peak(section.baseline), peak(row))
        figures = (memory.number(peak(row)), saved, seconds.number(_seconds(row)))
        table.add_row(_rank(ranks, row), Text(name(row.cell)), *figures, words)
    return table


def _rank(ranks: Mapping[Cell, int], row: Outcome) -> str:
    """Return a rank; "=" marks those that cannot be told apart."""
    rank = ranks.get(row.cell)
    shared = list(ranks.values()).count(rank) > 1 if rank else False
    return f"{rank or ''}{'=' if shared else ' '}"


def _verdict(section: Section, row: Outcome) -> str:
    if row is section.baseline:
        return "baseline"
    comparison = section.comparisons().get(row.cell)
    return comparison.words if comparison else "not compared"


def _title(section: Section) -> str:
    cold = ", file not in the page cache" if section.cache == "cold" else ""
    return f"{section.workload} on {section.data}, Python {section.interpreter}{cold}"


def _circumstances(section: Section) -> Text:
    """Say on what the comparison rests."""
    rounds = len(times(section.baseline))
    said = [f"{rounds} {'round' if rounds == 1 else 'rounds'}"]
    if section.floor:
        said.append(f"equal code differed by {formatting.percent(section.floor.ratio - 1)} at most")
    cached = [
        sample.values["page_cache_resident"].value
        for row in section.rows
        for sample in row.samples
        if sample.instrument is Instrument.TIMING and "page_cache_resident" in sample.values
    ]
    if section.cache == "cold":
        share = formatting.percent(max(cached)) if cached else formatting.NOT_AVAILABLE
        said.append(f"share of the file in the page cache when `run` began: {share} at most")
    return Text(", ".join(said))


def _laws(grown: Iterable[Growth]) -> Iterator[str]:
    """Say how memory grows; rows of which the same is said share a line, as most that are constant do."""
    told: dict[str, list[str]] = {}
    for growth in grown:
        if growth.law.kind is not Kind.UNKNOWN or growth.failed or len(growth.points) > UNSWEPT:
            told.setdefault(_law(growth), []).append(name(growth.cell))
    for said, names in told.items():
        yield f"memory of {', '.join(names)}: {said}"


def _law(growth: Growth) -> str:
    """Return the law and what became of its forecast; that no growth was forecast, and none came, is left out."""
    if growth.law.kind is Kind.CONSTANT and growth.trusted and not growth.failed:
        return growth.words
    return "; ".join(filter(None, (growth.words, growth.verdict)))


def _understood(run: Run) -> Iterator[str]:
    """Say how much of the user's own log was understood."""
    for data in run.data.values():
        if data.records:
            yield f"{data.id} holds {understood(data.records)}"


def _doubts(run: Run) -> Iterator[str]:
    if run.plan.quick:
        yield FIRST_IMPRESSION
    for each in cautions(run):
        yield f"caution: {f'{_full_name(run, each.where)}: ' if each.where else ''}{each.text}"


def _full_name(run: Run, cell: Cell) -> str:
    """Return what a row is called below all tables, where neither workload nor interpreter is a heading."""
    cells = [row.cell for row in run.outcomes]
    workload = f"{cell.workload}/" if len({each.workload for each in cells}) > 1 else ""
    python = f" on Python {cell.interpreter}" if len({each.interpreter for each in cells}) > 1 else ""
    return f"{workload}{name(cell)}{python}"


def _seconds(row: Outcome) -> float | None:
    own = estimate(times(row).values())
    return own.value if own else None
