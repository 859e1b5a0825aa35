from time import process_time

from bench.model.types import Truth
from generators.content.truths import MOST, finished, merge


def test_truths_add_up() -> None:
    one = {"records": 3, "hours": [1, 2], "levels": {"INFO": 3}, "sums": {"DE": {"cents": 5}}}
    other = {"records": 4, "hours": [0, 4], "levels": {"INFO": 1, "ERROR": 3}, "sums": {"DE": {"cents": 2}}}

    assert merge([one, other]) == {
        "records": 7,
        "hours": [1, 6],
        "levels": {"INFO": 4, "ERROR": 3},
        "sums": {"DE": {"cents": 7}},
    }
    assert merge([one]) == one


def test_what_one_part_could_not_count_the_sum_does_not_have() -> None:
    assert merge([{"a": 1, "errors": {"x": 1}}, {"a": 2}]) == {"a": 3}


def test_long_tables_are_added_up_in_one_pass_over_each() -> None:
    parts: list[Truth] = [{"errors": {f"{number} of part {part}": 1 for number in range(20_000)}} for part in range(2)]

    began = process_time()
    found = merge(parts)

    assert len(found["errors"]) == 40_000
    assert process_time() - began < 2  # 0.01 s; to build a table for each key took 20


def test_what_is_added_up_stays_as_it_was() -> None:
    parts = [{"sums": {"DE": {"cents": 5}}, "hours": [1]} for _ in range(3)]

    assert merge(parts) == {"sums": {"DE": {"cents": 15}}, "hours": [3]}
    assert parts == [{"sums": {"DE": {"cents": 5}}, "hours": [1]}] * 3


def test_a_table_that_is_too_long_is_left_out_whether_or_not_its_parts_were() -> None:
    parts: list[Truth] = [
        {"records": 1, "errors": {f"{part} {number}": 1 for number in range(MOST // 2)}} for part in range(2)
    ]

    assert finished(merge(parts)) == merge(parts)
    assert finished(merge([*parts, *[{"records": 1, "errors": {"one more": 1}}] * 2])) == {"records": 4}


def test_tables_are_put_in_order_numbers_by_value() -> None:
    found = finished({"lengths": {"128": 1, "16": 2, "2048": 3}, "levels": {"INFO": 1, "ERROR": 2}})

    assert list(found["lengths"]) == ["16", "128", "2048"]
    assert list(found["levels"]) == ["ERROR", "INFO"]
