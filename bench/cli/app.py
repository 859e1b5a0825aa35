"""The command line of the harness: `python -m bench run`, `check`, `list` and so on, a function each.

A verb imports what it does when it is called: help, and what is mistyped, need none of that.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from bench.cli.comparing import verbs
from bench.cli.comparing.options import Before
from bench.cli.one_case.options import CalledWith
from bench.cli.options import Allowed, How, Pace, What
from bench.cli.sources.options import AskedOptions, ListOptions, LockOptions
from bench.inputs.published_arguments import STANDARD_INPUT, separate_logs
from bench.model import commands
from bench.terminal import console, help_texts, interrupts
from bench.terminal.command_line import CommandLine
from bench.terminal.option_types import Count, Duration, Folders, Json, Quiet, Size

app = App(
    name=commands.program("bench"),
    help="Measure which way of processing data costs the least memory and time.",
    default_parameter=help_texts.PARAMETER,
    **help_texts.COMMON,
)

for verb in (verbs.compare, verbs.pool, verbs.budgets, verbs.claims):
    app.command(verb)


@app.command
def run(*, what: What | None = None, how: How | None = None, earlier: Before | None = None) -> int:
    """Measure implementations, print a table and write a result folder.

    Args:
        what: What is measured.
        how: How it is measured.
        earlier: What it is compared with.
    """
    with interrupts.loading():
        from bench.cli import measuring
    return measuring.run(what or What(), how or How(), earlier or Before())


@app.command(show=False)
def unit_task() -> None:
    """Measure one unit of a section, as a worker of a cluster."""
    with interrupts.loading():
        from bench.session.cluster import unit_task as task
    task.main()


@app.command
def check(
    *,
    what: What | None = None,
    allowed: Allowed | None = None,
    pace: Annotated[Pace | None, Parameter(show=False)] = None,  # noqa: ARG001
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Check answers against the reference, edge cases included, without measuring.

    Args:
        what: What is checked.
        allowed: What a process may need, and what edge cases mean.
        pace: Read and ignored, so that `run` in a command may be replaced by `check`.
        json: Print JSON (docs/json.md).
        quiet: Show no progress, and print only failures.
    """
    with interrupts.loading():
        from bench.cli import measuring
    with console.outlet(quiet=quiet):
        return measuring.check(what or What(), allowed or Allowed(), as_document=json)


@app.command
def debug(
    name: str,
    *,
    pdb: bool = False,
    called: CalledWith | None = None,
    impls: Folders = (),
    timeout: Duration = None,
) -> int:
    """Call one implementation once: show its output, time and memory, and check its answers.

    Args:
        name: WORKLOAD/NAME.
        pdb: Run it in Python's debugger.
        called: What it is called with.
        impls: Folder with more implementations.
        timeout: Time limit of a process, such as 10s; default: 5m, and 1m for a test case.
    """
    with interrupts.loading():
        from bench.cli.one_case import debug as verb
    return verb.debug(name, called or CalledWith(), pdb=pdb, impls=impls, timeout=timeout)


@app.command
def enough(  # noqa: PLR0913  an option each
    name: str,
    *,
    memory: Size,
    calls: Annotated[int, Parameter(metavar="COUNT")] = 10,
    lines: Count = None,
    called: CalledWith | None = None,
    impls: Folders = (),
    timeout: Duration = None,
) -> int:
    """Check whether an amount of memory is enough for one implementation: call it under the kernel's own limit.

    Args:
        name: WORKLOAD/NAME.
        memory: Memory limit, interpreter and libraries included, such as 130MiB.
        calls: Number of calls.
        lines: Number of lines of synthetic data, such as 5M.
        called: What it is called with.
        impls: Folder with more implementations.
        timeout: Time limit of a process, such as 10s; default: 5m.
    """
    with interrupts.loading():
        from bench.cli.one_case import enough as verb
    return verb.enough(
        name, called or CalledWith(), memory=memory or 0, calls=calls, lines=lines, impls=impls, timeout=timeout
    )


@app.command(name="list")
def list_(*, listed: ListOptions | None = None, json: Json = False) -> int:
    """List workloads and their implementations, one per line.

    Args:
        listed: Which of them; `--all` also shows those that need libraries.
        json: Print JSON (docs/json.md), with implementations that need libraries.
    """
    with interrupts.loading():
        from bench.cli.sources import listing
    return listing.show(listed or ListOptions(), as_document=json)


@app.command
def new(workload: str, name: str, *, impls: Annotated[Path | None, Parameter(metavar="DIR")] = None) -> int:
    """Create a starting file for an implementation.

    Args:
        workload: The workload that it answers, such as error_counts.
        name: Its name: lower-case letters, digits and underscores.
        impls: Folder of your own to create it in; default: impls/WORKLOAD of the checkout, or mine/WORKLOAD here.
    """
    with interrupts.loading():
        from bench.cli.sources import new_implementation
    return new_implementation.new(workload, name, impls)


@app.command(name="new-workload")
def new_workload(
    name: str = "my_question",
    *,
    asked: AskedOptions | None = None,
    impls: Annotated[Path | None, Parameter(name=["--impls", "--folder"], metavar="DIR")] = None,
) -> int:
    """Write a workload for a question about your log, with implementations to start from; without a log, an example.

    Args:
        name: Its name: lower-case letters, digits and underscores.
        asked: What is asked.
        impls: Folder outside the checkout to create it in; default: impls.
    """
    from bench.cli.sources import new_workload as verb

    return verb.new_workload(name, asked or AskedOptions(), impls)


@app.command
def lock(*, chosen: LockOptions | None = None) -> int:
    """Pin the requirements of implementations by hash, in a lock file beside each.

    Args:
        chosen: Which implementations; all that need a library by default.
    """
    with interrupts.loading():
        from bench.cli.sources import locking
    return locking.lock(chosen or LockOptions())


@app.command
def sniff(
    file: Path,
    *,
    format: Annotated[str, Parameter(metavar="NAME|FILE")] = "",  # noqa: A002  the option is called so
    show_data: bool = False,
    json: Json = False,
) -> int:
    """Say which log format a file has, and what its fields hold; or propose a format for it.

    It reads a few thousand lines from all over the file, so it takes the same time for any size.

    Args:
        file: The log; `-` reads the beginning of standard input.
        format: Its format, a name, a file or a template (docs/formats.md), in place of the guess.
        show_data: Show examples of values even where the output is not a terminal.
        json: Print JSON (docs/json.md).
    """
    with interrupts.loading():
        from bench.cli import sniff as verb
    return verb.sniff(file, format=format, show_data=show_data, as_document=json)


@app.command
def clean(*, yes: Annotated[bool, Parameter(name=["--yes", "-y"])] = False) -> int:
    """Empty the cache of synthetic data, vocabularies, environments and reference answers.

    A run recreates what it needs. On a terminal it asks first. Nothing is removed while a run uses the cache.

    Args:
        yes: Do not ask.
    """
    with interrupts.loading():
        from bench.cli import clean as verb
    return verb.clean(yes=yes)


def main(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code."""
    line = CommandLine(module="bench", app=app, interrupted="Interrupted before there was a result.")
    # A lone hyphen is a file, standard input: `./-` is the same path, which the parser does not take for an option.
    return line.run(["./-" if word == STANDARD_INPUT else word for word in separate_logs(arguments)])
