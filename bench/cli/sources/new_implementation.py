"""Write a starting file for an implementation: `nox -s new -- WORKLOAD NAME`."""

import re
from pathlib import Path
from typing import Final

from bench.inputs import catalogue, selection
from bench.inputs.catalogue import Catalogue
from bench.inputs.sources.definitions import NAME
from bench.model import commands
from bench.model.errors import BenchError, UsageError
from bench.model.log_words import OWN_LOG
from bench.model.paths import CHECKOUT, INSTALLED
from bench.terminal import console

MINE: Final = Path("mine")  # in the folder where the command was typed: nobody writes into what is installed
_FILE = '''"""{title}.

Explain here why it is fast or slow, and why it needs much or little memory; both parts appear in the report.
"""

# If it needs a library, say so at the top of the file, before the docstring:
# # /// script
# # requires-python = ">=3.10"
# # dependencies = ["polars==1.35.1"]
# # ///


def run({argument}):
    # {question}
    #
    # Do the whole job here, from {given} to a finished plain value (int, str, tuple, list or dict), and keep
    # nothing between calls. What counts as correct, and the edge cases: {definition}{line_ends}
    raise NotImplementedError
'''
_LINE_ENDS = """
    # Text mode takes a lone \\r for a line end, too: open(path, newline="\\n") does not, nor does open(path, "rb")."""


def new(workload: str, name: str, impls: Path | None) -> int:
    """Write the file, say where it is and how it is tried, and return the exit code.

    Raises:
        UsageError: if there is no such workload, or the name cannot be used.
        BenchError: if the file cannot be written.
    """
    outside = impls or (MINE if INSTALLED else None)
    answered = catalogue.list_answered([outside]) if outside and outside.is_dir() else frozenset()
    foldered = bool(answered - {""})
    found = catalogue.catalogue((outside,) if outside and foldered else (), workload if "" in answered else "")
    selection.workloads(found, (workload,))
    folder = impls if impls and not foldered else (outside or CHECKOUT / "impls") / workload
    if outside:
        _make(folder)
    path = write(found, workload, name, folder)
    log = [Path("FILE")] if found.workloads[workload].source == OWN_LOG else []
    given = (*commands.each("--impls", [outside] if outside else []), *commands.each("--log", log))
    beside = f"{name},{found.workloads[workload].baseline}"
    measure = commands.typed("bench run", "--workload", workload, "--impl", beside, *given)
    console.say(f"{path}\nTry it: {commands.typed('bench debug', f'{workload}/{name}', *given)}")
    console.say(f"Measure it beside the baseline: {measure}")
    return 0


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BenchError(
            f"{folder} cannot be made here: {error.strerror}.", "Name another folder with --impls."
        ) from error


def write(found: Catalogue, workload: str, name: str, folder: Path) -> Path:
    """Write the file and return where it is.

    Args:
        found: to find the workload in.
        workload: what it answers.
        name: lower-case letters, digits and underscores.
        folder: where files of this workload lie.

    Raises:
        UsageError: if the name cannot be used.
        BenchError: if there is such a file already.
    """
    if not re.fullmatch(NAME, name):
        raise UsageError(
            f"Invalid name for an implementation: '{name}'.",
            "Use 1 to 64 lower-case letters, digits and underscores, such as my_idea.",
        )
    asked, is_ours = found.workloads[workload], found.path(workload).is_relative_to(CHECKOUT / "impls")
    number = asked.source == "number"
    text = _FILE.format(
        title=name.replace("_", " ").capitalize(),
        argument="number" if number else "path",
        given="the number" if number else "the file",
        question=asked.title,
        definition=f"impls/{workload}/__init__.py" if is_ours else "the __init__.py beside this file",
        line_ends="" if number or asked.packing else _LINE_ENDS,
    )
    path = folder / f"{name}.py"
    try:
        with path.open("x") as file:
            file.write(text)
    except FileExistsError as error:
        raise BenchError(f"{path} already exists.", "Choose another name, or remove the file first.") from error
    except OSError as error:
        raise BenchError(
            f"{path} cannot be written: {error.strerror}.", "Choose another folder with --impls."
        ) from error
    return path
