"""Why no record of a log counts: said of the first field that holds something else, or of the condition."""

from collections.abc import Sequence

from bench.formats.reading import Fields
from bench.questions import misfits
from bench.questions.log_question import LogQuestion
from tests.bench.questions.logs import asked
from tests.gold import Gold

GROUPS, TOTAL = asked("count", "a"), asked("sum", "a", "c > 1", value="b")
CASES: Sequence[tuple[LogQuestion, Sequence[Fields | None]]] = (
    (GROUPS, []),
    (GROUPS, [None, {}]),
    (GROUPS, [{"a": 1.5}, {"a": 2.5}]),
    (GROUPS, [{"a": 1.5}, {"a": "x"}]),
    (GROUPS, [None, {"a": None}, {"a": {"ü": [10]}}]),
    (TOTAL, []),
    (TOTAL, [{"a": "x", "b": 1, "c": 1}]),
    (TOTAL, [{"b": "x" * 32}]),
    (TOTAL, [{"b": "x" * 33}]),
    (TOTAL, [{"c": True}]),
    (TOTAL, [{"b": "0,25"}]),
    (TOTAL, [{"c": "3"}]),
    (asked("count", "a", "b == 1 and c == x"), [{"c": [1]}]),
)


def test_what_is_wrong_is_said_with_its_option_and_its_place(gold: Gold) -> None:
    found = [misfits.error(question, records, typed=True) for question, records in CASES]

    assert [(each.option, each.at) for each in found] == [
        *[("--by", -1)] * 5,
        *[("--where", -1)] * 2,
        *[("--sum", -1)] * 2,
        ("--where", 0),
        ("--sum", -1),
        ("--where", 0),
        ("--where", 11),
    ]
    gold("questions", "misfits", "\n".join(map(str, found)))
