"""Ask other tools about the programs whose need is known.

Called as `python -m tests.studies.memory_tools GROUP PYTHON [PROGRAM ...]`.

GROUP is `marks`, the kernel's marks and what pyperf and memray report, or `profilers`, plugins of pytest and scalene.
PYTHON is an interpreter that has these tools and numpy, best a throw-away one. Of every tool the figure of a program
that needs nothing is taken off, so what remains is comparable. This harness touches 500 MiB first, as any harness may
have that has read a data set. Prints a table of docs/memory-tools.md.
"""

import json
import os
import re
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.process.launch import launch
from tests.studies import command
from tests.studies.memory_programs import FOLDER, MIB, Program, programs
from tests.studies.truth.__main__ import BALLAST, job_for

CALL = """
import runpy, sys
run = runpy.run_path(sys.argv[1])["run"]
run(1)
"""
OWN_MARK = (
    CALL
    + """
import resource
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
)
PYPERF = """
import runpy, sys
import pyperf
run = runpy.run_path({path!r})["run"]
pyperf.Runner().bench_func("run", run, 1)
"""
NAMED = """
import os, runpy

def run():
    return runpy.run_path(os.environ["PROGRAM"])["run"](1)
"""
TESTED = """
import pytest
from named import run

@pytest.mark.benchmem(isolate=True)
def test_benchmark(benchmark):
    benchmark.pedantic(run, rounds=1)

def test_call():
    run()
"""
ONCE = ("--worker", "--worker-task=0", "--loops=1", "--warmups=0", "--values=1", "--quiet")
REPEATS = 3
UNITS = ("B", "KiB", "MiB", "GiB")
MARKED = re.compile(r"Total memory allocated: ([\d.]+)(B|KiB|MiB|GiB)")
Tool = Callable[[Path, Path, Path], float | None]


def ours(python: Path, module: Path, _folder: Path) -> float | None:
    """Ask this project: the peak during `run`."""
    peak = launch(job_for(module, python)).values.get("run_peak")
    return float(peak.value) if peak else None


def own_mark(python: Path, module: Path, _folder: Path) -> float | None:
    """Ask `resource.getrusage(RUSAGE_SELF).ru_maxrss` within the process, which this harness starts."""
    done = subprocess.run([python, "-c", OWN_MARK, module], capture_output=True, text=True, check=False)
    return int(done.stdout) * 1024 if done.stdout else None


def parents_mark(python: Path, module: Path, _folder: Path) -> float | None:
    """Ask `os.wait4` for ru_maxrss in the process that starts it, which holds 500 MiB."""
    process = subprocess.Popen([python, "-c", CALL, module], stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return float(usage.ru_maxrss * 1024)


def memray(python: Path, module: Path, folder: Path) -> float | None:
    """Ask `memray run` and its statistics."""
    (folder / "call.py").write_text(CALL)
    (folder / "memray.bin").unlink(missing_ok=True)
    command: list[str | Path] = [python, "-m", "memray"]
    record = [*command, "run", "--quiet", "--output", folder / "memray.bin", folder / "call.py", module]
    subprocess.run(record, capture_output=True, check=False)
    report = [*command, "stats", "--json", "--force", "--output", folder / "stats.json", folder / "memray.bin"]
    if subprocess.run(report, capture_output=True, check=False).returncode:
        return None
    return float(json.loads((folder / "stats.json").read_text())["metadata"]["peak_memory"])


def pytest_memray(python: Path, module: Path, folder: Path) -> float | None:
    """Ask pytest-memray for the high-water mark of a test that calls the program."""
    found = MARKED.search(_pytest(python, module, folder, "test_call", "--memray", "-p", "no:benchmem"))
    return float(found[1]) * 1024 ** UNITS.index(found[2]) if found else None


def scalene(python: Path, module: Path, folder: Path) -> float | None:
    """Ask `scalene run` for the largest footprint."""
    (folder / "call.py").write_text(CALL)
    (folder / "scalene.json").unlink(missing_ok=True)
    command: list[str | Path] = [
        python,
        "-m",
        "scalene",
        "run",
        "-o",
        folder / "scalene.json",
        folder / "call.py",
        "---",
        module,
    ]
    subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    if not (folder / "scalene.json").exists():
        return None
    found = json.loads((folder / "scalene.json").read_text())
    return float(found.get("max_footprint_mb", 0)) * MIB  # a program of few allocations has no sample, and no footprint


def main() -> None:
    """Print the table, in MiB beyond what a program needs that does nothing."""
    parser = command.parser(__doc__)
    parser.add_argument("group", choices=GROUPS)
    parser.add_argument("python", type=Path)
    parser.add_argument("program", nargs="*", help="default: all")
    asked = parser.parse_args()
    for name in {*asked.program} - {program.name for program in programs()}:
        parser.error(f"there is no program {name}")
    tools, python = GROUPS[asked.group], asked.python.absolute()
    ballast = bytearray(BALLAST * MIB)
    ballast[::4096] = b"x" * len(ballast[::4096])
    print("| program | need |", " | ".join(tools), "|")
    print("| --- |", " | ".join(["---:"] * (len(tools) + 1)), "|")
    with tempfile.TemporaryDirectory() as folder:
        nothing = _asked(tools, python, FOLDER / "nothing.py", Path(folder))
        for program in programs():
            if asked.program and program.name not in asked.program:
                continue
            found = _asked(tools, python, program.path, Path(folder))
            print(f"| {program.name} | {_need(program)} |", _row(found, nothing), "|", flush=True)


def _asked(tools: dict[str, Tool], python: Path, module: Path, folder: Path) -> list[list[float]]:
    """Ask every tool three times; an empty list is no answer."""
    rounds = [[tool(python, module, folder) for tool in tools.values()] for _ in range(REPEATS)]
    return [[size for size in sizes if size is not None] for sizes in zip(*rounds, strict=True)]


def _need(program: Program) -> str:
    return f"{program.facts['NEED'] / MIB:.0f}"


def _row(found: list[list[float]], nothing: list[list[float]]) -> str:
    return " | ".join(_cell(sizes, statistics.median(bare)) for sizes, bare in zip(found, nothing, strict=True))


def _cell(sizes: list[float], bare: float) -> str:
    """Return what was said, as a range where three answers differ by more than 1 MiB."""
    if not sizes:
        return "none"
    low, high = (min(sizes) - bare) / MIB, (max(sizes) - bare) / MIB
    return f"{low:.1f} to {high:.1f}" if high - low > 1 else f"{(low + high) / 2:.1f}"


def _pytest(python: Path, module: Path, folder: Path, test: str, *options: str) -> str:
    (folder / "named.py").write_text(NAMED)
    (folder / "test_tools.py").write_text(TESTED)
    command: list[str | Path] = [
        python,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        *options,
        f"test_tools.py::{test}",
    ]
    environment = {**os.environ, "PROGRAM": str(module)}
    nothing = subprocess.DEVNULL
    done = subprocess.run(
        command, capture_output=True, check=False, cwd=folder, env=environment, stdin=nothing, text=True
    )
    return done.stdout


def _benchmem(python: Path, module: Path, folder: Path, figure: str) -> float | None:
    """Ask pytest-benchmem; for resident memory it takes a process of its own (`isolate=True`)."""
    stored = folder / "benchmem.json"
    stored.unlink(missing_ok=True)
    _pytest(python, module, folder, "test_benchmark", "--benchmark-memory", f"--benchmark-json={stored}")
    if not stored.exists() or not stored.stat().st_size:
        return None
    found = [each["extra_info"].get("benchmem", {}) for each in json.loads(stored.read_text())["benchmarks"]]
    return float(statistics.median(found[0][figure])) if found and figure in found[0] else None


def _pyperf(python: Path, module: Path, folder: Path, option: str) -> float | None:
    """Ask pyperf, with the option that has it look at memory."""
    (folder / "asked.py").write_text(PYPERF.format(path=str(module)))
    (folder / "asked.json").unlink(missing_ok=True)
    command: list[str | Path] = [python, folder / "asked.py", *ONCE, option, "--output", folder / "asked.json"]
    subprocess.run(command, capture_output=True, check=False)
    if not (folder / "asked.json").exists():  # with exit code 0 too, where a program left by os._exit
        return None
    runs = json.loads((folder / "asked.json").read_text())["benchmarks"][0]["runs"]
    return float(runs[0]["values"][0])


GROUPS: dict[str, dict[str, Tool]] = {
    "marks": {
        "this project": ours,
        "ru_maxrss, own": own_mark,
        "ru_maxrss, wait4": parents_mark,
        "pyperf --track-memory": partial(_pyperf, option="--track-memory"),
        "pyperf --tracemalloc": partial(_pyperf, option="--tracemalloc"),
        "memray": memray,
    },
    "profilers": {
        "this project": ours,
        "pytest-memray": pytest_memray,
        "pytest-benchmem, peak": partial(_benchmem, figure="peak_bytes"),
        "pytest-benchmem, rss": partial(_benchmem, figure="rss_bytes"),
        "scalene": scalene,
    },
}


if __name__ == "__main__":
    main()
