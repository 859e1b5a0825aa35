import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.questions.conditions import AllOf, AnyOf, Condition, FieldTest, Negation, comparisons
from bench.questions.parser import ConditionError, parse


def shape(condition: Condition) -> object:
    match condition:
        case FieldTest():
            return (condition.field, condition.operator, *condition.values)
        case Negation(inner):
            return ("not", shape(inner))
        case AllOf(parts):
            return ("and", *map(shape, parts))
        case AnyOf(parts):
            return ("or", *map(shape, parts))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("status >= 500", ("status", ">=", 500)),
        ("share<1.5e3", ("share", "<", 1500.0)),
        ("share == 0.5", ("share", "==", 0.5)),
        ("share == 2e3", ("share", "==", 2000.0)),
        ("path == '/a b'", ("path", "==", "/a b")),
        (r'path == "a\"b\\"', ("path", "==", 'a"b\\')),
        ("`cs(User-Agent)` contains bot", ("cs(User-Agent)", "contains", "bot")),
        ("path contains 404", ("path", "contains", "404")),
        ("a == 1 or b == 2 and c == 3", ("or", ("a", "==", 1), ("and", ("b", "==", 2), ("c", "==", 3)))),
        ("(a == 1 or b == 2) and c == 3", ("and", ("or", ("a", "==", 1), ("b", "==", 2)), ("c", "==", 3))),
        ("level == ERROR or level == WARN", ("level", "in", "ERROR", "WARN")),
        ("a != 1 and a != 2", ("a", "not in", 1, 2)),
        ("a in (x)", ("a", "==", "x")),
        ("a not in (x, y)", ("a", "not in", "x", "y")),
        ("not a < 5", ("a", ">=", 5)),
        ("not not a startswith x", ("a", "startswith", "x")),
        ("not (a == 1 or b == 2)", ("not", ("or", ("a", "==", 1), ("b", "==", 2)))),
    ],
)
def test_a_condition_is_read_by_the_grammar(text: str, read: object) -> None:
    assert repr(shape(parse(text))) == repr(read)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", 0),
        ("status >", 8),
        ("status = 5", 7),
        ("(a == 1", 7),
        ("a == 1)", 6),
        ("a == 1 b", 7),
        ("a < word", 4),
        ("x in (1, b)", 9),
        ("x in (1 2)", 8),
        ("x not 5", 6),
        ("__import__('os')", 10),
        ('a == "x', 5),
        ("and == 1", 0),
        ("a == 1 and", 10),
        ("a == $(id) ;", 6),
        ("'a' == 1", 0),
        ("a == '\ufffd'", 5),
        ("(" * 50 + "a == 1" + ")" * 50, 41),
        ("not " * 41 + "a == 1", 164),
    ],
)
def test_what_is_no_condition_is_refused_with_its_place(text: str, at: int) -> None:
    with pytest.raises(ConditionError) as refused:
        parse(text)

    assert refused.value.at == at


def test_brackets_may_be_as_deep_as_that_and_a_single_sign_is_answered_with_the_double() -> None:
    assert shape(parse("(" * 40 + "a == 1" + ")" * 40)) == ("a", "==", 1)
    with pytest.raises(ConditionError, match="equality is written =="):
        parse("status = 5")
    with pytest.raises(ConditionError, match=r"'!' means nothing here$"):
        parse("a == !")


@given(st.text("ab1 =<>!()'\"`,\\ornotdicsw.\n", max_size=40))
def test_whatever_is_typed_is_read_or_refused_within_the_text(text: str) -> None:
    try:
        read = parse(text)
    except ConditionError as error:
        refused = error.at
    else:
        assert all(compared.field in text for compared in comparisons(read))
        return
    assert 0 <= refused <= len(text)
