from pathlib import Path

import pytest

from bench.inputs import selection
from bench.inputs.catalogue import Catalogue
from bench.model.errors import UsageError
from bench.model.request import Request
from bench.model.types import Implementation, Workload

WORKLOAD = Workload(name="counts", title="", source="web_log", size=10, baseline="base", steps=("base", "step"))
BASE = Implementation(workload="counts", name="base")
STEP = Implementation(workload="counts", name="step")
ENGINE = Implementation(workload="counts", name="engine", requires=("polars",))
MINE = Implementation(workload="counts", name="engine", origin="mine", requires=("polars",))
CATALOGUE = Catalogue({"counts": WORKLOAD}, (BASE, STEP, ENGINE, MINE), {}, {})


def chosen(*patterns: str, with_requirements: bool = False) -> tuple[Implementation, ...]:
    return selection.implementations(CATALOGUE, [WORKLOAD], patterns, with_requirements=with_requirements)


def test_without_a_wish_it_is_what_needs_no_library_and_all_of_a_folder_that_was_given() -> None:
    assert chosen() == (BASE, STEP, MINE)
    assert chosen(with_requirements=True) == (BASE, STEP, ENGINE, MINE)


def test_a_pattern_may_be_a_name_a_glob_a_path_or_an_origin() -> None:
    assert chosen("engine") == (ENGINE, MINE)
    assert chosen("s*") == (STEP,)
    assert chosen("counts/base") == (BASE,)
    assert chosen("*@mine") == (MINE,)


def test_an_unknown_name_is_an_error_even_beside_a_known_one() -> None:
    with pytest.raises(UsageError, match="'stp'") as caught:
        chosen("base", "stp")

    assert "Did you mean 'step'?" in caught.value.hint


def test_a_name_of_another_workload_is_an_error_that_says_which() -> None:
    other = Implementation(workload="sums", name="closed_form")
    catalogue = Catalogue({"counts": WORKLOAD}, (BASE, other), {}, {})

    with pytest.raises(UsageError, match="'closed_form'") as caught:
        selection.implementations(catalogue, [WORKLOAD], ["closed_form"], with_requirements=False)

    assert "--workload sums" in caught.value.hint


def test_an_unknown_workload_is_an_error_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match="'count'") as caught:
        selection.workloads(CATALOGUE, ["count"])

    assert "Did you mean 'counts'?" in caught.value.hint


def test_the_baseline_is_the_wish_or_the_workloads_own_or_the_first_that_is_measured() -> None:
    assert selection.baseline(WORKLOAD, [BASE, STEP], "step") == "step"
    assert selection.baseline(WORKLOAD, [STEP, BASE], "") == "base"
    assert selection.baseline(WORKLOAD, [STEP, ENGINE], "") == "step"
    assert selection.baseline(WORKLOAD, [STEP, BASE], "step@impls") == "step@impls"
    with pytest.raises(UsageError, match="baseline 'base'"):
        selection.baseline(WORKLOAD, [STEP], "base")


def test_nothing_to_measure_is_an_error() -> None:
    with pytest.raises(UsageError, match="Nothing"):
        selection.implementations(Catalogue({}, (), {}, {}), [], (), with_requirements=True)


SOURCE = "def run(path): ...\n"


def a_folder(place: Path, *names: str) -> Path:
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(SOURCE)
    return place


@pytest.mark.parametrize(
    ("files", "asked"),
    [
        ((), ["error_counts"]),
        (("mine.py",), ["error_counts"]),
        (("streaks/__init__.py", "streaks/mine.py", "out/result.json", ".old/mine.py"), ["streaks"]),
        (("failed_requests/mine.py",), ["failed_requests"]),
        (("failed_requests/mine.py", "mine.py"), ["error_counts"]),
        (("streaks/__init__.py", "error_counts/mine.py"), ["error_counts"]),
    ],
)
def test_without_a_name_the_only_workload_of_the_folders_is_asked(
    files: tuple[str, ...], asked: list[str], tmp_path: Path
) -> None:
    assert list(selection.list_asked(Request(folders=(a_folder(tmp_path, *files),)))) == asked


def test_of_several_none_is_chosen_and_all_are_named(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, "streaks/mine.py", "failed_requests/mine.py")

    with pytest.raises(UsageError, match="failed_requests, streaks") as refused:
        selection.list_asked(Request(folders=(folder,)))

    assert "--workload failed_requests" in refused.value.hint
    assert selection.list_asked(Request(folders=(folder,), workloads=("streaks",))) == ("streaks",)
