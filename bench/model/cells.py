"""What a row is called, and which rows are measured to be compared with each other."""

from dataclasses import replace

from bench.model.types import Cell

Group = tuple[str, str, str, str]


def name(cell: Cell) -> str:
    """Return what a row is called on the console."""
    parts = [cell.implementation]
    parts += [f"@{cell.origin}"] if cell.origin != "impls" else []
    parts += [" (second copy)"] if cell.control else []
    return "".join(parts)


def group(cell: Cell) -> Group:
    """Return what all rows of a section share: workload, interpreter, data and state of the cache."""
    return cell.workload, cell.interpreter, cell.data, cell.cache


def first_copy(cell: Cell) -> Cell:
    """Return the row that a control is the second copy of; any other row is itself."""
    return replace(cell, control=False)
