"""What guarding costs, and how often it doubts honest code: `python -m tests.studies.guarding` and one of these.

call [LINES [PAIRS]]    time of a call and page cache, with the guards and without, in pairs
run [ARGUMENT...]       time of a whole run, with the guards and without, in turns, one process at a time in both
alarms [COUNT]          honest timed processes that were doubted; ends with 3 if one was
cautions [RUNS]         what rows of honest implementations are cautioned for; ends with 3 if one was doubted
alarms --loaded [COUNT] and cautions --loaded [RUNS] do the same while every core is kept busy twice
"""

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from unittest import mock

from bench.analysis.analysis import Analysis
from bench.analysis.cautions.caution import CautionKind
from bench.cli import app
from bench.correctness import changes, variants
from bench.host import machine
from bench.inputs import catalogue as discovery
from bench.inputs import environments
from bench.inputs.data import copies, datasets
from bench.inputs.data.prepared import Prepared
from bench.inputs.environments import Needs
from bench.inputs.pythons import interpreters
from bench.model import formatting
from bench.model.paths import CHECKOUT
from bench.model.types import Instrument, Limits, Scalar, Status
from bench.process import guards
from bench.process.job import Change, Finished, Job
from bench.process.launch import launch
from bench.results import result_file
from bench.session import admission
from bench.session.processes import beside
from bench.terminal import console
from tests import oracles
from tests.studies import command
from tests.studies.children import busy

LIMITS = Limits(seconds=300, memory=4 << 30)
WORKLOAD = CHECKOUT / "impls" / "error_counts"
PLAIN = ("generator_chain", "counter_lines", "mmap_search", "regex_blocks", "parallel_ranges", "bytes_blocks")
HONEST = ("--impl", ",".join(PLAIN), "--lines", "50k", "--sizes", "50k", "--rounds", "6", "--edge-cases", "off")
DOUBTS = (
    *(CautionKind.KEPT, CautionKind.SLOW_FIRST_CALL, CautionKind.WORK_WHILE_IMPORTED, CautionKind.WORK_AROUND),
    *(CautionKind.OTHER_MEMORY, CautionKind.LESS_WHEN_TRACED, CautionKind.CONTRADICTION, CautionKind.OTHER_CLOCK),
)
"""Of these an honest row has none, however busy the machine is; the others tell what there is to know of it."""
CALLS: Mapping[str, Scalar] = {"loops": 0, "calls": 2}
CLOCKS = {"clock": ("seconds",), "processors": ("user_seconds", "system_seconds")}
OFF: Mapping[str, str] = dict.fromkeys((guards.VIEW, guards.KERNEL), "this measurement leaves it out")


@contextmanager
def unguarded() -> Iterator[None]:
    """Let a run measure as if there were no guards."""
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(guards, "available", return_value=OFF))
        stack.enter_context(mock.patch.object(copies, "own", lambda prepared, _folder: prepared))
        stack.enter_context(mock.patch.object(variants, "MOST", 0))
        stack.enter_context(mock.patch.object(variants.Variants, "draw_process", lambda self, _sample: self.plain))
        yield


def timed(python: Path, module: Path, data: Prepared, change: Change) -> Finished:
    """Time one process."""
    job = Job(
        python=python,
        module=module,
        instrument=Instrument.TIMING,
        sources=(data.source,),
        options=CALLS,
        limits=LIMITS,
        change=change,
    )
    finished = launch(job)
    data.follow(finished.stamps, changes.edits_of(change))
    return finished


@contextmanager
def measured_data(lines: int) -> Iterator[Prepared]:
    """Give a copy of synthetic data."""
    with tempfile.TemporaryDirectory() as folder:
        yield copies.own(datasets.synthetic(datasets.recipe("web_log", lines)), Path(folder))


def call(lines: int = 1_000_000, pairs: int = 20) -> int:
    """Time calls of several implementations in pairs, by the clock and by what they spent of the processors."""
    python = admission.plain_python()
    with measured_data(lines) as data:
        assert isinstance(data.source, Path)
        for name in PLAIN:
            done: dict[bool, list[Finished]] = {True: [], False: []}
            for number in range(2 * pairs):
                guarded = bool((number + number // 2) % 2)  # in turns, and in turns who is first
                with ExitStack() as stack:
                    if not guarded:
                        stack.enter_context(unguarded())
                    change = changes.change_data(data.source) if guarded else ()
                    done[guarded].append(timed(python, WORKLOAD / f"{name}.py", data, change))
                assert done[guarded][-1].status is Status.OK, done[guarded][-1].reason
            cached = min(each.values["page_cache_resident"].value for each in done[True])
            print(f"{name}: page cache at least {cached:.4f}; load {os.getloadavg()[0]:.1f}")
            for clock, parts in CLOCKS.items():
                print(f"  {clock:10} {_compare(_sums(done[True], parts), _sums(done[False], parts))}", flush=True)
    return 0


def _sums(done: Sequence[Finished], parts: Sequence[str]) -> list[float]:
    return [sum(each.values[part].value for part in parts) for each in done]


def _compare(guarded: Sequence[float], plain: Sequence[float]) -> str:
    ratios = sorted(one / other for one, other in zip(guarded, plain, strict=True))
    low, high = _interval_of_median(ratios)
    return (
        f"{median(guarded) * 1e3:8.1f} ms guarded, {median(plain) * 1e3:8.1f} ms not; ratio of the least "
        f"{min(guarded) / min(plain):.3f}, of pairs {median(ratios):.3f} (95 %: {low:.3f} to {high:.3f})"
    )


def _interval_of_median(ordered: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of the median by order statistics; the whole range where there are fewer than six."""
    place = int(oracles.stats().binom.ppf(0.025, len(ordered), 0.5))
    return ordered[max(place - 1, 0)], ordered[len(ordered) - max(place, 1)]


def run(*arguments: str) -> int:
    """Time whole runs in turns, by the clock and by what they and all that they started spent of the processors."""
    seconds: dict[bool, list[float]] = {True: [], False: []}
    spent: dict[bool, list[float]] = {True: [], False: []}
    for guarded in (True, False, False, True):
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            stack.enter_context(mock.patch.object(beside, "AT_A_TIME", 1))  # more may run behind the guards alone
            if not guarded:
                stack.enter_context(unguarded())
            began, before = time.monotonic(), _processor_seconds()
            if code := app.main(["run", *arguments, "--out", folder]):
                return code
            if not any(Path(folder).rglob("result.json")):
                print("That measures nothing, so there is nothing to compare.", file=sys.stderr)
                return 2
            seconds[guarded].append(time.monotonic() - began)
            spent[guarded].append(_processor_seconds() - before)
    for what, figures in (("clock", seconds), ("processors", spent)):
        one, other = (" and ".join(f"{each:.1f}" for each in figures[guarded]) for guarded in (True, False))
        print(f"{what}: {one} s guarded, {other} s not: {sum(figures[True]) / sum(figures[False]):.3f}")
    return 0


def _processor_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def alarms(count: int = 200, *, loaded: bool = False) -> int:
    """Time honest processes of all kinds and count those that are doubted."""
    found = []
    with ExitStack() as stack:
        if loaded:
            stack.enter_context(busy(2 * machine.cores()))
        data = [stack.enter_context(measured_data(lines)) for lines in (20_000, 200_000, 1_000_000)]
        modules = [path for path in sorted(WORKLOAD.glob("*.py")) if path.stem != "__init__"]
        places = {path: _environment(path) for path in modules}
        kinds = cycle([(path, each) for each in data for path in modules])
        for path, each in islice(kinds, count):
            assert isinstance(each.source, Path)
            done = timed(places[path], path, each, changes.change_data(each.source))
            if done.status is not Status.OK:
                found.append(f"{path.stem}, {each.dataset.lines} lines: {done.status}. {done.reason}")
                print(found[-1], flush=True)
    print(f"{len(found)} of {count} honest processes were doubted{' under load' if loaded else ''}")
    return 3 if found else 0


def count_cautions(runs: int = 30, *, loaded: bool = False) -> int:
    """Measure honest implementations again and again, and count what each caution about a row was for."""
    kinds = Counter[CautionKind]()
    with ExitStack() as stack:
        if loaded:
            stack.enter_context(busy(2 * machine.cores()))
        for number in range(runs):
            out = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            with console.outlet(quiet=True):
                code = app.main(["run", *HONEST, "--seed", f"{number + 1}", "--out", str(out)])
            if code:
                return code
            found = Analysis(result_file.read(next(out.iterdir()))).cautions
            for each in (each for each in found if each.where is not None):
                kinds[each.kind] += 1
                print(f"run {number + 1}, {each.where.implementation}: {each.kind}. {each.text}", flush=True)
    print(f"{runs} runs of {formatting.plural(len(PLAIN), 'honest row')}{' under load' if loaded else ''}; cautions:")
    for kind, count in kinds.most_common():
        print(f"{count:5} {kind}{' (doubts what a row says)' if kind in DOUBTS else ''}")
    doubted = sum(kinds[kind] for kind in DOUBTS)
    print(f"{doubted} doubted an honest row")
    return 3 if doubted else 0


def _environment(path: Path) -> Path:
    requires = _requires(path)
    lock = environments.read_lock(requires, path.with_suffix(".lock"))
    return environments.prepare(Needs(requires, lock), interpreters.own_interpreter()).python


def _requires(path: Path) -> tuple[str, ...]:
    catalogue = discovery.catalogue((), "error_counts")
    return next(item.requires for item in catalogue.implementations if item.name == path.stem)


def main() -> int:
    """Do what is asked and return the exit code."""
    parser = command.parser(__doc__)
    asked_for = parser.add_subparsers(dest="what", required=True)
    of_calls = asked_for.add_parser("call", help="time of a call")
    of_calls.add_argument("lines", type=int, nargs="?", default=1_000_000)
    of_calls.add_argument("pairs", type=int, nargs="?", default=20)
    of_runs = asked_for.add_parser("run", help="time of a run; it takes the options of `bench run` but --out")
    of_alarms = asked_for.add_parser("alarms", help="honest processes that are doubted")
    of_alarms.add_argument("count", type=int, nargs="?", default=200)
    of_cautions = asked_for.add_parser("cautions", help="cautions about rows that are honest")
    of_cautions.add_argument("count", type=int, nargs="?", default=30)
    for each in (of_alarms, of_cautions):
        each.add_argument("--loaded", action="store_true", help="while every core is kept busy twice")
    asked, others = parser.parse_known_args()
    if asked.what == "run":
        if any(word.partition("=")[0] == "--out" for word in others):
            of_runs.error("each run has a temporary folder, so it takes no --out")
        return run(*others)
    if others:
        parser.error(f"unknown: {' '.join(others)}")
    if asked.what == "call":
        return call(asked.lines, asked.pairs)
    return (alarms if asked.what == "alarms" else count_cautions)(asked.count, loaded=asked.loaded)


if __name__ == "__main__":
    sys.exit(main())
