"""The reasons to doubt a run: what was seen, what it may mean, what to do.

A caution must be rare enough to be believed: a quiet, healthy run has none, and a test holds that.
"""

from collections.abc import Callable, Iterator, Sequence
from statistics import fmean, median
from typing import Final

from bench.analysis.cautions.caution import Caution, CautionKind
from bench.analysis.cautions.clocks import doubt_clocks, doubt_work_around
from bench.analysis.cautions.load import OTHERS, STEAL, THROTTLED, of_cores, wall_over_cpu
from bench.analysis.cautions.of_memory import untraced
from bench.analysis.cautions.of_row import of_row
from bench.analysis.sections import Section, times
from bench.analysis.statistics.patterns import drift
from bench.analysis.statistics.times import RELEVANT, Comparison, TimeVerdict, rounds_needed
from bench.model import formatting
from bench.model.cells import first_copy, name, shared_folder
from bench.model.log_words import UTF8_ONLY, nothing_counted
from bench.model.sweep import is_swept
from bench.model.types import Instrument, Outcome, Run, Status

WAITED: Final = 1.25  # times the CPU time
MEMORY_PRESSURE: Final = 1.0
IO_PRESSURE: Final = 5.0
WIDE_FLOOR: Final = 1.2
LARGE_DATA: Final = 0.5  # of the machine's memory
_STRANGE: Final = ("bytes that are not UTF-8", "iconv -c -f UTF-8 -t UTF-8")
_NUL: Final = ("NUL bytes", "tr -d '\\000'")
"""What is no text, and the command that leaves it out."""


def cautions(run: Run, sections: Sequence[Section]) -> tuple[Caution, ...]:
    """Return every caution of a run: those of the whole first, then those of its rows in their order."""
    of_data = (Caution(None, "data", kind, text) for kind, check in OF_DATA for text in check(run, sections))
    whole = (Caution(None, metric, kind, text) for kind, metric, check in CHECKS for text in check(run))
    of_sections = (caution for section in sections for caution in _of_section(section))
    of_rows = (caution for row in run.outcomes if _is_shown(run, row) for caution in of_row(row))
    return (*of_data, *whole, *of_sections, *of_rows)


def is_unanswered(run: Run, section: Section) -> bool:
    """Return whether nothing in the user's own log answered the question: every answer is empty."""
    found = [
        sample.values["entries"].value
        for row in section.rows
        for sample in row.samples
        if row.status is Status.OK and "entries" in sample.values
    ]
    data = run.data.get(section.data)
    return bool(data and data.kind == "own log" and found and not any(found))


def _is_shown(run: Run, row: Outcome) -> bool:
    """Leave out copies of a baseline, and the sizes that only show how memory grows."""
    return not row.cell.control and not is_swept(run.plan, row.cell)


def _of_section(section: Section) -> Iterator[Caution]:
    if section.baseline is None or section.baseline.status is not Status.OK or len(section.rows) == 1:
        return
    for check in (_few_rounds, _lost_rounds, _wide_floor, doubt_clocks, doubt_work_around):
        yield from check(section)


def _few_rounds(section: Section) -> Iterator[Caution]:
    done, needed = len(times(section.baseline)), rounds_needed(section.confidence)
    if section.baseline and 0 < done < needed:
        yield Caution(
            section.baseline.cell,
            "seconds",
            CautionKind.FEW_ROUNDS,
            f"{_rounds(done)} too few to test a difference in time, so none is claimed. Measure at least {needed}.",
        )


def _lost_rounds(section: Section) -> Iterator[Caution]:
    needed = rounds_needed(section.confidence)
    if len(times(section.baseline)) < needed:
        return
    for row in section.rows:
        done = len(times(row))
        if row.status is Status.OK and 0 < done < needed:
            only = formatting.plural(done, "round")
            text = f"It has a time in only {only}, too few to test a difference. Measure at least {needed}."
            yield Caution(row.cell, "seconds", CautionKind.LOST_ROUNDS, text)


def _wide_floor(section: Section) -> Iterator[Caution]:
    """Warn of a wide floor, at the row that runs twice, if it hides something; otherwise it does no harm."""
    floor = section.floor
    if section.baseline is None or section.control is None or floor is None or floor.ratio <= RELEVANT:
        return
    compared = section.comparisons.values()
    hidden = [each for each in compared if each.verdict is TimeVerdict.TOO_NOISY]
    if hidden or floor.ratio > WIDE_FLOOR:
        yield Caution(
            first_copy(section.control.cell),
            "seconds",
            CautionKind.WIDE_FLOOR,
            f"Equal code differed by up to {formatting.difference(floor.ratio)} here, so "
            f"{_name_loss(len(hidden), len(compared))}. Close other programs{_more_rounds(hidden)}.",
        )


def _rounds(done: int) -> str:
    return f"{formatting.plural(done, 'round')} {formatting.verb(done, 'is', 'are')}"


def _more_rounds(hidden: Sequence[Comparison]) -> str:
    """Say how many rounds would decide every undecided row, if a practical number would."""
    if any(each.enough is None for each in hidden):
        return " and measure again"
    enough = max((each.enough for each in hidden if each.enough), default=None)
    return ", or measure more rounds" + (f", about {formatting.significant(enough, 2)} at this noise" if enough else "")


def _name_loss(hidden: int, rows: int) -> str:
    """Say what a wide floor takes from the reader."""
    if not hidden:
        return "only differences with larger estimates are claimed"
    which = "the other row" if rows == 1 else f"{hidden} of {formatting.plural(rows, 'row')}"
    return f"{which} cannot be told apart from the baseline by time"


def _drift(run: Run) -> Iterator[str]:
    ratio = drift(times(row) for row in run.outcomes if row.status is Status.OK)
    if ratio:
        slow, quick = ("later", "earlier") if ratio > 1 else ("earlier", "later")
        yield (
            f"In the {slow} half of the rounds everything took {formatting.significant(max(ratio, 1 / ratio))} times "
            f"as long as in the {quick} half. Ratios are taken within rounds and still hold; the times themselves mix "
            "both states. Let the machine settle, and measure again."
        )


def _steal(run: Run) -> Iterator[str]:
    share = fmean(_noise(run, "steal") or [0.0])
    if share > STEAL:
        yield (
            f"The hypervisor gave {formatting.percent(share / 100)} of the processors' time to other machines, so "
            "times are too long by about as much, and scatter. Measure at a quieter hour, or on a machine of your own."
        )


def _others(run: Run) -> Iterator[str]:
    share = median(_noise(run, "others") or [0.0])
    if share > OTHERS * run.machine.cores:
        yield (
            f"While half of the times were taken, other programs used {of_cores(share / 100)} or more, and competed "
            "for caches and clock frequency. Close them and measure again."
        )


def _throttled(run: Run) -> Iterator[str]:
    share = fmean(_noise(run, "throttled") or [0.0])
    if share > THROTTLED:
        yield (
            f"A CPU quota held all processes back for {formatting.percent(share / 100)} of the time. "
            "Rows that use several cores suffer most; raise the quota of the container."
        )


def _core_pressure(run: Run) -> Iterator[str]:
    """Name the row that waited longest; pressure alone says little, for a row's own threads may cause it."""
    rows = [row for row in run.outcomes if row.status is Status.OK and _is_shown(run, row)]
    waited = {row.cell: times for row in rows if (times := wall_over_cpu(row)) and times > WAITED}
    if waited:
        most, others = max(waited, key=waited.__getitem__), len(waited) - 1
        folder = shared_folder(row.cell for row in rows)
        also = f", and {formatting.plural(others, 'other row')} more than {WAITED} times" if others else ""
        yield (
            f"Processes waited for a core: a call of {name(most, folder)} took "
            f"{formatting.significant(waited[most])} times its CPU time{also}. The times include that wait and scatter "
            "with it; CPU times do not include it. Close other programs, and measure again."
        )


def _memory_pressure(run: Run) -> Iterator[str]:
    share = fmean(_noise(run, "memory_pressure") or [0.0])
    if share > MEMORY_PRESSURE:
        yield (
            f"Processes waited for memory during {formatting.percent(share / 100)} of the time, and the times include "
            "that wait. Free memory, or measure fewer lines."
        )


def _disk_pressure(run: Run) -> Iterator[str]:
    share = fmean(_noise(run, "io_pressure", cache="warm") or [0.0])
    if share > IO_PRESSURE:
        yield (
            f"Processes waited for a disk during {formatting.percent(share / 100)} of the time, although the data "
            "should be in memory. Stop what reads or writes, and measure again."
        )


def _huge_pages(run: Run) -> Iterator[str]:
    if run.machine.huge_pages == "always" and any(untraced(row) is CautionKind.NATIVE for row in run.outcomes):
        yield (
            "Transparent huge pages are always on, so a native array that is only partly used may count in full. "
            "Compare memory only with machines of the same setting, or set it to madvise."
        )


def _large_data(run: Run) -> Iterator[str]:
    for data in run.data.values():
        if data.kind != "number" and data.bytes > LARGE_DATA * run.machine.memory:
            yield (
                f"The data ({formatting.size(data.bytes)}) is larger than half of the memory "
                f"({formatting.amount(run.machine.memory)}), so it may not fit into the page cache, and times may "
                "include the disk. Measure fewer lines, or use --cold."
            )


def _noise(run: Run, name: str, cache: str = "") -> list[float]:
    """Return one reading of every timed process."""
    samples = (sample for row in run.outcomes for sample in row.samples if cache in {"", row.cell.cache})
    return [
        sample.noise[name].value
        for sample in samples
        if sample.instrument is Instrument.TIMING and name in sample.noise
    ]


def _empty_answer(run: Run, sections: Sequence[Section]) -> Iterator[str]:
    """Doubt a log in which nothing was found."""
    for section in sections:
        if is_unanswered(run, section):
            reason = nothing_counted(run.data[section.data], run.workloads[section.workload])
            yield (
                f"Nothing in this log answers {section.workload}: {reason}. The figures mean little; "
                f"impls/{section.workload}/__init__.py says what is counted."
            )


def _no_text(run: Run, sections: Sequence[Section]) -> Iterator[str]:
    """Name the cause that a withheld message would name."""
    for section in sections:
        data = run.data.get(section.data)
        refusing = [row.cell.implementation for row in section.rows if _refuses_bytes(row)]
        if data and refusing and (data.utf8 is False or data.nul):
            verb = formatting.verb(len(refusing), "refuses", "refuse")
            bytes_, command = _STRANGE if data.utf8 is False else _NUL
            yield (
                f"The data contains {bytes_}, which {' and '.join(refusing)} {verb}. "
                f"A copy without them can be read: {command} < FILE > COPY."
            )


def _refuses_bytes(row: Outcome) -> bool:
    return row.status is Status.ERROR and any(note.startswith(UTF8_ONLY) for note in row.notes)


OF_DATA: Final[tuple[tuple[CautionKind, Callable[[Run, Sequence[Section]], Iterator[str]]], ...]] = (
    (CautionKind.EMPTY_ANSWER, _empty_answer),
    (CautionKind.NOT_TEXT, _no_text),
)
CHECKS: Final[tuple[tuple[CautionKind, str, Callable[[Run], Iterator[str]]], ...]] = (
    (CautionKind.STEAL, "noise", _steal),
    (CautionKind.OTHERS, "noise", _others),
    (CautionKind.THROTTLED, "noise", _throttled),
    (CautionKind.CORE_PRESSURE, "noise", _core_pressure),
    (CautionKind.MEMORY_PRESSURE, "noise", _memory_pressure),
    (CautionKind.DISK_PRESSURE, "noise", _disk_pressure),
    (CautionKind.DRIFT, "seconds", _drift),
    (CautionKind.LARGE_DATA, "seconds", _large_data),
    (CautionKind.HUGE_PAGES, "peak", _huge_pages),
)
