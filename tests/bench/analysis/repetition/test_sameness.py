from dataclasses import replace

import pytest

from bench.analysis.repetition import sameness
from bench.model.errors import BenchError
from bench.model.types import Implementation, Recipe, Run
from tests.bench.builders import DATA, a_row, a_run

ITEM = Implementation(workload="error_counts", name="mine", sha256="1")


def begun() -> Run:
    run = a_run(replace(a_row(), environment="python"))
    return replace(run, implementations=(ITEM,), environments={"python": ("a==1",)})


def of(recipe: Recipe) -> Run:
    return replace(begun(), data={"d": replace(DATA, recipe=recipe)})


def test_a_run_is_the_same_as_itself_whatever_its_order_was() -> None:
    stored = begun()
    stored = replace(stored, plan=replace(stored.plan, seed=77))
    items = (ITEM, replace(ITEM, name="other", sha256="2"))

    sameness.require_same(stored, begun(), "result.json")
    sameness.require_same(
        replace(stored, implementations=items), replace(begun(), implementations=items), "result.json"
    )


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"implementations": (replace(ITEM, sha256="2"),)}, "implementation error_counts/mine was changed"),
        ({"environments": {"python": ("a==2", "b==1")}}, "a is 2 .* 1; b is 1 .* absent"),
        ({"data": {}}, "data d .* number .* synthetic"),
        ({"data": {"d": replace(DATA, sha256="e" * 64)}}, r"SHA-256 is e{12} .* none\."),
        ({"data": {"d": replace(DATA, lines=7)}}, "lines is 7 instead of 1,000,000"),
        (
            {"workloads": {name: replace(each, sha256="2") for name, each in begun().workloads.items()}},
            "workload error_counts was changed",
        ),
    ],
)
def test_what_changed_is_named(changed: dict[str, object], named: str) -> None:
    today = replace(begun(), **changed)  # type: ignore[arg-type]

    with pytest.raises(BenchError, match=named):
        sameness.require_same(begun(), today, "result.json")


def test_of_a_hash_twelve_digits_are_said() -> None:
    stored = replace(begun(), data={"d": replace(DATA, sha256="e" * 64)})

    with pytest.raises(BenchError, match=r"SHA-256 is none .* e{12}\."):
        sameness.require_same(stored, begun(), "result.json")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"seed": 2}, "seed is 2 instead of 1"),
        ({"version": 4}, "version is 4 instead of 3"),
        ({"lines": 11}, "lines is 11 instead of 10"),
        ({"vocabulary": "cd"}, "vocabulary is cd .* ab"),
        ({"knobs": {"messages": 8}}, "messages is 8 instead of 7"),
        ({"knobs": {}}, "messages is None .* 7"),
    ],
)
def test_one_setting_of_a_recipe_that_changed_is_named(changed: dict[str, object], named: str) -> None:
    recipe = Recipe(generator="web_log", version=3, seed=1, lines=10, knobs={"messages": 7}, vocabulary="ab")

    with pytest.raises(BenchError, match=f"data d .*: {named}"):
        sameness.require_same(of(recipe), of(replace(recipe, **changed)), "result.json")  # type: ignore[arg-type]


@pytest.mark.parametrize("stored", [True, False])
def test_a_recipe_that_only_one_has_is_no_difference(*, stored: bool) -> None:
    runs = [of(Recipe(generator="web_log", version=3, seed=1)), begun()]

    assert list(sameness.differences(*(runs if stored else reversed(runs)))) == []


def test_an_environment_of_another_name_that_holds_the_same_is_the_same() -> None:
    today = a_run(replace(a_row(), environment="python-pinned"))
    today = replace(today, implementations=(ITEM,), environments={"python-pinned": ("a==1",)})

    sameness.require_same(begun(), today, "result.json")


def test_other_rows_are_named() -> None:
    today = begun()
    cells = tuple(replace(cell, implementation="another") for cell in today.plan.cells)
    today = replace(today, plan=replace(today.plan, cells=cells))

    with pytest.raises(BenchError, match="other rows: another, readlines_objects"):
        sameness.require_same(begun(), today, "result.json")


def test_another_baseline_is_named_and_another_control_is_none() -> None:
    today = begun()
    twice = replace(today.plan, cells=(*today.plan.cells, replace(today.plan.cells[0], control=True)))
    based = {name: replace(each, baseline="another") for name, each in today.workloads.items()}

    sameness.require_same(begun(), replace(today, plan=twice), "result.json")
    with pytest.raises(BenchError, match="baseline of error_counts is another instead of readlines_objects"):
        sameness.require_same(begun(), replace(today, workloads=based), "result.json")


def test_another_python_is_named() -> None:
    today = begun()
    cells = tuple(replace(cell, interpreter="3.13.0") for cell in today.plan.cells)

    with pytest.raises(BenchError, match=r"Python is 3\.13\.0 instead of 3\.11\.7"):
        sameness.require_same(begun(), replace(today, plan=replace(today.plan, cells=cells)), "result.json")
