"""Add up what was counted about the parts of a dataset, so that the whole has one truth however it was divided."""

from collections.abc import Mapping
from functools import reduce
from typing import Any

from bench.model.types import Truth


def merge(truths: list[Truth]) -> Truth:
    """Return the sum of truths: of whole numbers, of lists place by place, of tables key by key.

    What is missing in one of them is missing in the sum: it could not be counted there.
    """
    return reduce(_sum_of_known, truths)


def _sum_of_known(one: Truth, other: Truth) -> Truth:
    return {key: _sum(one[key], other[key]) for key in one if key in other}


def _sum(one: Any, other: Any) -> Any:  # noqa: ANN401 - plain JSON
    if isinstance(one, Mapping):
        return {
            key: _sum(one[key], other[key]) if key in one and key in other else (one | other)[key]
            for key in one | other
        }
    if isinstance(one, list):
        return [_sum(a, b) for a, b in zip(one, other, strict=True)]
    return one + other


def tidy(truth: Any) -> Any:  # noqa: ANN401 - plain JSON
    """Return a truth with the keys of its tables in order, numbers by their value, so that equal truths look alike."""
    if not isinstance(truth, Mapping):
        return truth
    return {key: tidy(truth[key]) for key in sorted(truth, key=lambda key: (len(key) if key.isdigit() else 0, key))}
