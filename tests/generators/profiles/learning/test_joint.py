"""Which fields say the same in each line."""

from collections.abc import Sequence

import numpy as np
import pytest

from generators.profiles.learning import joint
from generators.profiles.learning.columns import ABSENT, FieldColumn

LINES = 3_000
VALUES = [f"node{at % 7}" for at in range(LINES)]


def equal(*fields: Sequence[str | None]) -> dict[int, int]:
    """Return which of the columns with these values equal others."""
    columns = {number: FieldColumn() for number in range(len(fields))}
    for number, values in enumerate(fields):
        for line, value in enumerate(values):
            if value is not None:
                columns[number].add(line, value)
    ids = {number: each.spread(np.array(each.ids, dtype=np.int64), LINES) for number, each in columns.items()}
    return joint.equal_fields(columns, ids)


def but(count: int, value: str | None) -> list[str | None]:
    """Return the values of all lines, of which so many have another."""
    return [*[value] * count, *VALUES[count:]]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ([VALUES, VALUES, VALUES], {1: 0, 2: 0}),
        ([VALUES, but(3, "other")], {1: 0}),
        ([VALUES, but(4, "other")], {}),
        ([VALUES, but(1_500, None)], {1: 0}),  # where the later field is, the earlier one is, too
        ([but(1, None), VALUES], {}),
        ([["-"] * LINES, ["-"] * LINES], {}),
        ([VALUES, [f"{value}." for value in VALUES]], {}),
    ],
    ids=["all", "seldom another", "too often another", "fewer lines", "more lines", "constant", "another text"],
)
def test_fields_are_equal_that_have_the_same_value_in_nearly_all_lines(
    fields: list[list[str | None]], found: dict[int, int]
) -> None:
    assert equal(*fields) == found


def test_what_a_line_has_several_times_equals_nothing() -> None:
    one, several = FieldColumn(), FieldColumn()
    for line in range(LINES):
        one.add(line, VALUES[line])
        several.add(line, "else")
        several.add(line, VALUES[line])
    ids = {number: each.spread(np.array(each.ids, dtype=np.int64), LINES) for number, each in enumerate([one, several])}

    assert ids[1].min() > ABSENT
    assert joint.equal_fields({0: one, 1: several}, ids) == {}
