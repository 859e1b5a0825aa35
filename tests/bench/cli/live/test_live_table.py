import io
import re

import pytest
from rich.console import Console

from bench.cli.live import live_table
from bench.model.types import FailedEdgeCases, Instrument, Sample
from tests.bench.builders import resident, timed
from tests.bench.cli.live.test_run_state import BASE, FAST, a_course, with_process_time


def drawn(width: int, height: int = 24, failed: FailedEdgeCases | None = None) -> list[str]:
    checked = Sample(cell=FAST, instrument=Instrument.ANSWER, edge_cases=failed)
    samples = (checked, *map(with_process_time, resident(FAST, (20.0,))), *timed(BASE, [2.0]), *timed(FAST, [1.0]))
    course = a_course(*samples)
    course.stage("Time", 24)
    course.step("fast")
    console = Console(file=io.StringIO(), width=width, height=height, force_terminal=True, no_color=True)
    console.print(live_table.picture(course, width, height))
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("width", [100, 64, 40, 20])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    console = Console(width=200)

    assert all(console.render_str(line).cell_len <= width for line in drawn(width))


def test_rows_that_do_not_fit_are_counted() -> None:
    assert "and 1 more" in drawn(80, height=6)[-1]


def test_a_row_that_fails_edge_cases_says_so_beside_its_name() -> None:
    text = "\n".join(drawn(100, failed=FailedEdgeCases(names=("an empty file",), total=31)))

    assert re.search(r"\bfast, .*\b1 of 31 ", text)
