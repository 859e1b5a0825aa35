"""Sentences on how the user's own log was read: what was measured, and what was understood. Pure."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from bench.model import formatting
from bench.model.types import Coverage, Dataset, LogPart, PackedFile, Records, Workload

MOST_MESSAGES: Final = 250_000  # distinct ones that are counted; more would take the harness tens of MiB
GIVEN: Final = "format "  # before the name of a format that the user gave, where its coverage is kept
OWN_LOG: Final = "log"  # the source of a workload whose data is always the user's own
UTF8_ONLY: Final = "UTF-8 input only"  # how the note on a row begins that failed on other bytes in its check
WRITTEN: Final = "Its implementations were written for this format; those of the checkout read another."
SECONDS: Final = 19  # characters of a time in ISO 8601, to the second


def findings(dataset: Dataset, workloads: Collection[Workload]) -> Iterator[str]:
    """Yield what a reader has to know of a log beside its figures, a sentence each; nothing for other data."""
    yield from _of_files(dataset)
    for form, coverage in dataset.coverage.items():
        if form.startswith(GIVEN):
            yield f"{dataset.id}: {records_of(coverage)} of the {form}{continued(dataset, coverage)}."
            continue
        names = [workload.name for workload in workloads if workload.form == form]
        if coverage.other and names:
            yield f"{dataset.id}: {other_lines(coverage, read_by(names))}."
    for workload in workloads:
        if workload.written_for and dataset.kind == "own log":
            yield f"{workload.name} asks of records of the format {workload.written_for}: {workload.title} {WRITTEN}"
    if dataset.records:
        yield f"{dataset.id} holds {understood(dataset.records)}."


def carried_edge_cases(dataset: Dataset, workloads: Collection[Workload]) -> list[str]:
    """Return the questions on a log of which a report carries the edge cases, as whoever wrote them left them.

    Those that a run writes for the format of a log are masked. So are a scaffold's, but nobody knows what was made of
    them; of a question that somebody wrote by hand, they may be records of the log.
    """
    asked = workloads if dataset.kind == "own log" else ()
    return [each.name for each in asked if each.source == OWN_LOG and not each.written_for]


def _of_files(dataset: Dataset) -> Iterator[str]:
    if dataset.snapshot:
        yield f"{dataset.id} {snapshot(dataset)}."
    if dataset.parts:
        yield f"{dataset.id} was {put_together(dataset.parts)}."
    if dataset.kind == "own log" and not dataset.bytes:
        yield f"{dataset.id} is empty (0 bytes)."
    if dataset.packed and dataset.packed.unpack_seconds is not None:
        yield f"{dataset.id}: {unpacking(dataset.packed)}."


def read_by(names: Sequence[str]) -> str:
    """Name a format that has no name by the workloads that read it."""
    return f"the format that {' and '.join(names)} {formatting.verb(len(names), 'reads', 'read')}"


def other_lines(coverage: Coverage, form: str) -> str:
    """Return how many lines do not match the format that is read, which is named; empty if all do."""
    lines = formatting.plural(coverage.fitting + coverage.other, "line")
    do = formatting.verb(coverage.other, "does", "do")
    return f"{formatting.count(coverage.other)} of {lines} {do} not match {form}" if coverage.other else ""


def records_of(coverage: Coverage) -> str:
    """Say how many of the lines that count are records."""
    lines = formatting.number_of(coverage.fitting + coverage.other, "line")
    are = formatting.verb(coverage.fitting, "is a record", "are records")
    return f"{formatting.count(coverage.fitting)} of {lines} {are}"


def continued(dataset: Dataset, coverage: Coverage) -> str:
    """Return how many lines no record begins, behind what is said of the others; empty if each begins one."""
    more = dataset.lines - coverage.fitting - coverage.other
    return f"; {formatting.count(more)} more belong to one of them or are comments" if more > 0 else ""


def nothing_counted(dataset: Dataset, workload: Workload) -> str:
    """Say why nothing in a log answers a workload, as far as that is known."""
    coverage = dataset.coverage.get(workload.form)
    if not dataset.bytes:
        return "it is empty (0 bytes)"
    if coverage is None:
        return "every answer is empty"
    if not coverage.fitting:
        lines = formatting.number_of(coverage.other, "line")
        return f"none of its {lines} matches the format that it reads" if coverage.other else "it holds no record"
    none = "none of which" if coverage.fitting > 1 else "none that"
    records = (
        f"{formatting.number_of(coverage.fitting, 'record')} of the format that it reads, {none} "
        f"{workload.counted or 'is counted'}"
    )
    return "; ".join(filter(None, (records, other_lines(coverage, "that format"))))


def put_together(parts: Sequence[LogPart]) -> str:
    """Say, as a participle to its name, of how many files a log is, and how they were packed."""
    packed = [part.packing for part in parts if part.packing]
    how = f" ({', '.join(sorted(set(packed)))})" if packed else ""
    if len(parts) == 1:
        return f"unpacked from one file{how}"
    unpacked = "none" if not packed else "all" if len(packed) == len(parts) else formatting.count(len(packed))
    return f"put together from {formatting.count(len(parts))} files, {unpacked} of them packed{how}"


def unpacking(packed: PackedFile) -> str:
    """Say what unpacking alone takes, which no row with the same library can be faster than."""
    took = formatting.seconds(packed.unpack_seconds)
    return f"unpacking alone, without any counting, took zlib {took} of processor time; measured once, and not ranked"


def snapshot(dataset: Dataset) -> str:
    """Say, as a verb and more to its name, that a log did not stay as it was, and what was measured of it."""
    return (
        "was written to, renamed or replaced during the run, which measured a snapshot of its "
        f"{formatting.number_of(dataset.lines, 'line')} as of {moment(dataset.snapshot)}"
    )


def moment(time: str) -> str:
    """Return a time in UTC, to the second."""
    return f"{time[:SECONDS].replace('T', ' ')} UTC"


def understood(records: Records) -> str:
    """Say what was understood of a log."""
    said = formatting.number_of(records.whole, "record")
    errors = formatting.number_of(records.errors, "ERROR record")
    if not records.errors:
        return f"{said}; {errors}"
    more = f"more than {formatting.count(MOST_MESSAGES)} distinct messages"
    messages = more if records.messages is None else formatting.number_of(records.messages, "distinct message")
    return f"{said}; {errors} with {messages}"
