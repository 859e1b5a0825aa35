"""What is folded under an implementation: its source with the bytes that each line holds, and every figure taken.

The bytes in the margin come from a traced pass on part of the data; they say which lines hold the memory and in which
proportion, not how much they hold at full size.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from bench import formatting
from bench.model import Allocation, Instrument, Outcome, Run, Sample, Status
from reports.columns import spans
from reports.groups import Group, implementation_of
from reports.page import Detail, HeldLine, SourceLine, Table

SAMPLE_HEADS: Final = ("Instrument", "Process", "Round", "Started", "Status", "Figures")
CHANGES_SHOWN: Final = 10


def detail(run: Run, group: Group, outcome: Outcome) -> Detail:
    """Gather what is folded under one row."""
    implementation = implementation_of(run, outcome.cell)
    lines = _pass(outcome)
    source = run.files.get(implementation.sha256, "")
    name = f"{outcome.cell.implementation}.py"
    return Detail(
        text=implementation.text,
        source=_margin(source, lines.allocations if lines else (), name),
        note=_note(lines),
        held=_held(lines.allocations if lines else ()),
        against=_against(group, outcome),
        facts=_facts(run, outcome),
        samples=_samples(outcome.samples),
        debug=f"python -m bench debug {outcome.cell.workload}/{outcome.cell.implementation}",
    )


def _pass(outcome: Outcome) -> Sample | None:
    """Return the traced pass that looked at lines, if it ended well."""
    passes = [each for each in outcome.samples if each.instrument is Instrument.LINES and each.status is Status.OK]
    return next((each for each in passes if each.allocations), passes[0] if passes else None)


def _note(lines: Sample | None) -> str:
    """Say when and over how much data the lines were looked at."""
    if lines is None:
        return "Which lines hold the memory was not measured."
    fraction, sampled = lines.values.get("snapshot_fraction"), lines.values.get("sampled_lines")
    when = f"at {formatting.percent(fraction.value)} of the traced peak" if fraction else "near the traced peak"
    where = f" of a pass over {formatting.count(int(sampled.value))} lines" if sampled else ""
    return f"What each line held {when}{where}."


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


def _held(allocations: Sequence[Allocation]) -> tuple[HeldLine, ...]:
    total = sum(each.size for each in allocations)
    return tuple(_line(each, total) for each in allocations)


def _line(each: Allocation, total: int) -> HeldLine:
    return HeldLine(
        place=f"{each.file}:{each.line}",
        source=each.source,
        held=formatting.memory(each.size),
        blocks=formatting.count(each.count),
        share=formatting.percent(each.size / total if total else None),
        bar=spans([("traced", each.size)], total),
    )


def _against(group: Group, outcome: Outcome) -> tuple[HeldLine, ...]:
    """Say what the baseline holds at its peak and this one does not, and the other way round, by line."""
    base = group.member_of(outcome).baseline
    if base is None or base is outcome:
        return ()
    ours, theirs = _pass(outcome), _pass(base)
    if ours is None or theirs is None:
        return ()
    more = [(each.size, each) for each in ours.allocations]
    less = [(-each.size, each) for each in theirs.allocations]
    changes = sorted((*more, *less), key=lambda change: (-abs(change[0]), change[1].file, change[1].line))
    return tuple(_change(size, each) for size, each in changes[:CHANGES_SHOWN])


def _change(size: int, each: Allocation) -> HeldLine:
    sign = "+" if size > 0 else "\N{MINUS SIGN}"
    return HeldLine(
        place=f"{each.file}:{each.line}",
        source=each.source,
        held=f"{sign}{formatting.memory(abs(size))}",
        blocks=formatting.count(each.count),
        share="",
    )


def _facts(run: Run, outcome: Outcome) -> tuple[tuple[str, str], ...]:
    resident = [each for each in outcome.samples if each.instrument is Instrument.RESIDENT]
    locked = run.environments.get(outcome.environment, ())
    digests = sorted({each.answer for each in outcome.samples if each.answer})
    facts = {
        "Peak of the bare interpreter": _largest(resident, "bare_peak"),
        "Peak while importing": _largest(resident, "import_peak"),
        "Peak during `run`": _largest(resident, "run_peak"),
        "Anonymous memory during `run` (sampled)": _largest(resident, "run_anonymous"),
        "File-backed memory during `run` (sampled)": _largest(resident, "run_file"),
        "Traced peak": _largest(outcome.samples, "traced_peak", Instrument.TRACED),
        "Requirements": ", ".join(locked) or "the standard library alone",
        "Answer": ", ".join(digests) or formatting.NOT_AVAILABLE,
    }
    return tuple(facts.items())


def _largest(samples: Iterable[Sample], name: str, instrument: Instrument = Instrument.RESIDENT) -> str:
    found = [each.values[name].value for each in samples if each.instrument is instrument and name in each.values]
    return formatting.memory(max(found, default=None))


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
