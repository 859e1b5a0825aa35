"""Runs to draw, with figures as a default run of a million lines shows them.

`a_run()` is a healthy one with a failed row; `a_run(an_outcome("x", peak=..., seconds=...))` holds only what a test is
about. Scatter comes from a hash of the name and the round, so that every process of every test sees the same run.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.model.types import (
    Allocation,
    BeforeAfter,
    Cell,
    Dataset,
    EarlierCode,
    Implementation,
    Instrument,
    Limits,
    Machine,
    Outcome,
    Plan,
    Quantity,
    Recipe,
    Run,
    Sample,
    Status,
    Workload,
)

MIB = 2**20
LINES = 1_000_000
BYTES = 83_000_000
DATA = "web_log-1000000-seed1-3f2a9c01"
BASELINE = "readlines_objects"
STEPS = ("readlines_objects", "generator_chain", "slots_iterator")
PYTHON = "3.11.7"
SCATTER = 0.02

TITLES = {
    "readlines_objects": "Step 1: every line in memory, an object for each.",
    "generator_chain": "Step 2: a chain of generators, one record at a time.",
    "slots_iterator": "Step 3: an iterator class that yields objects with `__slots__`.",
    "bytes_blocks": "Blocks of bytes, searched for the level.",
}
TEXT = "Lines flow through one by one; nothing but the counts outlives its line."
SOURCE = '''"""{title}

{text}
"""


def run(path):
    counts = {{}}
    with open(path, encoding="utf-8", errors="replace") as log:
        lines = log.readlines()
    for line in lines:
        fields = line.split("|")
        if len(fields) == 5 and fields[1] == "ERROR":
            counts[fields[2]] = counts.get(fields[2], 0) + 1
    return counts
'''


def scatter(*key: object) -> float:
    """Return a number between -1 and 1 that depends on the key alone."""
    digest = hashlib.sha256(repr(key).encode()).digest()
    return int.from_bytes(digest[:8]) / 2**63 - 1


def a_cell(name: str = "generator_chain", **changes: Any) -> Cell:
    return replace(Cell(workload="error_counts", implementation=name, interpreter=PYTHON, data=DATA), **changes)


def a_file(name: str) -> str:
    return SOURCE.format(title=TITLES.get(name, f"The idea of {name}."), text=TEXT)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def noise(number: int) -> Mapping[str, Quantity]:
    return {
        "steal": Quantity(round(abs(scatter("steal", number)) * 0.4, 2), "%"),
        "cpu_pressure": Quantity(round(abs(scatter("cpu", number)) * 2, 2), "%"),
        "io_pressure": Quantity(0.0, "%"),
        "memory_pressure": Quantity(0.0, "%"),
        "load": Quantity(round(1 + abs(scatter("load", number)), 2), "1"),
    }


def resident_samples(cell: Cell, *, peak: float, imported: float = 9.5, count: int = 3) -> list[Sample]:
    return [
        _resident(cell, number, peak=peak * (1 + 0.001 * scatter(cell, number)), imported=imported)
        for number in range(count)
    ]


def _resident(cell: Cell, number: int, *, peak: float, imported: float) -> Sample:
    marks = {"bare_peak": 9.1, "import_peak": imported, "run_peak": peak, "peak": max(peak, imported)}
    parts = {"run_file": 5.5, "run_anonymous": max(peak, imported) - 5.6}
    values = {name: Quantity(round(mib * MIB), "B") for name, mib in {**marks, **parts}.items()}
    values |= {"import_seconds": Quantity(0.0012 + imported / 5000, "s"), "process_seconds": Quantity(0.06, "s")}
    return Sample(cell=cell, instrument=Instrument.RESIDENT, process=number, values=values, answer="a" * 64)


def timing_samples(cell: Cell, *, seconds: float, rounds: int = 12, spread: float = SCATTER) -> list[Sample]:
    return [_timing(cell, number, seconds=seconds, spread=spread) for number in range(rounds)]


def _timing(cell: Cell, number: int, *, seconds: float, spread: float) -> Sample:
    wall = seconds * (1 + spread * scatter(cell, number) + spread / 2 * scatter("round", number))
    values = {
        "seconds": Quantity(wall, "s"),
        "user_seconds": Quantity(wall * 0.9, "s"),
        "system_seconds": Quantity(wall * 0.09, "s"),
        "minor_faults": Quantity(round(seconds * 80_000), "1"),
        "major_faults": Quantity(0, "1"),
        "voluntary_switches": Quantity(0.5, "1"),
        "involuntary_switches": Quantity(round(seconds * 40), "1"),
        "loops": Quantity(1, "1"),
        "first_call_seconds": Quantity(wall, "s"),
        "process_seconds": Quantity(wall + 0.13, "s"),
        "import_seconds": Quantity(0.0012 * (1 + 0.1 * scatter("import", number)), "s"),
    }
    started = f"2026-11-22T09:{number:02d}:00.000Z"
    return Sample(
        cell=cell,
        instrument=Instrument.TIMING,
        process=number,
        round=number,
        started=started,
        values=values,
        calls=(wall, wall * 0.99),
        noise=noise(number),
        answer="a" * 64,
    )


def traced_samples(cell: Cell, *, traced: float) -> list[Sample]:
    lines = [(10, 0.62, "lines = log.readlines()"), (12, 0.25, 'fields = line.split("|")'), (8, 0.05, "counts = {}")]
    size = round(traced * MIB / 5)
    rows = tuple(
        Allocation(
            file=f"{cell.implementation}.py",
            line=line,
            size=round(size * share),
            count=max(1, round(size * share / 64)),
            source=text,
        )
        for line, share, text in lines
    )
    values = {
        "traced_current": Quantity(round(traced * MIB * 0.02), "B"),
        "traced_peak": Quantity(round(traced * MIB), "B"),
    }
    fraction = {
        "snapshot_fraction": Quantity(0.97, "1"),
        "sampled_lines": Quantity(200_000, "1"),
        "traced_peak": Quantity(size, "B"),
    }
    return [
        Sample(cell=cell, instrument=Instrument.TRACED, values=values),
        Sample(cell=cell, instrument=Instrument.LINES, values=fraction, allocations=rows, growth=rows[:2]),
    ]


def curves(cell: Cell, *points: tuple[float, float], slower: float = 4.0) -> list[Sample]:
    """Build what recorded memory over time; points in seconds and MiB, of which 9 are not traced."""
    resident = tuple((at, round(mib * MIB)) for at, mib in points)
    traced = tuple((slower * at, round((mib - 9) * MIB)) for at, mib in points)
    return [
        Sample(cell=cell, instrument=Instrument.RESIDENT_CURVE, curve=resident),
        Sample(cell=cell, instrument=Instrument.TRACED_CURVE, curve=traced),
    ]


def an_outcome(
    name: str = "generator_chain",
    *,
    peak: float = 11.2,
    seconds: float = 0.47,
    traced: float | None = None,
    **changes: Any,
) -> Outcome:
    """Build an ok row; `peak` and `traced` in MiB. `cell`, `rounds`, `spread` and `imported` may be given as well."""
    cell = changes.pop("cell", None) or a_cell(name)
    samples = [
        *resident_samples(cell, peak=peak, imported=changes.pop("imported", 9.5)),
        *timing_samples(cell, seconds=seconds, rounds=changes.pop("rounds", 12), spread=changes.pop("spread", SCATTER)),
        *traced_samples(cell, traced=max(0.1, (peak - 9.5) * 0.9) if traced is None else traced),
    ]
    return replace(Outcome(cell=cell, status=Status.OK, samples=tuple(samples)), **changes)


def a_control(name: str = BASELINE, *, seconds: float = 2.0, **changes: Any) -> Outcome:
    cell = a_cell(name, control=True)
    samples = timing_samples(cell, seconds=seconds, **changes)
    return Outcome(cell=cell, status=Status.OK, samples=tuple(samples))


def a_failure(name: str = "sloppy_match", status: Status = Status.WRONG_ANSWER, **changes: Any) -> Outcome:
    reason = "'Connection refused' is 41 where 40 was expected; the line is `t|INFO|ERROR in text|i|u`"
    return replace(Outcome(cell=a_cell(name), status=status, reason=reason), **changes)


def the_usual() -> tuple[Outcome, ...]:
    return (
        an_outcome("readlines_objects", peak=634, seconds=2.0),
        an_outcome("generator_chain", peak=11.2, seconds=0.47),
        an_outcome("slots_iterator", peak=11.1, seconds=0.36),
        an_outcome("bytes_blocks", peak=12.4, seconds=0.08),
        a_control(),
        a_failure(),
    )


def a_change(*, limits: tuple[str, ...] = ("memory:10%",), **changes: Any) -> Run:
    """Build a run of a row that needs twice the memory since `main`, and of one that is faster."""
    states = {("wasteful", "main"): (20, 1.0), ("wasteful", "mine"): (40, 1.0)}
    states |= {("quicker", "main"): (12, 1.0), ("quicker", "mine"): (12, 0.5)}
    rows = [
        an_outcome(cell=a_cell(name, origin=origin), peak=peak, seconds=seconds)
        for (name, origin), (peak, seconds) in states.items()
    ]
    copies = [replace(row, cell=replace(row.cell, control=True)) for row in rows if row.cell.origin == "main"]
    controls = [replace(copy, samples=tuple(timing_samples(copy.cell, seconds=1.0))) for copy in copies]
    main = EarlierCode(origin="mine", name="main (8bffff3)", commit="8bffff3" + "0" * 33)
    remarks = ("Removed since main (8bffff3): error_counts/gone.",)
    change = BeforeAfter(states={"main": main}, unchanged=3, remarks=remarks, limits=limits)
    return a_run(*rows, *controls, before=change, **changes)


def an_implementation(cell: Cell, **changes: Any) -> Implementation:
    name = cell.implementation
    return replace(
        Implementation(
            workload=cell.workload,
            name=name,
            origin=cell.origin,
            title=TITLES.get(name, f"The idea of {name}."),
            text=TEXT,
            sha256=sha(a_file(name)),
        ),
        **changes,
    )


def a_workload(name: str = "error_counts", **changes: Any) -> Workload:
    text = f'"""How often does each error message occur in a log?"""\n# {name}\n'
    return replace(
        Workload(
            name=name,
            title="How often does each error message occur in a log?",
            text="The answer maps the message of every ERROR record to the number of its records.",
            source="web_log",
            size=LINES,
            baseline=BASELINE,
            steps=STEPS,
            sha256=sha(text),
        ),
        **changes,
    )


def a_dataset(**changes: Any) -> Dataset:
    truth = {
        "levels": {"INFO": 700_000, "WARN": 150_000, "ERROR": 100_000, "DEBUG": 49_800},
        "errors": {f"Upstream timed out while reading header {n}": 9_000 // (n + 1) for n in range(127)},
        "malformed": 200,
        "hours": [round(41_667 * (1 + 0.6 * scatter("hour", hour))) for hour in range(24)],
        "lengths": {"64": 120_000, "96": 720_000, "128": 150_000, "160": 10_000},
    }
    preview = tuple(
        f"2024-01-15 10:30:{n:02d}|{('INFO', 'ERROR')[n == 3]}|Upstream timed out|203.0.113.{n}|4821{n}"
        for n in range(10)
    )
    recipe = Recipe(
        generator="web_log",
        version=1,
        seed=1,
        lines=LINES,
        knobs={"messages": 127, "error_share": 0.1, "preset": "realistic"},
        faker="40.54.0",
        vocabulary="b" * 64,
    )
    return replace(
        Dataset(
            id=DATA,
            kind="synthetic",
            recipe=recipe,
            sha256="3f2a9c01" * 8,
            bytes=BYTES,
            lines=LINES,
            truth=truth,
            preview=preview,
        ),
        **changes,
    )


def a_machine(**changes: Any) -> Machine:
    return replace(
        Machine(
            system="Linux 6.18",
            architecture="x86_64",
            processor="AMD EPYC 7B13",
            cores=2,
            memory=24 * 2**30,
            swap=0,
            governor=None,
            turbo=None,
            huge_pages="madvise",
            no_instructions="kernel.perf_event_paranoid is 4, and has to be 2 or less",
            versions={"python": PYTHON, "pyperf": "2.10.0", "numpy": "2.4.6", "faker": "40.54.0"},
        ),
        **changes,
    )


def a_run(*outcomes: Outcome, **changes: Any) -> Run:
    """Build a run of these outcomes, or of the usual ones; keywords replace fields of the Run."""
    rows = outcomes or the_usual()
    names = {outcome.cell.workload for outcome in rows}
    firsts = {
        (row.cell.workload, row.cell.origin, row.cell.implementation): row.cell for row in rows if not row.cell.control
    }
    plan = Plan(
        run_id="2026-11-22-a1",
        started="2026-11-22T09:00:00Z",
        arguments=("--lines", "1M", "--seed", "1"),
        seed=7,
        cells=tuple(row.cell for row in rows),
        rounds=12,
        limits=Limits(seconds=300, memory=16 * 2**30),
    )
    files = {sha(a_file(cell.implementation)): a_file(cell.implementation) for cell in firsts.values()}
    data = {identity: a_dataset(id=identity) for identity in sorted({row.cell.data for row in rows})}
    run = Run(
        format=1,
        plan=plan,
        machine=a_machine(),
        workloads={name: a_workload(name) for name in sorted(names)},
        implementations=tuple(an_implementation(cell) for cell in firsts.values()),
        data=data,
        files=files,
        environments={"": ()},
        outcomes=tuple(rows),
    )
    return replace(run, **changes)


def saved(run: Run, folder: Path, name: str = "result.json") -> Path:
    """Write the run as a result file and return its path."""
    from bench.results import result_file  # noqa: PLC0415  tests of the view need no file

    path = folder / name
    result_file.write(run, path)
    return path
