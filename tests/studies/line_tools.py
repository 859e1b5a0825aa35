"""Ask tools which lines take the time of programs that know: `python -m tests.studies.line_tools PYTHON [PROGRAM ...]`.

PYTHON is an interpreter that has py-spy, pyinstrument and scalene, best a throw-away one; from Python 3.15 on py-spy
alone is asked, beside the sampling profiler that it has itself. Each tool looks 250 times a second, for four seconds.
Printed is how many points its share of the two marked lines is from that of the program
undisturbed, and how much more CPU time a call takes, that of the tool included: the medians of three, in the form of
docs/lines.md.
"""

import functools
import json
import math
import os
import re
import statistics
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from bench.model.types import Instrument, Limits
from bench.process import sampling, worker_kit
from bench.process.launch import Job, launch
from tests.studies import command
from tests.studies.line_programs import PROGRAMS, marked_lines, text_of

SECONDS: Final = 4.0
REPEATS: Final = 3
RATE: Final = 250
ATTACHED: Final = 1.0  # seconds for a program to wait for its first call, and then for a tool to be attached
_RAW: Final = re.compile(r"\(([^;()]*):(\d+)\)(?=[; ])")
_COLLAPSED: Final = re.compile(r"([^;:]+):[^;:]*:(\d+)(?=[; ])")
Known = tuple[Mapping[str, float], float]
"""Seconds (or samples) by mark, and CPU seconds of a call with all that the tool takes."""

Tool = Callable[[Path, Path], Known]


def bare(python: Path, program: Path) -> Known:
    """Ask the program itself."""
    known = _run([python, program], program)
    return known["spent"], known["cpu"]


def py_spy(python: Path, program: Path, *options: str) -> Known:
    """Ask `py-spy record`."""
    command: list[str | Path] = [python.with_name("py-spy"), "record", "--format", "raw", "--rate", str(RATE)]
    command += ["--full-filenames", "--idle", "--subprocesses", *options]
    return _attached(python, program, [*command, "--output", program.with_suffix(".seen"), "--pid"], _RAW)


def nonblocking(python: Path, program: Path) -> Known:
    """Ask py-spy without its holding the program still."""
    return py_spy(python, program, "--nonblocking")


def standard(python: Path, program: Path, *options: str) -> Known:
    """Ask the sampling profiler of Python 3.15."""
    command: list[str | Path] = [python, "-m", "profiling.sampling", "attach", "-a", "-r", str(RATE), "--no-gc"]
    command += ["--subprocesses", *options, "--collapsed", "-o", program.with_suffix(".seen")]
    return _attached(python, program, command, _COLLAPSED)


def blocking(python: Path, program: Path) -> Known:
    """Ask the sampling profiler of Python 3.15, which holds the program still."""
    return standard(python, program, "--blocking")


def pyinstrument(python: Path, program: Path) -> Known:
    """Ask pyinstrument, in the program."""
    known = _run([python, program], program, "pyinstrument")
    found = Counter[int]()
    for frames, seconds in known["records"]:
        own = [each for each in frames if f"\0{program}\0" in each]
        if own and (line := re.search("\x01l([0-9]+)", own[-1])):
            found[int(line[1])] += seconds
    return _by_mark(program, found), known["cpu"]


def scalene(python: Path, program: Path) -> Known:
    """Ask scalene, CPU alone."""
    profile = program.with_name("scalene.json")
    options = ("--cpu-only", "--cpu-sampling-rate", str(1 / RATE), "--cpu-percent-threshold", "0", "-o", profile)
    known = _run([python, "-m", "scalene", "run", *options, program, "---"], program)
    files = json.loads(profile.read_text()).get("files", {})
    profiled = (each["lines"] for name, each in files.items() if Path(name).name == program.name)
    lines: list[dict[str, Any]] = next(profiled, [])
    parts = ("n_cpu_percent_python", "n_cpu_percent_c", "n_sys_percent")
    return _by_mark(program, {each["lineno"]: sum(each[part] for part in parts) for each in lines}), known["cpu"]


def ours(python: Path, program: Path) -> Known:
    """Ask this project; what a call takes is known of the sampler of Python 3.15 only, attached to another process."""
    sampler = sampling.STANDARD if _is_standard(python) else sampling.PY_SPY
    n = PROGRAMS[program.stem.replace("_", " ")][1]
    limits = Limits(seconds=60, memory=1 << 30)
    job = Job(
        python=python,
        module=program,
        instrument=Instrument.LINE_SECONDS,
        sources=(n,),
        limits=limits,
        options={"seconds": SECONDS, "sampler": sampler},
    )
    found = _by_mark(program, {each.line: each.samples for each in launch(job).spent})
    if sampler != sampling.STANDARD:
        return found, float("nan")
    command: list[str | Path] = ["sh", "-c", 'exec "$@" 3>"$0"', program.with_suffix(".seen")]
    command += sampling.command(job, worker_kit.folder(python))
    return found, _attached(python, program, command, _RAW)[1]


STANDARD: Final[Mapping[str, Tool]] = {
    "this project": ours,
    "profiling.sampling --blocking": blocking,
    "profiling.sampling": standard,
    "py-spy": py_spy,
}
TOOLS: Final[Mapping[str, Tool]] = {
    "this project": ours,
    "py-spy": py_spy,
    "py-spy --nonblocking": nonblocking,
    "pyinstrument": pyinstrument,
    "scalene": scalene,
}


def main() -> None:
    """Print a row for each program."""
    parser = command.parser(__doc__)
    parser.add_argument("python", type=Path)
    parser.add_argument("program", nargs="*", help=f"{', '.join(PROGRAMS)} (default: all)")
    asked = parser.parse_args()
    for name in set(asked.program) - set(PROGRAMS):
        parser.error(f"there is no program {name}")
    python = asked.python.absolute()
    tools = STANDARD if _is_standard(python) else TOOLS
    print("| program | A, % |", " | ".join(tools), "|")
    print("| --- | ---: |", " | ".join(["---:"] * len(tools)), "|")
    with tempfile.TemporaryDirectory() as folder:
        for name in asked.program or PROGRAMS:
            program = Path(folder).resolve() / f"{name.replace(' ', '_')}.py"
            program.write_text(text_of(name))
            print(f"| {name} |", _row(python, program, tools), "|", flush=True)


@functools.cache
def _is_standard(python: Path) -> bool:
    """Return whether an interpreter has a sampling profiler of its own."""
    asked = "import profiling.sampling"
    return subprocess.run([python, "-c", asked], stderr=subprocess.DEVNULL, check=False).returncode == 0


def _attached(python: Path, program: Path, command: list[str | Path], line: re.Pattern[str]) -> Known:
    """Ask a tool that looks from outside, and is attached before the first call.

    Args:
        python: of the program.
        program: its file.
        command: to which the program's process id is added.
        line: finds a line of the program in what the tool writes.
    """
    result = program.with_suffix(".json")
    target = subprocess.Popen([python, program, str(SECONDS), result, "attached"], stdin=subprocess.PIPE)
    time.sleep(ATTACHED)
    tool = subprocess.Popen([*command, str(target.pid)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(ATTACHED)
    target.communicate(b"\n")
    _, _, usage = os.wait4(tool.pid, 0)
    tool.returncode = 0
    known, found = json.loads(result.read_text()), Counter[int]()
    for seen in program.parent.glob(f"{program.stem}*.seen"):  # that of a child process has its id in its name
        for stack in seen.read_text().splitlines():
            if own := [int(each[2]) for each in line.finditer(stack) if Path(each[1]).name == program.name]:
                found[own[-1]] += int(stack.rpartition(" ")[2])
        seen.unlink()
    return _by_mark(program, found), known["cpu"] + (usage.ru_utime + usage.ru_stime) / known["calls"]


def _row(python: Path, program: Path, tools: Mapping[str, Tool]) -> str:
    rounds = [[tool(python, program) for tool in (bare, *tools.values())] for _ in range(REPEATS)]
    plain, *asked = zip(*rounds, strict=True)
    true, cpu = (
        statistics.median(each) for each in zip(*((_share(found), took) for found, took in plain), strict=True)
    )
    return " | ".join((f"{true:.1f}", *(_cell(each, true, cpu) for each in asked)))


def _cell(asked: tuple[Known, ...], true: float, cpu: float) -> str:
    shares = [_share(found) for found, _ in asked]
    if any(math.isnan(share) for share in shares):
        return "none"
    error = statistics.median(shares) - true
    worst = max(abs(share - true) for share in shares)
    more = statistics.median(took for _, took in asked) / cpu - 1
    return f"{error:+.1f} (at most {worst:.1f})" + ("" if math.isnan(more) else f", {more:+.0%}".replace("%", " %"))


def _share(found: Mapping[str, float]) -> float:
    """Return the share of line A in percent; not a number where neither line was seen."""
    whole = sum(found.values())
    return 100 * found.get("A", 0.0) / whole if whole else float("nan")


def _by_mark(program: Path, found: Mapping[int, float]) -> Mapping[str, float]:
    marks = Counter[str]()
    for line, mark in marked_lines(program.read_text()).items():
        marks[mark] += found.get(line, 0)  # type: ignore[assignment]  # seconds of some, samples of others
    return marks


def _run(command: list[Any], program: Path, tool: str = "none") -> dict[str, Any]:
    result = program.with_suffix(".json")
    result.unlink(missing_ok=True)
    subprocess.run([*command, str(SECONDS), result, tool], check=True, capture_output=True, timeout=60)
    return dict(json.loads(result.read_text()))


if __name__ == "__main__":
    main()
