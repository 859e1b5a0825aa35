import json

import jsonschema
import pytest

from reports.exporters import as_bencher
from tests.reports.builders import a_failure, a_run, an_outcome

METRIC = {
    "type": "object",
    "properties": {name: {"type": "number"} for name in ("value", "lower_value", "upper_value")},
    "required": ["value"],
    "additionalProperties": False,
}
SCHEMA = {  # what https://bencher.dev/bmf.json asks for, and that nothing else is there
    "type": "object",
    "patternProperties": {"^.{1,1024}$": {"type": "object", "patternProperties": {"^[a-z-]{1,64}$": METRIC}}},
    "additionalProperties": False,
}
ROW = "error_counts/generator_chain (1000000 lines, Python 3.11.7)"


@pytest.mark.parametrize("run", [a_run(), a_run(a_failure()), a_run(an_outcome(rounds=3))])
def test_it_is_what_the_tool_reads(run: object) -> None:
    jsonschema.validate(json.loads(as_bencher.render(run)), SCHEMA)  # type: ignore[arg-type]


def test_its_own_measure_of_time_is_in_nanoseconds_and_memory_in_bytes() -> None:
    (found,) = json.loads(as_bencher.render(a_run(an_outcome(peak=11.2, seconds=0.47)))).values()

    assert found["latency"]["value"] == pytest.approx(0.47e9, rel=0.05)
    assert found["latency"]["lower_value"] < found["latency"]["value"] < found["latency"]["upper_value"]
    assert found["peak-memory"]["value"] == pytest.approx(11.2 * 2**20, rel=0.01)


def test_too_few_rounds_have_no_interval() -> None:
    found = json.loads(as_bencher.render(a_run(an_outcome(rounds=3))))

    assert set(found[ROW]["latency"]) == {"value"}
