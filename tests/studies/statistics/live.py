"""Put the rule for differences in time to the test on this machine: `python -m tests.studies.statistics.live equal`.

Each experiment is a run of the harness's own rounds, with real processes: a baseline, its second copy and a third file.

- `equal`: the third file is the same text again. Every claimed difference is false. Every other run has a busy process
  beside it, which loads one core.
- `slower`: the third file does 5 % more of the same work. Runs go on until they are decided, with looks after 8, 16, 32
  and 64 rounds.

The work is a loop, so 5 % more rounds of it are 5 % more work; `calibrated` says what that comes to in time. A run is
told when it has ended; the table of the end stands in docs/statistics.md.
"""

import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean, median
from typing import Any, Final

from bench.analysis.statistics import times
from bench.analysis.statistics.times import Comparison, Floor, TimeVerdict
from bench.correctness.judging import Question
from bench.correctness.variants import Variants
from bench.inputs import catalogue, environments
from bench.inputs.data import datasets
from bench.inputs.environments import Environment, Needs
from bench.inputs.pythons import interpreters
from bench.model import formatting
from bench.model.types import Cell, Instrument, Limits, Plan
from bench.process.launch import Job, launch
from bench.results.journal import Journal
from bench.session.context import PreparedCase, RunContext
from bench.session.rounds import measure_times
from tests.bench.session.contexts import a_context
from tests.studies import command
from tests.studies.children import busy

ROUNDS: Final = 200_000  # of the loop: about 20 ms
MORE: Final = 0.05
LIMITS: Final = Limits(seconds=60, memory=1 << 32)
NARROW: Final = 0.015  # half-width of the interval of equal code, up to which 5 % has to be found
SOURCE: Final = """
def run(n):
    total = 0
    for i in range(n + int(n * {more})):
        total += i * i % 7
    return n
"""


@dataclass(frozen=True)
class LiveExperiment:
    """One experiment: what was said, how wide equal code scattered, and what it took."""

    comparison: Comparison
    floor: Floor
    seconds: float
    loaded: bool


def experiment(more: float, *, budget: float | None, rounds: int, loaded: bool) -> LiveExperiment:
    """Run a baseline, its copy and a third file that does so much more work, and look at it as a report would."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="leanlines-live-") as folder, busy(int(loaded)):
        context = _context(Path(folder), more, budget=budget, rounds=rounds)
        with context.journal as journal:
            measure_times(context)
        samples = journal.samples
    seconds = time.monotonic() - began
    base, control, other = (
        times.by_round(sample for sample in samples if sample.cell == cell)
        for cell in (context.plan.cells[0], context.plan.cells[2], context.plan.cells[1])
    )
    confidence = times.confidence_of(context.plan)
    floor = times.noise_floor(base, control, confidence)
    if floor is None:
        raise SystemExit("Too few rounds ended well; look at what `python -m bench debug` says of such a file.")
    found = times.compare_all(base, {"other": other}, copies=(base, control), confidence=confidence)
    return LiveExperiment(found["other"], floor, seconds, loaded)


def _context(folder: Path, more: float, *, budget: float | None, rounds: int) -> RunContext:
    place = environments.prepare(Needs(), interpreters.own_interpreter())
    data = datasets.number(ROUNDS)
    base, other = (
        Cell(workload="live", implementation=name, interpreter="own", data=data.dataset.id)
        for name in ("base", "other")
    )
    control = replace(base, control=True)
    cases = {}
    for cell, share in ((base, 0.0), (other, more), (control, 0.0)):
        module = folder / f"{cell.implementation}.py"
        module.write_text(SOURCE.format(more=share))
        cases[cell] = PreparedCase(
            module, catalogue.digest(module), place, data, Variants(_question(module, place), data)
        )
    plan = Plan(run_id="live", started="", cells=(base, other, control), rounds=rounds, budget=budget, limits=LIMITS)
    return a_context(plan, Journal(folder / "samples.jsonl"), folder, cases=cases)


def _question(module: Path, place: Environment) -> Question:
    """Take the file's own answer for the right one."""
    job = Job(python=place.python, module=module, instrument=Instrument.ANSWER, sources=(ROUNDS,), limits=LIMITS)
    return Question("the number", ROUNDS, text=True, digest=launch(job).answers[0])


def calibrated(more: float, repeats: int = 31) -> float:
    """Return how many times as long the third file takes, in one process, as the least of many calls in turn."""
    spaces: list[dict[str, Any]] = [{}, {}]
    for space, share in zip(spaces, (0.0, more), strict=True):
        exec(SOURCE.format(more=share), space)  # noqa: S102 - our own text
    took: list[list[float]] = [[], []]
    for number in range(2 * repeats):
        began = time.perf_counter()
        spaces[number % 2]["run"](ROUNDS)
        took[number % 2].append(time.perf_counter() - began)
    return min(took[1]) / min(took[0])


def equal(runs: int) -> Iterator[str]:
    """Yield what came of comparing equal code so many times."""
    ended = []
    for number in range(runs):
        ended.append(experiment(0.0, budget=None, rounds=8, loaded=bool(number % 2)))
        yield _told(number, ended[-1])
    parts = {loaded: [each for each in ended if each.loaded is loaded] for loaded in (False, True)}
    yield from _table({"as it was": parts[False], "a core loaded": parts[True], "together": ended})


def slower(runs: int) -> Iterator[str]:
    """Yield what came of comparing with 5 % more work so many times, until decided."""
    yield f"calibrated: {calibrated(MORE):.4f} times as long"
    ended = []
    for number in range(runs):
        ended.append(experiment(MORE, budget=1e9, rounds=64, loaded=False))
        yield _told(number, ended[-1])
    parts = {
        narrow: [each for each in ended if (each.floor.half_width <= NARROW) is narrow] for narrow in (True, False)
    }
    yield from _table({f"at most {NARROW:.1%}": parts[True], "wider": parts[False], "together": ended})


def _told(number: int, ended: LiveExperiment) -> str:
    loaded = " (a core loaded)" if ended.loaded else ""
    width = formatting.percent(ended.floor.half_width)
    return f"run {number + 1}{loaded}: {ended.comparison.words}; half-width of equal code {width}"


def _table(parts: Mapping[str, list[LiveExperiment]]) -> Iterator[str]:
    """Yield the lines of a table: how each part of the runs ended."""
    yield ""
    yield (
        "| half-width of equal code, or load | runs | " + " | ".join(TimeVerdict) + " | rounds | half-width | seconds |"
    )
    yield "| --- |" + " ---: |" * (len(TimeVerdict) + 4)
    yield from (_row(name, ended) for name, ended in parts.items() if ended)


def _row(name: str, ended: list[LiveExperiment]) -> str:
    verdicts = Counter(each.comparison.verdict for each in ended)
    width = formatting.percent(median(each.floor.half_width for each in ended))
    means = (fmean(each.comparison.rounds for each in ended), fmean(each.seconds for each in ended))
    cells = [name, len(ended), *(verdicts[each] for each in TimeVerdict), f"{means[0]:.0f}", width, f"{means[1]:.1f}"]
    return f"| {' | '.join(map(str, cells))} |"


def main() -> None:
    """Run one of the experiments."""
    parser = command.parser(__doc__)
    parser.add_argument("what", choices=["equal", "slower"])
    parser.add_argument("--runs", type=int, help="120 of equal code, 20 of slower")
    chosen = parser.parse_args()
    told = equal(chosen.runs or 120) if chosen.what == "equal" else slower(chosen.runs or 20)
    print(f"load of the machine before: {os.getloadavg()[0]:.2f}")
    for line in told:
        print(line, flush=True)
    print(f"load of the machine after: {os.getloadavg()[0]:.2f}")


if __name__ == "__main__":
    main()
