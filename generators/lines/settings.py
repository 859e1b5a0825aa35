"""Settings of a generator: declared once, where they are used, with a default, a line of help and bounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, TypeVar

import msgspec

from bench.model.errors import UsageError
from bench.model.types import Scalar


@dataclass(frozen=True, slots=True)
class SettingRange:
    """What a setting may be: its bounds, both included."""

    low: float
    high: float


SHARE: Final = SettingRange(0, 1)

Value = TypeVar("Value", bool, int, float, str)


def setting(default: Value, text: str, allowed: SettingRange | None = None) -> Value:
    """Declare a setting of a generator: its default, one line that says what it does, and what it may be."""
    declared: Value = field(default=default, metadata={"help": text, "allowed": allowed})
    return declared


Settings = TypeVar("Settings")


def read(kind: type[Settings], values: Mapping[str, Scalar]) -> Settings:
    """Return the settings of a recipe as their dataclass.

    Raises:
        UsageError: for a value of the wrong type, or out of its bounds.
    """
    bounds = {one.name: one.metadata["allowed"] for one in fields(kind)}  # type: ignore[arg-type] # a class of settings is a dataclass
    for name, value in values.items():
        allowed = bounds.get(name)
        if isinstance(value, int | float) and allowed and not allowed.low <= value <= allowed.high:
            raise UsageError(f"{name} is {value}; it must be from {allowed.low:,} to {allowed.high:,}.")
    try:
        return msgspec.convert(dict(values), kind)
    except msgspec.ValidationError as error:
        raise UsageError(f"A setting cannot be used: {error}.") from error


def defaults(kind: type[Any]) -> dict[str, Any]:
    """Return every setting of a class of settings with its default."""
    return {one.name: one.default for one in fields(kind)}
