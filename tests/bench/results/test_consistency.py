import json
from collections.abc import Callable
from typing import Any

import pytest

from bench.model.errors import ResultError
from bench.results import result_file
from tests.bench.builders import a_row, a_run

TEXT = result_file.to_json(a_run(a_row(), a_row("generator_chain"), a_row(control=True)))
Plain = dict[str, Any]
FAILED = {"names": ["an empty file", "CRLF only"], "total": 1, "untried": 0, "ordinary": []}
MORE_NAMED = FAILED | {"total": 5, "untried": 4}  # two of one that was tried

CHANGES: dict[str, Callable[[Plain], object]] = {
    "what the workload 'error_counts' is": lambda p: p["workloads"].clear(),
    "it calls the workload 'error_counts' 'x' as well": lambda p: p["workloads"]["error_counts"].update(name="x"),
    "it calls the data 'd' 'x' as well": lambda p: p["data"]["d"].update(id="x"),
    "what the data 'x' is": lambda p: p["plan"]["cells"][0].update(data="x"),
    "describes the implementation error_counts/generator_chain of impls twice": lambda p: p["implementations"].append(
        p["implementations"][1]
    ),
    "implementation of the case error_counts/generator_chain is": lambda p: p["implementations"].pop(),
    "is not a version": lambda p: p["plan"]["cells"][0].update(interpreter="three"),
    "plan has the case error_counts/generator_chain twice": lambda p: p["plan"]["cells"].append(p["plan"]["cells"][1]),
    "its plan has error_counts/readlines_objects (second copy) and not the first": lambda p: p["plan"]["cells"].pop(0),
    "error_counts/generator_chain is not in its": lambda p: p["plan"]["cells"].pop(1),
    "the case error_counts/generator_chain has two outcomes": lambda p: p["outcomes"].append(p["outcomes"][1]),
    "but has no outcome": lambda p: p["outcomes"].pop(1),
    "what the environment 'x' is": lambda p: p["outcomes"][0].update(environment="x"),
    "holds a sample of error_counts/x": lambda p: p["outcomes"][0]["samples"][0]["cell"].update(implementation="x"),
    "has a sample of traced, which": lambda p: p["outcomes"][2]["samples"][0].update(instrument="traced"),
    "same sample of timing twice": lambda p: p["outcomes"][0]["samples"].append(p["outcomes"][0]["samples"][0]),
    "timing process 0, 'seconds' is beyond all measure, ": lambda p: p["outcomes"][0]["samples"][0]["values"][
        "seconds"
    ].update(value=1e300),
    "the data 'd' has a size ": lambda p: p["data"]["d"].update(lines=-1),
    "'d' has a size that": lambda p: p["data"]["d"].update(
        records={"whole": 1, "malformed": 0, "errors": 0, "messages": -1}
    ),
    "the data 'd', which is to show ": lambda p: (
        p["data"]["d"].update(lines=0),
        p["plan"].update(sweep={"error_counts": ["d"]}),
    ),
    "fails more edge cases": lambda p: (
        p["outcomes"][0].update(edge_cases=FAILED),
        p["outcomes"][0]["samples"][0].update(edge_cases=FAILED),
    ),
    "generator_chain fails more edge cases": lambda p: (
        p["outcomes"][1].update(edge_cases=MORE_NAMED),
        p["outcomes"][1]["samples"][0].update(edge_cases=MORE_NAMED),
    ),
    "fails other edge cases": lambda p: p["outcomes"][0].update(edge_cases=FAILED | {"total": 2}),
    "its limits or its ": lambda p: p["plan"]["limits"].update(memory=0),
}


@pytest.mark.parametrize("named", CHANGES)
def test_a_result_that_contradicts_itself_is_refused_and_the_contradiction_named(named: str) -> None:
    plain = json.loads(TEXT)
    CHANGES[named](plain)

    with pytest.raises(ResultError) as caught:
        result_file.from_json(json.dumps(plain).encode(), "result.json")

    assert named in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "measure again" in caught.value.hint


def test_a_whole_result_does_not_contradict_itself() -> None:
    assert result_file.from_json(TEXT, "result.json").outcomes
