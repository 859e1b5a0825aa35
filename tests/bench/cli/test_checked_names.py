"""What rows are called by `check`, which has no tables of one Python and one workload."""

from dataclasses import replace

from bench.cli.measuring import named
from tests.bench.builders import a_row


def test_rows_are_told_apart_by_the_folder_and_the_python_in_which_they_differ() -> None:
    one = a_row("one")
    mine = replace(one, cell=replace(one.cell, origin="mine"))
    older = replace(one, cell=replace(one.cell, interpreter="3.10.13"))
    where, python = one.cell.workload, one.cell.interpreter

    assert [name for name, _ in named([one])] == [f"{where}/one"]
    assert [name for name, _ in named([one, mine])] == [f"{where}/one@impls", f"{where}/one@mine"]
    assert [name for name, _ in named([one, older])] == [
        f"{where}/one on Python {python}",
        f"{where}/one on Python 3.10.13",
    ]
