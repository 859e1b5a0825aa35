"""How a condition is spelled as SQL and for Polars."""

import pytest

from bench.questions.as_queries import polars, sql, sql_text
from bench.questions.conditions import Condition, FieldTest, conjoined
from bench.questions.parser import parse


def term(compared: FieldTest) -> str:
    return compared.field


@pytest.mark.parametrize(
    ("condition", "in_sql", "in_polars"),
    [
        ("a == x", "a = 'x'", 'a == "x"'),
        ("a != 2", "a <> 2", "a != 2"),
        ("a <= 2", "a <= 2", "a <= 2"),
        ("a in (1, 2)", "a IN (1, 2)", "a.is_in([1, 2])"),
        ("a not in (x, y)", "a NOT IN ('x', 'y')", '~a.is_in(["x", "y"])'),
        ("a contains x", "contains(a, 'x')", 'a.str.contains("x", literal=True)'),
        ("not a contains x", "NOT contains(a, 'x')", '~a.str.contains("x", literal=True)'),
        ("a startswith x", "starts_with(a, 'x')", 'a.str.starts_with("x")'),
        ("not a endswith x", "NOT suffix(a, 'x')", '~a.str.ends_with("x")'),
        ("a < 1 and b endswith x", "(a < 1 AND suffix(b, 'x'))", '(a < 1) & b.str.ends_with("x")'),
        ("a < 1 or not (b > 1 and c in (1, 2))", "(a < 1 OR NOT (b > 1 AND c IN (1, 2)))", None),
        ("not (a < 1 or b > 1)", "NOT (a < 1 OR b > 1)", "~((a < 1) | (b > 1))"),
        ("not a startswith x and b >= 1", "(NOT starts_with(a, 'x') AND b >= 1)", '~a.str.starts_with("x") & (b >= 1)'),
    ],
)
def test_a_condition_is_spelled_for_each_engine(condition: str, in_sql: str, in_polars: str | None) -> None:
    assert sql(parse(condition), term) == in_sql
    assert in_polars in {None, polars(parse(condition), term)}


def test_each_part_that_has_to_hold_on_its_own_is_written_apart() -> None:
    def write(part: Condition) -> str:
        return sql(part, term)

    assert conjoined(None, write) == []
    assert conjoined(parse("a < 1"), write) == ["a < 1"]
    assert conjoined(parse("a < 1 and b > 1"), write) == ["a < 1", "b > 1"]
    assert conjoined(parse("a < 1 or b > 1"), write) == ["(a < 1 OR b > 1)"]
    assert [sql_text(each) for each in ("it's", 2, 0.5)] == ["'it''s'", "2", "0.5"]
