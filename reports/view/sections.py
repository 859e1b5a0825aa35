"""From a group of rows to a section: figures, order, table, story.

Rows are sorted by time, the fastest first; rows that cannot be distinguished share a rank, the one with the least
memory first, and a rank from too few rounds to test says so. Rows without a time come last.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bench.analysis.analysis import Analysis
from bench.analysis.cautions.caution import Caution
from bench.analysis.cautions.of_run import is_unanswered
from bench.analysis.sections import times
from bench.analysis.statistics import times as stats
from bench.analysis.statistics.ranking import ranks
from bench.model import formatting
from bench.model.log_words import nothing_counted, other_lines, read_by
from bench.model.types import MOST_PARTS, Dataset, EdgeCasePolicy, Outcome, Run, Status
from reports.page.figures import Appearance
from reports.page.parts import Footnote, Table, TableEntry
from reports.page.section import PageSection, Row
from reports.view import choice, columns, figures, sentences, verdict
from reports.view import growth as growing
from reports.view.details.detail import is_of_lines
from reports.view.figures import peak_of
from reports.view.groups import RowGroup, key_of, name_of, yardsticks
from reports.view.provenance import twin

ORDER: Final = "Fastest first. Rows without a measurable difference in time share a rank, least memory first."
NAMED: Final = 3  # edge cases beside the name of a row; its note has them all
UNTESTED: Final = "Fastest first. A rank with a question mark follows the estimate alone and is not tested."
OUT_OF_TIME: Final = "Within a rank, a slower row may come first, as here: the difference is within the noise."
UNTIMED: Final = "Least memory first; times were not measured."


def describe_order(rows: Sequence[Row]) -> str:
    """Say what several rows are ordered by, and why that is not their time alone where the column shows it."""
    if len(rows) == 1 or not any(row.figures.peak for row in rows):
        return ""
    if not any(row.rank for row in rows):
        return UNTIMED
    seconds = [row.figures.seconds.value for row in rows if row.rank and row.figures.seconds]
    said = UNTESTED if any(row.rank.endswith("?") for row in rows) else ORDER
    shown, ascending = (list(map(formatting.seconds_unit(seconds).number, each)) for each in (seconds, sorted(seconds)))
    return said if shown == ascending else f"{said} {OUT_OF_TIME}"


def section(
    analysis: Analysis, group: RowGroup, looked: dict[str, Appearance], cautions: Sequence[Caution]
) -> PageSection:
    """Return one section, ready to print but for the details of its rows."""
    run = analysis.run
    rows = _rank(_rows(analysis, group, looked), group)
    failed = tuple(_row(run, group, each, looked) for each in group.rows if each.status is not Status.OK)
    known = {row.cell: key_of(row.cell, group) for row in group.rows}
    notes = footnotes(((known[each.where], each) for each in cautions if each.where in known), [*rows, *failed])
    beside = twin.ranks_of(analysis, group)
    made = PageSection(
        key=f"{group.workload.name}-{group.cache}".replace("_", "-"),
        workload=group.workload.name,
        title=group.workload.title,
        text=group.workload.text,
        size=size_of(group.dataset),
        order=describe_order(rows),
        columns=columns.columns(columns.scales([row.figures for row in rows])),
        rows=marked(_fill(rows), notes),
        failed=marked(failed, notes),
        steps=_steps(rows, group),
        cautions=notes,
        pythons=pythons(group),
        floor=group.floor.ratio if group.floor else None,
        apart=group.apart,
        finds=group.finds,
        lines=group.dataset.lines,
        bytes=group.dataset.bytes,
        other_lines=_other_lines(group),
        written_for=group.workload.written_for,
        without_edge_cases=_without_edge_cases(run),
        twin=twin.finding(beside),
        twin_rows=twin.rows(beside, group),
    )
    told = replace(made, trust=sentences.trust(made))
    if changed := verdict.of_group(analysis, group):  # which of its rows to take is not what the run was to find out
        return columns.without_alike(replace(told, headline=changed))
    told = replace(told, headline=_headline(run, group, made), lesson=sentences.lesson(made))
    return columns.without_alike(replace(told, choice=choice.choice(told)))


def _headline(run: Run, group: RowGroup, made: PageSection) -> str:
    """Say what the section found, and before that if the question has no answer in the user's log."""
    found = sentences.headline(made)
    empty = all(is_unanswered(run, member) for member in group.members)
    reason = nothing_counted(group.dataset, group.workload)
    return f"{sentences.UNANSWERED.format(made.workload, reason)} {found}" if empty else found


def _other_lines(group: RowGroup) -> str:
    workload = group.workload
    coverage = group.dataset.coverage.get(workload.form)
    form = f"the format {workload.written_for}" if workload.written_for else read_by([workload.name])
    return other_lines(coverage, form) if coverage else ""


def size_of(dataset: Dataset) -> str:
    """Say how large the data is."""
    if dataset.kind == "number":
        return f"n = {formatting.count(dataset.lines)}"
    return formatting.plural(dataset.lines, "line")


def identity(outcome: Outcome) -> str:
    """Name what keeps its look in every chart: an implementation, whatever interpreter runs it."""
    cell = outcome.cell
    return f"{cell.workload}/{cell.origin}/{cell.implementation}"


def _rows(analysis: Analysis, group: RowGroup, looked: dict[str, Appearance]) -> list[Row]:
    run, sticks, rows = analysis.run, yardsticks(group), []
    for each in (each for each in group.rows if each.status is Status.OK):
        row, growth = _row(run, group, each, looked), analysis.growths.get(each.cell)
        found = figures.of(each, sticks[each.cell.interpreter], baseline=row.baseline)
        shown = growing.show(growth, run.machine.memory)
        rows.append(replace(row, figures=found, growth=shown, need=choice.need(found, growth)))
    return rows


def _row(run: Run, group: RowGroup, outcome: Outcome, looked: dict[str, Appearance]) -> Row:
    implementation, failed = run.implementation(outcome.cell), outcome.edge_cases
    return Row(
        key=key_of(outcome.cell, group),
        name=name_of(outcome.cell, group),
        origin=outcome.cell.origin,
        title=implementation.title,
        status=str(outcome.status),
        reason=outcome.reason,
        notes=outcome.notes + ((formatting.edge_cases(failed, MOST_PARTS),) if failed else ()),
        edge_cases=formatting.edge_cases(failed, NAMED) if failed else "",
        failed_edge_cases=len(failed.names) if failed else _count_failed_edge_cases(run, outcome),
        baseline=group.is_baseline(outcome),
        look=looked[identity(outcome)],
        needs=", ".join(implementation.requires) or "nothing",
        python=outcome.cell.interpreter,
    )


def _count_failed_edge_cases(run: Run, outcome: Outcome) -> int | None:
    """Return that none is failed, where all were tried: a row that is not ok was not asked all."""
    return 0 if outcome.status is Status.OK and not _without_edge_cases(run) else None


def _without_edge_cases(run: Run) -> bool:
    return run.plan.edge_cases is EdgeCasePolicy.OFF


def _rank(rows: Sequence[Row], group: RowGroup) -> list[Row]:
    """Sort by time and give ranks; rows without a time come last, by memory, without a rank."""
    rounds = {row.key: row.figures.by_round for row in rows}
    peaks = {row.key: row.figures.peak.value for row in rows if row.figures.peak}
    found = ranks(rounds, floor=group.floor, confidence=group.members[0].confidence, peaks=peaks)
    place = {key: number for number, key in enumerate(found)}
    ordered = sorted(rows, key=lambda row: (place.get(row.key, len(place)), _size(row), row.name))
    ranked = ((row, found.get(row.key)) for row in ordered)
    return [replace(row, rank=str(rank), tier=rank.tier) if rank else row for row, rank in ranked]


def _size(row: Row) -> float:
    return row.figures.peak.value if row.figures.peak else float("inf")


def _fill(rows: Sequence[Row]) -> tuple[Row, ...]:
    chosen = columns.scales([row.figures for row in rows])
    return tuple(replace(row, entries=columns.entries(row, chosen)) for row in rows)


def _steps(rows: Iterable[Row], group: RowGroup) -> tuple[str, ...]:
    """Return the keys of the story's rows in its order, on the first interpreter."""
    measured = {row.key for row in rows}
    first = group.members[0]
    by_name = {row.cell.implementation: key_of(row.cell, group) for row in first.rows}
    return tuple(by_name[step] for step in group.workload.steps if by_name.get(step) in measured)


NAME: Final = "name"  # a mark beside it concerns the row as a whole
COLUMN: Final = {"seconds": "time", "peak": "memory", "traced_peak": "memory"}


def footnotes(cautions: Iterable[tuple[str, Caution]], rows: Sequence[Row]) -> tuple[Footnote, ...]:
    """Number what there is to say about the rows, in their order; each caution comes with the key of its row."""
    by_row: dict[str, list[Caution]] = {}
    for key, caution in cautions:
        by_row.setdefault(key, []).append(caution)
    found = ((row, *said) for row in rows for said in _of_row(row, by_row.get(row.key, ())))
    return tuple(
        Footnote(mark=str(number), key=row.key, name=row.name, column=column, text=text)
        for number, (row, column, text) in enumerate(found, start=1)
    )


def _of_row(row: Row, cautions: Iterable[Caution]) -> Iterator[tuple[str, str]]:
    """Yield the column and the text of each: first the notes, whose numbers are beside the name, then the cautions."""
    for note in row.notes:
        if not is_of_lines(note):
            yield NAME, note
    for caution in cautions:
        yield COLUMN.get(caution.metric, ""), caution.text


def marked(rows: Iterable[Row], notes: Sequence[Footnote]) -> tuple[Row, ...]:
    """Put the numbers beside the figures, and beside the name what is of no figure."""
    marks: dict[tuple[str, str], list[str]] = {}
    for each in notes:
        marks.setdefault((each.key, each.column), []).append(each.mark)

    def entries(row: Row) -> tuple[TableEntry, ...]:
        return tuple(replace(each, marks=tuple(marks.get((row.key, each.column), ()))) for each in row.entries)

    return tuple(replace(row, entries=entries(row), marks=tuple(marks.get((row.key, NAME), ()))) for row in rows)


def pythons(group: RowGroup) -> Table:
    """Return the table; without rows where there is one interpreter only."""
    versions = [member.interpreter for member in group.members]
    by_name: dict[tuple[str, str], dict[str, Outcome]] = {}
    for row in group.rows:
        if row.status is Status.OK:
            by_name.setdefault((row.cell.origin, row.cell.implementation), {})[row.cell.interpreter] = row
    several = {name: found for name, found in by_name.items() if len(found) > 1}
    rows = tuple(
        (name, *(_describe(found, version, group) for version in versions)) for (_, name), found in several.items()
    )
    return Table(heads=("Implementation", *(f"Python {version}" for version in versions)), rows=rows)


def _describe(found: Mapping[str, Outcome], version: str, group: RowGroup) -> str:
    if version not in found:
        return formatting.NOT_AVAILABLE
    row, first = found[version], next(iter(found.values()))
    own = stats.estimate(times(row).values())
    peak = peak_of(row)
    figures = f"{formatting.seconds(own.value if own else None)}, {formatting.memory(peak.value if peak else None)}"
    return figures if row is first else f"{figures}; {_change(first, row, group)}"


def _change(first: Outcome, row: Outcome, group: RowGroup) -> str:
    confidence = group.members[0].confidence
    found = stats.compare(times(first), times(row), floor=group.floor, confidence=confidence)
    if found.claimed:
        return formatting.times(found.ratio)
    return found.words if found.verdict is stats.TimeVerdict.UNTESTED else found.short
