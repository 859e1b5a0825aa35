"""Decide whether a record counts, by its fields: in plain Python, for the few records that a scaffold looks at."""

import operator
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from bench.formats.reading import Fields, Value
from bench.questions.conditions import AllOf, AnyOf, Condition, FieldTest, Literal, Negation, required
from bench.questions.log_question import LogQuestion

NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
COMMON: Final = 0.4  # share of records with a text from which on looking for it first does not pay
_ORDERS: Final = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def counts(question: LogQuestion, fields: Fields, *, typed: bool) -> bool:
    """Return whether a record counts.

    Args:
        question: what is asked.
        fields: of the record.
        typed: whether a number is known by its type, as in JSON, and not by how it is written.
    """
    return obstacle(question, fields, typed=typed) is None


def obstacle(question: LogQuestion, fields: Fields, *, typed: bool) -> str | None:
    """Return why a record does not count: what it has or has not, or nothing if it is its condition; None if it counts.

    Arguments are those of `counts`.
    """
    held: dict[str, Literal] = {}
    for name in question.fields:
        is_number = name in question.numbers
        value = needed_value(fields.get(name), number=is_number, typed=typed)
        if value is None:
            what = "no" if fields.get(name) is None else "text as" if is_number else "no text as"
            return f"{what} {name}"
        held[name] = value
    return None if question.where is None or _holds(question.where, held) else ""


def rare_text(question: LogQuestion, records: Sequence[bytes], among: Collection[str] | None = None) -> str:
    """Return a text that each record that counts holds, and few records do; empty if there is none.

    Args:
        question: what is asked.
        records: of a sample.
        among: the fields whose text may be looked for; None is all.
    """
    for compared in required(question.where):
        text = str(compared.values[0])
        is_sought = not compared.is_numeric and compared.operator in {"==", "contains"} and text
        if is_sought and (among is None or compared.field in among):
            held = sum(text.encode() in record for record in records)
            if held < COMMON * len(records):
                return text
    return ""


def needed_value(value: Value, *, number: bool, typed: bool) -> Literal | None:
    """Return what a record holds where a number, or a text, is wanted; None if it does not."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if number:
        if is_number:
            return value  # type: ignore[return-value]  # what the name says
        plain = isinstance(value, str) and not typed and NUMBER.fullmatch(value)
        return float(value) if plain else None  # type: ignore[arg-type]  # likewise
    if isinstance(value, str):
        return value
    return str(value) if is_number and (not typed or isinstance(value, int)) else None


def _holds(condition: Condition, held: Mapping[str, Literal]) -> bool:
    match condition:
        case AllOf(parts):
            return all(_holds(part, held) for part in parts)
        case AnyOf(parts):
            return any(_holds(part, held) for part in parts)
        case Negation(inner):
            return not _holds(inner, held)
        case FieldTest():
            return _passes(condition, held[condition.field])


def _passes(compared: FieldTest, value: Literal) -> bool:
    first = compared.values[0]
    if compared.operator in {"in", "not in"}:
        return (value in compared.values) == (compared.operator == "in")
    if compared.operator in _ORDERS:
        return bool(_ORDERS[compared.operator](value, first))
    text, part = str(value), str(first)
    if compared.operator in {"contains", "not contains"}:
        return (part in text) == (compared.operator == "contains")
    return text.startswith(part) if compared.operator == "startswith" else text.endswith(part)
