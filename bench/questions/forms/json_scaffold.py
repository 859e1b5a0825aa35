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
from bench.questions.as_queries import sql, sql_text
from bench.questions.conditions import conjoined
from bench.questions.counting import rare_text
from bench.questions.forms.dict_scaffold import DictScaffold
from bench.questions.forms.record_fields import RecordField, Source
from bench.questions.log_question import AnswerKind, LogQuestion

VARIABLE = "record"
_INDENT = 12  # of a column in the query
_FURTHER = f",\n{' ' * (_INDENT + 4)}"
_VALUES = {  # of JSON, NULL where it is of another type; these are tested in less time than by `json_type`
    "number": "TRY_CAST(CAST({0} AS VARCHAR) AS DOUBLE)",
    "whole": "CASE WHEN json_type({0}) IN ('UBIGINT', 'BIGINT') THEN CAST({0} AS BIGINT) END",
    "text": "CASE WHEN left(CAST({0} AS VARCHAR), 1) = '\"' THEN {0} ->> '$' END",
}
_PLAIN = re.compile(r"[^\x00-\x1f\"\\/]+")  # what JSON may write in one other way alone: \uXXXX
_FIRST = "CASE WHEN json_type({0}) NOT IN ('NULL', 'OBJECT', 'ARRAY') THEN {0} END"


class JsonScaffold(DictScaffold):
    """The parts of generated files.

    Raises:
        QuestionError: if the records of the sample cannot answer it.
    """

    folder = "json"
    header = b""

    def __init__(self, held: LogFormat, question: LogQuestion, lines: Sequence[bytes] = ()) -> None:
        self.reading = held.reading()
        records = [{VARIABLE: record} for line in lines if (record := parsed(line))]
        super().__init__(question, records, {VARIABLE: held.aliases})
        text = rare_text(question, lines)
        self._text = text if _PLAIN.fullmatch(text) else ""

    def is_text(self, source: Source) -> bool:  # noqa: ARG002  JSON has types
        """Return False: JSON has types."""
        return False

    def cases(self, record: bytes) -> Mapping[str, bytes]:
        """Return an edge case: a record, and it again with each field of the question as something of another type."""
        plain, found = parsed(record), list[dict[str, Any]]()
        for keys in (source.keys for each in self.fields for source in each.sources):
            value = Source(VARIABLE, keys).value({VARIABLE: plain})
            others = (7 if isinstance(value, str) else str(value), True, [value], {"a": value})
            found += [_replaced(plain, keys, other) for other in others if value is not None]
        return {"values of other types": b"".join(json.dumps(each).encode() + b"\n" for each in [plain, *found])}

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
            "rare": bool(self._text),
            "searched": f"text {self._text}" if self._text else "text of a key",
            "members": [self._member(each) for each in self.fields],
            "typed_body": self._typed_body(),
            **self._sql(),
        }

    def applies(self, name: str) -> bool:
        """Return whether a template is for this question."""
        if name == "duckdb_json.py":  # a table has no two columns that differ in case alone
            return len({key.lower() for key in self._top_keys()}) == len(self._top_keys())
        is_plain = all(len(each.sources) == 1 and len(each.keys) == 1 for each in self.fields)
        return is_plain or name != "msgspec_typed.py"  # a declared type has each field under one key of the record

    def _top_keys(self) -> list[str]:
        """Return the keys of a record that hold the fields of the question, or the objects that they are in."""
        return list(dict.fromkeys(source.keys[0] for each in self.fields for source in each.sources))

    def _key_test(self) -> str:
        """Return the statement that finds out whether a line holds a rare text, or else a key of each field."""
        if self._text:
            return f"found = {spelling.data(self._text.encode())} in line"
        tests = []
        for each in self.fields:
            keys = [json.dumps(source.keys[-1], ensure_ascii=False) for source in each.sources]
            held = " or ".join(f"{spelling.text(key)} in line" for key in keys)
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
        keys = [f"{sql_text(key)}: 'JSON'" for key in self._top_keys()]
        flat = ", ".join(keys)
        return {
            "sql_keys": flat if len(flat) < spelling.WIDTH - 2 * _INDENT else f"{_FURTHER[1:]}{_FURTHER.join(keys)}",
            "sql_columns": [row for each in self.fields for row in _columns(each)],
            "sql_tests": [
                *sql_tests(self.question),
                *(f"{spelling.sql_name(each.name)} IS NOT NULL" for each in self.fields),
            ],
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


def _replaced(record: dict[str, Any], keys: Sequence[str], value: object) -> dict[str, Any]:
    """Return a record that holds another value."""
    first, *within = keys
    return record | {first: _replaced(record[first], within, value) if within else value}


def _json(source: Source) -> str:
    """Return the expression of the JSON that a key holds."""
    first, *within = source.keys
    column = '"' + first.replace('"', '""') + '"'
    path = "".join(f'."{key}"' for key in within).replace("'", "''")
    return f"json_extract({column}, '${path}')" if within else column


def _columns(field: RecordField) -> list[str]:
    """Return the columns of a field in the query: of several keys, first the value that counts."""
    sources, chosen = [*map(_json, field.sources)], list[str]()
    if len(sources) > 1:
        inner = _FURTHER.join([*(_FIRST.format(each) for each in sources[:-1]), sources[-1]])
        sources = [f'"{field.variable}_json"']
        chosen = [f"coalesce({_FURTHER[1:]}{inner}) AS {sources[0]}"]
    flat = f"{_VALUES[field.sort].format(sources[0])} AS {spelling.sql_name(field.name)}"
    return [*chosen, flat if len(flat) + _INDENT < spelling.WIDTH else flat.replace(" THEN", f"{_FURTHER[1:]}THEN")]
