"""Keep the timings as a standard pyperf suite, so that `python -m pyperf stats`, `hist` and `compare_to` read them.

A benchmark's name carries workload, implementation and interpreter, for pyperf merges only runs that agree in these;
where there are several machines, also its own, for their times are never put together.
"""

import io
from collections.abc import Iterable
from pathlib import Path

import pyperf

from bench.host.files import write_atomically
from bench.model.types import Cell, Instrument, Status
from bench.results.journal import JournalEntry


def benchmark_name(cell: Cell, machine: str = "") -> str:
    """Return what a row is called in the suite, on a machine where there are several."""
    parts = [f"{cell.workload}/{cell.implementation}"]
    parts += [f"@{cell.origin}"] if cell.origin != "impls" else []
    parts += ["(second copy)"] if cell.control else []
    where = f" {machine}" if machine else ""
    return f"{''.join(parts)} {cell.data} {cell.cache} python-{cell.interpreter}{where}".replace("(", " (")


def write(entries: Iterable[JournalEntry], path: Path) -> None:
    """Write every timed process that ended well; without any, nothing is written."""
    benchmarks: dict[str, pyperf.Benchmark] = {}
    for entry in entries:
        sample = entry.sample
        if sample.instrument is Instrument.TIMING and sample.status is Status.OK and entry.pyperf:
            benchmark = _name(benchmark_name(sample.cell, sample.machine or ""), entry.pyperf)
            known = benchmarks.setdefault(benchmark.get_name(), benchmark)
            if known is not benchmark:
                known.add_runs(benchmark)
    if benchmarks:
        write_atomically(path, _json(pyperf.BenchmarkSuite(list(benchmarks.values()))))


def _name(name: str, stored: str) -> pyperf.Benchmark:
    benchmark = pyperf.Benchmark.loads(stored)
    benchmark.update_metadata({"name": name})
    return benchmark


def _json(suite: pyperf.BenchmarkSuite) -> bytes:
    """Return what `suite.dump` writes to a file; on its own it may leave half of one."""
    text = io.StringIO()
    suite.dump(text, compact=False)
    return text.getvalue().encode()
