"""The command line of the generators: a command for each kind of data, and what is done with data that was made."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

from cyclopts import App, Parameter

from bench.model import commands
from bench.model.errors import DataError, UsageError
from bench.model.types import Manifest, Recipe
from bench.terminal import help_texts, interrupts
from bench.terminal.command_line import CommandLine
from generators.cli import options, twins
from generators.registry import GENERATORS

_STDOUT: Final = 1

app = App(
    name=commands.program("generators"),
    help="Make data of any size: the same recipe gives the same bytes on every machine.",
    **help_texts.COMMON,
    default_parameter=Parameter(show_default=help_texts.show_default),
)


def _make(order: options.Order, recipe: Recipe) -> None:
    """Make what was ordered, and say what came of it."""
    with interrupts.loading():
        from generators.cli import console, parts
        from generators.making import make
    if order.cluster:
        from generators.cli import cluster

        cluster.make_all(order, recipe)
        return
    if order.part:
        parts.make_share(order, recipe, order.part)
        return
    if isinstance(order.out, str):
        raise UsageError(f"A URL holds parts, so {order.out} needs --part.", "All of them: --part 1/1, or --cluster")
    with console.MakingProgress(recipe, quiet=order.quiet) as display:
        if order.out == options.STDOUT:
            make.stream(recipe, _to_stdout, display)
            return
        made = make.make(recipe, order.out, jobs=order.jobs, progress=display, force=order.force, whole=order.whole)
    done = f"made {order.out}" if display.seconds else f"{order.out} is up to date"
    if not order.quiet:
        console.say(f"{done}: {console.facts(made, display.seconds)}")


def _to_stdout(data: memoryview) -> None:
    if sys.stdout is None:  # it was closed before this program began, and its number may be that of another file
        return
    try:
        while data:
            data = data[os.write(_STDOUT, data) :]
    except BrokenPipeError:
        raise  # the reader has enough, which is no error
    except OSError as error:
        raise DataError(f"Standard output cannot be written: {error.strerror}.") from error


for _name, _generator in GENERATORS.items():
    app.command(options.command(_name, _generator, _make), name=_name)


@app.command(name="list")
def list_() -> None:
    """List the kinds of data, with their presets and settings."""
    with interrupts.loading():
        from generators.cli import console
        from generators.cli import describe as inspecting
    for name, generator in GENERATORS.items():
        console.say(inspecting.kind(name, generator))


@app.command
def describe(file: options.Place) -> None:
    """Describe data: its recipe, its hash, and the ground truth about it.

    Args:
        file: A file with its manifest beside it, or a folder or URL of joined parts.
    """
    with interrupts.loading():
        from generators.cli import console, parts
        from generators.cli import describe as inspecting
    known = _manifest(file) if isinstance(file, Path) and not file.is_dir() else parts.joined(file)
    console.say(inspecting.manifest(known))


@app.command
def join(folder: Annotated[options.Place, Parameter(metavar="FOLDER")]) -> None:
    """Join the parts in a folder into one dataset: check that all are there, and write `dataset.json`.

    Args:
        folder: Folder or URL that was the --out of --part.
    """
    with interrupts.loading():
        from generators.cli import parts
    parts.join(folder)


@app.command
def verify(
    file: options.Place,
    *,
    whole: Annotated[bool, Parameter(negative=())] = False,
    remake: Annotated[bool | int, Parameter(negative=(), show_default=False, metavar="[COUNT]")] = False,
) -> None:
    """Check that data is intact.

    Args:
        file: A file with its manifest beside it, or a folder or URL of joined parts.
        whole: Also hash all bytes as one, which takes longer: what `sha256sum` prints for the file.
        remake: Also make the data again, without keeping it, and compare; with a number, that many parts of a folder,
            drawn at random each time.
    """
    with interrupts.loading():
        from generators.cli import console, parts
        from generators.making import manifests
    if isinstance(file, str) or file.is_dir():
        parts.verify(file, whole=whole, remake=remake)
        return
    manifest = _manifest(file)
    if found := manifests.fault(file, manifest, whole=whole):
        hint = f"Recreate it with --force; its recipe: {commands.typed('generators', 'describe', file)}"
        raise DataError(f"{file} was changed: it has {found}, and was made with {console.hashes(manifest)}.", hint)
    if remake:
        parts.check_remade(str(file), manifest)
    summed = replace(manifest, sha256=manifest.sha256 or manifests.digest(file)) if whole else manifest
    console.say(f"{file} is intact: {console.hashes(summed)}")


@app.command
def speed(*, lines: options.Lines = 10_000_000, rounds: options.Lines = 3) -> None:
    """Measure how fast a web log is made, compared with plain loops.

    Args:
        lines: Lines per process of ours; the plain loops run for two seconds.
        rounds: How often each way is measured; the median counts.
    """
    with interrupts.loading():
        from generators.cli import speed as verb
    verb.speed(lines=lines, rounds=rounds)


@app.command(show=False)
def part_task() -> None:
    """Make one part, as a worker of a cluster."""
    with interrupts.loading():
        from generators.making import part_task as task
    task.main()


app.command(twins.profile)
app.command(twins.leaks)
app.command(twins.likeness)
app.command(twins.command(_make), name="like")


def _manifest(file: Path) -> Manifest:
    with interrupts.loading():
        from generators.making import manifests
    file = Path(os.path.realpath(file))  # a link leads to where the manifest is
    if not file.is_file():
        example = commands.typed("generators", "web_log", "--lines", "1M", "--out", "web.log")
        raise DataError(f"There is no file {file}.", f"Make one: {example}")
    manifest = manifests.read(file)
    if manifest is None:
        raise DataError(
            f"{file} has no manifest beside it, so its recipe is unknown.",
            "Only files that `generators` made have one.",
        )
    return manifest


def main(arguments: Sequence[str]) -> int:
    """Run one command and return the exit code: 0, 1 for wrong input, 2 for wrong usage, 130 if interrupted.

    A reader of standard output that closes it has enough, which is no error.
    """
    interrupted = "Interrupted; nothing unfinished was kept."
    return CommandLine(module="generators", app=app, interrupted=interrupted, unread=0).run(_with_counts(arguments))


def _with_counts(arguments: Sequence[str]) -> list[str]:
    """Accept `--remake` before the file: what follows it is its number of parts only if it is a number."""
    following = (*arguments[1:], "")
    return [
        "--remake=true" if word == "--remake" and not after.isdecimal() else word
        for word, after in zip(arguments, following, strict=False)
    ]
