"""The options that `run` and `check` share, and the request that they come to."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import cyclopts
from cyclopts import Parameter

from bench.inputs.published_arguments import publishable
from bench.model import commands
from bench.model.errors import UsageError
from bench.model.request import Request
from bench.model.units import parse_count, parse_duration, parse_size


def _reads(parse: Callable[[str], object]) -> Callable[[object, Sequence[cyclopts.Token]], object]:
    """Make a parser of one word into a converter of the command line's tokens."""
    return lambda _, tokens: parse(tokens[0].value)


def _several(text: str) -> tuple[int, ...]:
    """Read counts between commas.

    Raises:
        UsageError: if one of them is none, or is missing.
    """
    parts = text.split(",")
    if not all(part.strip() for part in parts):
        raise UsageError(f"--sizes '{text}' lacks a size.", "Write several with commas between them: 50k,200k,800k.")
    return tuple(map(parse_count, parts))


Count = Annotated[int | None, Parameter(converter=_reads(parse_count), allow_leading_hyphen=True)]
Size = Annotated[int | None, Parameter(converter=_reads(parse_size), allow_leading_hyphen=True)]
Duration = Annotated[float | None, Parameter(converter=_reads(parse_duration), allow_leading_hyphen=True)]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class What:
    """What is measured.

    Attributes:
        workload: A workload's name; repeat it for several, or say `all`. Default: error_counts.
        impl: An implementation's name or a glob such as 'generator*'; may be repeated.
        impls: A folder with more implementations, outside the checkout; may be repeated.
        all: Also those that need libraries.
        baseline: The implementation that the others are compared with.
        python: A version of Python, or the path of one, to measure with; may be repeated.
        lines: How many lines of synthetic data, such as 5M (or the number, for a workload without a file).
        sizes: Several numbers of lines, such as 50k,200k,800k: at the largest (or at that of --lines) everything is
            measured, at the others how memory grows.
        seed: Seed of the synthetic data.
        preset: A generator's preset, such as dirty or high-cardinality.
        log: Your own log instead of synthetic data.
        format: The format of that log, by its name or as a file (docs/formats.md): how many of its lines are records of
            it is counted.
        empty_answer: Go on although nothing in your own log answers the question.
        show_data: Let lines and messages of your own log stand in the report.
    """

    workload: tuple[str, ...] = ()
    impl: tuple[str, ...] = ()
    impls: tuple[Path, ...] = ()
    all: bool = False
    baseline: str = ""
    python: tuple[str, ...] = ()
    lines: Count = None
    sizes: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None
    seed: Annotated[int, Parameter(allow_leading_hyphen=True)] = 1
    preset: str = ""
    log: Path | None = None
    format: str = ""
    empty_answer: bool = False
    show_data: bool = False

    def request(self, how: "How", arguments: Sequence[str]) -> Request:
        """Return the request of `run` or `check`.

        Raises:
            UsageError: if two options exclude each other.
        """
        _refuse_lists(self, how)
        if self.log and (self.lines or self.sizes is not None or self.preset):
            raise UsageError("--log brings its own data, so --lines, --sizes and --preset say nothing.", "Drop them.")
        if self.format and not self.log:
            raise UsageError("--format is about your own log.", "Give one by --log FILE, or remove it.")
        if self.empty_answer and not self.log:
            raise UsageError("--empty-answer is about your own log.", "Give one by --log FILE, or drop it.")
        if how.rounds and how.budget:
            raise UsageError("--rounds and --budget both say when to stop.", "Give one of them.")
        if self.seed < 0:
            raise UsageError(f"The seed is {self.seed}; it must be 0 or more.", "For example --seed 7.")
        sizes = () if self.sizes is None else _several(self.sizes)
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
            empty_answer=self.empty_answer,
            rounds=how.rounds,
            budget=how.budget,
            quick=how.quick,
            cold=how.cold,
            timeline=how.timeline,
            timeout=how.timeout,
            memory_limit=how.memory_limit,
            pythons=self.python,
            out=how.out,
            show_data=self.show_data,
            arguments=publishable(arguments),
            repeated=repeated(self, how),
        )


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class How:
    """How it is measured.

    Attributes:
        rounds: How many rounds of timing; default 8.
        budget: Time for the whole run, such as 5m, instead of a number of rounds: it ends earlier if every comparison
            is decided.
        quick: A first impression: six rounds, three where a call takes a second or more, and one process for memory.
        cold: Drop the file from the page cache before every call.
        timeline: Record memory over time of every row, and not only of those than which none is both leaner and faster.
        timeout: The longest that one process may take, such as 90s; default 5m.
        memory_limit: The most memory that one process may hold, such as 2GiB; default 80 % of what is available.
        dry_run: Say what would be measured, how long it would take and what it would hold; measure nothing.
        out: The folder that gets the result folder.
        resume: The result folder of a run that was ended: only what is missing is measured. A log, a folder of
            implementations or a report (--again) that it was given has to be given again.
        again: The folder of a run, its result or a report: measure the same again, and say which figures fall within
            what it states. A log or a folder of implementations that it was given has to be given again.
        show_sources: With --again: write the sources that the report carries, where this checkout has others or none,
            and the releases of libraries that they need, to a new folder, print their hashes, and measure nothing.
        trust: With --again: run the source, or install the releases, of this SHA-256 that the report carries. They are
            somebody's programs; read them first. May be given several times.
        check_budgets: Hold the result to a file of budgets, the project's budgets.toml unless it names another; leave
            with 3 if a budget is broken.
    """

    rounds: Count = None
    budget: Duration = None
    quick: bool = False
    cold: bool = False
    timeline: bool = False
    timeout: Duration = None
    memory_limit: Size = None
    dry_run: bool = False
    out: Path = Path("out")
    resume: Path | None = None
    again: Path | None = None
    show_sources: Path | None = None
    trust: tuple[str, ...] = ()
    check_budgets: Annotated[bool | Path, Parameter(metavar="[FILE]")] = False


def repeated(what: What, how: How) -> tuple[str | Path, ...]:
    """Return the options that a run has to be given once more by a command that resumes it."""
    pythons = what.python if any(os.sep in each for each in what.python) else ()  # a version is found again by itself
    return (
        *commands.each("--log", [what.log] if what.log else []),
        *commands.each("--format", [what.format] if what.format else []),
        *commands.each("--impls", what.impls),
        *commands.each("--python", pythons),
        *commands.each("--again", [how.again] if how.again else []),
        *commands.each("--trust", how.trust),
        *(["--check-budgets"] if how.check_budgets else []),
        *([how.check_budgets] if isinstance(how.check_budgets, Path) else []),
    )


def _refuse_lists(what: What, how: How) -> None:
    """Refuse several names in one word, rather than look for one that is called so.

    Raises:
        UsageError: for the first of them, with the options that name them one by one.
    """
    options = {"--workload": what.workload, "--impl": what.impl, "--python": what.python, "--trust": how.trust}
    for option, values in options.items():
        for value in values:
            if "," in value and os.sep not in value:
                each = commands.shell(*commands.each(option, commands.listed(value)))
                raise UsageError(f"{option} takes one name, and '{value}' is several.", f"Repeat it: {each}")
