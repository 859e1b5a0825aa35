"""The command line of the harness: `python -m bench run`, `check`, `list` and so on, a function each."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from bench.cli import claims as claims_command
from bench.cli import debug, measuring, sniff, tables
from bench.cli.comparing import budgets as budgets_command
from bench.cli.comparing import compare as compare_command
from bench.cli.comparing.before import Before
from bench.cli.options import How, What
from bench.cli.sources import new_implementation as starting
from bench.host.cache import cache, cleaning
from bench.inputs import catalogue as discovery
from bench.inputs import declared, script_metadata, selection
from bench.model import commands
from bench.model.paths import CHECKOUT
from bench.terminal import console, help_texts, streams
from bench.terminal.command_line import INTERRUPTED, CommandLine

app = App(
    name=commands.program("bench"),
    help="Measure which way of processing data costs the least memory and time.",
    version_flags=[],
    result_action="return_value",
    suppress_keyboard_interrupt=False,
    default_parameter=help_texts.PARAMETER,
)


@app.command
def run(*, what: What | None = None, how: How | None = None, earlier: Before | None = None) -> int:
    """Measure implementations, print a table and write a result folder.

    Args:
        what: What is measured.
        how: How it is measured.
        earlier: What it is compared with.
    """
    return measuring.run(what or What(), how or How(), earlier or Before())


@app.command
def check(*, what: What | None = None, how: How | None = None) -> int:
    """Check answers against the reference, edge cases included, without measuring.

    Args:
        what: What is checked.
        how: Limits, and what edge cases mean; the rest is ignored.
    """
    return measuring.check(what or What(), how or How())


@app.command(name="list")
def list_(*, what: What | None = None) -> int:
    """List workloads and their implementations, one per line.

    Args:
        what: Which of them; `--all` also shows those that need libraries.
    """
    request = (what or What()).request(How(), ())
    wanted = request.workloads or ("all",)
    found = discovery.catalogue(request.folders, wanted[0] if len(wanted) == 1 else "")
    tables.show_catalogue(found, selection.workloads(found, wanted), with_requirements=request.with_requirements)
    return 0


app.command(debug.debug)
app.command(sniff.sniff)


@app.command
def new(workload: str, name: str, *, impls: Path | None = None) -> int:
    """Create a starting file for an implementation.

    Args:
        workload: The workload that it answers, such as error_counts.
        name: Its name: lower-case letters, digits and underscores.
        impls: A folder outside the checkout to create it in; default: impls/WORKLOAD.
    """
    catalogue = discovery.catalogue()
    selection.workloads(catalogue, (workload,))
    folder = impls or CHECKOUT / "impls" / workload
    path = starting.write(catalogue, workload, name, folder)
    outside = ("--impls", impls) if impls else ()
    console.say(f"{path}\nTry it: {commands.typed('bench debug', f'{workload}/{name}', *outside)}")
    return 0


@app.command
def lock(*, what: What | None = None) -> int:
    """Pin the requirements of implementations by hash, in a lock file beside each.

    Args:
        what: Which implementations; all that need a library by default.
    """
    request = replace((what or What()).request(How(), ()), with_requirements=True)
    found = discovery.catalogue(request.folders, request.workloads[0] if len(request.workloads) == 1 else "")
    chosen = selection.workloads(found, request.workloads or ("all",))
    for item in selection.implementations(found, chosen, request.patterns, with_requirements=True):
        if item.requires and not item.problem:
            path = found.path(item.workload, item.name, item.origin)
            console.say(str(declared.lock(script_metadata.read(found.files[item.sha256]), path)))
    return 0


app.command(claims_command.claims)
app.command(compare_command.compare)
app.command(budgets_command.budgets)


@app.command
def clean(*, yes: Annotated[bool, Parameter(name=["--yes", "-y"])] = False) -> int:
    """Empty the cache of synthetic data, vocabularies, environments and reference answers.

    A run recreates what it needs. On a terminal it asks first. Nothing is removed while a run uses the cache.

    Args:
        yes: Do not ask.
    """
    base = cache.folder()
    found = cleaning.survey(base)
    console.say(tables.cached(base, found))
    if not found.kept and not found.foreign:
        return 0
    if found.kept and not yes and not console.confirm("Remove all of this?"):
        console.say("Nothing was removed.")
        return 0
    try:
        cleaned = cleaning.empty(base)
    except KeyboardInterrupt:
        streams.complain("Interrupted; part of the cache is left.", f"Continue with: {commands.typed('bench clean')}")
        return INTERRUPTED
    console.say(tables.describe_cleaning(base, cleaned))
    return 1 if cleaned.left else 0


def main(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code."""
    return CommandLine(module="bench", app=app, interrupted=measuring.NO_RESULT).run(arguments)
