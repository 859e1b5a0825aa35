"""What the templates of `templates/lines` are filled with: a format whose lines one regular expression reads."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from bench.formats.declaration import MESSAGE
from bench.formats.log_format import LogFormat
from bench.formats.pieces import FieldPiece, TemplateError
from bench.formats.reading import Fields, whole_records
from bench.questions import spelling
from bench.questions.answer_steps import AnswerSteps
from bench.questions.as_python import PythonTerms, conjuncts
from bench.questions.conditions import Condition, FieldTest, required, without
from bench.questions.counting import rare_text
from bench.questions.forms.line_expression import (
    LineExpression,
    begin_rows,
    line_expression,
    positive,
    possessive,
    repeated_class,
)
from bench.questions.forms.polars_query import MORE, REQUEST, between, polars_query
from bench.questions.log_question import WHERE, AnswerKind, LogQuestion, QuestionError

FIRST: Final = "first_line"  # variable of a message of which more follows
DERIVED: Final = ("method", "path", "protocol")  # of a request
_PARTS: Final = {"method": "found[1]", "path": "path", "protocol": '(found[3] or {b}"")'}


class LineScaffold:
    """The parts of generated files.

    Raises:
        QuestionError: if the format cannot answer it.
    """

    folder = "lines"
    header = b""
    notes: Sequence[str] = ()
    typed = False
    """Whether a number is known by its type."""

    def __init__(self, held: LogFormat, question: LogQuestion, lines: Sequence[bytes] = ()) -> None:
        self._pieces = held.template.pieces if held.template else ()
        self._fields = held.template.fields if held.template else ()
        question.check(known(self._fields))
        self.question = question
        self.reading = held.reading()
        joins = held.begins is not None and MESSAGE in question.fields
        self._begin = begin_rows(held.begins) if joins and held.begins else ()
        self._lines = [line for line, _ in self.records(lines)] if joins else lines
        self.derived = tuple(name for name in DERIVED if name in question.fields and self._is_derived(name))
        self.equal = next(filter(self._may_be_inlined, required(question.where)), None)
        self.plain = self._expression({})
        self.inlined = self._expression({self.equal.field: str(self.equal.values[0])} if self.equal else {})
        if self.equal and self.equal.field in self.inlined.groups:  # no record can have that text
            self.equal = None
        self.steps = AnswerSteps(question, question.value in self.plain.whole)

    def applies(self, name: str) -> bool:  # noqa: ARG002  each is for every question
        """Tell that a template is for this question."""
        return True

    def cases(self, record: bytes) -> Mapping[str, bytes]:  # noqa: ARG002  those of all formats are enough
        """Return no further edge cases."""
        return {}

    def records(self, lines: Iterable[bytes]) -> Iterator[tuple[bytes, Fields]]:
        """Yield each record of some lines, and its fields."""
        whole = whole_records(self.reading, lines) if self._begin else lines
        return ((line, fields) for line in whole if (fields := self.split(line)) is not None)

    def split(self, line: bytes) -> Fields | None:
        """Return the fields of a record; None if a line is none."""
        return self.reading.split(line)

    def context(self) -> Mapping[str, Any]:
        """Return what the templates are filled with."""
        question = self.question
        groups, inlined = self._variables(self.plain.groups), self._variables(self.inlined.groups)
        rare = rare_text(question, self._lines)
        return {
            "joins": bool(self._begin),
            "begin": self.begin,
            "steps": self.steps,
            "record": self.record,
            "block_record": self.block_record,
            "request": self.request,
            "body": self.body,
            "groups": groups,
            "attributes": self._attributes(),
            "target": f"({groups[0]},)" if len(groups) == 1 else ", ".join(groups),
            "unpack_plain": f"{groups[0]} = found[1]" if len(groups) == 1 else f"{', '.join(groups)} = found.groups()",
            "unpack": f"{inlined[0]} = found[1]" if len(inlined) == 1 else f"{', '.join(inlined)} = found.groups()",
            "found_target": ", ".join(inlined),
            "counted": self._is_counted(),
            "literal": {"code": spelling.data(rare.encode()), "shown": rare} if rare else None,
            "derived": self.derived,
            "request_type": self._request_type(),
            "request_result": self._request_result(),
            **polars_query(question, self.steps, self.plain, self._begin, derived=self.derived, source=self._source()),
        }

    def _variables(self, captured: Sequence[str]) -> list[str]:
        """Return the names of what is captured, and of what belongs to a message beside its first line."""
        if not self._begin:
            return [*map(spelling.identifier, captured)]
        return [*(FIRST if name == MESSAGE else spelling.identifier(name) for name in captured), MORE]

    def begin(self, prefix: str) -> str:
        """Return the statement that compiles what a record begins with."""
        return spelling.compiled("BEGIN", self._begin, prefix)

    def record(self, prefix: str, *, head: str = "", tail: str = "", flags: str = "", inline: bool = False) -> str:
        """Return the statement that compiles the expression of a record; one of several lines has no line end."""
        tail = r"((?:\n.*)*)" if self._begin and not head else tail
        found = self.inlined if inline else self.plain
        return spelling.compiled("RECORD", between(head, found.rows, tail), prefix, flags=flags)

    def block_record(self) -> str:
        """Return the same for blocks of bytes; the class that it mostly consists of has a name and a fast spelling."""
        inlined = possessive(self.inlined.rows) if self.equal else self.inlined.rows
        tail = [r"\r?((?:\n(?!", *self._begin, r")[^\n]*)*)$"] if self._begin else []
        rows = [*between(r"\n", inlined, "" if tail else r"\r?$"), *tail]
        whole = "".join(rows)
        plain = spelling.compiled("RECORD", rows, "rb", flags="re.MULTILINE")
        field = "" if tail else repeated_class(whole)
        shown = spelling.pattern(whole.replace(field, "%b"), "rb") if field else ""
        record = f"RECORD = re.compile({shown} % ((FIELD,) * {whole.count(field) if field else 0}), re.MULTILINE)"
        if not field or len(record) > spelling.WIDTH or ("'" in whole and '"' in whole):
            return plain
        return f'FIELD = rb"{positive(field)}"  # {field} as one bitmap, which the engine tests in less time\n{record}'

    def request(self, prefix: str = "") -> str:
        """Return the function that takes a request apart, on lines of its own; empty if none is needed."""
        if not self.derived:
            return ""
        return (
            f'\nREQUEST = re.compile(r{prefix}"{REQUEST}")\n\n\ndef split_request(request):\n'
            f"    found = REQUEST.fullmatch(request)\n"
            f'    path = found[2][1:].partition({prefix}"?")[0] if found else {prefix}""\n'
            f"    return {self._request_result(prefix)}"
        )

    def _request_type(self) -> str:
        types = ", ".join("str" for _ in self.derived)
        return f"tuple[{types}]" if len(self.derived) > 1 else types

    def _request_result(self, prefix: str = "") -> str:
        """Return the expression of the parts of a request; `found` and `path` are there."""
        wanted = [_PARTS[name].format(b=prefix) for name in self.derived]
        absent = [f'{prefix}""' if name == "protocol" else f'{prefix}"-"' for name in self.derived]
        if wanted == ["path"]:
            return f"path or {absent[0]}"
        if len(wanted) == 1:
            return f"{wanted[0].removeprefix('(').removesuffix(')')} if path else {absent[0]}"
        return f"({', '.join(wanted)}) if path else ({', '.join(absent)})"

    def body(self, prefix: str, indent: int, *, as_bytes: bool = False, in_blocks: bool = False) -> str:
        """Return what is done with a record's fields, indented but for the first line.

        Args:
            prefix: what precedes the name of a field.
            indent: of the statements.
            as_bytes: whether fields are bytes, and what the expression has decided is not asked again.
            in_blocks: whether lines that belong to a message still have their ends.
        """
        question = self.question
        terms = self._terms(prefix, as_bytes=as_bytes)
        left = self._left() if as_bytes else question.where
        value = terms.number(question.value) if question.value else ""
        step = self.steps.add(terms.text(question.by), value)
        done = self.steps.guarded(conjuncts(left, terms), step, indent)
        before = [] if prefix else [*([self._join(in_blocks=in_blocks)] if self._begin else ()), *self._unpack()]
        return f"\n{' ' * indent}".join([*before, done])

    def _expression(self, equal: Mapping[str, str]) -> LineExpression:
        names = {self._source() if name in self.derived else name for name in self.question.fields}
        try:
            return line_expression(self._pieces, frozenset(names), self.question.numbers, equal)
        except TemplateError as error:
            compared = next((each for each in required(self.question.where) if each.is_numeric), None)
            at = compared.at if compared else -1
            raise QuestionError(
                f"it cannot be checked as a number there: {error}", WHERE if compared else "--by", at
            ) from error

    def _source(self) -> str:
        """Return the name of the field that is a request; empty if there is none."""
        return next((piece.name for piece in self._fields if piece.type == "http"), "")

    def _is_derived(self, name: str) -> bool:
        return bool(self._source()) and all(piece.name != name for piece in self._fields)

    def _may_be_inlined(self, compared: FieldTest) -> bool:
        """Return whether a comparison can be a part of the expression: its field is needed for nothing else."""
        is_single = compared.operator == "==" and not compared.is_numeric
        if self._begin and compared.field == MESSAGE:
            return False
        elsewhere = [self.question.by, self.question.value, *self.derived]
        left = without(self.question.where, compared)
        named = LogQuestion(kind=AnswerKind.COUNT, by=self.question.by, where=left).fields
        return is_single and compared.field not in elsewhere and compared.field not in named

    def _left(self) -> Condition | None:
        return without(self.question.where, self.equal) if self.equal else self.question.where

    def _is_counted(self) -> bool:
        """Return whether the groups that the expression finds are the answer, and need only be counted."""
        alone = self.inlined.groups == (self.question.by,) and not self._begin
        return self.question.kind is AnswerKind.COUNT and self._left() is None and alone

    def _attributes(self) -> list[str]:
        """Return the statements that give a record its attributes."""
        names = [spelling.identifier(name) for name in self.plain.groups if name in self.question.fields]
        parted = ", ".join(f"self.{spelling.identifier(name)}" for name in self.derived)
        request = [f"{parted} = split_request({spelling.identifier(self._source())})"] if parted else []
        joined = {MESSAGE: f"{FIRST} + {MORE}"} if self._begin else {}
        return [*request, *(f"self.{name} = {joined.get(name, name)}" for name in names)]

    def _unpack(self) -> list[str]:
        """Return the statement that takes a request apart, if one is needed."""
        names = ", ".join(map(spelling.identifier, self.derived))
        return [f"{names} = split_request({spelling.identifier(self._source())})"] if names else []

    def _join(self, *, in_blocks: bool) -> str:
        """Return the statement that puts the lines behind a message that belong to it."""
        plain = r'.replace(b"\r\n", b"\n").removesuffix(b"\r")' if in_blocks else ""
        return f"{MESSAGE} = {FIRST} + {MORE}{plain}"

    def _terms(self, prefix: str, *, as_bytes: bool) -> PythonTerms:
        def name(field: str) -> str:
            return prefix + spelling.identifier(field)

        def number(field: str) -> str:
            return f"{'int' if field in self.plain.whole else 'float'}({name(field)})"

        if not as_bytes:
            return PythonTerms(name, number)
        return PythonTerms(name, number, _bytes_of, lambda field: f'{name(field)}.decode("utf-8", "replace")')


def known(pieces: Sequence[FieldPiece]) -> list[str]:
    """Return the names of the fields of a line, those that a request gives included."""
    return [piece.name for piece in pieces] + [name for piece in pieces if piece.type == "http" for name in DERIVED]


def _bytes_of(text: str) -> str:
    return spelling.data(text.encode())
