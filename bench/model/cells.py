"""What a row is called, and which rows are measured to be compared with each other."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from bench.model.types import Cell

Group = tuple[str, str, str, str]


def name(cell: Cell, folder: str = "") -> str:
    """Return what a row is called on the console, without the folder that is named above it, if any."""
    parts = [cell.implementation]
    parts += [f"@{cell.origin}"] if cell.origin not in {"impls", folder} else []
    parts += [" (second copy)"] if cell.control else []
    return "".join(parts)


class HasOrigin(Protocol):
    """What is from a folder of implementations: a case, or a row of a page."""

    @property
    def origin(self) -> str:
        """The name of the folder; `impls` is that of the checkout."""


def shared_folder(found: Iterable[HasOrigin]) -> str:
    """Return the folder that all of these are from; empty if they differ, or if it is that of the checkout."""
    origins = {each.origin for each in found}
    return origins.pop() if len(origins) == 1 and "impls" not in origins else ""


def series(interpreter: str) -> str:
    """Shorten `3.11.7` to `3.11`, `3.14.0+freethreaded` to `3.14+freethreaded`, and `pypy 3.10.14` to `pypy 3.10`."""
    release, plus, variants = interpreter.partition("+")
    return release.rpartition(".")[0] + plus + variants


def group(cell: Cell) -> Group:
    """Return what all rows of a section share: workload, interpreter, data and state of the cache."""
    return cell.workload, cell.interpreter, cell.data, cell.cache


def list_repeated(cells: Iterable[Cell]) -> list[Cell]:
    """Return the rows that have a second copy: in a plan the baselines, in a result those that ran twice."""
    return [first_copy(cell) for cell in cells if cell.control]


def first_copy(cell: Cell) -> Cell:
    """Return the row that a control is the second copy of; any other row is itself."""
    return replace(cell, control=False)
