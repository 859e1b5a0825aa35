"""Canonical answers: equal texts for equal answers, and for nothing else."""

import json
import math
from collections import Counter, OrderedDict
from enum import IntEnum
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bench.measured.worker.answers import BadAnswerError, canonical, plain_json, refuse_unfinished

scalars = some.none() | some.booleans() | some.integers() | some.floats() | some.text()
keys = some.recursive(scalars, lambda inner: some.tuples(inner, inner), max_leaves=4)
answers = some.recursive(
    scalars,
    lambda inner: some.lists(inner) | some.lists(inner).map(tuple) | some.dictionaries(keys, inner),
    max_leaves=20,
)


class NamedPair(NamedTuple):
    left: int
    right: int


class Level(IntEnum):
    ERROR = 3


def text(answer: object) -> str:
    return "".join(canonical(answer))


def shape(value: object) -> object:
    """Return what distinguishes an answer, written the slow and plain way."""
    if isinstance(value, dict):
        return ("dict", frozenset((shape(key), shape(entry)) for key, entry in value.items()))
    if isinstance(value, list | tuple):
        return (type(value).__name__, tuple(map(shape, value)))
    return (type(value).__name__, repr(value))


@given(answers, answers)
def test_two_answers_have_one_text_of_ascii_json_exactly_when_they_are_the_same(one: object, other: object) -> None:
    assert (text(one) == text(other)) == (shape(one) == shape(other))
    assert text(one).isascii()
    json.loads(text(one))


@given(some.dictionaries(some.text(), some.integers()))
def test_the_order_of_a_dictionary_does_not_matter(answer: dict[str, int]) -> None:
    assert text(dict(reversed(answer.items()))) == text(answer)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (1, "1"),
        (True, "true"),
        (1.0, "1.0"),
        ("1", '"1"'),
        (None, "null"),
        ([], '["list"]'),
        ((), '["tuple"]'),
        ({}, '["dict"]'),
        ([1, "a"], '["list",1,"a"]'),
        ({"b": 1, "a": (2,)}, '["dict",["a",["tuple",2]],["b",1]]'),
        ({(1, 2): 3}, '["dict",[["tuple",1,2],3]]'),
        (math.inf, '["float","inf"]'),
        (math.nan, '["float","nan"]'),
        (1 << 70, '["int","0x400000000000000000"]'),
        (-(1 << 70), '["int","-0x400000000000000000"]'),
        ("\ud800é\x00", '"\\ud800\\u00e9\\u0000"'),
    ],
)
def test_an_answer_is_written_as(answer: object, expected: str) -> None:
    assert text(answer) == expected


@pytest.mark.parametrize(
    ("answer", "base"),
    [
        (Counter("aab"), {"a": 2, "b": 1}),
        (OrderedDict(b=1, a=2), {"a": 2, "b": 1}),
        (NamedPair(1, 2), (1, 2)),
        (Level.ERROR, 3),
    ],
)
def test_a_subclass_counts_as_its_base(answer: object, base: object) -> None:
    assert text(answer) == text(base)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({1}, "a set in the answer"),
        ([b"x"], "a bytes in the answer[0]"),
        ({"a": [1, {2}]}, 'a set in the answer["a"][1]'),
        ({b"k": 1}, "a bytes in a key of the answer"),
    ],
)
def test_what_is_not_plain_is_named_with_its_place(answer: object, told: str) -> None:
    with pytest.raises(BadAnswerError) as caught:
        text(answer)

    assert told in str(caught.value)


def test_an_int_of_a_million_digits_is_written_at_once() -> None:
    assert len(text(1 << 3_000_000)) > 700_000


def test_the_outermost_type_is_refused_by_name() -> None:
    for answer, told in [(None, "None"), (iter([]), "a list_iterator"), (object(), "an object"), ({1}, "a set")]:
        with pytest.raises(BadAnswerError, match=f"run returned {told}, not a finished"):
            refuse_unfinished(answer)


numbers = some.integers(-(1 << 63), 1 << 63) | some.floats(allow_nan=False, allow_infinity=False)


@given(some.recursive(numbers | some.none() | some.booleans() | some.text(), some.lists))
def test_plain_json_reads_back(value: object) -> None:
    assert json.loads("".join(plain_json({"value": value}))) == {"value": value}
