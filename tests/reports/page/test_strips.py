from dataclasses import replace

from bench.model.types import Quantity, Run
from reports.page.strips import strip
from reports.view.noise import TITLES, noise, nothing_of
from tests.reports.builders import a_run, the_usual


def quieted(**figures: float) -> Run:
    readings = {name: Quantity(value, "%") for name, value in figures.items()}
    rows = [
        replace(row, samples=tuple(replace(each, noise=readings) if each.noise else each for each in row.samples))
        for row in the_usual()
    ]
    return a_run(*rows)


def test_the_largest_value_fills_the_height_and_nothing_has_none() -> None:
    found = strip("t", "s", {"a": 10, "b": 5, "c": 0}, {"a": "10", "b": "5", "c": "0"})

    assert [stick.height for stick in found.sticks] == ["100.00%", "50.00%", "0.00%"]
    assert found.ends == ("a", "c")


def test_next_to_nothing_stays_visible() -> None:
    found = strip("t", "s", {"a": 1_000_000, "b": 1}, {"a": "", "b": ""})

    assert found.sticks[1].height == "1.00%"


def test_an_empty_strip_has_no_columns() -> None:
    assert strip("t", "s", {}, {}).sticks == ()


def test_little_noise_does_not_fill_the_strip() -> None:
    (found,) = noise(quieted(steal=0.5))

    assert max(stick.height for stick in found.sticks) == "10.00%"
    assert "full height is 5 %" in found.said


def test_noise_that_was_not_there_is_named_in_a_line() -> None:
    run = quieted(steal=0.0, io_pressure=0.0)

    assert noise(run) == ()
    assert [title.lower() in nothing_of(run) for title in (TITLES["steal"], TITLES["io_pressure"])] == [True, True]


def test_of_a_round_the_worst_process_counts() -> None:
    (load,) = [each for each in noise(a_run()) if each.title.startswith("Load")]

    assert len(load.sticks) == 12
