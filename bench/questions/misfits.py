"""The reasons why no record of a log counts: a field that holds something other than what the question needs."""

import json
import re
from collections.abc import Sequence
from typing import Final

from bench.formats.reading import Fields, Value
from bench.questions.conditions import comparisons
from bench.questions.counting import needed_value
from bench.questions.log_question import WHERE, LogQuestion, QuestionError, enumerate_fields

LONGEST: Final = 32  # characters of a value whose form is shown
_COMMA: Final = re.compile("[+-]?9+(?:,9+)+(?:[.]9+)?")
_NAMES: Final = {str: "text", bool: "booleans", list: "lists", dict: "objects"}


def error(question: LogQuestion, records: Sequence[Fields | None], *, typed: bool) -> QuestionError:
    """Return what is wrong with a question that no record answers.

    Args:
        question: what is asked.
        records: fields of the records that were read, none of which counts.
        typed: whether a number is known by its type.
    """
    for name in question.fields:
        values = [value for fields in records if fields and (value := fields.get(name)) is not None]
        is_number = name in question.numbers
        if values and all(needed_value(each, number=is_number, typed=typed) is None for each in values):
            return _of_field(question, name, values[0])
    option = WHERE if question.where else "--by"
    if not records:
        return QuestionError("no line that was read is a record of the format", option)
    condition = f" and meets {question.condition}" if question.where else ""
    return QuestionError(f"no record that was read has {enumerate_fields(question.fields)}{condition}", option)


def _of_field(question: LogQuestion, name: str, value: Value) -> QuestionError:
    """Return what is wrong with a field whose values are all of another type; one of them shows their form."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    form = re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "9", text[:LONGEST])) + ("..." if len(text) > LONGEST else "")
    has_comma = bool(_COMMA.fullmatch(form))
    kind = "numbers with a comma" if has_comma else _NAMES.get(type(value), "fractions")
    holds, needed = f"{name} holds {kind}, such as {form!r}", "numbers without one" if has_comma else "numbers"
    if name == question.value:
        return QuestionError(
            f"{holds}, and a {question.kind} needs {needed}", f"--{question.kind}", has_comma=has_comma
        )
    if name == question.by:
        return QuestionError(f"{holds}, and groups need texts or whole numbers", "--by")
    compared = next(each for each in comparisons(question.where) if each.field == name)
    other = "text"
    if compared.is_numeric:
        other = "number; in quotes a number is text" if form.strip("9") == "" else "number"
    return QuestionError(f"{holds}, and is compared with a {other}", WHERE, compared.at, has_comma=has_comma)
