"""What a condition says, taken apart and put together."""

import pytest

from bench.questions.conditions import (
    AllOf,
    AnyOf,
    Condition,
    FieldTest,
    Negation,
    all_of,
    any_of,
    comparisons,
    negated,
    required,
    without,
)


def one(field: str, operator: str, *values: float | str) -> FieldTest:
    return FieldTest(field, operator, values)


A, B, C = one("a", "==", 1), one("b", "<", 2), one("c", "contains", "x")
NESTED = AllOf((A, AnyOf((B, Negation(C))), AllOf((C,))))


def test_comparisons_are_those_at_any_depth_and_required_are_those_that_nothing_replaces() -> None:
    assert list(comparisons(NESTED)) == [A, B, C, C]
    assert list(required(NESTED)) == [A, C]
    assert list(comparisons(None)) == list(required(None)) == list(required(Negation(A))) == []
    assert (A.is_numeric, C.is_numeric, A.at) == (True, False, 0)


@pytest.mark.parametrize(
    ("condition", "left"),
    [
        (None, None),
        (A, None),
        (B, B),
        (AnyOf((A, B)), AnyOf((A, B))),
        (AllOf((A, B)), B),
        (AllOf((B, C)), AllOf((B, C))),
        (AllOf((A, B, C)), AllOf((B, C))),
    ],
)
def test_what_is_known_to_hold_is_left_out(condition: Condition | None, left: Condition | None) -> None:
    assert without(condition, A) == left


@pytest.mark.parametrize(
    ("condition", "opposite"),
    [
        (A, one("a", "!=", 1)),
        (B, one("b", ">=", 2)),
        (one("c", "startswith", "x"), Negation(one("c", "startswith", "x"))),
        (Negation(C), C),
        (AllOf((A, B)), Negation(AllOf((A, B)))),
    ],
)
def test_the_opposite_needs_no_not_where_an_operator_says_it(condition: Condition, opposite: Condition) -> None:
    assert negated(condition) == opposite


@pytest.mark.parametrize(
    ("make", "joint", "single", "several"), [(all_of, AllOf, "!=", "not in"), (any_of, AnyOf, "==", "in")]
)
def test_comparisons_of_one_field_and_sort_become_a_list_at_the_place_of_the_first(
    make: type, joint: type, single: str, several: str
) -> None:
    first, second, text, other = (
        one("a", single, 1),
        one("a", single, 2),
        one("a", single, "x"),
        one("b", single, 1),
    )
    for parts, wanted in (
        ((first,), first),
        ((first, second), one("a", several, 1, 2)),
        ((first, first), first),
        ((one("a", several, 1, 2), second, one("a", single, 3)), one("a", several, 1, 2, 3)),
        ((first, text), joint((first, text))),
        ((first, other), joint((first, other))),
        ((first, B, second), joint((one("a", several, 1, 2), B))),
        ((B, B, Negation(C)), joint((B, B, Negation(C)))),
        ((Negation(C), other, joint((first, B)), second), joint((Negation(C), other, one("a", several, 1, 2), B))),
    ):
        assert make(parts) == wanted
