from dataclasses import replace

import pytest

from bench.model.cells import first_copy, group, list_repeated, name, series
from tests.bench.builders import a_cell


def test_a_row_of_another_folder_and_a_second_copy_say_so() -> None:
    assert name(a_cell("x")) == "x"
    assert name(replace(a_cell("x", control=True), origin="mine")) == "x@mine (second copy)"


@pytest.mark.parametrize(
    ("interpreter", "shortened"),
    [("3.11.7", "3.11"), ("3.14.0+freethreaded", "3.14+freethreaded"), ("pypy 3.10.14", "pypy 3.10")],
)
def test_a_series_keeps_the_variant_of_a_build(interpreter: str, shortened: str) -> None:
    assert series(interpreter) == shortened


def test_a_control_belongs_to_the_group_of_its_baseline() -> None:
    assert group(a_cell(control=True)) == group(a_cell("other")) == ("error_counts", "3.11.7", "d", "warm")
    assert first_copy(a_cell(control=True)) == a_cell()
    assert list_repeated([a_cell("x"), a_cell("y"), a_cell("y", control=True)]) == [a_cell("y")]
