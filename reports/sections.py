"""From a group of rows to a section: figures, order, table, story.

Rows are sorted by time, the fastest first; rows that cannot be told apart share a rank, and a rank that too few rounds
test says so. Rows without a time come last.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from bench import formatting
from bench.analysis import Analysis
from bench.cautions import Caution, unanswered
from bench.growth import Growth
from bench.log_words import nothing_counted, other_lines
from bench.model import Dataset, Outcome, Run, Status
from bench.stats.ranking import Rank, ranks
from reports import choice, columns, figures, growing, lessons, sentences
from reports.footnotes import footnotes, marked
from reports.groups import Group, key_of, name_of, yardsticks
from reports.measures import Look
from reports.page import Row, Section
from reports.pythons import pythons

ORDER: Final = "Fastest first; rows that cannot be told apart share a rank."
UNTESTED: Final = "Fastest first; a rank with a question mark only follows its estimate: too few rounds to test it."


def section(analysis: Analysis, group: Group, looked: dict[str, Look], cautions: Sequence[Caution]) -> Section:
    """Return one section, ready to print but for the details of its rows."""
    run = analysis.run
    rows = _ranked(_rows(analysis, group, looked), group)
    failed = tuple(_row(run, group, each, looked) for each in group.rows if each.status is not Status.OK)
    known = {row.cell: key_of(row.cell, group) for row in group.rows}
    notes = footnotes(((known[each.where], each) for each in cautions if each.where in known), [*rows, *failed])
    made = Section(
        key=f"{group.workload.name}-{group.cache}".replace("_", "-"),
        workload=group.workload.name,
        title=group.workload.title,
        text=group.workload.text,
        size=size_of(group.dataset),
        order=UNTESTED if any(row.rank.endswith("?") for row in rows) else ORDER,
        columns=columns.columns(columns.scales([row.figures for row in rows])),
        rows=marked(_filled(rows), notes),
        failed=failed,
        steps=_steps(rows, group),
        cautions=notes,
        pythons=pythons(group),
        floor=group.floor.ratio if group.floor else None,
        apart=group.apart,
        lines=group.dataset.lines,
        bytes=group.dataset.bytes,
        other_lines=_other_lines(group),
    )
    told = replace(made, headline=_headline(run, group, made), lesson=lessons.lesson(made), trust=sentences.trust(made))
    return replace(told, choice=choice.choice(told))


def _headline(run: Run, group: Group, made: Section) -> str:
    """Say what the section found, and before that if the question has no answer in the user's log."""
    found = sentences.headline(made)
    empty = all(unanswered(run, member) for member in group.members)
    reason = nothing_counted(group.dataset, group.workload)
    return f"{sentences.UNANSWERED.format(made.workload, reason)} {found}" if empty else found


def _other_lines(group: Group) -> str:
    coverage = group.dataset.coverage.get(group.workload.form)
    return other_lines(coverage) if coverage else ""


def size_of(dataset: Dataset) -> str:
    """Say how large the data is."""
    if dataset.kind == "number":
        return f"n = {formatting.count(dataset.lines)}"
    return f"{formatting.count(dataset.lines)} lines"


def identity(outcome: Outcome) -> str:
    """Name what keeps its look in every chart: an implementation, whatever interpreter runs it."""
    cell = outcome.cell
    return f"{cell.workload}/{cell.origin}/{cell.implementation}"


def _rows(analysis: Analysis, group: Group, looked: dict[str, Look]) -> list[Row]:
    run, sticks = analysis.run, yardsticks(group)
    ok = [each for each in group.rows if each.status is Status.OK]
    rows = [_measured(_row(run, group, each, looked), each, sticks[each.cell.interpreter]) for each in ok]
    return [_grown(run, row, analysis.growths.get(each.cell)) for row, each in zip(rows, ok, strict=True)]


def _measured(row: Row, outcome: Outcome, stick: figures.Yardstick) -> Row:
    return replace(row, figures=figures.of(outcome, stick, baseline=row.baseline))


def _grown(run: Run, row: Row, growth: Growth | None) -> Row:
    return replace(row, growth=growing.shown(growth, run.machine.memory), need=choice.need(row.figures, growth))


def _row(run: Run, group: Group, outcome: Outcome, looked: dict[str, Look]) -> Row:
    implementation = run.implementation(outcome.cell)
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
    found = ranks(rounds, floor=group.floor, confidence=group.members[0].confidence)
    place = {key: number for number, key in enumerate(found)}
    ordered = sorted(rows, key=lambda row: (place.get(row.key, len(place)), _size(row), row.name))
    return [_placed(row, found.get(row.key)) for row in ordered]


def _placed(row: Row, rank: Rank | None) -> Row:
    return replace(row, rank=str(rank), tier=rank.tier) if rank else row


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
