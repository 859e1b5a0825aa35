"""A condition means the same in Python, in SQL, and to what counts the records of a sample."""

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from bench.questions import spelling
from bench.questions.as_python import PythonTerms, conjuncts, expression
from bench.questions.as_queries import polars, sql
from bench.questions.conditions import Condition, FieldTest, all_of, any_of, negated
from bench.questions.counting import counts
from bench.questions.log_question import AnswerKind, LogQuestion
from bench.questions.parser import parse

TEXTS = st.text("aB'\"\\ é%_", max_size=3)
NUMBERS = st.integers(-3, 3) | st.sampled_from([0.5, -1.5, 1e30])
OF_TEXT = st.builds(
    FieldTest,
    st.sampled_from(["t", "u"]),
    st.sampled_from(["==", "!=", "<", ">=", "contains", "not contains", "startswith", "endswith"]),
    st.tuples(TEXTS),
)
OF_NUMBER = st.builds(
    FieldTest, st.sampled_from(["n", "m"]), st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), st.tuples(NUMBERS)
)
IN = st.builds(FieldTest, st.just("t"), st.sampled_from(["in", "not in"]), st.tuples(TEXTS, TEXTS))
CONDITIONS = st.recursive(
    OF_TEXT | OF_NUMBER | IN,
    lambda inner: st.one_of(
        st.builds(negated, inner),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: all_of(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: any_of(tuple(parts))),
    ),
    max_leaves=6,
)
FIELDS = st.fixed_dictionaries({"t": TEXTS, "u": TEXTS, "n": NUMBERS, "m": NUMBERS})
NAMED = PythonTerms(str, str)


def in_sqlite(condition: Condition, fields: dict[str, object]) -> bool:
    database = sqlite3.connect(":memory:")
    database.create_function("contains", 2, lambda text, part: part in text)
    database.create_function("starts_with", 2, str.startswith)
    database.create_function("suffix", 2, str.endswith)
    columns = ", ".join(f"? AS {name}" for name in fields)
    told = sql(condition, lambda compared: compared.field)
    (found,) = database.execute(f"SELECT {told} FROM (SELECT {columns})", tuple(fields.values())).fetchone()  # noqa: S608
    database.close()
    return bool(found)


@given(CONDITIONS, FIELDS)
def test_python_sql_and_the_count_of_a_sample_agree(condition: Condition, fields: dict[str, object]) -> None:
    question = LogQuestion(kind=AnswerKind.COUNT, by="t", where=condition)
    whole = counts(question, fields, typed=True)  # type: ignore[arg-type]

    assert eval(expression(condition, NAMED), {}, dict(fields)) == whole  # noqa: S307
    assert all(eval(part, {}, dict(fields)) for part in conjuncts(condition, NAMED)) == whole  # noqa: S307
    assert in_sqlite(condition, fields) == whole


def test_polars_is_told_the_same_in_brackets_that_its_operators_need() -> None:
    condition = parse("(a == x or b > 2) and not (c contains 'y' or d == 1) and not e startswith z")

    assert polars(condition, lambda compared: compared.field) == (
        '((a == "x") | (b > 2)) & ~(c.str.contains("y", literal=True) | (d == 1)) & ~e.str.starts_with("z")'
    )


@given(st.text(max_size=8))
def test_a_text_is_spelled_so_that_python_reads_it_back(value: str) -> None:
    assert eval(spelling.text(value)) == value  # noqa: S307


@given(st.binary(max_size=8))
def test_bytes_are_spelled_so_that_python_reads_them_back(value: bytes) -> None:
    assert eval(spelling.data(value)) == value  # noqa: S307


@given(st.text(max_size=8))
def test_the_name_of_any_field_becomes_one_that_python_takes(value: str) -> None:
    name = spelling.identifier(value)

    assert name.isidentifier()
    assert name.isascii()
    assert name not in spelling.TAKEN
