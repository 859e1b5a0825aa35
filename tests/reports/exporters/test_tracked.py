from dataclasses import replace
from typing import get_args

import pytest

from bench.model.errors import ResultError
from bench.model.types import Status
from reports import cli
from reports.exporters.registry import EXPORTERS
from reports.exporters.tracked import list_tracked
from tests.reports.builders import a_cell, a_failure, a_run, an_outcome


def test_the_command_line_knows_every_exporter() -> None:
    assert get_args(cli.draw.__annotations__["form"]) == tuple(EXPORTERS)


def test_no_two_exporters_write_files_that_are_called_alike() -> None:
    assert len({each.SUFFIX for each in EXPORTERS.values()}) == len(EXPORTERS)


def test_a_name_says_what_figures_may_be_compared_with() -> None:
    (row,) = list_tracked(a_run(an_outcome("bytes_blocks")))

    assert row.name == "error_counts/bytes_blocks (1000000 lines, Python 3.11.7)"


def test_rows_that_failed_are_left_out_and_are_never_zero() -> None:
    late = replace(an_outcome("late"), status=Status.SUSPECT, reason="it was measured, and is not believed")

    assert list_tracked(a_run(a_failure(), late)) == ()
    assert [row.cell.implementation for row in list_tracked(a_run(a_failure(), an_outcome()))] == ["generator_chain"]


@pytest.mark.parametrize("other", [{"origin": "mine"}, {"interpreter": "3.13.1"}, {"cache": "cold"}])
def test_namesakes_have_different_names(other: dict[str, str]) -> None:
    cells = a_cell(), a_cell(**other)

    names = {row.name for row in list_tracked(a_run(*(an_outcome(cell=cell) for cell in cells)))}

    assert len(names) == 2


def test_a_number_is_not_called_lines() -> None:
    run = a_run(an_outcome())
    data = {key: replace(each, kind="number", recipe=None) for key, each in run.data.items()}

    assert "(n = 1000000," in list_tracked(replace(run, data=data))[0].name


def test_rows_that_no_history_can_tell_apart_are_refused() -> None:
    run = a_run(an_outcome())

    with pytest.raises(ResultError, match="has 2 rows"):
        list_tracked(replace(run, outcomes=run.outcomes * 2))
