"""Every implementation that reads a file answers the edge cases of its workload as the reference does.

Those of error_counts start processes, and have a test of their own.
"""

import importlib
from pathlib import Path

import pytest

from tests.impls.exercises import edge_cases, limits_of_a_fresh_process, load, misses, names

FILES = {
    "csv_totals": "orders.csv",
    "error_timestamps": "web.log",
    "failed_requests": "access.log",
    "file_chunks": "text",
    "packed_error_counts": "app.log.gz",
}
BYTES = ("invalid UTF-8", "invalid bytes that decode to the same text", "NUL bytes")
TEXT_ONLY = {  # their libraries take UTF-8 only
    *(("csv_totals", name) for name in ("duckdb_sql", "pyarrow_batches")),
    *(("failed_requests", name) for name in ("duckdb_sql", "polars_lazy")),
    *(("packed_error_counts", name) for name in ("duckdb_lines", "polars_lines")),
}


@pytest.mark.parametrize(("workload", "name"), [(workload, name) for workload in FILES for name in names(workload)])
def test_edge_cases_are_answered_as_the_reference_does(workload: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / FILES[workload]
    without = BYTES if (workload, name) in TEXT_ONLY else ()

    cases = edge_cases(importlib.import_module(f"impls.{workload}"), path)

    with limits_of_a_fresh_process():
        assert misses(load(workload, name).run, cases, path, without) == {}
