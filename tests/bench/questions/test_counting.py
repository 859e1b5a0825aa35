"""Whether a record counts, and what keeps it from counting."""

import pytest

from bench.formats.reading import Fields, Value
from bench.questions.counting import counts, needed_value, obstacle
from tests.bench.questions.logs import asked


@pytest.mark.parametrize(
    ("value", "of_text", "of_types"),
    [  # as a number and as a text: where it is known by how it is written, and where by its type
        (5, (5, "5"), (5, "5")),
        (2.5, (2.5, "2.5"), (2.5, None)),
        (True, (None, None), (None, None)),
        ("-1.5e3", (-1500.0, "-1.5e3"), (None, "-1.5e3")),
        ("5 ms", (None, "5 ms"), (None, "5 ms")),
        ("", (None, ""), (None, "")),
        (None, (None, None), (None, None)),
        ([], (None, None), (None, None)),
    ],
)
def test_a_value_is_a_number_or_a_text_by_its_form_or_its_type(value: Value, of_text: object, of_types: object) -> None:
    for typed, wanted in ((False, of_text), (True, of_types)):
        assert tuple(needed_value(value, number=number, typed=typed) for number in (True, False)) == wanted


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"a": "x", "n": 5}, None),
        ({"a": "x", "n": 4}, ""),
        ({"a": "x"}, "no n"),
        ({"a": "x", "n": None}, "no n"),
        ({"a": "x", "n": "5"}, "text as n"),
        ({"a": 1.5, "n": 5}, "no text as a"),
    ],
)
def test_what_keeps_a_record_from_counting_is_named(fields: Fields, problem: str | None) -> None:
    question = asked("count", "a", "n >= 5")

    assert obstacle(question, fields, typed=True) == problem
    assert counts(question, fields, typed=True) is (problem is None)
    assert obstacle(asked("count", "a"), fields, typed=True) == (problem if problem == "no text as a" else None)


@pytest.mark.parametrize(
    ("condition", "held"),
    [  # of n = 1, 2 and 3; of t = "ab", "bc" and "b"
        ("n == 2", (0, 1, 0)),
        ("n != 2", (1, 0, 1)),
        ("n < 2", (1, 0, 0)),
        ("n <= 2", (1, 1, 0)),
        ("n > 2", (0, 0, 1)),
        ("n >= 2", (0, 1, 1)),
        ("n in (1, 3)", (1, 0, 1)),
        ("n not in (1, 3)", (0, 1, 0)),
        ("t contains a", (1, 0, 0)),
        ("not t contains a", (0, 1, 1)),
        ("t startswith b", (0, 1, 1)),
        ("t endswith b", (1, 0, 1)),
        ("t startswith b and n > 2", (0, 0, 1)),
        ("t startswith b or n < 2", (1, 1, 1)),
        ("not (t startswith b and n > 2)", (1, 1, 0)),
    ],
)
def test_a_condition_holds_for_the_records_that_meet_it(condition: str, held: tuple[int, ...]) -> None:
    records: list[Fields] = [{"n": 1, "t": "ab"}, {"n": 2, "t": "bc"}, {"n": 3, "t": "b"}]

    assert tuple(counts(asked("count", "t", condition), each, typed=True) for each in records) == held
