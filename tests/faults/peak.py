"""Run a command and say how much memory its own process held at most: `python -m tests.faults.peak MODULE ARGUMENTS`.

The last line on standard error is the high-water mark in bytes; other processes of the command do not count.
"""

import importlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.measured.monitor.proc import memory_of

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class HeldMemory:
    """What a command answered, and the most that its own process held, in MiB."""

    code: int
    said: str
    peak: float


def held(module: str, *words: object) -> HeldMemory:
    """Run a command of the project in a process of its own."""
    command = [sys.executable, "-m", "tests.faults.peak", module, *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=900)
    words_said, _, peak = done.stderr.rstrip().rpartition("\n")
    return HeldMemory(done.returncode, done.stdout + words_said, int(peak) / (1 << 20))


def main() -> int:
    """Run the command and return its exit code."""
    module, *arguments = sys.argv[1:]
    sys.argv[1:] = arguments  # `run` publishes them
    code = importlib.import_module(module).main(arguments)
    memory = memory_of(os.getpid())
    sys.stderr.write(f"\n{memory.high}\n")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
