import json
from dataclasses import replace

import pytest

from bench.model.types import Run
from reports.exporters import as_badge
from tests.reports.builders import a_control, a_failure, a_run, an_outcome, resident_samples

SHOWN = {"readlines_objects": 634, "bytes_blocks": 11.2, "generator_chain": 99}


def badge(run: Run) -> tuple[str, str]:
    found = json.loads(as_badge.render(run))
    assert set(found) == {"schemaVersion", "label", "message", "color"}
    assert found["schemaVersion"] == 1
    return found["message"], found["color"]


def test_it_says_what_the_leanest_row_needs_beside_the_baseline() -> None:
    assert badge(a_run()) == ("11.1 MiB instead of 635 MiB", "brightgreen")


def test_a_baseline_alone_is_compared_with_nothing() -> None:
    alone = a_run(an_outcome("readlines_objects", peak=634, seconds=2.0), a_control())

    assert badge(alone) == ("635 MiB", "brightgreen")


@pytest.mark.parametrize(
    ("doubted", "shown"),
    [
        ("readlines_objects", ("11.2 MiB instead of 635 MiB (caution: peaks differ)", "yellow")),
        ("generator_chain", ("11.2 MiB instead of 635 MiB", "brightgreen")),
    ],
)
def test_a_caution_about_the_figures_that_it_shows_is_named_in_yellow(doubted: str, shown: tuple[str, str]) -> None:
    rows = [an_outcome(name, peak=peak) for name, peak in SHOWN.items()]
    doubt = next(row for row in rows if row.cell.implementation == doubted)
    spread = replace(doubt, samples=(*doubt.samples, *resident_samples(doubt.cell, peak=500)))

    assert badge(a_run(*(spread if row is doubt else row for row in rows))) == shown


def test_a_run_without_figures_shows_no_number() -> None:
    assert badge(a_run(a_failure())) == ("nothing measured", "lightgrey")


def test_rows_of_another_workload_are_not_mixed_in() -> None:
    other = an_outcome("generator_chain", peak=9.7)
    other = replace(other, cell=replace(other.cell, workload="failed_requests"))

    assert badge(a_run(an_outcome("readlines_objects", peak=634), other))[0] == "635 MiB"
