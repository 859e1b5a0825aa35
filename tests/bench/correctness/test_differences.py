import json
from pathlib import Path

import pytest

from bench.correctness import differences
from bench.measured.worker.answers import canonical
from tests.gold import Gold


def told(expected: object, got: object, tolerance: float = 0.0) -> list[str]:
    one, other = (json.loads("".join(canonical(value))) for value in (expected, got))
    return [str(each.innermost(tolerance)) for each in differences.differences(one, other, tolerance)]


def test_equal_answers_show_nothing() -> None:
    assert told({"a": 1, "b": [1, 2]}, {"b": [1, 2], "a": 1}) == []


def test_a_key_that_is_missing_one_that_is_too_many_and_one_that_differs_are_told_apart() -> None:
    assert told({"a": 1, "b": 2}, {"b": 3, "c": 1}) == [
        "'a': expected 1, got nothing",
        "'b': expected 2, got 3",
        "'c': expected nothing, got 1",
    ]


def test_where_many_keys_are_missing_one_that_is_too_many_is_shown_beside_them() -> None:
    right = ["dict", *([f"key-{n}", n] for n in range(9))]
    prefixed, short = ["dict", *([f"x/key-{n}", n] for n in range(9))], ["dict", ["key-8", 8]]

    mixed, missing = (
        list(map(str, differences.most_telling(differences.differences(right, each)))) for each in (prefixed, short)
    )

    absent = [f"'key-{n}': expected {n}, got nothing" for n in range(3)]
    assert mixed == [*absent[:2], "'x/key-0': expected nothing, got 0"]
    assert missing == absent


def test_values_that_python_calls_equal_but_are_of_other_types_differ(gold: Gold) -> None:
    found = (told({"a": 1}, {"a": True}), told((1, 2), [1, 2]), told(1, 1.0))

    gold("reasons", "values of other types", "\n".join(text for (text,) in found))


def test_positions_name_the_place_in_a_sequence() -> None:
    assert told([1, 2, 3], [1, 5]) == ["1: expected 2, got 5", "2: expected 3, got nothing"]


@pytest.mark.parametrize(
    ("expected", "got", "shown"),
    [
        ({"01": (5, 1200)}, {"01": (6, 1200)}, "'01': expected (5, 1200), got (6, 1200)"),
        ({"a": {("b", 1): [2.5, None]}}, {"a": {}}, "'a': expected {('b', 1): [2.5, None]}, got {}"),
        ([("a",)], [("b",)], "0: expected ('a',), got ('b',)"),
        ([[1], [2]], [[1], 2], "1: expected [2], got 2"),
        ({"a": {"b": [*range(100)]}}, {"a": {"b": [*range(99), 0]}}, "'a', 'b', 99: expected 99, got 0"),
        ([[*range(100)]], [[*range(99)]], "0, 99: expected 99, got nothing"),
    ],
)
def test_nested_values_are_shown_and_of_long_ones_the_first_place_that_differs(
    expected: object, got: object, shown: str
) -> None:
    assert told(expected, got) == [shown]


@pytest.mark.parametrize("values", [60 * [1], 61 * [1], 10**6 * [1], {str(each): each for each in range(10**5)}])
def test_what_is_too_long_to_be_shown_says_how_long_it_is_and_how_it_begins(values: list[int] | dict[str, int]) -> None:
    (shown,) = told({"a": 1}, {"a": values})

    assert f" {len(values)}, " in shown
    assert len(shown) < 2 * differences.LONGEST


def test_a_nested_value_that_differs_within_the_tolerance_does_not_differ() -> None:
    assert told([[0.3, [1]]], [[TENTH, [1]]], 1e-9) == []
    assert told([[0.3]], [[TENTH, 1]], 1e-9) == ["0: expected [0.3], got [0.30000000000000004, 1]"]


def test_a_long_value_that_differs_within_the_tolerance_is_passed_over_on_the_way() -> None:
    expected, got = ([[*range(100), 0.3, end]] for end in (1, 2))
    got[0][100] = TENTH

    assert told(expected, got, 1e-9) == ["0, 101: expected 1, got 2"]


def test_long_keys_do_not_run_together() -> None:
    long = "x" * 500

    assert len(told({long + "a": 1, long + "b": 2}, {long + "a": 2, long + "b": 1})) == 2


def test_the_line_behind_a_key_is_found_though_its_bytes_are_not_text(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"first\nt|ERROR|caf\xe9|i|u\n")

    assert (
        differences.line_with("caf\ufffd", log) == "'caf\ufffd' is first in line 2 of the data: 't|ERROR|caf\ufffd|i|u'"
    )
    assert differences.line_with("nowhere", log) == ""


TENTH = 0.1 + 0.2  # is not 0.3


@pytest.mark.parametrize(
    ("expected", "got", "agree"),
    [
        (0.3, TENTH, True),
        (0.3, 0.3000001, False),
        ({"a": 0.3, "b": 1}, {"b": 1, "a": TENTH}, True),
        ({"a": 0.3}, {"a": TENTH, "b": 0.0}, False),
        ({"a": 1}, {"a": 1.0}, False),  # of another type
        ({"a": 10**15}, {"a": 10**15 + 1}, False),  # whole numbers are exact
        ({"a": [0.3, "x"]}, {"a": [TENTH, "y"]}, False),
        ([("a", 0.3), ("b", TENTH)], [("b", TENTH), ("a", 0.3)], True),  # either may be the larger one
        ([("a", 0.3), ("b", 0.1)], [("b", 0.1), ("a", 0.3)], False),
        ([("a", 0.9), ("b", 0.3)], [("a", 0.9), ("c", TENTH)], True),  # either may be the last one that is kept
        ([("b", 0.9), ("a", 0.3)], [("c", 0.9), ("a", 0.3)], False),
        ([("a", 0.3), ("a", 0.3)], [("a", 0.3), ("b", 0.3)], False),
        ([("a", 0.3)], [("a", 0.3), ("b", 0.3)], False),
        (float("nan"), float("nan"), True),
    ],
)
def test_fractions_may_differ_by_the_tolerance_and_nothing_else_may(
    *, expected: object, got: object, agree: bool
) -> None:
    assert (told(expected, got, 1e-9) == []) is agree
    assert told(got, expected) == told(got, expected, 0.0)


def test_without_a_tolerance_the_last_digit_counts() -> None:
    assert told({"a": 0.3}, {"a": TENTH}) != []
