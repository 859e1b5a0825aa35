"""How a condition is spelled as Python."""

import pytest

from bench.questions.as_python import PythonTerms, conjuncts, expression
from bench.questions.parser import parse

TERMS = PythonTerms(str, lambda field: f"int({field})")


@pytest.mark.parametrize(
    ("condition", "python"),
    [
        ("a == x", 'a == "x"'),
        ("a > 2", "int(a) > 2"),
        ("a >= 'x'", 'a >= "x"'),
        ("a contains x", '"x" in a'),
        ("not a contains x", '"x" not in a'),
        ("a startswith x", 'a.startswith("x")'),
        ("not a endswith x", 'not a.endswith("x")'),
        ("a in (1, 2)", "int(a) in {1, 2}"),
        ("a not in (x, y)", 'a not in {"x", "y"}'),
        ("a == x and b == y", 'a == "x" and b == "y"'),
        ("a == x and (b == y or c == z)", 'a == "x" and (b == "y" or c == "z")'),
        ("a == x or b == y and c == z", 'a == "x" or (b == "y" and c == "z")'),
        ("not (a == x or b == y)", 'not (a == "x" or b == "y")'),
    ],
)
def test_a_condition_is_an_expression_with_the_brackets_that_it_needs(condition: str, python: str) -> None:
    assert expression(parse(condition), TERMS) == python


def test_what_has_to_hold_on_its_own_stands_beside_an_and() -> None:
    assert conjuncts(None, TERMS) == []
    assert conjuncts(parse("a == x or b == y"), TERMS) == ['(a == "x" or b == "y")']
    assert conjuncts(parse("a == x and (b == y or c == z)"), TERMS) == ['a == "x"', '(b == "y" or c == "z")']


def test_a_text_that_is_compared_by_order_has_an_expression_of_its_own() -> None:
    terms = PythonTerms(str, str, lambda value: f'b"{value}"', lambda field: f"{field}.decode()")

    assert [expression(parse(f"a {each} 'x'"), terms) for each in ("<", ">=", "==")] == [
        'a.decode() < "x"',
        'a.decode() >= "x"',
        'a == b"x"',
    ]
