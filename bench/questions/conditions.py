"""What `--where` says, as data: comparisons of a field with values, joined by and, or and not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

Literal = int | float | str

ORDERS: Final = ("<", "<=", ">", ">=")
TEXT_ONLY: Final = ("contains", "startswith", "endswith")
INVERSE: Final = {
    "==": "!=",
    "!=": "==",
    "<": ">=",
    ">=": "<",
    ">": "<=",
    "<=": ">",
    "in": "not in",
    "not in": "in",
    "contains": "not contains",
    "not contains": "contains",
}
OPERATORS: Final = ("==", "!=", *ORDERS, "in", *TEXT_ONLY)


@dataclass(frozen=True, slots=True)
class FieldTest:
    """A field, compared with a value, or with several.

    Args:
        field: its name.
        operator: one of `OPERATORS`, or the inverse of one.
        values: all numbers or all texts; one, but for `in` and `not in`.
        at: the character where it begins.
    """

    field: str
    operator: str
    values: tuple[Literal, ...]
    at: int = 0

    @property
    def is_numeric(self) -> bool:
        """Whether it compares numbers."""
        return not isinstance(self.values[0], str)


@dataclass(frozen=True, slots=True)
class Negation:
    """What holds where the other does not."""

    inner: "Condition"


@dataclass(frozen=True, slots=True)
class AllOf:
    """What holds where each part does."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """What holds where a part does."""

    parts: tuple["Condition", ...]


Condition = FieldTest | Negation | AllOf | AnyOf


def comparisons(condition: Condition | None) -> Iterator[FieldTest]:
    """Yield the comparisons in their order; none of None."""
    match condition:
        case FieldTest():
            yield condition
        case Negation(inner):
            yield from comparisons(inner)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from comparisons(part)


def required(condition: Condition | None) -> Iterator[FieldTest]:
    """Yield the comparisons that every record has to pass on its own."""
    match condition:
        case FieldTest():
            yield condition
        case AllOf(parts):
            for part in parts:
                yield from required(part)


def without(condition: Condition | None, passed: FieldTest) -> Condition | None:
    """Return what is left of a condition where one of its required comparisons is known to hold."""
    if condition == passed:
        return None
    if not isinstance(condition, AllOf):
        return condition
    left = tuple(part for part in condition.parts if part != passed)
    return left[0] if len(left) == 1 else AllOf(left)


def negated(condition: Condition) -> Condition:
    """Return what holds where a condition does not, without a `not` where another operator says it."""
    if isinstance(condition, Negation):
        return condition.inner
    if isinstance(condition, FieldTest) and condition.operator in INVERSE:
        return replace(condition, operator=INVERSE[condition.operator])
    return Negation(condition)


def all_of(parts: tuple[Condition, ...]) -> Condition:
    """Return what holds where each part does; `a != 1 and a != 2` is `a not in (1, 2)`."""
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, AllOf) else (part,)))
    merged = _merge(flat, "!=", "not in")
    return merged[0] if len(merged) == 1 else AllOf(merged)


def any_of(parts: tuple[Condition, ...]) -> Condition:
    """Return what holds where a part does; `a == 1 or a == 2` is `a in (1, 2)`."""
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, AnyOf) else (part,)))
    merged = _merge(flat, "==", "in")
    return merged[0] if len(merged) == 1 else AnyOf(merged)


def conjoined(condition: Condition | None, write: Callable[[Condition], str]) -> list[str]:
    """Return each part of a condition that has to hold on its own, as something writes it; nothing of None."""
    parts = condition.parts if isinstance(condition, AllOf) else (condition,) if condition else ()
    return [write(part) for part in parts]


def _merge(parts: tuple[Condition, ...], single: str, several: str) -> tuple[Condition, ...]:
    """Join the comparisons of one field with values of one sort, at the place of the first."""
    out: dict[tuple[str, bool] | int, Condition] = {}
    joined: dict[tuple[str, bool], FieldTest] = {}
    for place, part in enumerate(parts):
        if not isinstance(part, FieldTest) or part.operator not in {single, several}:
            out[place] = part
            continue
        key = part.field, part.is_numeric
        before = joined.setdefault(key, part)
        values = tuple(dict.fromkeys((*before.values, *part.values)))
        out[key] = joined[key] = replace(before, operator=several if len(values) > 1 else single, values=values)
    return tuple(out.values())
