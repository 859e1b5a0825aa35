"""From a run to its sections: one for each workload and state of the page cache, on the largest data measured.

Rows are sorted by time, the fastest first; rows that cannot be told apart share a rank. Copies of the baseline are no
rows: they say how much equal code differs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bench import formatting, stats
from bench.model import Cell, Dataset, Implementation, Outcome, Run, Status, Workload
from reports import columns, figures, sentences
from reports.page import Figures, Look, Row, Section
from reports.palette import looks

ORDER: Final = "Fastest first; rows that cannot be told apart share a rank."


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The outcomes that stand in one table."""

    workload: Workload
    dataset: Dataset
    cache: str
    outcomes: tuple[Outcome, ...]

    @property
    def base(self) -> Outcome | None:
        """The baseline's row, that with a second copy if there are several."""
        named = [each for each in self.outcomes if each.cell.implementation == self.workload.baseline]
        rows = [each for each in named if not each.cell.control and each.status is Status.OK]
        return next((each for each in rows if self.control_of(each)), rows[0] if rows else None)

    def control_of(self, base: Outcome | None) -> Outcome | None:
        """The second copy of a baseline's row, if it was measured."""
        wanted = replace(base.cell, control=True) if base else None
        return next((each for each in self.outcomes if each.cell == wanted), None)

    @property
    def rows(self) -> tuple[Outcome, ...]:
        """Outcomes that stand in the table."""
        return tuple(each for each in self.outcomes if not each.cell.control)

    @property
    def ok(self) -> tuple[Outcome, ...]:
        """Outcomes that are ranked, charted and compared."""
        return tuple(each for each in self.rows if each.status is Status.OK)


def groups(run: Run) -> tuple[Group, ...]:
    """Return what the sections are made of, in the order of the plan."""
    keys = dict.fromkeys((outcome.cell.workload, outcome.cell.cache) for outcome in run.outcomes)
    return tuple(_group(run, workload, cache) for workload, cache in keys)


def _group(run: Run, workload: str, cache: str) -> Group:
    members = [each for each in run.outcomes if (each.cell.workload, each.cell.cache) == (workload, cache)]
    largest = max((each.cell.data for each in members), key=lambda name: (run.data[name].lines, run.data[name].bytes))
    chosen = tuple(each for each in members if each.cell.data == largest)
    return Group(workload=run.workloads[workload], dataset=run.data[largest], cache=cache, outcomes=chosen)


def sections(run: Run) -> tuple[Section, ...]:
    """Return every section of a run, ready to print but for the details of its rows."""
    looked = looks(_identity(outcome.cell) for outcome in run.outcomes)
    return tuple(_section(run, group, looked) for group in groups(run))


def _identity(cell: Cell) -> str:
    return f"{cell.workload}/{cell.origin}/{cell.implementation}"


def yardstick(run: Run, group: Group) -> figures.Yardstick:
    """Return what the rows of a group are measured against."""
    base = group.base
    control = group.control_of(base)
    peak = figures.peak_of(base) if base else None
    return figures.Yardstick(
        dataset=group.dataset,
        base=stats.by_round(base.samples) if base else {},
        control=stats.by_round(control.samples) if control else {},
        peak=peak.value if peak else None,
        confidence=stats.confidence_of(run.plan),
        mapped=figures.mapped_anyway(group.ok),
    )


def _section(run: Run, group: Group, looked: dict[str, Look]) -> Section:
    stick = yardstick(run, group)
    floor = stats.noise_floor(stick.base, stick.control, stick.confidence)
    rows = [_row(run, group, outcome, looked[_identity(outcome.cell)]) for outcome in group.rows]
    measured = [
        replace(row, figures=figures.of(outcome, stick, baseline=row.baseline))
        for row, outcome in zip(rows, group.rows, strict=True)
        if outcome.status is Status.OK
    ]
    ranked = _ranked(measured, floor, stick.confidence)
    named = {row.key: outcome for row, outcome in zip(rows, group.rows, strict=True)}
    section = Section(
        key=f"{group.workload.name}-{group.cache}",
        workload=group.workload.name,
        title=group.workload.title,
        text=group.workload.text,
        size=size_of(group.dataset),
        order=ORDER,
        columns=columns.columns([row.figures for row in ranked]),
        rows=_filled(ranked),
        failed=tuple(row for row in rows if row.status != Status.OK),
        steps=_steps(ranked, named, group),
        floor=floor.ratio if floor else None,
        lines=group.dataset.lines,
        bytes=group.dataset.bytes,
    )
    return replace(section, headline=sentences.headline(section), trust=sentences.trust(section, floor))


def size_of(dataset: Dataset) -> str:
    """Say how large the data is."""
    if dataset.kind == "number":
        return f"n = {formatting.count(dataset.lines)}"
    return f"{formatting.count(dataset.lines)} lines, {formatting.size(dataset.bytes)}"


def _row(run: Run, group: Group, outcome: Outcome, look: Look) -> Row:
    implementation = implementation_of(run, outcome.cell)
    return Row(
        key=key_of(outcome.cell, group),
        name=_name(outcome.cell, group),
        title=implementation.title,
        status=str(outcome.status),
        reason=outcome.reason,
        notes=outcome.notes,
        baseline=outcome is group.base,
        look=look,
        needs=", ".join(implementation.requires) or "nothing",
        python=outcome.cell.interpreter,
    )


def implementation_of(run: Run, cell: Cell) -> Implementation:
    """Return the implementation that a cell ran; a bare one if the result does not describe it."""
    wanted = (cell.workload, cell.origin, cell.implementation)
    found = (each for each in run.implementations if (each.workload, each.origin, each.name) == wanted)
    return next(found, Implementation(workload=cell.workload, name=cell.implementation, origin=cell.origin))


def _name(cell: Cell, group: Group) -> str:
    """Name a row by what tells it apart from the others."""
    others = [each.cell for each in group.rows if each.cell.implementation == cell.implementation]
    name = cell.implementation
    if len({each.origin for each in others}) > 1:
        name = f"{cell.origin}/{name}"
    several = len({each.cell.interpreter for each in group.rows}) > 1
    return f"{name} · {cell.interpreter}" if several else name


def key_of(cell: Cell, group: Group) -> str:
    """Return the key of a cell's row: unique on the page and safe in an id."""
    text = f"{group.workload.name}-{group.cache}-{cell.origin}-{cell.implementation}-{cell.interpreter}"
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in text)


def _ranked(rows: Sequence[Row], floor: stats.Floor | None, confidence: float) -> list[Row]:
    """Sort by time and give ranks; rows without a time come last, by memory, without a rank."""
    rounds = {row.key: row.figures.by_round for row in rows}
    ranks = stats.ranks(rounds, floor=floor, confidence=confidence)
    shared = list(ranks.values())
    place = {key: number for number, key in enumerate(ranks)}
    ordered = sorted(rows, key=lambda row: (place.get(row.key, len(place)), _size(row.figures), row.name))
    return [replace(row, rank=_rank(ranks.get(row.key), shared)) for row in ordered]


def _rank(rank: int | None, all_ranks: list[int]) -> str:
    if rank is None:
        return ""
    return f"{rank}=" if all_ranks.count(rank) > 1 else str(rank)


def _size(own: Figures) -> float:
    return own.peak.value if own.peak else float("inf")


def _filled(rows: Sequence[Row]) -> tuple[Row, ...]:
    all_figures = [row.figures for row in rows]
    return tuple(replace(row, entries=columns.entries(row, all_figures)) for row in rows)


def _steps(rows: Iterable[Row], named: dict[str, Outcome], group: Group) -> tuple[str, ...]:
    """Return the keys of the story's rows in its order, on the baseline's interpreter."""
    interpreter = group.base.cell.interpreter if group.base else None
    by_name = {
        named[row.key].cell.implementation: row.key for row in rows if named[row.key].cell.interpreter == interpreter
    }
    return tuple(by_name[step] for step in group.workload.steps if step in by_name)
