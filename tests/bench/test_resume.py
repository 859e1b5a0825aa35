from dataclasses import replace
from pathlib import Path

import pytest

from bench import resume
from bench.errors import BenchError
from bench.model import Implementation, Run
from tests.bench.builders import a_row, a_run

ITEM = Implementation(workload="error_counts", name="mine", sha256="1")


def begun() -> Run:
    return replace(a_run(a_row()), implementations=(ITEM,), environments={"python": ("a==1",)})


def test_the_same_run_goes_on_with_the_stored_plan(tmp_path: Path) -> None:
    stored, today = begun(), begun()
    stored = replace(stored, plan=replace(stored.plan, seed=77))

    assert resume.continued(stored, today, tmp_path).plan.seed == 77


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"implementations": (replace(ITEM, sha256="2"),)}, "implementation error_counts/mine was changed"),
        ({"environments": {"python": ("a==2",)}}, "environment python"),
        ({"data": {}}, "the data d is not the same"),
    ],
)
def test_what_changed_is_named(tmp_path: Path, changed: dict[str, object], named: str) -> None:
    today = replace(begun(), **changed)  # type: ignore[arg-type]

    with pytest.raises(BenchError, match=named):
        resume.continued(begun(), today, tmp_path)


def test_other_rows_are_named(tmp_path: Path) -> None:
    today = begun()
    today = replace(today, plan=replace(today.plan, cells=()))

    with pytest.raises(BenchError, match="other rows: readlines_objects"):
        resume.continued(begun(), today, tmp_path)
