"""What is folded under an implementation: its source with the bytes that each line holds, and every figure taken.

The bytes in the margin come from a traced pass on part of the data; they say which lines hold the memory and in which
proportion, not how much they hold at full size.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from bench.model import commands, formatting
from bench.model.types import Allocation, Cell, Instrument, Outcome, Run, Sample
from reports.page.parts import HeldLine, SourceLine, Table
from reports.page.section import Detail
from reports.view import figures
from reports.view.columns import spans
from reports.view.details.facts import facts
from reports.view.details.line_seconds import line_times
from reports.view.groups import RowGroup
from reports.view.provenance import again
from reports.view.provenance.machine import was_installed

SAMPLE_HEADS: Final = ("Instrument", "Process", "Round", "Started", "Status", "Figures")
CHANGES_SHOWN: Final = 10
GROWTH_SHOWN: Final = 5
LARGEST: Final = 3  # lines that should explain a difference
WHILE_IT_RAN: Final = "temporary"  # what the snapshot does not hold, but was there while the line ran
PASSING: Final = ("traced peak was temporary memory of", "traced peak existed only while")  # in earlier results
FROM_IMPORTS: Final = 2**16  # bytes beyond which the lines are said to hold more than `run` took
NOT_BY_LINE: Final = "Memory by line was not measured."
MINUS: Final = "\N{MINUS SIGN}"


def detail(run: Run, group: RowGroup, outcome: Outcome) -> Detail:
    """Gather what is folded under one row."""
    implementation = run.implementation(outcome.cell)
    lines, changes = _pass(outcome), _changes(group, outcome)
    source = run.files.get(implementation.sha256, "")
    name, debug = f"{outcome.cell.implementation}.py", _debug(run, outcome.cell)
    return Detail(
        text=implementation.text,
        source=_margin(source, lines.allocations if lines else (), name),
        note=" ".join((_note(lines), *(f"{note}." for note in outcome.notes if is_of_lines(note)))),
        held=_list_held(lines.allocations if lines else ()),
        grown=_list_held(lines.growth[:GROWTH_SHOWN] if lines else ()),
        against=_against(changes),
        explained=" ".join(filter(None, (_explain(changes), _tell_parts(group, outcome) if changes else ""))),
        times=line_times(run, group, outcome),
        together=_together(outcome),
        facts=facts(run, outcome, group.member_of(outcome).baseline),
        hashes=_hashes(run, outcome),
        samples=_samples(outcome.samples),
        debug=debug,
        placeholders=again.placeholders(run, [debug]),
    )


def is_of_lines(note: str) -> bool:
    """Return whether a note belongs to the memory of single lines, and is no reason to doubt a figure."""
    return any(passing in note for passing in PASSING)


def _debug(run: Run, cell: Cell) -> str:
    """Return the command that calls it once; a folder or a log of the user's own has to be given again.

    It is empty of the earlier state of a change, which lies in no folder.
    """
    if run.before and cell.origin in run.before.states:
        return ""
    folder = () if cell.origin == "impls" else ("--impls", again.at(cell.origin))
    written_for = run.workloads[cell.workload].written_for
    log = ("--log", again.LOG, "--format", written_for) if written_for else ()
    name = f"{cell.workload}/{cell.implementation}"
    return commands.published("bench debug", name, *folder, *log, installed=was_installed(run.machine))


def _together(outcome: Outcome) -> str:
    """Say what the peak of several processes is."""
    peak, most, bounds = figures.peak_of(outcome), figures.processes_of(outcome), figures.tree_of(outcome)
    if peak is None or most == 1:
        return ""
    ends = (
        f"; the true peak is between {formatting.memory(bounds[0])} and {formatting.memory(bounds[1])}"
        if bounds
        else ""
    )
    return (
        f"Up to {formatting.count(most)} processes ran at the same time. Their peak of {formatting.memory(peak.value)} "
        f"is the sum of their proportional set sizes, which count a shared page once{ends}."
    )


def _pass(outcome: Outcome) -> Sample | None:
    """Return the traced pass that looked at lines, if it ended well."""
    passes = outcome.samples_of(Instrument.LINES)
    return next((each for each in passes if each.allocations), passes[0] if passes else None)


def _note(lines: Sample | None) -> str:
    """Return at which moment, and over how much data, the memory of lines was measured."""
    if lines is None:
        return NOT_BY_LINE
    fraction, sampled = lines.values.get("snapshot_fraction"), lines.values.get("sampled_lines")
    when = f"at {formatting.percent(fraction.value)} of the traced peak" if fraction else "near the traced peak"
    where = f", in a pass over {formatting.count(int(sampled.value))} lines" if sampled else ""
    return f"The memory that each line held {when}{where}.{_note_imports(lines)}"


def _note_imports(lines: Sample) -> str:
    """Say which part was held before `run`, where the lines hold more than it took: tracing begins with the imports."""
    held, peak = sum(each.size for each in lines.allocations), lines.values.get("traced_peak")
    if peak is None or held <= peak.value + FROM_IMPORTS:
        return ""
    return (
        f" The lines hold {formatting.memory(held)}, imports included; the traced peak of `run` alone is "
        f"{formatting.memory(peak.value)}."
    )


def _margin(source: str, allocations: Iterable[Allocation], name: str) -> tuple[SourceLine, ...]:
    held: dict[int, int] = {}
    for each in allocations:
        if each.file == name:
            held[each.line] = held.get(each.line, 0) + each.size
    full = max(held.values(), default=0)
    return tuple(
        SourceLine(
            number=number,
            text=text,
            held=formatting.memory(held[number]) if number in held else "",
            bar=spans([("traced", held.get(number, 0))], full),
        )
        for number, text in enumerate(source.splitlines(), start=1)
    )


def _list_held(allocations: Sequence[Allocation]) -> tuple[HeldLine, ...]:
    total = sum(each.size for each in allocations)
    return tuple(
        HeldLine(
            place=f"{each.file}:{each.line}",
            source=each.source,
            held=formatting.memory(each.size),
            blocks=formatting.count(each.count) if each.count else WHILE_IT_RAN,
            share=formatting.percent(each.size / total if total else None),
            bar=spans([("traced", each.size)], total),
        )
        for each in allocations
    )


def _changes(group: RowGroup, outcome: Outcome) -> list[tuple[int, Allocation]]:
    """Return what this one holds at its peak and the baseline does not, and the other way round, the largest first."""
    base = group.member_of(outcome).baseline
    ours, theirs = _pass(outcome), _pass(base) if base and base is not outcome else None
    if ours is None or theirs is None:
        return []
    net: dict[tuple[str, int, str], tuple[int, int]] = {}
    for sign, each in (*((1, each) for each in ours.allocations), *((-1, each) for each in theirs.allocations)):
        place = (each.file, each.line, each.source)
        size, count = net.get(place, (0, 0))
        net[place] = (size + sign * each.size, count + sign * each.count)
    changes = [
        (size, Allocation(file=file, line=line, size=abs(size), count=abs(count), source=source))
        for (file, line, source), (size, count) in net.items()
        if size
    ]
    return sorted(changes, key=lambda change: (-abs(change[0]), change[1].file, change[1].line))


def _tell_parts(group: RowGroup, outcome: Outcome) -> str:
    """Return over how many lines both were measured, if that differs: fewer where memory is constant from there."""
    base = group.member_of(outcome).baseline
    passes = (_pass(outcome), _pass(base) if base else None)
    ours, theirs = (each.values.get("sampled_lines") if each else None for each in passes)
    if ours is None or theirs is None or ours.value == theirs.value:
        return ""
    here, there = (formatting.count(int(each.value)) for each in (ours, theirs))
    steady = "this case" if ours.value < theirs.value else "the baseline"
    return (
        f"This case was traced over {here} lines of the data and the baseline over {there}: "
        f"{steady} holds no more on more lines."
    )


def _against(changes: Sequence[tuple[int, Allocation]]) -> tuple[HeldLine, ...]:
    whole = sum(size for size, _ in changes)
    return tuple(
        HeldLine(
            place=f"{each.file}:{each.line}",
            source=each.source,
            held=f"{'+' if size > 0 else MINUS}{formatting.memory(abs(size))}",
            blocks=formatting.count(each.count),
            share=formatting.percent(size / whole) if whole and size * whole > 0 else "",
        )
        for size, each in changes[:CHANGES_SHOWN]
    )


def _explain(changes: Sequence[tuple[int, Allocation]]) -> str:
    """Say how much of the difference its largest lines make up."""
    whole = sum(size for size, _ in changes)
    if not whole:
        return ""
    less = "less" if whole < 0 else "more"
    share = formatting.percent(sum(size for size, _ in changes[:LARGEST]) / whole)
    much = formatting.memory(abs(whole))
    return f"{much} {less} than the baseline; the {LARGEST} largest lines account for {share} of that."


def _samples(samples: Iterable[Sample]) -> Table:
    return Table(heads=SAMPLE_HEADS, rows=tuple(_sample_row(sample) for sample in samples))


def _sample_row(sample: Sample) -> tuple[str, ...]:
    figures = ", ".join(f"{name} {_quantity(each.value, each.unit)}" for name, each in sample.values.items())
    number = "" if sample.round is None else str(sample.round)
    return (str(sample.instrument), str(sample.process), number, sample.started, str(sample.status), figures)


def _quantity(value: float, unit: str) -> str:
    if unit == "B":
        return formatting.memory(value)
    if unit == "s":
        return formatting.seconds(value)
    return formatting.significant(value) if unit == "1" else f"{formatting.significant(value)} {unit}"


def _hashes(run: Run, outcome: Outcome) -> tuple[tuple[str, str], ...]:
    """Return what identifies the answer and the file."""
    digests = sorted({each.answer for each in outcome.samples if each.answer})
    file = run.implementation(outcome.cell).sha256 or formatting.NOT_AVAILABLE
    return (("Answer digest", _answers(digests)), ("File SHA-256", file))


def _answers(digests: Sequence[str]) -> str:
    """Return the one digest; or how many there are, for each change of the data has an answer of its own."""
    if len(digests) <= 1:
        return next(iter(digests), formatting.NOT_AVAILABLE)
    return f"{len(digests)} different ones: the data was changed for each process"
