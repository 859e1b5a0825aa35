"""What the templates of `templates/json` are filled with: a format of JSON objects, one a line."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bench.formats.log_format import LogFormat
from bench.formats.reading import Fields
from bench.questions import spelling
from bench.questions.answer_steps import AnswerSteps, place, returned_rows
from bench.questions.as_python import PythonTerms, conjuncts
from bench.questions.as_queries import conjoined, sql
from bench.questions.forms.dict_scaffold import DictScaffold
from bench.questions.forms.record_fields import RecordField, Source
from bench.questions.log_question import AnswerKind, LogQuestion

VARIABLE = "record"
_INDENT = 12  # of a column in the query
_STORED = {"number": "('UBIGINT', 'BIGINT', 'DOUBLE')", "whole": "('UBIGINT', 'BIGINT')", "text": "('VARCHAR')"}
_PLAIN = re.compile(r"[^\x00-\x1f\"\\/]+")  # what JSON may write in one other way alone: \uXXXX
_FIRST = "CASE WHEN json_type({0}) NOT IN ('NULL', 'OBJECT', 'ARRAY') THEN {0} END"


class JsonScaffold(DictScaffold):
    """The parts of generated files.

    Args:
        held: the format.
        question: what is asked.
        lines: of the log, a sample.

    Raises:
        QuestionError: if the records of the sample cannot answer it.
    """

    folder = "json"
    header = b""

    def __init__(self, held: LogFormat, question: LogQuestion, lines: Sequence[bytes] = ()) -> None:
        self.reading = held.reading()
        records = [{VARIABLE: record} for line in lines if (record := parsed(line))]
        super().__init__(question, records, {VARIABLE: held.aliases})
        text = self.rare_text(self.fields, lines)
        self._text = text if _PLAIN.fullmatch(text) else ""

    def is_text(self, source: Source) -> bool:  # noqa: ARG002  JSON has types
        """Tell that it is not."""
        return False

    def cases(self, record: bytes) -> Mapping[str, bytes]:  # noqa: ARG002  those of all formats are enough
        """Return no further edge cases."""
        return {}

    def records(self, lines: Iterable[bytes]) -> Iterator[tuple[bytes, Fields]]:
        """Yield each record of some lines, and its fields of the question."""
        return ((line, fields) for line in lines if (fields := self.split(line)) is not None)

    def split(self, line: bytes) -> Fields | None:
        """Return the fields of the question of a record; None if a line is none."""
        record = parsed(line)
        return self.values({VARIABLE: record}) if record else None

    def context(self) -> Mapping[str, Any]:
        """Return what the templates are filled with."""
        return {
            **self.shared(),
            "key_test": self._key_test(),
            "searched": f"text {self._text}" if self._text else "text of a key",
            "members": [self._member(each) for each in self.fields],
            "typed_body": self._typed_body(),
            **self._sql(),
        }

    def applies(self, name: str) -> bool:
        """Tell whether a template is for this question: a declared type has each field under one key of the record."""
        return name != "msgspec_typed.py" or all(len(each.sources) == 1 and len(each.keys) == 1 for each in self.fields)

    def _key_test(self) -> str:
        """Return the statement that finds out whether a line holds a rare text, or else a key of each field."""
        if self._text:
            return f"found = {spelling.data(self._text.encode())} in line"
        tests = []
        for each in self.fields:
            keys = [json.dumps(source.keys[-1], ensure_ascii=False).encode() for source in each.sources]
            held = " or ".join(f"{spelling.data(key)} in line" for key in keys)
            tests.append(f"({held})" if len(keys) > 1 and len(self.fields) > 1 else held)
        return spelling.joined("found = ", tests, "and", "", indent=12)

    def _member(self, field: RecordField) -> str:
        kind = {"number": "float", "whole": "int", "text": "str"}[field.sort]
        renamed = f" = msgspec.field(name={spelling.text(field.keys[0])})" if field.variable != field.keys[0] else ""
        return f"{field.variable}: {kind}{renamed}"

    def _typed_body(self) -> str:
        def name(field: str) -> str:
            return f"record.{spelling.identifier(field)}"

        value = name(self.question.value) if self.question.value else ""
        tests = conjuncts(self.question.where, PythonTerms(name, name))
        return self.steps.guarded(tests, self.steps.add(name(self.question.by), value), 12)

    def _sql(self) -> dict[str, Any]:
        paths = [source for each in self.fields for source in each.sources]
        columns, number = list[str](), 1
        for each in self.fields:
            columns += _columns(number, each)
            number += len(each.sources)
        return {
            "sql_paths": ", ".join(f"'{_path(source.keys)}'" for source in paths),
            "sql_columns": columns,
            "sql_tests": [f"{spelling.sql_name(each.name)} IS NOT NULL" for each in self.fields]
            + sql_tests(self.question),
            "sql_by": spelling.sql_name(self.question.by),
            "sql_result": sql_result(self.steps),
            "sql_return": returned_rows("rows", self.question),
        }


def sql_tests(question: LogQuestion) -> list[str]:
    """Return what has to hold of a record by its condition, each as SQL."""
    return conjoined(question.where, lambda part: sql(part, lambda compared: spelling.sql_name(compared.field)))


def sql_result(steps: AnswerSteps) -> str:
    """Return what is computed of a group, in the SQL of DuckDB."""
    value = spelling.sql_name(steps.question.value)
    rank = f"list_sort(list({value}))[{place('count(*)', steps)} + 1]"
    found = {AnswerKind.COUNT: "count(*)", AnswerKind.SUM: f"sum({value})", AnswerKind.QUANTILE: rank}
    return found[steps.question.kind]


def parsed(line: bytes) -> dict[str, Any]:
    """Return the object of a line; an empty one if it is none."""
    try:
        record = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


def _path(keys: Sequence[str]) -> str:
    return "$" + "".join(f'."{key}"' for key in keys).replace("'", "''")


def _columns(number: int, field: RecordField) -> list[str]:
    """Return the columns of a field in the query: of several keys, first the value that counts."""
    taken, chosen = f"taken[{number}]", list[str]()
    if len(field.sources) > 1:
        taken, *first = (
            f'"{field.variable}_json"',
            *(f"taken[{at}]" for at in range(number, number + len(field.sources))),
        )
        inner = f",\n{' ' * (_INDENT + 4)}".join([*(_FIRST.format(each) for each in first[:-1]), first[-1]])
        chosen = [f"coalesce(\n{' ' * (_INDENT + 4)}{inner}) AS {taken}"]
    value = {"number": f"CAST({taken} AS DOUBLE)", "whole": f"CAST({taken} AS BIGINT)"}
    stored = value.get(field.sort, f"{taken} ->> '$'")
    tested, then = f"CASE WHEN json_type({taken}) IN {_STORED[field.sort]}", f"THEN {stored} END"
    flat = f"{tested} {then} AS {spelling.sql_name(field.name)}"
    is_short = len(flat) + _INDENT < spelling.WIDTH
    return [*chosen, flat if is_short else f"{tested}\n{' ' * (_INDENT + 4)}{then} AS {spelling.sql_name(field.name)}"]
