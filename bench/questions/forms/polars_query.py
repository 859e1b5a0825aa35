"""How Polars asks lines that one expression reads."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bench.questions import spelling
from bench.questions.answer_steps import AnswerSteps, place, returned_rows
from bench.questions.as_queries import polars
from bench.questions.conditions import FieldTest, conjoined
from bench.questions.forms.line_expression import LineExpression
from bench.questions.log_question import AnswerKind, LogQuestion

MORE: Final = "more"  # variable of the lines that belong to a message beside its first
REQUEST: Final = r"([A-Za-z_-]+)((?: [^ ]*)*?)(?: (HTTP/[^ ]*))?"
_DERIVED: Final = {
    "method": "request.str.extract(REQUEST, 1)",
    "path": "path_",
    "protocol": 'request.str.extract(REQUEST, 3).fill_null("")',
}


def polars_query(  # noqa: PLR0913  all that is known of the lines
    question: LogQuestion,
    steps: AnswerSteps,
    line: LineExpression,
    begin: Sequence[str],
    *,
    derived: Sequence[str],
    source: str,
) -> Mapping[str, Any]:
    """Return what the template is filled with.

    Args:
        question: what is asked.
        steps: of the answer.
        line: the expression of a line.
        begin: that of what a record begins with, where lines that belong to one are joined; else empty.
        derived: the parts of a request that are asked for.
        source: the field of that request.
    """
    columns = [*map(spelling.identifier, line.groups), *([MORE] if begin else [])]
    tail = r"((?:\n.*)*)$" if begin else r"\r?$"
    tests = conjoined(question.where, lambda part: polars(part, lambda compared: _column(compared, line)))
    rank = f"value.sort().get({place('pl.len().cast(pl.Int64)', steps)})"
    results = {AnswerKind.COUNT: "pl.len()", AnswerKind.SUM: "value.sum()", AnswerKind.QUANTILE: rank}
    return {
        "polars_record": _assign("RECORD", [*map(spelling.pattern, between("^", line.rows, tail))]),
        "polars_begin": _assign("BEGIN", [*map(spelling.pattern, begin)]) if begin else "",
        "column_names": spelling.block("names = [", [*map(spelling.text, columns)], "]", indent=4),
        "request_expression": REQUEST,
        "request_field": spelling.identifier(source),
        "polars_derived": [(spelling.identifier(name), _DERIVED[name]) for name in derived],
        "polars_filter": spelling.block("records = records.filter(", tests, ")", indent=4) if tests else "",
        "polars_value": f"value = {_number(question.value, line)}" if question.value else "",
        "polars_result": results[question.kind],
        "polars_by": spelling.identifier(question.by),
        "polars_return": returned_rows("answer.iter_rows()", question),
    }


def _column(compared: FieldTest, line: LineExpression) -> str:
    return _number(compared.field, line) if compared.is_numeric else f'pl.col("{spelling.identifier(compared.field)}")'


def _number(field: str, line: LineExpression) -> str:
    return f'pl.col("{spelling.identifier(field)}").cast(pl.{"Int64" if field in line.whole else "Float64"})'


def between(head: str, rows: Sequence[str], tail: str) -> list[str]:
    """Return the rows of an expression with something before the first and behind the last."""
    return [
        *([head + rows[0]] if len(rows) > 1 else []),
        *rows[1:-1],
        (head if len(rows) == 1 else "") + rows[-1] + tail,
    ]


def _assign(name: str, literals: Sequence[str]) -> str:
    return spelling.rows(f"{name} = (", literals, ")") if len(literals) > 1 else f"{name} = {literals[0]}"
