"""The options of the verbs, and the request that they come to."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from bench.analysis.statistics.planning import MOST_ROUNDS
from bench.inputs.data.files.log_files import STANDARD_INPUT
from bench.inputs.published_arguments import publishable
from bench.model import commands
from bench.model.errors import UsageError
from bench.model.paths import read_named
from bench.model.request import Request
from bench.model.types import EdgeCasePolicy
from bench.model.units import parse_counts
from bench.terminal.addresses import is_scheduler
from bench.terminal.option_types import Count, Duration, Fields, Folders, Hashes, Logs, Names, Out, Pythons, Size, reads


def _scheduler(text: str) -> str:
    """Read the address of a scheduler; `local:N` passes, since the verb says why a benchmark does not take it."""
    if not is_scheduler(text) and not text.startswith("local:"):
        raise UsageError(f"'{text}' is not the address of a scheduler.", "Write it as tcp://scheduler:8786.")
    return text


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Found:
    """Where implementations are looked for.

    Attributes:
        workload: Name of a workload, or all; several with commas, or repeated. Default: the only workload in the
            --impls folders, or else error_counts.
        impls: Folder with more implementations, outside the checkout; repeatable.
    """

    workload: Names = ()
    impls: Folders = ()


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Chosen(Found):
    """Which implementations.

    Attributes:
        impl: Name of an implementation, or a glob such as 'generator*'; several with commas, or repeated.
    """

    impl: Names = ()


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class What(Chosen):
    """What is measured.

    Attributes:
        all: Include implementations that need libraries.
        baseline: Implementation that the others are compared with.
        python: Python version, or path of an interpreter, to measure with; `+jit` or `+nojit` after it turns its JIT on
            or off; several with commas, or repeated.
        lines: Number of lines of synthetic data, such as 5M (or the number itself, for a workload without a file).
        sizes: Several data sizes in lines, such as 50k,200k,800k. The largest (or --lines) is measured in full; the
            others show how memory grows.
        seed: Seed of the synthetic data.
        preset: Preset of the generator, such as dirty or high-cardinality.
        log: Your own log instead of synthetic data: one or more files, folders or patterns, or `-` for standard input.
            Compressed files (gzip, bzip2, xz, zstd) are unpacked, and several files are read in the order of their
            first timestamps.
        format: Format of that log: a name, a file or a template (docs/formats.md). Lines that match it are counted.
        profile: Profile of a log, made by `nox -s data -- profile`: measure on a twin of that log.
        twin: With --log: also measure on a synthetic twin of the log, generated from statistics alone, and report how
            similar the two are. Anyone can then repeat the measurement without the log.
        keep: With --twin: field whose values are literal in the twin, and so in the report; several with commas, or
            repeated.
        empty_answer: Measure even if nothing in your own log answers the question.
        show_data: Include lines and messages of your own log in the report.
    """

    all: bool = False
    baseline: Annotated[str, Parameter(metavar="NAME")] = ""
    python: Pythons = ()
    lines: Count = None
    sizes: Annotated[str | None, Parameter(allow_leading_hyphen=True, metavar="COUNT,...")] = None
    seed: Annotated[int, Parameter(allow_leading_hyphen=True)] = 1
    preset: Annotated[str, Parameter(metavar="NAME")] = ""
    log: Logs = ()
    format: Annotated[str, Parameter(metavar="NAME|FILE")] = ""
    profile: Annotated[Path | None, Parameter(metavar="FILE")] = None
    twin: bool = False
    keep: Fields = ()
    empty_answer: bool = False
    show_data: bool = False

    def request(self, how: "How", arguments: Sequence[str]) -> Request:
        """Return the request of `run` or `check`.

        Raises:
            UsageError: if two options exclude each other.
        """
        self._refuse_contradictions(how)
        sizes = () if self.sizes is None else parse_counts(self.sizes, "--sizes")
        main = (self.lines,) if self.lines else (max(sizes),) if sizes else ()
        return Request(
            workloads=self.workload,
            patterns=self.impl,
            folders=self.impls,
            with_requirements=self.all,
            baseline=self.baseline,
            sizes=main,
            sweep=tuple(size for size in sizes if size not in main) if sizes else () if how.quick else None,
            seed=self.seed,
            preset=self.preset,
            log=self.log,
            format=self.format,
            profile=_read(self.profile) if self.profile else "",
            twin=self.twin,
            keep=self.keep,
            empty_answer=self.empty_answer,
            edge_cases=how.edge_cases or (EdgeCasePolicy.WARN if self.log else EdgeCasePolicy.REFUSE),
            rounds=how.rounds,
            budget=how.budget,
            quick=how.quick,
            cold=how.cold,
            timeline=how.timeline,
            seconds_by_line=how.seconds_by_line,
            count_allocations=how.count_allocations,
            timeout=how.timeout,
            memory_limit=how.memory_limit,
            pythons=self.python,
            out=how.out,
            show_data=self.show_data,
            arguments=publishable(arguments),
            repeated=repeated(self, how),
        )

    def _refuse_contradictions(self, how: "How") -> None:
        if self.log and (self.lines or self.sizes is not None or self.preset):
            raise UsageError("--lines, --sizes and --preset have no effect with --log.", "Remove them.")
        require_log(self.format, self.log or self.profile)
        if self.profile and (self.log or self.preset):
            other = "--log" if self.log else "--preset"
            raise UsageError(f"--profile brings its own data, so {other} has no effect.", f"Remove {other}.")
        if self.keep and not self.twin:
            raise UsageError("--keep has no effect without --twin.", "Add --twin, or remove --keep.")
        if self.twin:
            self._refuse_with_twin()
        if self.empty_answer and not self.log:
            raise UsageError("--empty-answer has no effect without --log.", "Add --log FILE, or remove it.")
        if how.rounds and how.budget:
            raise UsageError("--rounds and --budget exclude each other.", "Use one of them.")
        if how.rounds and how.rounds > MOST_ROUNDS:
            raise UsageError(
                f"{how.rounds:,} rounds are too many; the most is {MOST_ROUNDS}.", "For example --rounds 64."
            )
        if self.seed < 0:
            raise UsageError(f"The seed is {self.seed}; it must be 0 or more.", "For example --seed 7.")

    def _refuse_with_twin(self) -> None:
        if not self.log:
            raise UsageError("--twin makes a twin of your own log.", "Add --log FILE; or measure on a --profile FILE.")
        if self.show_data:
            raise UsageError("A report with a twin contains nothing from the log.", "Remove --twin or --show-data.")
        if Path(STANDARD_INPUT) in self.log:
            raise UsageError("--twin reads the log twice, and standard input is read only once.", "Give --log a file.")


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What a process may need, and what it may fail.

    Attributes:
        timeout: Time limit of a process, such as 90s; default: 5m.
        memory_limit: Memory limit of a process, such as 2GiB; default: 80 % of the available memory.
        edge_cases: What happens to an implementation that fails an edge case: refuse (not measured), warn (measured and
            marked, and ranked if its answer for the data is right) or off (no edge case is run). Default: refuse; with
            --log: warn.
    """

    timeout: Duration = None
    memory_limit: Size = None
    edge_cases: EdgeCasePolicy | None = None


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Pace:
    """How a run goes.

    Attributes:
        rounds: Number of timing rounds; default: 8.
        budget: Time for the whole run, such as 5m, instead of a number of rounds; the run ends early once every
            comparison is decided.
        quick: First impression: six rounds (three where a call takes a second or more) and one process for memory.
        cold: Drop the file from the page cache before every call.
        timeline: Record memory over time for every case, not only for those on the Pareto front.
        seconds_by_line: Show which source lines take the time, for the baseline and the cases on the Pareto front.
            Before Python 3.15 this needs py-spy, which nox installs.
        count_allocations: Count how often each case allocates memory, with memray in a separate process.
        dry_run: Show what would be measured, with a forecast of time and memory; measure nothing.
        out: Folder in which the result folder is created.
        resume: Result folder of an interrupted run: measure only what is missing. If the run was given a log, a folder
            of implementations or a report (--again), give it again.
        again: Folder of a run, its result or a report: repeat the measurement, and report which figures are reproduced.
            If the run was given a log or a folder of implementations, give it again.
        show_sources: With --again: write the sources that the report carries and this checkout lacks, and the library
            releases that they need, to a new folder; print their hashes, and measure nothing.
        trust: With --again: SHA-256 of an embedded source to run, or of an embedded list of releases to install. These
            programs are not yours: read them first. Several with commas, or repeated.
        check_budgets: Check the result against a file of budgets, the project's budgets.toml by default; exit with 3 if
            one is not met.
    """

    rounds: Count = None
    budget: Duration = None
    quick: bool = False
    cold: bool = False
    timeline: bool = False
    seconds_by_line: bool = False
    count_allocations: bool = False
    dry_run: bool = False
    out: Out = Path("out")
    resume: Annotated[Path | None, Parameter(metavar="DIR")] = None
    again: Annotated[Path | None, Parameter(metavar="REPORT")] = None
    show_sources: Annotated[Path | None, Parameter(metavar="DIR")] = None
    trust: Hashes = ()
    check_budgets: Annotated[bool | Path, Parameter(metavar="[FILE]")] = False


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class How(Pace, Allowed):
    """How it is measured.

    Attributes:
        cluster: Scheduler of a Dask cluster, such as tcp://scheduler:8786. Its workers measure, each section on one
            machine (docs/machines.md).
        machines: With --cluster: number of machines that measure each section; default: 1.
    """

    cluster: Annotated[str, Parameter(converter=reads(_scheduler), metavar="ADDRESS")] = ""
    machines: Count = None


def require_log(format_: str, log: tuple[Path, ...] | Path | None) -> None:
    """Refuse a format without a log, or the profile of one, that has it.

    Raises:
        UsageError: if there is none.
    """
    if format_ and not log:
        raise UsageError("--format has no effect without --log.", "Add --log FILE, or remove it.")


def repeated(what: What, how: How) -> tuple[str | Path, ...]:
    """Return the options that a run has to be given once more by a command that resumes it."""
    pythons = what.python if any(os.sep in each for each in what.python) else ()  # a version is found again by itself
    return (
        *commands.each("--log", [str(log) if log == STANDARD_INPUT else log for log in what.log]),
        *commands.each("--format", [what.format] if what.format else []),
        *commands.each("--impls", what.impls),
        *commands.each("--python", pythons),
        *commands.each("--again", [how.again] if how.again else []),
        *commands.each("--trust", how.trust),
        *(["--check-budgets"] if how.check_budgets else []),
        *([how.check_budgets] if isinstance(how.check_budgets, Path) else []),
    )


def _read(profile: Path) -> str:
    """Return the text of a profile.

    Raises:
        UsageError: if it cannot be read.
    """
    try:
        return read_named(profile).decode()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"{profile} cannot be read: {reason}.", "Check the path given to --profile.") from error
