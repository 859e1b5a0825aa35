"""Read a file of budgets, such as `budgets.toml`."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from math import inf
from pathlib import Path
from typing import Any, Final

import msgspec

from bench.analysis.budgets import GROWTHS, Budget, limits
from bench.model.errors import BenchError, UsageError
from bench.model.units import parse_size

MOST_SAVED: Final = 100
HINT: Final = "budgets.toml in the checkout is a complete example."


def read(path: Path) -> tuple[Budget, ...]:
    """Read a file of budgets.

    Raises:
        BenchError: if it cannot be read, is not TOML, or holds a budget that cannot be checked; the row is named.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BenchError(f"{path} cannot be read: {error.strerror}.", "Give --file a file of budgets.") from error
    except (ValueError, RecursionError) as error:
        raise BenchError(f"{path} is not TOML: {error}.", HINT) from error
    for problem in _strangers(table):
        raise BenchError(f"{path}: {problem}.", HINT)
    try:
        budgets = msgspec.convert(table.get("budgets", []), type=tuple[Budget, ...])
    except msgspec.ValidationError as error:
        raise BenchError(f"{path} does not hold budgets: {error}.", HINT) from error
    for problem in _problems(budgets):
        raise BenchError(f"{path}: {problem}.", HINT)
    return budgets


def _strangers(table: Mapping[str, Any]) -> Iterator[str]:
    """Find what a typing error would otherwise hide."""
    for name in table.keys() - {"budgets"}:
        yield f"it has `{name}`, which means nothing; budgets are tables [[budgets]]"
    known = {each.name for each in fields(Budget)}
    budgets = table.get("budgets", [])
    for budget in budgets if isinstance(budgets, list) else ():
        for name in budget if isinstance(budget, dict) else ():
            if name not in known:
                yield f"{budget.get('row', 'a budget')} has `{name}`; known are {', '.join(sorted(known))}"


def _problems(budgets: tuple[Budget, ...]) -> Iterator[str]:
    if not budgets:
        yield "it holds no budget"
    for budget in budgets:
        if budget.row.count("/") != 1:
            yield f"the row {budget.row} is not of the form workload/implementation"
        if not limits(budget):
            yield f"{budget.row} has no limit"
        if budget.growth and budget.growth not in GROWTHS:
            yield f"{budget.row} limits its growth to '{budget.growth}'; that can be {', '.join(GROWTHS)}"
        yield from (f"{budget.row}: {problem}" for problem in _unreadable(budget.peak, budget.traced_peak))
        yield from (f"{budget.row} has {problem}" for problem in _impossible(budget))


def _unreadable(*sizes: str) -> Iterator[str]:
    for size in filter(None, sizes):
        try:
            parse_size(size)
        except UsageError as error:
            yield str(error).removesuffix(".")


def _impossible(budget: Budget) -> Iterator[str]:
    """Find limits that nothing can break, or that nothing can hold; NaN is both."""
    if budget.lines < 0:
        yield f"lines = {budget.lines}, and data have at least one; leave it out for any number"
    if budget.saved is not None and not -inf < budget.saved <= MOST_SAVED:
        yield f"saved = {budget.saved}, which is percent of the baseline's peak, {MOST_SAVED} at most"
    if budget.times_as_fast is not None and not 0 < budget.times_as_fast < inf:
        yield f"times_as_fast = {budget.times_as_fast}, and a ratio is above zero"
