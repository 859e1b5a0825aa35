"""Ask other tools the same two questions: `python -m tests.studies.statistics.rivals pyperf` or `hyperfine`.

The files are those of `tests.studies.statistics.live`: equal text, and 5 % more of the same work. Each tool runs as its
manual says, with its defaults. A claim is what the tool prints: pyperf's `compare_to` shows a pair or hides it as not
significant; hyperfine always names the faster one, so its claims are counted where the ratio lies beyond its own `±`.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Final

from tests.studies import command
from tests.studies.statistics.live import MORE, ROUNDS, SOURCE

PYPERF: Final = """
if __name__ == "__main__":
    import pyperf

    pyperf.Runner().bench_func("run", run, {rounds})
"""
HYPERFINE: Final = "\nrun({rounds})\n"
RATIO: Final = re.compile(r"([\d.]+) ± ([\d.]+) times faster")


@dataclass(frozen=True)
class Asked:
    """One question: whether a difference was claimed, of the second file being slower; the tool's words; the time."""

    claimed: bool
    slower: bool
    words: str
    seconds: float


def pyperf(first: Path, second: Path) -> Asked:
    """Run both files with pyperf's defaults and compare the results."""
    began = time.monotonic()
    stored = [path.with_suffix(".json") for path in (first, second)]
    for path, result in zip((first, second), stored, strict=True):
        result.unlink(missing_ok=True)
        _told(sys.executable, str(path), "-o", str(result), "--quiet")
    said = _told(sys.executable, "-m", "pyperf", "compare_to", *map(str, stored))
    words = said.splitlines()[0]
    return Asked("not significant" not in said, words.endswith("slower"), words, time.monotonic() - began)


def hyperfine(first: Path, second: Path) -> Asked:
    """Run both files with hyperfine's defaults."""
    began = time.monotonic()
    said = _told("hyperfine", "--style", "basic", *(f"{sys.executable} {path}" for path in (first, second)))
    found = RATIO.search(said)
    if found is None:
        return Asked(claimed=False, slower=False, words="no summary", seconds=time.monotonic() - began)
    ratio, scatter = map(float, found.groups())
    first_wins = str(first) in said[said.index("Summary") : found.start()].partition(" ran")[0]
    words = f"{'first' if first_wins else 'second'}: {found[0]}"
    return Asked(ratio - 1 > scatter, first_wins, words, time.monotonic() - began)


TOOLS: Final[dict[str, tuple[Callable[[Path, Path], Asked], str]]] = {
    "pyperf": (pyperf, PYPERF),
    "hyperfine": (hyperfine, HYPERFINE),
}


def lines(tool: str, pairs: int) -> Iterator[str]:
    """Yield what a tool says of that many equal pairs, and of as many with 5 % between them."""
    ask, tail = TOOLS[tool]
    found: dict[str, list[Asked]] = {"equal": [], f"{MORE:.0%} slower": []}
    with tempfile.TemporaryDirectory(prefix="leanlines-rivals-") as folder:
        first, equal, slower = (Path(folder) / f"{name}.py" for name in ("first", "equal", "slower"))
        for path, more in ((first, 0.0), (equal, 0.0), (slower, MORE)):
            path.write_text(SOURCE.format(more=more) + tail.format(rounds=ROUNDS))
        for number in range(pairs):
            for what, other in zip(found, (equal, slower), strict=True):
                found[what].append(ask(first, other))
                yield f"{what}, pair {number + 1}: {found[what][-1].words}"
    yield ""
    yield "| tool | second file | pairs | said to be slower | said to be faster | seconds each |"
    yield "| --- | --- | ---: | ---: | ---: | ---: |"
    for what, every in found.items():
        claims, seconds = [each for each in every if each.claimed], fmean(each.seconds for each in every)
        said = sum(each.slower for each in claims)
        yield f"| {tool} | {what} | {pairs} | {said} | {len(claims) - said} | {seconds:.1f} |"


def _told(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def main() -> None:
    """Ask one tool."""
    parser = command.parser(__doc__)
    parser.add_argument("tool", choices=sorted(TOOLS))
    parser.add_argument("--pairs", type=int, default=10)
    chosen = parser.parse_args()
    print(f"load of the machine before: {os.getloadavg()[0]:.2f}")
    for line in lines(chosen.tool, chosen.pairs):
        print(line, flush=True)
    print(f"load of the machine after: {os.getloadavg()[0]:.2f}")


if __name__ == "__main__":
    main()
