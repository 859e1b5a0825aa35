"""How values and statements are spelled, on both sides of what decides it."""

import pytest

from bench.questions import spelling


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("cs(User-Agent)", "cs_user_agent"),
        ("_a__b_", "a__b"),
        ("é", "field"),
        ("", "field"),
        ("1a", "field_1a"),
        ("a1", "a1"),
        ("time", "time"),
        ("Path", "path_"),
        ("class", "class_"),
    ],
)
def test_a_field_has_a_name_that_python_and_sql_take(field: str, name: str) -> None:
    assert (spelling.identifier(field), spelling.sql_name(field)) == (name, f'"{name}"')


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        ("a", '"a"'),
        ('a"', "'a\"'"),
        ("a'\"", '"a\'\\""'),
        ("a'", '"a\'"'),
        ("é\\", '"é\\\\"'),
        ("é\n", '"\\xe9\\n"'),
    ],
)
def test_a_text_has_the_quotes_that_cost_the_fewest_escapes(value: str, literal: str) -> None:
    assert spelling.text(value) == literal


def test_bytes_numbers_and_patterns_are_literals() -> None:
    assert spelling.data(b'a\\\n\r\t\x00\xe9~\x7f"') == "b'a\\\\\\n\\r\\t\\x00\\xe9~\\x7f\"'"
    assert [spelling.number(each) for each in (7, 0.5, 1e30)] == ["7", "0.5", "1e+30"]
    assert [spelling.pattern("a"), spelling.pattern('"', "rb")] == ['r"a"', "rb'\"'"]


def test_an_expression_is_on_one_line_if_it_fits_and_one_kind_of_quotes_is_enough() -> None:
    fits = "a" * (spelling.WIDTH - len('P = re.compile(r"")'))

    assert spelling.WIDTH == 120
    assert spelling.compiled("P", ["a", "b"], flags="re.A") == 'P = re.compile(r"ab", re.A)'
    assert spelling.compiled("P", [fits]) == f'P = re.compile(r"{fits}")'
    assert spelling.compiled("P", ["a", fits]) == f'P = re.compile(\n    r"a"\n    r"{fits}"\n)'
    assert spelling.compiled("P", ["'", '"'], "rb") == "P = re.compile(\n    rb\"'\"\n    rb'\"'\n)"
    assert spelling.compiled("P", ["'", '"'], flags="re.A") == "P = re.compile(\n    r\"'\"\n    r'\"',\n    re.A,\n)"


def test_items_are_on_one_line_if_they_fit_with_their_indent() -> None:
    item = "a" * 50

    assert spelling.block("f(", [item, item], ")", indent=120 - 105) == f"f({item}, {item})"
    assert (
        spelling.block("f(", [item, item], ")", indent=16) == f"f(\n{' ' * 20}{item},\n{' ' * 20}{item},\n{' ' * 16})"
    )
    assert spelling.block("f(", ["a" * 117], ")") == f"f({'a' * 117})"
    assert spelling.block("f(", ["a" * 118], ")") == f"f(\n    {'a' * 118},\n)"


def test_a_condition_is_in_brackets_if_it_is_too_long_and_has_several_parts() -> None:
    part = "a" * 50

    assert spelling.joined("if ", [part, part], "and", ":", indent=11) == f"if {part} and {part}:"
    assert spelling.joined("if ", [part, part], "and", ":", indent=12) == (
        f"if (\n{' ' * 16}{part}\n{' ' * 16}and {part}\n{' ' * 12}):"
    )
    assert spelling.joined("if ", ["a" * 200], "and", ":", indent=0) == f"if {'a' * 200}:"
