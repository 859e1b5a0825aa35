from dataclasses import replace

import pytest

from bench import sameness
from bench.errors import BenchError
from bench.model import Implementation, Run
from tests.bench.builders import a_row, a_run

ITEM = Implementation(workload="error_counts", name="mine", sha256="1")


def begun() -> Run:
    return replace(a_run(a_row()), implementations=(ITEM,), environments={"python": ("a==1",)})


def test_a_run_is_the_same_as_itself_whatever_its_order_was() -> None:
    stored = begun()
    stored = replace(stored, plan=replace(stored.plan, seed=77))

    sameness.require_same(stored, begun(), "result.json")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"implementations": (replace(ITEM, sha256="2"),)}, "implementation error_counts/mine was changed"),
        ({"environments": {"python": ("a==2",)}}, "environment python"),
        ({"data": {}}, "the data d is not the same"),
    ],
)
def test_what_changed_is_named(changed: dict[str, object], named: str) -> None:
    today = replace(begun(), **changed)  # type: ignore[arg-type]

    with pytest.raises(BenchError, match=named):
        sameness.require_same(begun(), today, "result.json")


def test_other_rows_are_named() -> None:
    today = begun()
    cells = tuple(replace(cell, implementation="another") for cell in today.plan.cells)
    today = replace(today, plan=replace(today.plan, cells=cells))

    with pytest.raises(BenchError, match="other rows: another, readlines_objects"):
        sameness.require_same(begun(), today, "result.json")


def test_another_python_is_named() -> None:
    today = begun()
    cells = tuple(replace(cell, interpreter="3.13.0") for cell in today.plan.cells)

    with pytest.raises(BenchError, match=r"Python is 3\.13\.0 instead of 3\.11\.7"):
        sameness.require_same(begun(), replace(today, plan=replace(today.plan, cells=cells)), "result.json")
