import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from bench.analysis.comparison.verdict import BrokenLimit, ChangedRow, VerdictOnChange
from bench.cli.comparing import before
from bench.cli.comparing.before import Planned
from bench.cli.comparing.options import Before
from bench.model.errors import BenchError, UsageError
from bench.model.request import Again, Request
from tests.bench.builders import a_run

SOURCE = '"""{}"""\n\n\ndef run(path):\n    return {{}}\n'
Plan = Callable[..., Planned]


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / "error_counts" / f"{name}.py").write_text(SOURCE.format(text))


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Commit three rows; change one, leave one, remove one, add one."""
    folder = tmp_path / "mine"
    (folder / "error_counts").mkdir(parents=True)
    write(folder, changed="then", same="always", gone="then")
    settings = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    for words in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-qm", "x")):
        subprocess.run(["git", "-C", tmp_path, *settings, *words], check=True)
    write(folder, changed="now", fresh="now")
    (folder / "error_counts" / "gone.py").unlink()
    return folder


@pytest.fixture
def plan(mine: Path) -> Iterator[Plan]:
    with ExitStack() as stack:

        def made(asked: Before | None = None, **request: object) -> Planned:
            wanted = replace(Request(folders=(mine,), sweep=None), **request)  # type: ignore[arg-type]
            return stack.enter_context(before.planned(wanted, asked or Before(before="main")))

        yield made


def test_what_changed_is_measured_in_both_states_and_nothing_else(plan: Plan) -> None:
    found = plan()

    assert found.request.patterns == ("error_counts/changed@main", "error_counts/changed@mine")
    assert (found.count, found.change.unchanged) == (1, 1)
    assert [path.name for path in found.request.earlier["main"].rglob("*.py")] == ["changed.py"]


def test_what_cannot_be_compared_is_named(plan: Plan) -> None:
    said = "\n".join(plan().change.remarks)

    assert "error_counts/fresh" in said
    assert "error_counts/gone" in said


def test_rows_of_workloads_that_were_not_asked_for_are_not_named(plan: Plan, mine: Path) -> None:
    (mine / "countdown").mkdir()
    (mine / "countdown" / "fresh_there.py").write_text(SOURCE.format("x"))

    assert "fresh_there" not in "\n".join(plan().change.remarks)


def test_unchanged_rows_are_measured_as_well_if_asked_for(plan: Plan) -> None:
    found = plan(Before(before="main", all_before=True))

    assert (found.count, found.change.unchanged) == (2, 0)


def test_a_pattern_narrows_what_is_measured(plan: Plan) -> None:
    found = plan(patterns=("same",))

    assert (found.count, found.change.unchanged) == (0, 1)
    assert "Nothing was measured" in before.nothing(found.change)


def test_a_revision_called_like_the_folder_has_a_name_of_its_own(plan: Plan, mine: Path) -> None:
    subprocess.run(["git", "-C", mine, "branch", "-q", "elsewhere/mine"], check=True)

    states = plan(Before(before="elsewhere/mine")).change.states
    assert {label: state.origin for label, state in states.items()} == {"mine-2": "mine"}


@pytest.mark.parametrize(
    ("given", "rounds"), [({}, 12), ({"rounds": 7}, 7), ({"budget": 60.0}, None), ({"quick": True}, None)]
)
def test_rounds_are_those_that_name_ten_percent_unless_given(
    plan: Plan, given: dict[str, object], rounds: int | None
) -> None:
    assert plan(**given).request.rounds == rounds


def test_a_resumed_run_is_given_the_same_again(plan: Plan) -> None:
    asked = Before(before="main", fail_on=("wrong",))

    assert plan(asked).request.repeated[-4:] == ("--before", "main", "--fail-on", "wrong")
    with pytest.raises(UsageError, match="was measured with --before"):
        before.given_again(asked, Before(), "a run")
    with pytest.raises(UsageError, match="was measured without --before"):
        before.given_again(Before(), asked, "a run")
    before.given_again(asked, asked, "a run")


def test_one_folder_cannot_be_what_several_were(plan: Plan, mine: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()

    with pytest.raises(UsageError, match="several"):
        plan(Before(before=str(tmp_path)), folders=(mine, tmp_path / "other"))


@pytest.mark.parametrize(
    ("asked", "request_", "budgets"),
    [
        (Before(fail_on=("wrong",)), Request(), False),
        (Before(all_before=True), Request(), False),
        (Before(before="main"), Request(again=Again("x", a_run())), False),
        (Before(before="main"), Request(), True),
    ],
)
def test_options_that_exclude_each_other_are_refused(asked: Before, request_: Request, *, budgets: bool) -> None:
    with pytest.raises(UsageError):
        before.refuse(asked, request_, budgets=budgets)


def test_a_limit_that_cannot_be_read_ends_it_before_anything_is_looked_for(plan: Plan) -> None:
    with pytest.raises(UsageError, match="slow"):
        plan(Before(before="nosuch", fail_on=("slow",)))


def test_a_second_definition_of_a_workload_is_refused(plan: Plan, mine: Path) -> None:
    (mine / "error_counts" / "__init__.py").write_text(
        'SOURCE = "web_log"\nSIZE = 1\nBASELINE = "same"\n\n\ndef reference(source):\n    return {}\n'
    )

    with pytest.raises(BenchError, match="a different question"):
        plan()


def test_the_commit_of_a_revision_is_kept_and_of_a_folder_nothing_but_its_name(plan: Plan, mine: Path) -> None:
    head = subprocess.run(["git", "-C", mine, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout
    shutil.copytree(mine, mine.parent / "old")
    (mine / "error_counts" / "changed.py").write_text(SOURCE.format("once more"))

    of_revision = plan().request.before
    of_folder = plan(Before(before=str(mine.parent / "old"))).request.before

    assert of_revision is not None
    assert of_revision.states["main"].commit == head.strip()
    assert of_folder is not None
    assert (of_folder.states["old"].name, of_folder.states["old"].commit) == ("old", "")
    assert str(mine.parent) not in str(of_folder)


ROW = ChangedRow(
    row="w/a",
    before="ok",
    after="ok",
    sense="worse",
    words="w/a: worse.",
    times_as_fast=None,
    times_as_fast_low=None,
    times_as_fast_high=None,
    verdict="",
    noise_floor=None,
    peak_bytes_before=10.0,
    peak_bytes_after=20.0,
    memory_differs=True,
)
WRONG = replace(ROW, row="w/b", after="wrong-answer")
WAS_WRONG = replace(ROW, row="w/c", before="wrong-answer")


@pytest.mark.parametrize(
    ("limits", "broken", "rows", "code"),
    [
        ((), (), (ROW,), 0),
        ((), (), (ROW, WRONG), 3),
        ((), (), (WAS_WRONG,), 0),
        (("memory:50%",), (BrokenLimit("memory:50%", "w/a"),), (ROW,), 3),
        (("memory:100%",), (), (ROW,), 0),
        (("slower:5%",), (), (ROW, WRONG), 0),
    ],
)
def test_three_is_what_a_limit_names_and_without_one_what_fails(
    limits: tuple[str, ...], broken: tuple[BrokenLimit, ...], rows: tuple[ChangedRow, ...], code: int, tmp_path: Path
) -> None:
    found = VerdictOnChange(states=(), headline="", rows=rows, unchanged=0, remarks=(), limits=limits, broken=broken)

    assert before.conclude(found, tmp_path / "result.json") == code
    stored = json.loads((tmp_path / "before.json").read_bytes())
    assert [each["row"] for each in stored["rows"]] == [row.row for row in rows]
    assert bool(stored["broken"]) is bool(broken)
