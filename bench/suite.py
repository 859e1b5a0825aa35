"""Keep the timings as a standard pyperf suite, so that `python -m pyperf stats`, `hist` and `compare_to` read them.

A benchmark's name carries workload, implementation and interpreter, for pyperf merges only runs that agree in these.
"""

import io
from collections.abc import Iterable
from pathlib import Path

import pyperf

from bench.files import write_atomically
from bench.journal import Entry
from bench.model import Cell, Instrument, Status


def benchmark_name(cell: Cell) -> str:
    """Return what a row is called in the suite."""
    parts = [f"{cell.workload}/{cell.implementation}"]
    parts += [f"@{cell.origin}"] if cell.origin != "impls" else []
    parts += ["(second copy)"] if cell.control else []
    return f"{''.join(parts)} {cell.data} {cell.cache} python-{cell.interpreter}".replace("(", " (")


def write(entries: Iterable[Entry], path: Path) -> None:
    """Write every timed process that ended well; without any, nothing is written."""
    benchmarks: dict[str, list[pyperf.Run]] = {}
    for entry in entries:
        sample = entry.sample
        if sample.instrument is Instrument.TIMING and sample.status is Status.OK and entry.pyperf:
            name = benchmark_name(sample.cell)
            benchmarks.setdefault(name, []).append(_run(name, entry))
    if benchmarks:
        suite = pyperf.BenchmarkSuite([pyperf.Benchmark(runs) for runs in benchmarks.values()])
        write_atomically(path, _json(suite))


def _run(name: str, entry: Entry) -> pyperf.Run:
    stored = dict(entry.pyperf or {})
    metadata = dict(stored.get("metadata", {})) | {"name": name, "unit": "second"}
    return pyperf.Run(tuple(stored["values"]), metadata=metadata, collect_metadata=False)


def _json(suite: pyperf.BenchmarkSuite) -> bytes:
    """Return what `suite.dump` writes to a file; on its own it may leave half of one."""
    text = io.StringIO()
    suite.dump(text, compact=False)
    return text.getvalue().encode()
