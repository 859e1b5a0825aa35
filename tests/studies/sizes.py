"""Hold the memory of the harness itself to its bound where something is very large: `python -m tests.studies.sizes`.

A log with a line of 1 GiB, 500 implementations in one folder, and an answer of a million keys, a wrong one too. Prints
what was done, the most that the harness held, and how it ended; ends with 3 if it held more than 300 MiB.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.faults.peak import HeldMemory, held
from tests.faults.runs import RIGHT
from tests.studies import command

MOST = 300.0  # MiB
GIB = 1 << 30
RECORD = b"t|ERROR|m|i|u\n"
ON_THE_DATA = ("--edge-cases", "off")  # which alone is large


def a_long_line(path: Path, size: int) -> Path:
    """Write a log of ordinary records with one line of so many bytes (and no pipe) among them; it takes no room."""
    with path.open("wb") as file:
        file.write(RECORD * 20_000)
        file.seek(size - 1, 1)
        file.write(b"\n" + RECORD * 29_999)
    return path


def many_implementations(folder: Path, count: int) -> Path:
    """Write so many files that are all right."""
    folder.mkdir()
    for number in range(count):
        (folder / f"way_{number:03}.py").write_text(RIGHT.replace("Count", f"Way {number}: count"))
    return folder


def many_keys(path: Path, count: int) -> Path:
    """Write a log of so many errors, all different."""
    with path.open("w", newline="\n") as file:
        for number in range(count):
            file.write(f"2026-11-25 10:00:00|ERROR|upstream {number:07} did not answer in time, again|10.0.0.1|7\n")
    return path


def a_wrong_one(folder: Path) -> Path:
    """Write an implementation that counts the last error twice, where it is asked for much."""
    folder.mkdir()
    once_more = "    if len(counts) > 50_000:\n        counts[message] += 1\n"
    wrong = RIGHT.replace("    return counts", f"{once_more}    return counts")
    (folder / "wrong.py").write_text(wrong)
    return folder


def long_line(folder: Path, size: int = GIB) -> HeldMemory:
    """Measure on a log with one very long line, its parts and doubles included."""
    log = a_long_line(folder / "long.log", size)
    way = ("--impl", "bytes_blocks", "--rounds", "1", "--timeout", "10m", *ON_THE_DATA)
    return held("bench.cli.app", "run", "--log", log, "--show-data", *way, "--out", folder / "out")


def whole_folder(folder: Path, count: int = 500, wanted: str = "way_*") -> HeldMemory:
    """Hold some of many implementations to the reference."""
    many = many_implementations(folder / "many", count)
    return held("bench.cli.app", "check", "--impls", many, "--impl", wanted, "--lines", "2k")


def long_answer(folder: Path, count: int = 1_000_000) -> HeldMemory:
    """Judge a right and a wrong answer of very many keys."""
    log, wrong = many_keys(folder / "keys.log", count), a_wrong_one(folder / "wrong")
    asked = ("--impl", "generator_chain", "--impl", "wrong", "--show-data", *ON_THE_DATA)
    return held("bench.cli.app", "check", "--log", log, "--impls", wrong, *asked)


CASES: dict[str, Callable[[Path], HeldMemory]] = {
    "a line of 1 GiB": long_line,
    "500 implementations": whole_folder,
    "an answer of a million keys": long_answer,
}


def main() -> int:
    """Try all, print the table, and return the exit code."""
    command.parser(__doc__).parse_args()
    worst = 0.0
    for name, case in CASES.items():
        with tempfile.TemporaryDirectory() as folder:
            seen = case(Path(folder))
        worst = max(worst, seen.peak)
        print(f"{name:30} {seen.peak:6.1f} MiB  exit {seen.code}\n    {seen.said.strip()[-600:]}", flush=True)
    return 3 if worst > MOST else 0


if __name__ == "__main__":
    sys.exit(main())
