"""Why no record of a log counts: said of the first field that holds something else, or of the condition."""

from collections.abc import Sequence

import pytest

from bench.formats.reading import Fields
from bench.questions import misfits
from bench.questions.log_question import LogQuestion
from tests.bench.questions.logs import asked

GROUPS, TOTAL = asked("count", "a"), asked("sum", "a", "c > 1", value="b")


@pytest.mark.parametrize(
    ("question", "records", "said", "option", "at"),
    [
        (GROUPS, [], "no line that was read is a record of the format", "--by", -1),
        (GROUPS, [None, {}], "no record that was read has a", "--by", -1),
        (GROUPS, [{"a": 1.5}, {"a": 2.5}], "a holds fractions, such as '9.9', and groups need", "--by", -1),
        (GROUPS, [{"a": 1.5}, {"a": "x"}], "no record that was read has a", "--by", -1),
        (
            GROUPS,
            [None, {"a": None}, {"a": {"ü": [10]}}],
            """a holds objects, such as '{"a": [99]}', and""",
            "--by",
            -1,
        ),
        (TOTAL, [], "no line that was read is a record of the format", "--where", -1),
        (TOTAL, [{"a": "x", "b": 1, "c": 1}], "no record that was read has c and a and b and meets", "--where", -1),
        (TOTAL, [{"b": "x" * 32}], f"b holds text, such as '{'a' * 32}', and a sum needs numbers", "--sum", -1),
        (TOTAL, [{"b": "x" * 33}], f"b holds text, such as '{'a' * 32}...', and a sum", "--sum", -1),
        (TOTAL, [{"c": True}], "c holds booleans, such as 'aaaa', and is compared with a number", "--where", 0),
        (
            asked("count", "a", "b == 1 and c == x"),
            [{"c": [1]}],
            "c holds lists, such as '[9]', and is compared with a text",
            "--where",
            11,
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_option(
    question: LogQuestion, records: Sequence[Fields | None], said: str, option: str, at: int
) -> None:
    error = misfits.error(question, records, typed=True)

    assert str(error).startswith(said)
    assert (error.option, error.at) == (option, at)
