"""How engines are asked that get a table of what a question names, a column for each field."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bench.questions import spelling
from bench.questions.answer_steps import AnswerSteps, place, returned_rows
from bench.questions.as_python import PythonTerms, conjuncts
from bench.questions.as_queries import polars, sql
from bench.questions.conditions import FieldTest, conjoined
from bench.questions.forms.record_fields import RecordField
from bench.questions.log_question import AnswerKind, LogQuestion

_TYPES: Final = {"number": "Float64", "figure": "Float64", "whole": "Int64"}
_FUNCTIONS: Final = {
    "contains": "lambda text, part: part in text",
    "starts_with": "str.startswith",
    "suffix": "str.endswith",
}


def tables(question: LogQuestion, steps: AnswerSteps, fields: Sequence[RecordField]) -> Mapping[str, Any]:
    """Return what the templates are filled with."""
    names = [each.variable for each in fields]
    row = ", ".join(names) if len(names) > 1 else f"({names[0]},)"
    held = [each.number if each.sort == "number" else each.variable for each in fields]
    yielded = f"yield {', '.join(held)}" if len(held) > 1 else f"yield ({held[0]},)"
    left = conjuncts(question.where, PythonTerms(spelling.identifier, spelling.identifier))
    value = spelling.identifier(question.value) if question.value else ""
    step = steps.add(spelling.identifier(question.by), value)
    return {
        "row_target": row,
        "row_body": steps.guarded(left, step, 8),
        "yielded": steps.guarded([each.test for each in fields], yielded, 8),
        **_sqlite(question, steps, fields),
        **_polars(question, steps, fields),
    }


def _sqlite(question: LogQuestion, steps: AnswerSteps, fields: Sequence[RecordField]) -> Mapping[str, Any]:
    by, value = spelling.sql_name(question.by), spelling.sql_name(question.value or "x")
    tests = conjoined(question.where, lambda part: sql(part, _sql_name))
    where = f"\n    WHERE {f'{chr(10)}        AND '.join(tests)}" if tests else ""
    result = "count(*)" if question.kind is AnswerKind.COUNT else f"sum({value})"
    answer = f"SELECT {by}, {result}\n    FROM records{where}\n    GROUP BY {by}"  # noqa: S608  it is source text
    if question.kind is AnswerKind.QUANTILE:
        ranked = f"row_number() OVER (PARTITION BY {by} ORDER BY {value}) AS place"
        total = f"count(*) OVER (PARTITION BY {by}) AS total"
        inner = f"SELECT {by} AS label, {value} AS held,\n        {ranked},\n        {total}\n    FROM records{where}"  # noqa: S608
        rank = place("total", steps).replace("//", "/")
        answer = f"SELECT label, held FROM ({inner})\n    WHERE place = {rank} + 1"  # noqa: S608  likewise
    return {
        "sqlite_columns": ", ".join(spelling.sql_name(each.name) for each in fields),
        "sqlite_marks": ", ".join("?" for _ in fields),
        "sqlite_answer": answer,
        "sqlite_functions": [
            f'table.create_function("{name}", 2, {code})' for name, code in _FUNCTIONS.items() if f"{name}(" in answer
        ],
        "rows_returned": returned_rows("rows", question),
    }


def _polars(question: LogQuestion, steps: AnswerSteps, fields: Sequence[RecordField]) -> Mapping[str, Any]:
    value = f'pl.col("{spelling.identifier(question.value)}")'
    rank = f"{value}.sort().get({place('pl.len().cast(pl.Int64)', steps)})"
    results = {AnswerKind.COUNT: "pl.len()", AnswerKind.SUM: f"{value}.sum()", AnswerKind.QUANTILE: rank}
    tests = conjoined(question.where, lambda part: polars(part, _polars_name))
    schema = [f"{spelling.text(each.variable)}: pl.{_TYPES.get(each.sort, 'String')}" for each in fields]
    return {
        "frame_schema": spelling.block("SCHEMA = {", schema, "}"),
        "frame_filter": spelling.block("records = records.filter(", tests, ")", indent=4) if tests else "",
        "frame_by": spelling.identifier(question.by),
        "frame_result": results[question.kind],
        "frame_returned": returned_rows("answer.iter_rows()", question),
    }


def _sql_name(compared: FieldTest) -> str:
    return spelling.sql_name(compared.field)


def _polars_name(compared: FieldTest) -> str:
    return f'pl.col("{spelling.identifier(compared.field)}")'
