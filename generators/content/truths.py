"""Add up what was counted about the parts of a dataset, so that the whole has one truth however it was divided."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from bench.model.types import Truth

MOST: Final = 100_000
"""Entries of a table that a truth lists; beyond them the table is left out, for it would outgrow memory."""


def merge(truths: Iterable[Truth]) -> Truth:
    """Return the sum of truths: of whole numbers, of lists place by place, of tables key by key.

    What is missing in one of them is missing in the sum: it could not be counted there. The sum grows in place, a table
    that has become too long is dropped, and no truth is kept: many take time in proportion to what is in them, and the
    memory of one.
    """
    others = iter(truths)
    total = {key: _copy(value) for key, value in next(others).items()}
    for other in others:
        for key in list(total):
            if key not in other:
                del total[key]
                continue
            total[key] = _sum(total[key], other[key])
            if _is_too_long(total[key]):
                del total[key]
    return total


def _copy(value: Any) -> Any:  # noqa: ANN401 - plain JSON
    return {key: _copy(one) for key, one in value.items()} if isinstance(value, Mapping) else value


def _sum(total: Any, other: Any) -> Any:  # noqa: ANN401 - plain JSON
    """Return a sum; of a table, it is the first, to which the other was added."""
    if isinstance(total, Mapping):
        table: dict[str, Any] = total  # type: ignore[assignment]  # a copy of ours
        for key, value in other.items():
            table[key] = _sum(table[key], value) if key in table else _copy(value)
        return table
    if isinstance(total, list):
        return [_sum(a, b) for a, b in zip(total, other, strict=True)]
    return total + other


def finished(truth: Truth) -> Truth:
    """Return the truth about a whole dataset, so that equal ones look alike, however many processes made it.

    A table that is too long is left out here again: each part of it may have been short enough.
    """
    return {key: _in_order(value) for key, value in sorted(truth.items()) if not _is_too_long(value)}


def _is_too_long(value: object) -> bool:
    return isinstance(value, Mapping) and len(value) > MOST


def _in_order(value: Any) -> Any:  # noqa: ANN401 - plain JSON
    """Return a value with the keys of its tables in order, numbers by their value."""
    if not isinstance(value, Mapping):
        return value
    return {
        key: _in_order(value[key]) for key in sorted(value, key=lambda key: (len(key) if key.isdigit() else 0, key))
    }
