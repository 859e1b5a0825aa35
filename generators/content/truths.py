"""Add up what was counted about the parts of a dataset, so that the whole has one truth however it was divided."""

from collections.abc import Mapping
from functools import reduce
from typing import Any, Final

from bench.model.types import Truth

MOST: Final = 100_000
"""Entries of a table that a truth lists; beyond them the table is left out, for it would outgrow memory."""


def merge(truths: list[Truth]) -> Truth:
    """Return the sum of truths: of whole numbers, of lists place by place, of tables key by key.

    What is missing in one of them is missing in the sum: it could not be counted there.
    """
    return reduce(_sum_of_known, truths)


def _sum_of_known(one: Truth, other: Truth) -> Truth:
    return {key: _sum(one[key], other[key]) for key in one if key in other}


def _sum(one: Any, other: Any) -> Any:  # noqa: ANN401 - plain JSON
    if isinstance(one, Mapping):
        total = dict(one)
        for key, value in other.items():
            total[key] = _sum(total[key], value) if key in total else value
        return total
    if isinstance(one, list):
        return [_sum(a, b) for a, b in zip(one, other, strict=True)]
    return one + other


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
