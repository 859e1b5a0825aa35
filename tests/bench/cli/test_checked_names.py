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


def test_rows_on_a_log_and_on_its_twin_are_told_apart_and_those_of_two_workloads_are_anyway() -> None:
    row = a_row()
    log, twin = (replace(row, cell=replace(row.cell, data=data)) for data in ("own-log", "twin"))
    other = replace(row, cell=replace(row.cell, workload="countdown", data="n"))

    assert [name.partition(" ")[2] for name, _ in named([log, twin])] == ["on own-log", "on twin"]
    assert [" " in name for name, _ in named([log, other])] == [False, False]
