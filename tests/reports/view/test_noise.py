"""What else the machine did, round by round."""

import re
from dataclasses import replace

import pytest

from bench.model.types import Quantity, Run
from reports.view.noise import noise, nothing_of
from tests.bench.builders import a_run


def seen(**figures: Quantity) -> Run:
    """Return a run in which all timed processes had these readings, and no others."""
    run = a_run()
    rows = (
        replace(row, samples=tuple(replace(each, noise=figures if each.noise else {}) for each in row.samples))
        for row in run.outcomes
    )
    return replace(run, outcomes=tuple(rows))


@pytest.mark.parametrize(
    ("name", "value", "figures"),
    [
        ("steal", Quantity(7.04, "%"), ["7.0", "2", "12", "12"]),
        ("steal", Quantity(5.0, "%"), ["5.0", "2", "12", "12"]),
        ("steal", Quantity(1.0, "%"), ["1.0", "2", "12", "5"]),  # in none of 12 rounds; full height is 5 %
        ("others", Quantity(157.0, "%"), ["1.57", "20", "12", "12"]),
        ("io_pressure", Quantity(6.0, "%"), ["6.0"]),
        ("load", Quantity(0.5, "1"), ["0.50"]),
        ("swapped", Quantity(3 << 20, "B"), ["3.00"]),
    ],
)
def test_a_strip_says_what_was_the_most_and_in_how_many_rounds_that_was_too_much(
    name: str, value: Quantity, figures: list[str]
) -> None:
    (strip,) = noise(seen(**{name: value}))

    assert re.findall(r"\d[\d.]*", strip.said) == figures
    assert strip.table.rows[0][0] == "round 1"
    assert len(strip.table.rows) == 12


def test_what_was_looked_for_and_not_seen_is_named_and_gets_no_strip() -> None:
    quiet = seen(others=Quantity(0.0, "%"), steal=Quantity(3.0, "%"), io_pressure=Quantity(0.0, "%"))

    assert nothing_of(quiet).partition(": ")[2] == "other processes, waiting for a disk."
    assert len(noise(quiet)) == 1
    assert nothing_of(seen(steal=Quantity(3.0, "%"))) == ""
