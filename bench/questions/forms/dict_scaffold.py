"""What is done with a record that is a dictionary, whatever form its lines had."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.formats.reading import Fields
from bench.questions import spelling
from bench.questions.answer_steps import AnswerSteps
from bench.questions.as_python import PythonTerms, conjuncts
from bench.questions.forms.record_fields import FIGURE, Parts, RecordField, Source, sources
from bench.questions.log_question import LogQuestion, QuestionError


class DictScaffold:
    """The parts of generated files that all forms share whose records are dictionaries.

    Raises:
        QuestionError: if the records of the sample cannot answer it.
    """

    typed = True
    """Whether a number is known by its type: `RecordField.value` sees to it."""

    def __init__(
        self, question: LogQuestion, records: Sequence[Parts], aliases: Mapping[str, Mapping[str, Sequence[str]]]
    ) -> None:
        self._found = sources(records, aliases)
        question.check(list(self._found))
        self.question = question
        self.fields = [self._field(name, records) for name in question.fields]
        key = next("int" if each.sort == "whole" else "str" for each in self.fields if each.name == question.by)
        self.steps = AnswerSteps(question, whole=False, key=key)

    def is_text(self, source: Source) -> bool:
        """Return whether what a key holds is always text, numbers included."""
        raise NotImplementedError

    @property
    def notes(self) -> list[str]:
        """The fields that records of the sample have under several keys."""
        several = [(each.name, ", ".join(_spoken(each.sources))) for each in self.fields if len(each.sources) > 1]
        return [f"As {name} counts the first of {keys} that has a value" for name, keys in several]

    def shared(self) -> Mapping[str, Any]:
        """Return what templates of all these forms are filled with."""
        taken = [source for each in self.fields for source in each.sources]
        return {
            "steps": self.steps,
            "body": self.body,
            "nested": any(len(source.keys) > 1 for source in taken),
            "number": any(each.sort == "number" for each in self.fields),
            "whole": any(each.sort == "whole" for each in self.fields),
            "figure": any(each.sort == FIGURE for each in self.fields),
            "several": any(len(each.sources) > 1 for each in self.fields),
        }

    @property
    def step(self) -> str:
        """The statement that takes a record that counts into the answer."""
        value = next((each.number for each in self.fields if each.name == self.question.value), "")
        return self.steps.add(spelling.identifier(self.question.by), value)

    def body(self, indent: int) -> str:
        """Return what is done with a record, indented but for the first line."""
        terms = PythonTerms(spelling.identifier, spelling.identifier)
        tests = [*(each.test for each in self.fields), *conjuncts(self.question.where, terms)]
        taken = [each.taken(indent) for each in self.fields]
        return f"\n{' ' * indent}".join([*taken, self.steps.guarded(tests, self.step, indent)])

    def values(self, parts: Parts) -> Fields:
        """Return the fields of the question of a record."""
        return {each.name: each.value(parts) for each in self.fields}

    def _field(self, name: str, records: Sequence[Parts]) -> RecordField:
        found = tuple(self._found[name])
        is_number = name in self.question.numbers
        if all(map(self.is_text, found)):
            return RecordField(name, found, FIGURE if is_number else "word")
        if is_number and name != self.question.by:
            return RecordField(name, found, "number")
        held = RecordField(name, found, "text")
        values = [value for record in records if (value := held.value(record)) is not None]
        is_text = sum(isinstance(value, str) for value in values) * 2 >= len(values)
        if is_number or (name == self.question.by and not is_text):
            if any(isinstance(value, float) for value in values):
                raise QuestionError(f"{name} holds fractions, which form no groups", "--by")
            return RecordField(name, found, "whole")
        return held


def _spoken(found: Sequence[Source]) -> list[str]:
    """Return the keys by name, with what they are of where there are two of one name."""
    names = [source.name for source in found]
    return [
        name if names.count(name) == 1 else f"{source.variable} {name}"
        for name, source in zip(names, found, strict=True)
    ]
