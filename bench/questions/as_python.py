"""Write a condition as Python."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.questions import spelling
from bench.questions.conditions import AllOf, AnyOf, Condition, FieldTest, Literal, Negation, conjoined


@dataclass(frozen=True, slots=True)
class PythonTerms:
    """How generated Python speaks of the fields of a record.

    Args:
        text: field -> the expression of its text.
        number: field -> the expression of its number.
        literal: a text -> what it is compared with.
        ordered: field -> the expression of its text where it is compared by order.
    """

    text: Callable[[str], str]
    number: Callable[[str], str]
    literal: Callable[[str], str] = spelling.text
    ordered: Callable[[str], str] | None = None


def conjuncts(condition: Condition | None, terms: PythonTerms) -> list[str]:
    """Return the conditions that must all hold, each ready to be joined by `and`; nothing of None."""
    return conjoined(condition, lambda part: expression(part, terms, inside="and"))


def expression(condition: Condition, terms: PythonTerms, *, inside: str = "") -> str:
    """Return a condition as an expression; in brackets where what it is `inside` of binds more tightly."""
    match condition:
        case FieldTest():
            return _comparison(condition, terms)
        case Negation(FieldTest() as inner):
            return f"not {_comparison(inner, terms)}"
        case Negation(inner):
            return f"not ({expression(inner, terms)})"
        case AllOf(parts):
            text = " and ".join(expression(part, terms, inside="and") for part in parts)
            return f"({text})" if inside == "or" else text
        case AnyOf(parts):
            text = " or ".join(expression(part, terms, inside="or") for part in parts)
            return f"({text})" if inside == "and" else text


def _comparison(compared: FieldTest, terms: PythonTerms) -> str:
    operator, first = compared.operator, compared.values[0]
    if compared.is_numeric:
        name = terms.number(compared.field)
    elif operator[0] in "<>" and terms.ordered:
        return f"{terms.ordered(compared.field)} {operator} {spelling.text(str(first))}"
    else:
        name = terms.text(compared.field)
    if operator in {"contains", "not contains"}:
        return f"{_value(first, terms)} {'not ' if operator != 'contains' else ''}in {name}"
    if operator in {"startswith", "endswith"}:
        return f"{name}.{operator}({_value(first, terms)})"
    if operator in {"in", "not in"}:
        return f"{name} {operator} {{{', '.join(_value(value, terms) for value in compared.values)}}}"
    return f"{name} {operator} {_value(first, terms)}"


def _value(value: Literal, terms: PythonTerms) -> str:
    return terms.literal(value) if isinstance(value, str) else spelling.number(value)
