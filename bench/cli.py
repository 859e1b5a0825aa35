"""Arguments in, exit code out: the only place of the harness that catches a BenchError and prints it."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final, NoReturn

import cyclopts
from cyclopts import App, Parameter

from bench import cache, console, discovery, environments, files, folder, results, selection, session
from bench import debug as debugging
from bench import new as starting
from bench.errors import BenchError, UsageError
from bench.plan import Request
from bench.units import parse_count, parse_duration, parse_size

INTERRUPTED: Final = 130
NOT_OK: Final = 3
DEBUG_SIZE: Final = 20_000
RESULT_NOTE: Final = "LEANLINES_RESULT_NOTE"
PATH_OPTIONS: Final = ("--log", "--impls", "--out", "--python")

app = App(
    name="python -m bench",
    help="Measure which way of processing data costs the least memory and time.",
    version_flags=[],
    result_action="return_value",
    default_parameter=Parameter(negative=()),
)


def _reads(parse: Callable[[str], object]) -> Callable[[object, Sequence[cyclopts.Token]], object]:
    """Make a parser of one word into a converter of the command line's tokens."""
    return lambda _, tokens: parse(tokens[0].value)


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
        sizes: Several numbers of lines, such as 50k,200k,800k.
        seed: Seed of the synthetic data.
        preset: A generator's preset, such as dirty or high-cardinality.
        log: Your own log instead of synthetic data.
        show_data: Let lines and messages of your own log stand in the report.
    """

    workload: tuple[str, ...] = ()
    impl: tuple[str, ...] = ()
    impls: tuple[Path, ...] = ()
    all: bool = False
    baseline: str = ""
    python: tuple[str, ...] = ()
    lines: Count = None
    sizes: Annotated[str, Parameter(allow_leading_hyphen=True)] = ""
    seed: Annotated[int, Parameter(allow_leading_hyphen=True)] = 1
    preset: str = ""
    log: Path | None = None
    show_data: bool = False

    def request(self, how: "How", arguments: Sequence[str]) -> Request:
        """Return the request of `run` or `check`.

        Raises:
            UsageError: if two options exclude each other.
        """
        if self.log and (self.lines or self.sizes or self.preset):
            raise UsageError("--log brings its own data, so --lines, --sizes and --preset say nothing.", "Drop them.")
        if how.rounds and how.budget:
            raise UsageError("--rounds and --budget both say when to stop.", "Give one of them.")
        if self.seed < 0:
            raise UsageError(f"The seed is {self.seed}; it must be 0 or more.", "For example --seed 7.")
        sizes = tuple(parse_count(text) for text in self.sizes.split(",")) if self.sizes else ()
        return Request(
            workloads=self.workload,
            patterns=self.impl,
            folders=self.impls,
            with_requirements=self.all,
            baseline=self.baseline,
            sizes=(*((self.lines,) if self.lines else ()), *sizes),
            seed=self.seed,
            preset=self.preset,
            log=self.log,
            rounds=how.rounds,
            budget=how.budget,
            quick=how.quick,
            cold=how.cold,
            timeout=how.timeout,
            memory_limit=how.memory_limit,
            pythons=self.python,
            out=how.out,
            show_data=self.show_data,
            arguments=_publishable(arguments),
        )


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class How:
    """How it is measured.

    Attributes:
        rounds: How many rounds of timing; default 8.
        budget: Time until every comparison is decided at the latest, such as 5m, instead of a number of rounds.
        quick: A first impression: three rounds, one process for memory.
        cold: Drop the file from the page cache before every call.
        timeout: The longest that one process may take, such as 90s; default 5m.
        memory_limit: The most memory that one process may hold, such as 2GiB; default 80 % of what is available.
        out: The folder that gets the result folder.
        resume: The result folder of a run that was ended: only what is missing is measured. A log or a folder of
            implementations that it was given has to be given again.
    """

    rounds: Count = None
    budget: Duration = None
    quick: bool = False
    cold: bool = False
    timeout: Duration = None
    memory_limit: Size = None
    out: Path = Path("out")
    resume: Path | None = None


@app.command
def run(*, what: What | None = None, how: How | None = None) -> int:
    """Measure; print a table and write a result folder.

    Args:
        what: What is measured.
        how: How it is measured.
    """
    request = _request(what or What(), how or How())
    with console.Progressing() as display:
        ended = session.run(request, display)
    console.show(ended.run)
    assert ended.folder is not None  # noqa: S101 - run always writes
    result = ended.folder / "result.json"
    _note(result)
    console.say(f"Result: {result}\nDraw it: python -m reports html {result}")
    return ended.exit_code


def _request(what: What, how: How) -> Request:
    """Return what is asked for; a resumed run asks again for what its own command line said."""
    if how.resume is None:
        return what.request(how, sys.argv[2:])
    stored = results.read(how.resume / folder.RESULT).plan.arguments
    _, bound, _ = app.parse_args(["run", *_with_paths(stored, what)], exit_on_error=False, print_error=False)
    first, then = bound.arguments.get("what") or What(), bound.arguments.get("how") or How()
    return replace(first.request(then, stored), resume=how.resume)


def _with_paths(stored: Sequence[str], what: What) -> list[str]:
    """Put the paths that a result does not hold back into its command line."""
    words: list[str] = []
    given = {"--log": [what.log] if what.log else [], "--impls": list(what.impls)}
    for word in _one_word_each(stored):
        option, _, name = word.partition("=")
        paths = given.get(option)
        if paths is None:
            words.append(word)
        elif paths:
            words.append(f"{option}={paths.pop(0)}")
        else:
            raise UsageError(f"That run was given {option} {name}.", f"Give {option} again, beside --resume.")
    return words


def _one_word_each(arguments: Sequence[str]) -> list[str]:
    """Write `--log FILE` as `--log=FILE`, so that a word is an option with its value."""
    words: list[str] = []
    for word in arguments:
        if words and words[-1] in PATH_OPTIONS:
            words[-1] += f"={word}"
        else:
            words.append(word)
    return words


@app.command
def check(*, what: What | None = None, how: How | None = None) -> int:
    """Hold the answers to the reference, on ordinary and on hostile data, without measuring.

    Args:
        what: What is checked.
        how: Limits; the rest is ignored.
    """
    request = (what or What()).request(how or How(), sys.argv[2:])
    with console.Progressing() as display:
        ended = session.check_only(request, display)
    for row in ended.run.outcomes:
        notes = "".join(f" ({note})" for note in row.notes)
        console.say(f"{row.cell.workload}/{row.cell.implementation}: {row.status}{notes}")
        if row.reason:
            console.say(f"    {row.reason}")
    return ended.exit_code


@app.command(name="list")
def list_(*, what: What | None = None) -> int:
    """Show the workloads and their implementations, a line each.

    Args:
        what: Which of them; `--all` also shows those that need libraries.
    """
    request = (what or What()).request(How(), ())
    wanted = request.workloads or ("all",)
    found = discovery.catalogue(request.folders, wanted[0] if len(wanted) == 1 else "")
    console.show_catalogue(found, selection.workloads(found, wanted), with_requirements=request.with_requirements)
    return 0


@app.command
def debug(name: str, *, pdb: bool = False, log: Path | None = None, impls: tuple[Path, ...] = ()) -> int:
    """Call one implementation once, show what it prints, and hold its answer to the reference.

    Args:
        name: WORKLOAD/NAME.
        pdb: Run it under Python's debugger.
        log: Your own log instead of 20,000 synthetic lines.
        impls: A folder with more implementations.
    """
    workload, _, _ = name.rpartition("/")
    size = () if log else (DEBUG_SIZE,)
    request = Request(workloads=(workload,) if workload else (), patterns=(name,), folders=impls, log=log, sizes=size)
    if pdb:
        return debugging.debug_with_pdb(request)
    done = debugging.debug(request)
    console.say(done.output + done.verdict)
    return 0 if done.right else NOT_OK


@app.command
def new(workload: str, name: str, *, impls: Path | None = None) -> int:
    """Write a starting file for an implementation.

    Args:
        workload: What it answers, such as error_counts.
        name: Its name: lower-case letters, digits and underscores.
        impls: A folder outside the checkout to put it into; default impls/WORKLOAD.
    """
    catalogue = discovery.catalogue()
    selection.workloads(catalogue, (workload,))
    folder = impls or discovery.CHECKOUT / "impls" / workload
    path = starting.write(catalogue, workload, name, folder)
    outside = f" --impls {impls}" if impls else ""
    console.say(f"{path}\nTry it: python -m bench debug {workload}/{name}{outside}")
    return 0


@app.command
def lock(*, what: What | None = None) -> int:
    """Pin what implementations need, by hash, in a lock beside each file.

    Args:
        what: Which implementations; all that need a library by default.
    """
    request = replace((what or What()).request(How(), ()), with_requirements=True)
    found = discovery.catalogue(request.folders, request.workloads[0] if len(request.workloads) == 1 else "")
    chosen = selection.workloads(found, request.workloads or ("all",))
    for item in selection.implementations(found, chosen, request.patterns, with_requirements=True):
        if item.requires and not item.problem:
            path = found.path(item.workload, item.name, item.origin).with_suffix(".lock")
            environments.write_lock(item.requires, item.requires_python, path)
            console.say(str(path))
    return 0


@app.command
def clean() -> int:
    """Empty the cache: synthetic data, environments, reference answers."""
    removed = files.empty_folder(cache.folder())
    console.say(f"{cache.folder()} is empty; it held {removed:,} bytes.")
    return 0


def main(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code; nothing escapes as a traceback that the user could mend."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return int(app(list(arguments), exit_on_error=False, print_error=False, help_on_error=False) or 0)
    except BenchError as error:
        console.complain(str(error), error.hint)
        return error.exit_code
    except cyclopts.CycloptsError as error:
        return _refuse(error)
    except KeyboardInterrupt:
        console.complain("Interrupted before anything was measured.")
        return INTERRUPTED
    except BrokenPipeError:
        _close_output()
        return 1


def _refuse(error: cyclopts.CycloptsError) -> int:
    """Print what cyclopts cannot read, or the UsageError behind it."""
    cause = error.__cause__
    if isinstance(cause, UsageError):
        console.complain(str(cause), cause.hint)
    elif isinstance(error, cyclopts.UnusedCliTokensError):
        extra = " ".join(error.unused_tokens or ())
        console.complain(f"'{extra}' belongs to no option.", "The options: python -m bench run --help")
    else:
        console.complain(" ".join(str(error).split()), "The options: python -m bench run --help")
    return UsageError.exit_code


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _publishable(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the arguments without paths of this machine; where the user's own log lies is nobody's business."""
    published: list[str] = []
    for word in arguments:
        option, equals, value = word.partition("=")
        if equals and option in PATH_OPTIONS:
            published.append(f"{option}={_last_part(option, value)}")
        elif published and published[-1] in PATH_OPTIONS:
            published.append(_last_part(published[-1], word))
        else:
            published.append(word)
    return tuple(published)


def _last_part(option: str, path: str) -> str:
    return "FILE" if option == "--log" else Path(path).name


def _note(result: Path) -> None:
    """Tell the caller that asked for it where the result is."""
    if target := os.environ.get(RESULT_NOTE):
        Path(target).write_text(str(result))


def _close_output() -> None:
    """Keep Python from complaining at exit about the pipe that the reader closed."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
