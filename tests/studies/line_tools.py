"""Ask tools which lines take the time of programs that know: `python -m tests.studies.line_tools PYTHON [PROGRAM ...]`.

PYTHON is an interpreter that has py-spy, pyinstrument and scalene, best a throw-away one. Each tool looks 250 times a
second, for four seconds. Printed is how many points its share of the two marked lines is from that of the program
undisturbed, and how much more CPU time a call takes, that of the tool included: the medians of three, in the form of
docs/lines.md.
"""

import json
import math
import os
import re
import statistics
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from bench.model.types import Instrument, Limits
from bench.process.launch import Job, launch
from tests.studies import command
from tests.studies.line_programs import PROGRAMS, marked_lines, text_of

SECONDS: Final = 4.0
REPEATS: Final = 3
RATE: Final = 250
Known = tuple[Mapping[str, float], float]
"""Seconds (or samples) by mark, and CPU seconds of a call with all that the tool takes."""

Tool = Callable[[Path, Path], Known]


def bare(python: Path, program: Path) -> Known:
    """Ask the program itself."""
    known = _run([python, program], program)
    return known["spent"], known["cpu"]


def py_spy(python: Path, program: Path, *options: str) -> Known:
    """Ask `py-spy record`, attached from outside before the first call."""
    result, seen = program.with_suffix(".json"), program.with_suffix(".raw")
    target = subprocess.Popen([python, program, str(SECONDS), result, "attached"], stdin=subprocess.PIPE)
    command: list[str | Path] = [
        python.with_name("py-spy"),
        "record",
        "--format",
        "raw",
        "--rate",
        str(RATE),
        "--full-filenames",
    ]
    command += ["--idle", "--subprocesses", *options, "--output", seen, "--pid", str(target.pid)]
    spy = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert spy.stdout
    assert b"Sampling" in spy.stdout.readline()
    target.communicate(b"\n")
    spy.stdout.read()
    _, _, usage = os.wait4(spy.pid, 0)
    spy.returncode = 0
    known = json.loads(result.read_text())
    found = Counter[int]()
    for stack in seen.read_text().splitlines():
        if own := re.findall(rf"\({re.escape(str(program))}:(\d+)\)[; ]", stack):
            found[int(own[-1])] += int(stack.rpartition(" ")[2])
    return _by_mark(program, found), known["cpu"] + (usage.ru_utime + usage.ru_stime) / known["calls"]


def nonblocking(python: Path, program: Path) -> Known:
    """Ask py-spy without its holding the program still."""
    return py_spy(python, program, "--nonblocking")


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
    """Ask this project; what a call takes is not told."""
    n = PROGRAMS[program.stem.replace("_", " ")][1]
    limits = Limits(seconds=60, memory=1 << 30)
    finished = launch(
        Job(
            python=python,
            module=program,
            instrument=Instrument.LINE_SECONDS,
            sources=(n,),
            limits=limits,
            options={"seconds": SECONDS},
        )
    )
    return _by_mark(program, {each.line: each.samples for each in finished.spent}), float("nan")


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
    print("| program | A, % |", " | ".join(TOOLS), "|")
    print("| --- | ---: |", " | ".join(["---:"] * len(TOOLS)), "|")
    with tempfile.TemporaryDirectory() as folder:
        for name in asked.program or PROGRAMS:
            program = Path(folder).resolve() / f"{name.replace(' ', '_')}.py"
            program.write_text(text_of(name))
            print(f"| {name} |", _row(python, program), "|", flush=True)


def _row(python: Path, program: Path) -> str:
    rounds = [[tool(python, program) for tool in (bare, *TOOLS.values())] for _ in range(REPEATS)]
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
