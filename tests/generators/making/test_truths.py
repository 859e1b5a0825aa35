from generators.making.truths import merge, tidy


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


def test_tables_are_put_in_order_numbers_by_value() -> None:
    found = tidy({"lengths": {"128": 1, "16": 2, "2048": 3}, "levels": {"INFO": 1, "ERROR": 2}})

    assert list(found["lengths"]) == ["16", "128", "2048"]
    assert list(found["levels"]) == ["ERROR", "INFO"]
