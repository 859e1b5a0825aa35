"""What is asked of a log: a count, a sum or a quantile, by the values of a field, of the records that meet a condition.

A record counts if it holds every field that the question names: a number where it is compared with one, summed or
ranked, text elsewhere. That one sentence leaves no question about missing values.
"""

import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from bench.questions.conditions import Condition, comparisons

WHERE: Final = "--where"


class QuestionError(ValueError):
    """A question that a log of this form cannot answer.

    Args:
        message: what is wrong with it.
        option: the option that says so.
        at: the character of the option's text; -1 is none.
        has_comma: whether what is wrong is a comma within numbers, in place of a point.
    """

    def __init__(self, message: str, option: str, at: int = -1, *, has_comma: bool = False) -> None:
        super().__init__(message)
        self.option = option
        self.at = at
        self.has_comma = has_comma


class AnswerKind(StrEnum):
    """What is computed of the records of each group."""

    COUNT = "count"
    SUM = "sum"
    QUANTILE = "quantile"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuestion:
    """A question.

    Args:
        kind: what is computed.
        by: the field whose values form the groups.
        value: the field that is summed or ranked; empty for a count.
        quantile: the share of values at or below the answer, above 0 and at most 1.
        where: what a record has to meet to count; None is nothing.
        condition: the same as it was typed.
        top: how many groups the answer keeps, the largest; 0 is all.
    """

    kind: AnswerKind
    by: str
    value: str = ""
    quantile: Fraction = Fraction(1, 2)
    where: Condition | None = None
    condition: str = ""
    top: int = 0

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it names, each once."""
        named = (*(each.field for each in comparisons(self.where)), self.by, self.value)
        return tuple(dict.fromkeys(name for name in named if name))

    @property
    def numbers(self) -> frozenset[str]:
        """The fields that have to hold a number."""
        compared = {each.field for each in comparisons(self.where) if each.is_numeric}
        return frozenset(compared | ({self.value} - {""}))

    @property
    def texts(self) -> frozenset[str]:
        """The fields that are compared with a text, or form the groups."""
        compared = {each.field for each in comparisons(self.where) if not each.is_numeric}
        return frozenset(compared | {self.by})

    @property
    def title(self) -> str:
        """The question in words, on one line."""
        where = f" (where {' '.join(self.condition.split())})" if self.where else ""
        return f"{self._asked}{where}?{f' The {self.top} largest.' if self.top else ''}"

    @property
    def short_title(self) -> str:
        """The same without its condition."""
        return f"{self._asked}, where a condition is met?"

    @property
    def _asked(self) -> str:
        return {
            AnswerKind.COUNT: f"How many records does each {self.by} have",
            AnswerKind.SUM: f"What does {self.value} add up to for each {self.by}",
            AnswerKind.QUANTILE: f"What is the {name_quantile(self.quantile)} of {self.value} for each {self.by}",
        }[self.kind]

    def check(self, known: Collection[str]) -> None:
        """Make sure that all its fields are known, and that each is compared with numbers or with texts alone.

        Raises:
            QuestionError: for the first that is not.
        """
        for compared in comparisons(self.where):
            _require(compared.field, known, WHERE, compared.at)
        for compared in comparisons(self.where):
            if not compared.is_numeric and compared.field in self.numbers:
                problem = f"{compared.field} is a number elsewhere in the question, and compared with a text here"
                raise QuestionError(problem, WHERE, compared.at)
        if self.value:
            _require(self.value, known, f"--{self.kind}")
        _require(self.by, known, "--by")
        if self.value == self.by:
            raise QuestionError(f"{self.by} cannot both form the groups and be what is computed", "--by")


def _require(name: str, known: Collection[str], option: str, at: int = -1) -> None:
    if name in known:
        return
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    meant = f"did you mean '{near[0]}'?" if near else f"the fields are {', '.join(known)}"
    raise QuestionError(f"no field is called '{name}'; {meant}", option, at)


def enumerate_fields(names: Sequence[str]) -> str:
    """Write names of fields as a sentence has them: "status, path and duration_ms"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def name_quantile(share: Fraction) -> str:
    """Call a quantile what people call it: "median", "maximum", "95th percentile", "99.9th percentile"."""
    if share in {Fraction(1, 2), Fraction(1)}:
        return "maximum" if share == 1 else "median"
    percent = f"{float(100 * share):g}"
    ending = (
        "th"
        if "." in percent or percent in {"11", "12", "13"}
        else {"1": "st", "2": "nd", "3": "rd"}.get(percent[-1], "th")
    )
    return f"{percent}{ending} percentile"
