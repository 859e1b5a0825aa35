"""Print what came of a run, and what there is to run."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from rich.console import Console, Group, RenderableType

from bench.analysis.analysis import Analysis
from bench.analysis.comparison import twin_ranks
from bench.analysis.comparison.twin_ranks import TwinRanks
from bench.analysis.growth.laws import GrowthKind
from bench.analysis.growth.row_growth import RowGrowth
from bench.analysis.sections import Section
from bench.analysis.statistics.ranking import Rank
from bench.analysis.statistics.times import describe_floor, rounds_needed
from bench.model import formatting
from bench.model.cells import first_copy, name, shared_folder
from bench.model.log_words import carried_edge_cases, findings
from bench.model.types import MOST_PARTS, Cell, EdgeCasePolicy, Instrument, Outcome, Plan, Run, Status
from bench.terminal import console, grid
from bench.terminal.grid import GridColumn

NARROW: Final = 70  # columns of a terminal
NAMED: Final = 4  # rows of one note
UNSWEPT: Final = 2  # points of a row that was measured at one size: that, and what its imports need
UNTESTED_RANKS: Final = "; ranks with a question mark are untested estimates: measure {} rounds or more to test them"
CARRIED: Final = (
    "The report carries the edge cases of {} as they are written. Where one is a record of the log, replace what "
    "nobody else may read before you publish it."
)
FIRST_IMPRESSION: Final = (
    "First impression (--quick): few rounds, and one process for memory. Measure without --quick for more."
)


def show(analysis: Analysis) -> None:
    """Print one table per section, the rows that failed with their reasons, and the cautions."""
    output, grown = console.output(), analysis.growths
    for section in analysis.sections:
        output.print(_table(section, output))
        _say(_circumstances(section), output)
        for row in section.rows:
            if row.status is not Status.OK:
                _say(f"{section.name(row.cell)}: {row.status}: {formatting.continued(row.reason)}", output)
        for text in (*_notes(section), *_laws(section, grown)):
            _say(text, output)
    for ranks in twin_ranks.twin_ranks(analysis):
        output.print(_beside_twin(ranks, output))
        _say(ranks.words, output)
    if alike := twin_ranks.alike(analysis.run):
        _say(alike, output)
    guarded = formatting.guarded(analysis.run.guards)
    said = (*findings_on(analysis.run), *left_out(analysis.run.plan))
    for text in (*said, *([guarded] if guarded else []), *_doubts(analysis)):
        _say(text, output)


def _say(text: str, output: Console) -> None:
    output.print(grid.sentence(text, output.width))


def _notes(section: Section) -> Iterator[str]:
    """Yield each note once, in the order of the rows, with the rows that have it."""
    found: dict[str, list[str]] = {}
    for row in section.rows:
        failed = [formatting.edge_cases(row.edge_cases, MOST_PARTS)] if row.edge_cases else []
        for note in (*failed, *row.notes):
            found.setdefault(note, []).append(section.name(row.cell))
    for note, names in found.items():
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        yield f"{'all rows' if len(names) == len(section.rows) > NAMED else ', '.join(names[:NAMED]) + more}: {note}"


def failures(run: Run) -> str:
    """Return the words that end a run with exit code 3: which rows failed and how; empty if all went well."""
    full_name = _full_names(run)
    names = {row.cell: full_name(first_copy(row.cell)) for row in run.outcomes}
    failed = {names[row.cell]: row.status for row in run.outcomes if row.status not in {Status.OK, Status.SKIPPED}}
    said = ", ".join(f"{each} ({status})" for each, status in failed.items())
    some_ok = any(row.status is Status.OK for row in run.outcomes)
    if failed:
        others = "The others are in the report" if some_ok else "None succeeded"
        cases = formatting.plural(len(set(names.values())), "case")
        return f"{len(failed)} of {cases} failed: {said}. {others}; exit code 3."
    skipped = ", ".join(f"{each} ({Status.SKIPPED})" for each in dict.fromkeys(names.values()))
    return "" if some_ok else f"Nothing was measured: {skipped}; exit code 3."


def peak(row: Outcome | None) -> int | float | None:
    """Return the largest resident peak that a process of a row reached, in bytes."""
    samples = row.samples if row else ()
    found = [s.values["peak"].value for s in samples if s.instrument is Instrument.RESIDENT and "peak" in s.values]
    return max(found, default=None)


def _table(section: Section, output: Console) -> RenderableType:
    """Draw the rows that are ok, the best time first: in columns, or in a narrow terminal as sentences."""
    rows = [row for row in section.rows if row.status is Status.OK]
    ranks, took = section.ranks, section.seconds
    places = {cell: place for place, cell in enumerate(ranks)}
    ranked = sorted(rows, key=lambda row: places.get(row.cell, len(rows)))
    memory = formatting.memory_unit(peak(row) for row in ranked)
    seconds = formatting.seconds_unit(took.values())
    sentences, lines = [], []
    for row in ranked:
        size, time, words = peak(row), took.get(row.cell), _verdict(section, row)
        sentences.append(f"{_name(section, row, ' (', ')')}: {memory.text(size)}, {seconds.text(time)}, {words}")
        figures = (memory.number(size), _saved(section, row), seconds.number(time))
        lines.append((_rank(ranks, row), _name(section, row, "\n"), *figures, words))
    columns = (
        GridColumn("rank"),
        GridColumn("implementation", "names"),
        *map(GridColumn, (f"memory {memory.name}", "saved", f"time {seconds.name}")),
        GridColumn("compared with the baseline", "prose"),
    )
    return drawn(_title(section), columns, lines, sentences, output)


def drawn(
    title: str, columns: Sequence[GridColumn], rows: Sequence[Sequence[str]], sentences: Iterable[str], output: Console
) -> RenderableType:
    """Draw a table under its title, or where its columns have no room in the terminal its rows as sentences."""
    table = grid.draw(columns, rows, output.width) if rows and output.width >= NARROW else None
    said = (grid.sentence(each, output.width) for each in ((title,) if table else (title, *sentences)))
    return Group(*said, *([table] if table else []))


def _beside_twin(ranks: TwinRanks, output: Console) -> RenderableType:
    """Draw the rows on the log beside those on its twin: in columns, or in a narrow terminal as sentences."""
    heads = [head.lower() for head in twin_ranks.HEADS[:-1]] + [twin_ranks.HEADS[-1]]
    sentences, lines, before = [], [], None
    for cell, (figure, *cells) in twin_ranks.table(ranks):
        name_, said = ranks.section.name(cell), zip(heads[1:], cells, strict=True)
        sentences.append(f"{name_}, {figure}: {', '.join(f'{head} {each}' for head, each in said)}")
        lines.append(("" if cell == before else name_, figure, *cells))
        before = cell
    columns = (GridColumn("implementation", "names"), GridColumn(heads[0], "prose"), *map(GridColumn, heads[1:]))
    return drawn(f"{_title(ranks.section)}, beside its twin", columns, lines, sentences, output)


def _name(section: Section, row: Outcome, before: str, after: str = "") -> str:
    """Return the name of a row, and with it how many edge cases it fails if it fails any."""
    failed = f"{before}{formatting.edge_cases(row.edge_cases)}{after}" if row.edge_cases else ""
    return f"{section.name(row.cell)}{failed}"


def _saved(section: Section, row: Outcome) -> str:
    """Return what a row saves of the baseline's memory, without the word that is the head of the column."""
    if row is section.baseline:
        return "baseline"
    return formatting.saved(peak(section.baseline), peak(row)).removeprefix("saved ")


def _rank(ranks: Mapping[Cell, Rank], row: Outcome) -> str:
    """Return a rank, its figure aligned with those that carry a mark."""
    rank = str(ranks.get(row.cell, ""))
    return f"{rank} " if rank.isdecimal() else rank


def _verdict(section: Section, row: Outcome) -> str:
    if row is section.baseline:
        return "baseline"
    comparison = section.comparisons.get(row.cell)
    return comparison.words if comparison else "not compared"


def _title(section: Section) -> str:
    cold = ", cold page cache" if section.cache == "cold" else ""
    return f"{section.workload} on {section.data}, Python {section.interpreter}{cold}{from_folder(section.folder)}"


def from_folder(folder: str) -> str:
    """Return the part of a title that names the folder of all rows below; empty for the checkout's."""
    return f", implementations from {folder}" if folder else ""


def _circumstances(section: Section) -> str:
    """Return the rounds, the noise floor and the cache state that the comparison rests on."""
    counts = [len(each) for each in section.rounds.values()]
    said = [formatting.rounds(counts) if any(counts) else "times not measured"]
    if section.floor:
        said.append(describe_floor(section.floor.ratio))
    elif section.apart:
        said.append(f"equal code differed by up to {formatting.difference(section.apart)} in one round")
    cached = [
        sample.values["page_cache_resident"].value
        for row in section.rows
        for sample in row.samples
        if sample.instrument is Instrument.TIMING and "page_cache_resident" in sample.values
    ]
    if section.cache == "cold":
        share = formatting.percent(max(cached)) if cached else formatting.NOT_AVAILABLE
        said.append(f"at most {share} of the file in the page cache when `run` began")
    untested = any(not rank.tested for rank in section.ranks.values())
    return f"{', '.join(said)}{UNTESTED_RANKS.format(rounds_needed(section.confidence)) if untested else ''}"


def _laws(section: Section, grown: Mapping[Cell, RowGrowth]) -> Iterator[str]:
    """Say how memory grows; rows with the same text share a line, as most constant ones do."""
    names_by_law: dict[str, list[str]] = {}
    for growth in (grown[row.cell] for row in section.rows if row.cell in grown):
        if growth.law.kind is not GrowthKind.UNKNOWN or growth.failed or len(growth.points) > UNSWEPT:
            names_by_law.setdefault(_law(growth), []).append(section.name(growth.cell))
    for law, names in names_by_law.items():
        yield f"memory growth of {', '.join(names)}: {law}"


def _law(growth: RowGrowth) -> str:
    """Return the law and how its forecast held; that no growth was forecast, and none came, is left out."""
    if growth.law.kind is GrowthKind.CONSTANT and growth.trusted and not growth.failed:
        return growth.words
    return "; ".join(filter(None, (growth.words, growth.verdict)))


def findings_on(run: Run) -> Iterator[str]:
    """Yield what there is to know of the user's own log; its parts that show how memory grows have nothing to add."""
    parts = {each for ids in run.plan.sweep.values() for each in ids}
    for data in run.data.values():
        if data.id not in parts:
            yield from findings(data, run.workloads.values())
            if names := carried_edge_cases(data, run.workloads.values()):
                yield CARRIED.format(" and ".join(names))


def left_out(plan: Plan) -> Iterator[str]:
    """Yield what of the check was not wanted."""
    if plan.edge_cases is EdgeCasePolicy.OFF:
        yield "Edge cases were not run (--edge-cases off): answers are known to be right on this data only."


def _doubts(analysis: Analysis) -> Iterator[str]:
    if analysis.run.plan.quick:
        yield FIRST_IMPRESSION
    full_name = _full_names(analysis.run)
    # A log and its twin may have the same caution, which is said once, or one each, which then names the data.
    said = {(each.where and full_name(each.where), each.text): each for each in analysis.cautions}
    alike = Counter((subject, each.kind) for (subject, _), each in said.items())
    for (subject, text), each in said.items():
        data = f" on {each.where.data}" if each.where and alike[subject, each.kind] > 1 else ""
        yield f"caution: {f'{subject}{data}: ' if subject else ''}{text}"


def _full_names(run: Run) -> Callable[[Cell], str]:
    """Return what names a row below all tables, where neither workload, interpreter nor folder is a heading."""
    several_workloads = len({row.cell.workload for row in run.outcomes}) > 1
    several_pythons = len({row.cell.interpreter for row in run.outcomes}) > 1
    folder = shared_folder(row.cell for row in run.outcomes)

    def full_name(cell: Cell) -> str:
        workload = f"{cell.workload}/" if several_workloads else ""
        return f"{workload}{name(cell, folder)}{f' on Python {cell.interpreter}' if several_pythons else ''}"

    return full_name
