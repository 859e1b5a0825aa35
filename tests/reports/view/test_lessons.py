from dataclasses import replace
from typing import Any

import pytest

from bench.model.types import Outcome
from reports.page.section import PageSection
from reports.view.page_view import view
from reports.view.sentences import HEAP, RESIDENT, lesson
from tests.reports.builders import a_control, a_run, a_workload, an_outcome
from tests.reports.view.details.test_detail import a_family


def a_section(*rows: Outcome, steps: tuple[str, ...] = ("readlines_objects", "generator_chain")) -> PageSection:
    run = a_run(*rows, workloads={"error_counts": a_workload(steps=steps)})
    return view(run).sections[0]


def a_first(**changes: Any) -> Outcome:
    return an_outcome("readlines_objects", **{"peak": 634, "traced": 600, "seconds": 2.0} | changes)


def a_second(name: str = "generator_chain", **changes: Any) -> Outcome:
    return an_outcome(name, **{"peak": 11, "traced": 0.03, "seconds": 0.5} | changes)


def test_what_the_headline_says_of_the_times_is_not_said_twice() -> None:
    section = a_section(a_first(), a_second(seconds=2.0), a_control())

    assert section.lesson.endswith("`readlines_objects` at 600 MiB.")


def test_without_a_story_the_leanest_is_compared_with_the_baseline() -> None:
    told = lesson(a_section(a_first(), a_second("fat", traced=300), a_second("lean", traced=1), a_control(), steps=()))

    assert told.startswith(f"`lean` peaks at 1.00 MiB {HEAP}, `readlines_objects` at 600 MiB; ")


def test_native_memory_is_compared_as_resident_memory() -> None:
    told = lesson(a_section(a_first(), a_second(peak=300, traced=0.01), a_control()))

    assert told.startswith(f"`generator_chain` peaks at 300 MiB {RESIDENT}, `readlines_objects` at 635 MiB; ")


def test_several_processes_are_compared_as_resident_memory_too() -> None:
    family = a_family("generator_chain")

    assert RESIDENT in lesson(a_section(a_first(), family, a_control()))


@pytest.mark.parametrize("rows", [[a_first(), a_control()], [a_second()]])
def test_one_row_teaches_nothing(rows: list[Outcome]) -> None:
    assert lesson(a_section(*rows)) == ""


def test_a_row_without_traced_memory_is_left_out() -> None:
    row = a_second()
    timed = replace(row, samples=tuple(each for each in row.samples if "traced_peak" not in each.values))

    assert lesson(a_section(a_first(), timed, a_control())) == ""
