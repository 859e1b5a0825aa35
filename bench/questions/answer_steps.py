"""Write the steps of an answer as Python: where it begins, what each record adds, and how it ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.questions import spelling
from bench.questions.log_question import AnswerKind, LogQuestion

CONTAINERS = {AnswerKind.COUNT: "counts", AnswerKind.SUM: "sums", AnswerKind.QUANTILE: "values"}


@dataclass(frozen=True, slots=True)
class AnswerSteps:
    """The steps of an answer.

    Args:
        question: that is answered.
        whole: whether what is summed or ranked is a whole number.
        key: the type of the groups.
    """

    question: LogQuestion
    whole: bool
    key: str = "str"

    @property
    def container(self) -> str:
        """The name of what is filled."""
        return CONTAINERS[self.question.kind]

    @property
    def entry(self) -> str:
        """The type of a group's result."""
        return "int" if self.question.kind is AnswerKind.COUNT or self.whole else "float"

    @property
    def annotation(self) -> str:
        """The type of what is filled."""
        return f"dict[{self.key}, list[{self.entry}]]" if self.question.kind is AnswerKind.QUANTILE else self.mapping

    @property
    def mapping(self) -> str:
        """The type of an answer with all groups."""
        return f"dict[{self.key}, {self.entry}]"

    @property
    def returned(self) -> str:
        """The type of the answer."""
        return f"list[tuple[{self.key}, {self.entry}]]" if self.question.top else self.mapping

    def kept(self, record: str) -> str:
        """Say what outlives a record where they are read one at a time."""
        if self.question.kind is AnswerKind.QUANTILE:
            return f"Only the number of a {record} that counts is kept: memory grows with these numbers alone."
        kept = f"Nothing but the answer outlives its {record}"
        return f"{kept}: memory depends on the number of groups, not on the length of the log."

    def add(self, key: str, value: str = "") -> str:
        """Return the statement that takes a record into the answer."""
        name = self.container
        if self.question.kind is AnswerKind.QUANTILE:
            return f"{name}.setdefault({key}, []).append({value})"
        return f"{name}[{key}] = {name}.get({key}, 0) + {value or 1}"

    def guarded(self, tests: Sequence[str], statement: str, indent: int) -> str:
        """Return a statement that is done where all tests hold, indented but for its first line."""
        if not tests:
            return statement
        if len(tests) == 1 and tests[0].startswith("("):  # brackets are for what stands beside others
            tests = [tests[0][1:-1]]
        opening = spelling.joined("if ", tests, "and", ":", indent=indent)
        return f"{opening}\n{' ' * (indent + 4)}{statement}"

    def finish(self, name: str = "", indent: int = 4) -> str:
        """Return the statements that end `run`, indented but for their first line."""
        name = name or self.container
        if self.question.kind is AnswerKind.QUANTILE:
            each = f"key: sorted(each)[{place('len(each)', self)}] for key, each in {name}.items()"
            if not self.question.top:
                return f"return {{{each}}}"
            return f"quantiles = {{{each}}}\n{' ' * indent}{self._render_return('quantiles')}"
        return self._render_return(name)

    def decode(self, indent: int = 4) -> str:
        """Return the statements that turn keys of bytes into text, so that equal texts are one key."""
        pad = " " * indent
        head = f"decoded = {{}}\n{pad}for key, each in {self.container}.items():\n{pad}    "
        if self.question.kind is AnswerKind.QUANTILE:
            return f'{head}decoded.setdefault(key.decode("utf-8", "replace"), []).extend(each)'
        return f'{head}text = key.decode("utf-8", "replace")\n{pad}    decoded[text] = decoded.get(text, 0) + each'

    def _render_return(self, name: str) -> str:
        if not self.question.top:
            return f"return {name}"
        return f"return sorted({name}.items(), key=lambda item: (-item[1], item[0]))[:{self.question.top}]"


def place(count: str, steps: AnswerSteps) -> str:
    """Return the index of the nearest rank among so many values in order: exact, since it is that of whole numbers."""
    share = steps.question.quantile
    product = count if share.numerator == 1 else f"{share.numerator} * {count}"
    return f"({product} - 1) // {share.denominator}" if share.denominator > 1 else f"{product} - 1"


def returned_rows(rows: str, question: LogQuestion) -> str:
    """Return the statement that ends `run` where another engine gives rows of a group and its result."""
    if not question.top:
        return f"return dict({rows})"
    return f"return sorted({rows}, key=lambda item: (-item[1], item[0]))[:{question.top}]"
