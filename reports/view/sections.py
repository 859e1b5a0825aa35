"""From a group of rows to a section: figures, order, table, story.

Rows are sorted by time, the fastest first; rows that cannot be told apart share a rank. Rows without a time come last.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from bench.analysis.cautions.of_run import Caution, unanswered
from bench.analysis.growth.row_growth import Growth, growths
from bench.analysis.statistics import times
from bench.model import formatting
from bench.model.types import Dataset, Outcome, Run, Status
from reports.page.figures import Look
from reports.page.page import Row, Section
from reports.view import choice, columns, figures, lessons, sentences
from reports.view import growth as growing
from reports.view.footnotes import footnotes, marked
from reports.view.groups import Group, implementation_of, key_of, name_of, yardsticks
from reports.view.pythons import pythons

ORDER: Final = "Fastest first; rows that cannot be told apart share a rank."


def section(run: Run, group: Group, looked: dict[str, Look], cautions: Sequence[Caution]) -> Section:
    """Return one section, ready to print but for the details of its rows."""
    rows = _ranked(_rows(run, group, looked), group)
    failed = tuple(_row(run, group, each, looked) for each in group.rows if each.status is not Status.OK)
    known = {row.cell: key_of(row.cell, group) for row in group.rows}
    notes = footnotes(((known[each.where], each) for each in cautions if each.where in known), [*rows, *failed])
    made = Section(
        key=f"{group.workload.name}-{group.cache}".replace("_", "-"),
        workload=group.workload.name,
        title=group.workload.title,
        text=group.workload.text,
        size=size_of(group.dataset),
        order=ORDER,
        columns=columns.columns(columns.scales([row.figures for row in rows])),
        rows=marked(_filled(rows), notes),
        failed=failed,
        steps=_steps(rows, group),
        cautions=notes,
        pythons=pythons(group),
        floor=group.floor.ratio if group.floor else None,
        lines=group.dataset.lines,
        bytes=group.dataset.bytes,
    )
    told = replace(made, headline=_headline(run, group, made), lesson=lessons.lesson(made), trust=sentences.trust(made))
    return replace(told, choice=choice.choice(told))


def _headline(run: Run, group: Group, made: Section) -> str:
    """Say what the section found, and before that if the question has no answer in the user's log."""
    found = sentences.headline(made)
    empty = group.dataset.bytes and all(unanswered(run, member) for member in group.members)
    return f"{sentences.UNANSWERED.format(made.workload)} {found}" if empty else found


def size_of(dataset: Dataset) -> str:
    """Say how large the data is."""
    if dataset.kind == "number":
        return f"n = {formatting.count(dataset.lines)}"
    return f"{formatting.count(dataset.lines)} lines"


def identity(outcome: Outcome) -> str:
    """Name what keeps its look in every chart: an implementation, whatever interpreter runs it."""
    cell = outcome.cell
    return f"{cell.workload}/{cell.origin}/{cell.implementation}"


def _rows(run: Run, group: Group, looked: dict[str, Look]) -> list[Row]:
    sticks = yardsticks(group)
    ok = [each for each in group.rows if each.status is Status.OK]
    rows = [_measured(_row(run, group, each, looked), each, sticks[each.cell.interpreter]) for each in ok]
    grown = growths(run)
    return [_grown(run, row, grown.get(each.cell)) for row, each in zip(rows, ok, strict=True)]


def _measured(row: Row, outcome: Outcome, stick: figures.Yardstick) -> Row:
    return replace(row, figures=figures.of(outcome, stick, baseline=row.baseline))


def _grown(run: Run, row: Row, growth: Growth | None) -> Row:
    return replace(row, growth=growing.shown(growth, run.machine.memory), need=choice.need(row.figures, growth))


def _row(run: Run, group: Group, outcome: Outcome, looked: dict[str, Look]) -> Row:
    implementation = implementation_of(run, outcome.cell)
    return Row(
        key=key_of(outcome.cell, group),
        name=name_of(outcome.cell, group),
        title=implementation.title,
        status=str(outcome.status),
        reason=outcome.reason,
        notes=outcome.notes,
        baseline=group.is_baseline(outcome),
        look=looked[identity(outcome)],
        needs=", ".join(implementation.requires) or "nothing",
        python=outcome.cell.interpreter,
    )


def _ranked(rows: Sequence[Row], group: Group) -> list[Row]:
    """Sort by time and give ranks; rows without a time come last, by memory, without a rank."""
    rounds = {row.key: row.figures.by_round for row in rows}
    ranks = times.ranks(rounds, floor=group.floor, confidence=group.members[0].confidence)
    shared = list(ranks.values())
    place = {key: number for number, key in enumerate(ranks)}
    ordered = sorted(rows, key=lambda row: (place.get(row.key, len(place)), _size(row), row.name))
    return [replace(row, rank=_rank(ranks.get(row.key), shared)) for row in ordered]


def _rank(rank: int | None, all_ranks: list[int]) -> str:
    if rank is None:
        return ""
    return f"{rank}=" if all_ranks.count(rank) > 1 else str(rank)


def _size(row: Row) -> float:
    return row.figures.peak.value if row.figures.peak else float("inf")


def _filled(rows: Sequence[Row]) -> tuple[Row, ...]:
    chosen = columns.scales([row.figures for row in rows])
    return tuple(replace(row, entries=columns.entries(row, chosen)) for row in rows)


def _steps(rows: Iterable[Row], group: Group) -> tuple[str, ...]:
    """Return the keys of the story's rows in its order, on the first interpreter."""
    measured = {row.key for row in rows}
    first = group.members[0]
    by_name = {row.cell.implementation: key_of(row.cell, group) for row in first.rows}
    return tuple(by_name[step] for step in group.workload.steps if by_name.get(step) in measured)
