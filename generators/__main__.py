"""The command line of the generators: `python -m generators web_log --lines 5M --seed 7 --out web.log`."""

import argparse
import sys
from pathlib import Path

from bench.errors import BenchError
from bench.units import parse_count, parse_size
from generators import make, recipe


def main() -> int:
    """Make a file, and say what became of it."""
    parser = argparse.ArgumentParser(prog="python -m generators")
    parser.add_argument("kind")
    parser.add_argument("--lines", type=parse_count)
    parser.add_argument("--size", type=parse_size)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--preset", default="realistic")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--force", action="store_true")
    given = parser.parse_args()
    try:
        wanted = recipe(given.kind, lines=given.lines, size=given.size, seed=given.seed, preset=given.preset)
        made = make(wanted, given.out, force=given.force, jobs=given.jobs)
    except BenchError as error:
        sys.stderr.write(f"error: {error}\n" + (f" hint: {error.hint}\n" if error.hint else ""))
        return error.exit_code
    sys.stdout.write(f"{given.out}: {made.lines:,} lines, {made.bytes:,} bytes, sha-256 {made.sha256}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
