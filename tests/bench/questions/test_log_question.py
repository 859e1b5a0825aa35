"""What a question names, how it reads, and which names it refuses."""

from dataclasses import replace
from fractions import Fraction

import pytest

from bench.questions.log_question import LogQuestion, QuestionError, name_quantile
from tests.bench.questions.logs import asked
from tests.gold import Gold

FULL = asked("sum", "path", "level == error  and (status >= 500 or status < 100)", value="ms", top=5)


def test_a_question_knows_its_fields_and_of_which_type_they_are() -> None:
    assert FULL.fields == ("level", "status", "path", "ms")
    assert (FULL.numbers, FULL.texts) == (frozenset({"status", "ms"}), frozenset({"level", "path"}))
    assert (asked("count", "path").numbers, asked("count", "path").texts) == (frozenset(), frozenset({"path"}))
    assert (asked("count", "a").quantile, asked("count", "a").top) == (Fraction(1, 2), 0)


def test_a_question_reads_as_agreed(gold: Gold) -> None:
    asked_of = (
        asked("count", "path"),
        asked("count", "a", top=1),
        replace(asked("sum", "a", "b == 1", value="ms"), condition="b  == 1"),
        asked("quantile", "a", value="ms", quantile=Fraction(19, 20)),
    )

    gold("questions", "titles", "\n".join(f"{each.title}\n{each.short_title}" for each in asked_of))


@pytest.mark.parametrize(
    ("question", "problem", "option", "at"),
    [
        (asked("count", "path", "level == x and lvel == y"), "did you mean 'level'", "--where", 15),
        (asked("count", "path", "ms > 1 and ms == x"), "ms is a number elsewhere", "--where", 11),
        (asked("count", "zzz"), "the fields are path, level, ms", "--by", -1),
        (asked("sum", "path", value="zzz"), "'zzz'", "--sum", -1),
        (asked("quantile", "path", value="zzz"), "'zzz'", "--quantile", -1),
        (asked("sum", "path", value="path"), "path cannot both", "--by", -1),
    ],
)
def test_a_question_that_no_log_answers_is_refused_with_its_place(
    question: LogQuestion, problem: str, option: str, at: int
) -> None:
    with pytest.raises(QuestionError, match=problem) as refused:
        question.check(("path", "level", "ms"))

    assert (refused.value.option, refused.value.at) == (option, at)


def test_a_question_of_known_names_and_one_type_each_is_taken() -> None:
    FULL.check(("path", "level", "ms", "status"))
    asked("count", "path", "level == x and level != y").check(("path", "level"))


@pytest.mark.parametrize(
    ("share", "name"),
    [
        ("1/2", "median"),
        ("1", "maximum"),
        ("95/100", "95th percentile"),
        ("999/1000", "99.9th percentile"),
        ("1/100", "1st percentile"),
        ("22/100", "22nd percentile"),
        ("93/100", "93rd percentile"),
        ("11/100", "11th percentile"),
        ("12/100", "12th percentile"),
        ("13/100", "13th percentile"),
        ("501/1000", "50.1th percentile"),
    ],
)
def test_a_quantile_is_called_what_people_call_it(share: str, name: str) -> None:
    assert name_quantile(Fraction(share)) == name
