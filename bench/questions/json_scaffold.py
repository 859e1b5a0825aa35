"""What the templates of `templates/json` are filled with: a format of JSON objects, one a line."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.formats.log_format import REQUIRED, LogFormat
from bench.formats.reading import Fields
from bench.questions import spelling
from bench.questions.answer_steps import AnswerSteps, place, returned_rows
from bench.questions.as_python import PythonTerms, conjuncts
from bench.questions.as_queries import sql
from bench.questions.conditions import AllOf, Condition, FieldTest
from bench.questions.log_question import AnswerKind, LogQuestion, QuestionError

DEEPEST = 3  # objects within each other whose keys are fields
_TESTS = {"number": "is_number({})", "whole": "is_whole({})", "text": "isinstance({}, str)"}
_INDENT = 12  # of a column in the query
_STORED = {"number": "('UBIGINT', 'BIGINT', 'DOUBLE')", "whole": "('UBIGINT', 'BIGINT')", "text": "('VARCHAR')"}


@dataclass(frozen=True, slots=True)
class JsonField:
    """A field of the question.

    Args:
        name: as the question names it.
        keys: the key that holds it, after those of the objects that it is in.
        sort: number, whole (a number that forms groups) or text.
    """

    name: str
    keys: tuple[str, ...]
    sort: str

    @property
    def variable(self) -> str:
        """Its name in Python and SQL."""
        return spelling.identifier(self.name)

    @property
    def taken(self) -> str:
        """The statement that takes it out of a record."""
        keys = ", ".join(map(spelling.text, self.keys))
        return f"{self.variable} = " + (f"nested(record, {keys})" if len(self.keys) > 1 else f"record.get({keys})")


class JsonScaffold:
    """The parts of generated files.

    Args:
        held: the format.
        question: what is asked.
        lines: of the log, a sample.

    Raises:
        QuestionError: if the records of the sample cannot answer it.
    """

    def __init__(self, held: LogFormat, question: LogQuestion, lines: Sequence[bytes] = ()) -> None:
        records = [record for line in lines if (record := _parsed(line))]
        present = Counter(keys for record in records for keys in _keys(record))
        aliases = {name: keys for name, keys in (held.declared.json or {}).items() if name != REQUIRED}
        self._found = dict(_named(present, aliases))
        question.check(list(self._found))
        self.question = question
        self.fields = [self._field(name, records) for name in question.fields]
        key = next("int" if each.sort == "whole" else "str" for each in self.fields if each.name == question.by)
        self.steps = AnswerSteps(question, whole=False, key=key)

    typed = True
    """Whether a number is known by its type."""

    def split(self, line: bytes) -> Fields | None:
        """Return the fields of the question of a record; None if a line is none."""
        record = _parsed(line)
        return {each.name: _value(record, each.keys) for each in self.fields} if record else None

    def context(self) -> Mapping[str, Any]:
        """Return what the templates are filled with."""
        return {
            "steps": self.steps,
            "body": self.body,
            "nested": any(len(each.keys) > 1 for each in self.fields),
            "number": any(each.sort == "number" for each in self.fields),
            "whole": any(each.sort == "whole" for each in self.fields),
            "keys": self._keys_in_bytes(),
            "members": [self._member(each) for each in self.fields],
            "typed_body": self._typed_body(),
            **self._sql(),
        }

    @property
    def is_flat(self) -> bool:
        """Whether no field is in an object within the record."""
        return all(len(each.keys) == 1 for each in self.fields)

    def body(self, indent: int) -> str:
        """Return what is done with a record, indented but for the first line."""
        terms = PythonTerms(spelling.identifier, spelling.identifier)
        tests = [_TESTS[each.sort].format(each.variable) for each in self.fields]
        tests += conjuncts(self.question.where, terms)
        taken = [each.taken for each in self.fields]
        done = self.steps.guarded(tests, self._added("{}"), indent)
        return f"\n{' ' * indent}".join([*taken, done])

    def _added(self, spelled: str) -> str:
        by, value = (
            spelled.format(spelling.identifier(name)) for name in (self.question.by, self.question.value or "x")
        )
        return self.steps.add(by, f"float({value})" if self.question.value else "")

    def _field(self, name: str, records: Sequence[Mapping[str, Any]]) -> JsonField:
        keys = self._found[name]
        if name in self.question.numbers and name != self.question.by:
            return JsonField(name, keys, "number")
        values = [value for record in records if (value := _value(record, keys)) is not None]
        is_text = sum(isinstance(value, str) for value in values) * 2 >= len(values)
        if name in self.question.numbers or (name == self.question.by and not is_text):
            if any(isinstance(value, float) for value in values):
                raise QuestionError(f"{name} holds fractions, which form no groups", "--by")
            return JsonField(name, keys, "whole")
        return JsonField(name, keys, "text")

    def _keys_in_bytes(self) -> str:
        keys = [spelling.data(json.dumps(each.keys[-1], ensure_ascii=False).encode()) for each in self.fields]
        return spelling.block("KEYS = (", keys, "," * (len(keys) == 1) + ")")

    def _member(self, field: JsonField) -> str:
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
        question = self.question
        value = spelling.identifier(question.value)
        rank = f"list_sort(list({value}))[{place('count(*)', self.steps)} + 1]"
        found = {AnswerKind.COUNT: "count(*)", AnswerKind.SUM: f"sum({value})", AnswerKind.QUANTILE: rank}
        where = question.where
        parts: Sequence[Condition] = where.parts if isinstance(where, AllOf) else [where] if where else []
        present = [f"{each.variable} IS NOT NULL" for each in self.fields]
        return {
            "sql_paths": ", ".join(f"'{_path(each.keys)}'" for each in self.fields),
            "sql_columns": [_column(number, each) for number, each in enumerate(self.fields, 1)],
            "sql_by": spelling.identifier(question.by),
            "sql_result": found[question.kind],
            "sql_tests": [*present, *(sql(part, _sql_name) for part in parts)],
            "sql_return": returned_rows("rows", question),
        }


def _named(
    present: Mapping[tuple[str, ...], int], aliases: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the name of each field, and the keys that hold it; of several keys with one name, those seen most."""
    spelled = {".".join(keys): keys for keys in sorted(present, key=lambda keys: present[keys])}
    yield from spelled.items()
    for name, candidates in aliases.items():
        if seen := [spelled[key] for key in candidates if key in spelled]:
            yield name, max(seen, key=lambda keys: present[keys])


def _keys(record: Mapping[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in record.items():
        if isinstance(value, dict) and len(before) < DEEPEST:
            yield from _keys(value, (*before, key))
        elif value is not None and not isinstance(value, dict | list | bool):
            yield (*before, key)


def _value(record: Mapping[str, Any], keys: Sequence[str]) -> Any:  # noqa: ANN401 - any JSON value
    found: Any = record
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


def _path(keys: Sequence[str]) -> str:
    return "$" + "".join(f'."{key}"' for key in keys).replace("'", "''")


def _column(number: int, field: JsonField) -> str:
    value = {"number": f"CAST(taken[{number}] AS DOUBLE)", "whole": f"CAST(taken[{number}] AS BIGINT)"}
    stored = value.get(field.sort, f"taken[{number}] ->> '$'")
    tested, then = f"CASE WHEN json_type(taken[{number}]) IN {_STORED[field.sort]}", f"THEN {stored} END"
    flat = f"{tested} {then} AS {field.variable}"
    return (
        flat if len(flat) + _INDENT < spelling.WIDTH else f"{tested}\n{' ' * (_INDENT + 4)}{then} AS {field.variable}"
    )


def _sql_name(compared: FieldTest) -> str:
    return spelling.identifier(compared.field)
