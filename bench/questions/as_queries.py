"""Write a condition as SQL of DuckDB, and as an expression of Polars; every field in it is there and of its type."""

from collections.abc import Callable
from typing import Final

from bench.questions import spelling
from bench.questions.conditions import AllOf, AnyOf, Condition, FieldTest, Literal, Negation

Term = Callable[[FieldTest], str]
"""The expression of a comparison's field, as a text or as a number."""

_SQL: Final = {"contains": "contains", "startswith": "starts_with", "endswith": "suffix"}
_POLARS: Final = {"startswith": "starts_with", "endswith": "ends_with"}


def sql(condition: Condition, term: Term) -> str:
    """Return a condition as SQL."""
    match condition:
        case AllOf(parts):
            return f"({' AND '.join(sql(part, term) for part in parts)})"
        case AnyOf(parts):
            return f"({' OR '.join(sql(part, term) for part in parts)})"
        case Negation(inner):
            return f"NOT {sql(inner, term)}"
        case FieldTest():
            return _sql_comparison(condition, term)


def polars(condition: Condition, term: Term) -> str:
    """Return a condition as an expression of Polars."""
    match condition:
        case AllOf(parts):
            return " & ".join(_polars_part(part, term) for part in parts)
        case AnyOf(parts):
            return " | ".join(_polars_part(part, term) for part in parts)
        case Negation(inner):
            return f"~{_polars_part(inner, term)}"
        case FieldTest():
            return _polars_comparison(condition, term)


def sql_text(value: Literal) -> str:
    """Return a value as a literal of SQL."""
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else spelling.number(value)


def _sql_comparison(compared: FieldTest, term: Term) -> str:
    operator, name = compared.operator, term(compared)
    values = [sql_text(value) for value in compared.values]
    if operator in {"in", "not in"}:
        return f"{name} {operator.upper()} ({', '.join(values)})"
    if operator == "not contains":
        return f"NOT contains({name}, {values[0]})"
    if operator in _SQL:
        return f"{_SQL[operator]}({name}, {values[0]})"
    return f"{name} { {'==': '=', '!=': '<>'}.get(operator, operator) } {values[0]}"


def _polars_part(part: Condition, term: Term) -> str:
    text = polars(part, term)
    is_call = isinstance(part, FieldTest) and part.operator not in {"==", "!=", "<", "<=", ">", ">="}
    return text if is_call or isinstance(part, Negation) else f"({text})"


def _polars_comparison(compared: FieldTest, term: Term) -> str:
    operator, name = compared.operator, term(compared)
    values = [spelling.text(each) if isinstance(each, str) else spelling.number(each) for each in compared.values]
    if operator in {"in", "not in"}:
        return f"{'~' if operator == 'not in' else ''}{name}.is_in([{', '.join(values)}])"
    if operator in {"contains", "not contains"}:
        return f"{'~' if operator != 'contains' else ''}{name}.str.contains({values[0]}, literal=True)"
    if operator in _POLARS:
        return f"{name}.str.{_POLARS[operator]}({values[0]})"
    return f"{name} {operator} {values[0]}"
