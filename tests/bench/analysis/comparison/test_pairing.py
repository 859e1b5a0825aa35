from dataclasses import replace

import pytest

from bench.analysis.analysis import Analysis
from bench.analysis.comparison.pairing import pairs
from tests.bench.builders import a_run


@pytest.mark.parametrize(("workloads", "key"), [(("error_counts",), ""), (("error_counts", "b"), "error_counts/")])
def test_a_row_is_named_with_its_workload_where_there_are_several(workloads: tuple[str, ...], key: str) -> None:
    run = a_run()
    named = {name: replace(run.workloads["error_counts"], name=name) for name in workloads}
    both = Analysis(replace(run, workloads=named))

    assert {pair.key for pair in pairs(both, both)} == {
        f"{key}{name}" for name in ("readlines_objects", "generator_chain", "bytes_blocks")
    }
