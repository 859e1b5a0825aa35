"""What the templates of `templates/records` are filled with: pairs, columns, and formats within each other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bench.formats.by_columns import LONGEST, ColumnsReading
from bench.formats.by_nesting import NestedReading
from bench.formats.declaration import MESSAGE, PartsTable
from bench.formats.log_format import REQUIRED, LogFormat
from bench.formats.reading import Fields, whole_records
from bench.questions import spelling
from bench.questions.as_python import PythonTerms, conjuncts
from bench.questions.counting import rare_text
from bench.questions.forms.dict_scaffold import DictScaffold
from bench.questions.forms.line_expression import begin_rows, line_expression
from bench.questions.forms.record_fields import FIGURE, Parts, Source
from bench.questions.forms.tables import tables
from bench.questions.log_question import LogQuestion, QuestionError

RECORD, INNER, OUTER = "record", "inner", "outer"  # variables of generated code


class RecordScaffold(DictScaffold):
    """The parts of generated files.

    Raises:
        QuestionError: if the format cannot be asked, or the records of the sample cannot answer it.
    """

    folder = "records"

    def __init__(self, held: LogFormat, question: LogQuestion, lines: Sequence[bytes] = ()) -> None:
        if held.inner and "csv" in {held.kind, held.inner.kind}:
            raise QuestionError(f"{held.name} has rows of columns within or around another format", "--format")
        self._held, self._last = held, held.inner or held
        self._plain = held.without_aliases()
        found = list(self._split(lines))
        self._raw = [record for record, _ in found]
        super().__init__(question, [parts for _, parts in found], self._aliases())

    def is_text(self, source: Source) -> bool:
        """Return whether what a key holds is always text: only JSON has numbers."""
        return (self._held if source.variable == OUTER else self._last).kind != "json"

    def records(self, lines: Iterable[bytes]) -> Iterator[tuple[bytes, Fields]]:
        """Yield each record of some lines, and its fields of the question."""
        return ((record, self.values(parts)) for record, parts in self._split(lines))

    def split(self, record: bytes) -> Fields | None:
        """Return the fields of the question of a record; None if it is of another form."""
        parts = self._parts(record)
        return None if parts is None else self.values(parts)

    def applies(self, name: str) -> bool:
        """Return whether a template is for this format and question."""
        nested = self._held.inner is not None
        wanted = {
            "orjson_lines.py": nested and "json" in {self._held.kind, self._last.kind},
            "column_places.py": self._last.kind == "csv",
            "search_first.py": bool(self._first_texts()),
        }
        return wanted.get(name, True)

    def context(self) -> Mapping[str, Any]:
        """Return what the templates are filled with."""
        begins = self._last.begins if self._joins() or self._last.kind == "csv" else None
        return {
            **self.shared(),
            "kind": self._held.kind,
            "last": self._last.kind,
            "fields": self.fields,
            "target": self._target(),
            "columns": self._columns(),
            "outer": self._outer() if self._held.inner else None,
            "expression": self._expression(self._last, INNER) if self._last.template else None,
            "begin": spelling.compiled("BEGIN", begin_rows(begins)) if begins else "",
            **self._search(),
            **self._places(),
            **tables(self.question, self.steps, self.fields),
        }

    @property
    def header(self) -> bytes:
        """The line that names the columns of the sample, with its end; empty where none does."""
        layout = self._held.declared.csv
        if layout is None or layout.columns or not isinstance(self.reading, ColumnsReading):
            return b""
        names = self.reading.delimiter.join(self.reading.named())
        return f"{layout.directive}{' ' * bool(layout.directive)}{names}\n".encode()

    def cases(self, record: bytes) -> Mapping[str, bytes]:
        """Return edge cases of this format that are made of a record: values in quotes, and messages in parts."""
        if isinstance(self.reading, ColumnsReading):
            quoted = self.reading.write(self.reading.split(record) or {}) + b"\n"
            found = {"values in quotes": quoted, "quotes within quotes": quoted.replace(b'"', b'"""') * 2}
            if self._held.declared.csv and self._held.declared.csv.directive:
                return found
            lines = quoted.replace(b'",', b'\nb",')
            return found | {
                "values of two lines": lines + quoted,
                "a quote that is not closed": b'"' + quoted + record + b"\n" + quoted,
            }
        parts = self._held.declared.parts
        return {"messages in parts": b"".join(self._in_parts(record, parts))} if parts else {}

    def _in_parts(self, record: bytes, parts: PartsTable) -> Iterator[bytes]:
        """Yield lines of two messages in parts, of a stream each if there are streams, and of one that never ends."""
        outer = replace(self._plain, inner=None)
        fields = dict(outer.reading().split(record.split(b"\n")[-1]) or {})
        key = outer.aliases.get(MESSAGE, (MESSAGE,))[0]
        message = str(fields[key]).removesuffix(parts.ends)
        if key != MESSAGE:
            fields.pop(MESSAGE)
        other = {parts.stream: "stderr" if fields[parts.stream] == "stdout" else "stdout"} if parts.stream else {}
        cut: Sequence[tuple[str, Fields, bool]]
        cut = (
            (message[:9], {}, False),
            (message[:5], other, False),
            (message[9:], {}, True),
            (message[5:], other, True),
        )
        for text, stream, is_whole in (*cut, (message, {}, False)):
            going_on = {key: text + parts.ends} if is_whole else {key: text, **parts.unfinished}
            yield outer.write({**fields, **stream, **going_on}) + b"\n"

    def _split(self, lines: Iterable[bytes]) -> Iterator[tuple[bytes, Parts]]:
        """Yield each record of some lines, and what its parts hold."""
        self.reading = self._plain.reading()
        for record in whole_records(self.reading, lines):
            parts = self._parts(record)
            if parts is not None:
                yield record, parts

    def _parts(self, record: bytes) -> Parts | None:
        if isinstance(self.reading, NestedReading):
            halves = self.reading.halves(record)
            return {INNER: halves[1], OUTER: halves[0]} if halves else None
        fields = self.reading.split(record)
        return None if fields is None else {RECORD: fields}

    def _aliases(self) -> dict[str, Mapping[str, Sequence[str]]]:
        names = {INNER: self._last, OUTER: self._held} if self._held.inner else {RECORD: self._held}
        return {variable: each.aliases for variable, each in names.items()}

    def _target(self) -> str:
        """Return the variables of a record; one that nothing is asked of has no name."""
        if not self._held.inner:
            return RECORD
        taken = {source.variable for each in self.fields for source in each.sources}
        return ", ".join(name if name in taken else "_" for name in (INNER, OUTER))

    def _first_texts(self) -> tuple[str, ...]:
        """Return a text that each record that counts holds, and few do, or else the keys of what is asked.

        What wraps a message is not looked into, so only what its message holds is looked for.
        """
        variable = INNER if self._held.inner else RECORD
        own = [each for each in self.fields if all(source.variable == variable for source in each.sources)]
        if text := rare_text(self.question, self._raw, {each.name for each in own}):
            return (text,)
        keys = [each.keys[-1] for each in own if len(each.sources) == 1]
        return {"json": tuple(f'"{key}"' for key in keys), "logfmt": tuple(keys)}.get(self._last.kind, ())

    def _search(self) -> Mapping[str, str]:
        texts = [*map(spelling.text, self._first_texts())]
        test = " and ".join(f"{text} in @" for text in texts)
        escaped = f"({test})" if len(texts) > 1 else test
        return {
            "search_shown": f"the text {self._first_texts()[0]}" if len(texts) == 1 else "the text of a key",
            "search_test": test if self._last.kind == "csv" else f'{escaped} or "\\\\" in @',
        }

    def _places(self) -> Mapping[str, str]:
        """Return how a row gives what is asked by the places of its columns."""
        names = [each.keys[0] for each in self.fields]
        variables = [each.variable for each in self.fields]
        target = variables[0] if len(variables) == 1 else ", ".join(variables)
        values = "row[places[0]]" if len(variables) == 1 else "(row[place] for place in places)"
        numbers = [f"{each.variable} = as_number({each.variable})" for each in self.fields if each.sort == FIGURE]
        left = conjuncts(self.question.where, PythonTerms(spelling.identifier, spelling.identifier))
        done = self.steps.guarded([*(each.test for each in self.fields), *left], self.step, 16)
        return {
            "place_names": f"({', '.join(map(spelling.text, names))}{',' * (len(names) == 1)})",
            "place_body": f"\n{' ' * 16}".join([f"{target} = {values}", *numbers, done]),
        }

    def _columns(self) -> Mapping[str, Any] | None:
        layout = self._held.declared.csv
        if layout is None or not isinstance(self.reading, ColumnsReading):
            return None
        names = spelling.block("COLUMNS = (", [*map(spelling.text, layout.columns)], ")") if layout.columns else ""
        return {
            "names": names,
            "directive": spelling.text(layout.directive) if layout.directive else "",
            "comment": spelling.text(layout.comment) if layout.comment else "",
            "delimiter": spelling.text(self.reading.delimiter),
            "blank": self.reading.delimiter == " " and bool(layout.directive),
            "least": layout.at_least,
            "longest": LONGEST,
        }

    def _outer(self) -> Mapping[str, Any]:
        """Return how a line is taken apart that wraps a message."""
        parts = self._held.declared.parts or PartsTable()
        keys = self._held.aliases.get(MESSAGE, (MESSAGE,))
        wanted = (self._held.declared.json or {}).get(REQUIRED, ())
        going_on = [
            f"outer.get({spelling.text(name)}) == {spelling.text(each)}" for name, each in parts.unfinished.items()
        ]
        going_on += [f"not message.endswith({spelling.text(parts.ends)})"] if parts.ends else []
        return {
            "expression": self._expression(self._held, OUTER) if self._held.template else None,
            "message": spelling.text(keys[0]),
            "lacking": f" or not {{{', '.join(map(spelling.text, wanted))}}} <= outer.keys()" if wanted else "",
            "stream": f"outer.get({spelling.text(parts.stream)})" if parts.stream else '""',
            "unfinished": " or ".join(going_on),
            "joined": f"(before + message).removesuffix({spelling.text(parts.ends)})"
            if parts.ends
            else "before + message",
        }

    def _expression(self, held: LogFormat, variable: str) -> Mapping[str, Any]:
        """Return the expression of a line or a message, and the fields that it captures."""
        needed = {source.name for each in self.fields for source in each.sources if source.variable == variable}
        name, tail = "INNER", r"((?:\n.*)*)" if self._joins() else ""
        if variable == OUTER:
            parts = self._held.declared.parts or PartsTable()
            needed |= {MESSAGE, *parts.unfinished, *([parts.stream] if parts.stream else [])}
            name, tail = "OUTER", r"\r?\n?"
        found = line_expression(held.template.pieces if held.template else (), frozenset(needed), frozenset(), {})
        groups = ", ".join(map(spelling.text, found.groups)) + "," * (len(found.groups) == 1)
        return {"statement": spelling.compiled(name, [*found.rows, *([tail] if tail else [])]), "groups": groups}

    def _joins(self) -> bool:
        """Return whether lines that belong to a message are asked for: they are its end."""
        taken = {source.name for each in self.fields for source in each.sources if source.variable == INNER}
        return self._last.template is not None and self._last.begins is not None and MESSAGE in taken
