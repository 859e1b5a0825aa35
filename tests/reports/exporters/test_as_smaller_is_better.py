import json
import re

import pytest

from bench.model.errors import ResultError
from reports.exporters import as_smaller_is_better
from tests.reports.builders import a_failure, a_run, an_outcome

RANGE = re.compile(r"^(?:\+-|±)\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?)$")  # as the tool finds the number in it


def test_every_entry_has_what_the_tool_reads_and_a_name_of_its_own() -> None:
    found = json.loads(as_smaller_is_better.render(a_run()))

    assert all(isinstance(each["name"], str) and isinstance(each["unit"], str) for each in found)
    assert all(isinstance(each["value"], float) for each in found)
    assert all(set(each) <= {"name", "unit", "value", "range", "extra"} for each in found)
    assert all(RANGE.match(each["range"]) for each in found if "range" in each)
    assert len({each["name"] for each in found}) == len(found)


def test_units_do_not_follow_the_size_of_a_figure() -> None:
    small, large = (
        json.loads(as_smaller_is_better.render(a_run(an_outcome(seconds=seconds, peak=peak))))
        for seconds, peak in ((0.0001, 9.6), (90.0, 20_000))
    )

    assert [(each["name"], each["unit"]) for each in small] == [(each["name"], each["unit"]) for each in large]
    assert [each["value"] for each in small][:1] == pytest.approx([0.1], rel=0.05)


def test_a_run_without_figures_is_refused_as_the_tool_would() -> None:
    with pytest.raises(ResultError, match="no row with figures"):
        as_smaller_is_better.render(a_run(a_failure()))
