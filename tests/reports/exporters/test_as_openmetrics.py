from dataclasses import replace

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parsed

from bench.model.types import Run
from reports.exporters import as_openmetrics
from tests.reports.builders import a_cell, a_failure, a_run, an_outcome


def samples(run: Run) -> dict[str, list[tuple[dict[str, str], float]]]:
    families = parsed(as_openmetrics.render(run))  # type: ignore[no-untyped-call]
    return {each.name: [(one.labels, one.value) for one in each.samples] for each in families}


def test_the_parser_of_prometheus_reads_every_figure() -> None:
    found = samples(a_run())

    assert {name: len(rows) for name, rows in found.items()} == {
        "leanlines_call_seconds": 4,
        "leanlines_peak_memory_bytes": 4,
        "leanlines_traced_memory_bytes": 4,
    }
    assert found["leanlines_peak_memory_bytes"][0][1] == pytest.approx(634 * 2**20, rel=0.01)


def test_a_run_without_figures_has_no_sample() -> None:
    assert all(not rows for rows in samples(a_run(a_failure())).values())


@pytest.mark.parametrize("name", ['"} 1', "a\\", "a\\n", "a\nb", "a\n# EOF\n", "x,y=z", "é"])
def test_a_name_comes_back_as_it_was(name: str) -> None:
    ((labels, _),) = samples(a_run(an_outcome(cell=replace(a_cell(), implementation=name))))["leanlines_call_seconds"]

    assert labels["implementation"] == name
