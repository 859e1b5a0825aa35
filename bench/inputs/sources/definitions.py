"""Read what the file of a workload or of an implementation says of itself, without importing it.

What the harness needs to know is in the docstring, in CAPITAL constants and in the PEP 723 block, and is read from the
syntax tree. An implementation that cannot be measured is still read: its `problem` says why, and it becomes a row.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from bench.formats import loading, shipped
from bench.formats.loading import LINE_END
from bench.formats.log_format import LogFormat
from bench.inputs.data import packed
from bench.inputs.data.log_formats import FORMS
from bench.inputs.origins import OUTSIDE, leads_out
from bench.inputs.sources import python_source, script_metadata
from bench.model.errors import BenchError
from bench.model.log_words import GIVEN, OWN_LOG
from bench.model.paths import read_named
from bench.model.types import Implementation, Workload
from bench.model.units import LARGEST

NAME: Final = re.compile(r"[a-z0-9_]{1,64}", re.ASCII)


def read_workload(path: Path) -> Workload:
    """Return what a workload's file says of it.

    Raises:
        BenchError: if it defines none.
    """
    source = path.read_bytes()
    tree, problem = python_source.parse(source)
    constants = python_source.constants(tree)
    needed = ("SOURCE", "BASELINE") if constants.get("SOURCE") == OWN_LOG else ("SOURCE", "SIZE", "BASELINE")
    missing = [name for name in needed if name not in constants]
    missing += [name for name in ("reference",) if not python_source.defines(tree, name)]
    if problem or missing:
        raise BenchError(
            f"{path} does not define a workload: {problem or 'it lacks ' + ', '.join(missing)}.",
            "The docstring of impls/__init__.py says what a workload must have.",
        )
    title, text = python_source.docstring(tree)
    return Workload(
        name=_check_name(path.parent.name, path, "a workload"),
        title=title,
        text=text,
        source=str(constants["SOURCE"]),
        size=_size(constants, path),
        baseline=str(constants["BASELINE"]),
        steps=_steps(constants, path),
        entries=str(constants.get("ENTRIES", "")),
        form=_form(constants, path.parent.name),
        counted=str(constants.get("COUNTED", "")),
        packing=packed.require_known(str(constants.get("PACKING", "")), path),
        tolerance=_tolerance(constants, path),
        sha256=hashlib.sha256(source).hexdigest(),
    )


def read_implementation(path: Path, workload: str, origin: str, within: Path | None = None) -> Implementation:
    """Return what an implementation's file says of it.

    Args:
        path: the file.
        workload: what it answers.
        origin: where it is from.
        within: the folder that the file must lie in.

    Raises:
        BenchError: if its name cannot be one.
    """
    source, unreadable = content(path, within)
    tree, problem = python_source.parse(source)
    title, text = python_source.docstring(tree)
    plain = Implementation(
        workload=workload,
        name=_check_name(path.stem, path, "an implementation"),
        origin=origin,
        title=title,
        text=text,
        sha256=hashlib.sha256(source).hexdigest(),
        problem=unreadable or problem,
    )
    if plain.problem:
        return plain
    if not python_source.defines(tree, "run"):
        return replace(plain, problem="it has no function `run`, so there is nothing to measure")
    try:
        block = script_metadata.read(source.decode("utf-8", "replace"))
    except BenchError as error:
        return replace(plain, problem=str(error))
    return replace(plain, requires=block.dependencies, requires_python=block.requires_python)


def content(path: Path, within: Path | None) -> tuple[bytes, str]:
    """Return what a file holds, or nothing and what is wrong: a report shows it, so a link must not choose what."""
    if within and leads_out(path, within):
        return b"", f"it is {OUTSIDE}: copy the file there"
    try:
        return read_named(path), ""
    except OSError as error:
        return b"", f"it cannot be read: {error.strerror}"


def question(path: Path) -> dict[str, str]:
    """Return what a workload's file says its question is of a log in another form; empty if nothing."""
    asked = python_source.constants(python_source.parse(path.read_bytes())[0]).get("QUESTION", {})
    return {str(key): str(value) for key, value in asked.items()} if isinstance(asked, dict) and "by" in asked else {}


def fields_of(path: Path) -> tuple[str, ...]:
    """Return the fields that a workload's file says a record has to hold to count; none if it does not."""
    named = python_source.constants(python_source.parse(path.read_bytes())[0]).get("FIELDS", ())
    return tuple(map(str, named)) if isinstance(named, tuple | list) else ()


def format_of(path: Path) -> LogFormat | None:
    """Return the format of logs that a workload's file names or declares; None if it does neither.

    Raises:
        UsageError: if there is no format of that name.
        BenchError: if the declaration cannot be used.
    """
    declared = str(python_source.constants(python_source.parse(path.read_bytes())[0]).get("FORMAT", ""))
    if LINE_END in declared:
        return loading.load_text(path.parent.name, declared, path)
    return shipped.named(declared) if declared else None


def defines(path: Path, name: str) -> bool:
    """Return whether a file has a function of this name."""
    return python_source.defines(python_source.parse(path.read_bytes())[0], name)


def _check_name(name: str, path: Path, what: str) -> str:
    if not NAME.fullmatch(name):
        raise BenchError(
            f"{path}: {name!r} is not a valid name for {what}.",
            "Rename it: use 1 to 64 lower-case letters, digits and underscores.",
        )
    return name


def _tolerance(constants: Mapping[str, Any], path: Path) -> float:
    """Return by how much fractions of an answer may differ.

    Raises:
        BenchError: if that is no share.
    """
    tolerance = constants.get("TOLERANCE", 0)
    if isinstance(tolerance, int | float) and 0 <= tolerance < 1:
        return float(tolerance)
    raise BenchError(f"{path}: TOLERANCE must be a number of at least 0 and below 1.", "For example 1e-9.")


def _size(constants: Mapping[str, Any], path: Path) -> int:
    """Return how many lines, or which number, a workload has by default.

    Raises:
        BenchError: if that is no such number.
    """
    size = constants.get("SIZE", 0)
    if isinstance(size, int) and 0 <= size <= LARGEST:
        return size
    raise BenchError(f"{path}: SIZE must be a whole number, and at most {LARGEST:,}.", "For example 100_000.")


def _steps(constants: Mapping[str, Any], path: Path) -> tuple[str, ...]:
    steps = constants.get("STEPS", ())
    if isinstance(steps, tuple | list):
        return tuple(map(str, steps))
    raise BenchError(f"{path}: STEPS must be a tuple of names of implementations.", 'For example ("one", "other").')


def _form(constants: Mapping[str, Any], name: str) -> str:
    """Return the form of the lines that a workload reads: what its data has, unless it says otherwise."""
    if "FORMAT" in constants:
        declared = str(constants["FORMAT"])
        return f"{GIVEN}{loading.name_of(declared, name) if LINE_END in declared else declared}"
    form = str(constants.get("FORM", constants["SOURCE"]))
    return form if form in FORMS else ""
