import json
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from bench.analysis.comparison.before_after import Revised
from bench.cli.comparing import before
from bench.cli.comparing.before import Before, Planned
from bench.model.errors import BenchError, UsageError
from bench.model.request import Again, Request
from bench.model.types import Status
from tests.bench.builders import a_row, a_run

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
def plan(mine: Path) -> Plan:
    with ExitStack() as stack:

        def made(asked: Before | None = None, **request: object) -> Planned:
            wanted = replace(Request(folders=(mine,), sweep=None), **request)  # type: ignore[arg-type]
            return stack.enter_context(before.planned(wanted, asked or Before(before="main")))

        yield made


def test_what_changed_is_measured_in_both_states_and_nothing_else(plan: Plan) -> None:
    found = plan()

    assert found.request.patterns == ("error_counts/changed@main", "error_counts/changed@mine")
    assert (found.count, found.unchanged) == (1, 1)
    assert [path.name for path in found.request.earlier["main"].rglob("*.py")] == ["changed.py"]


def test_what_cannot_be_compared_is_named(plan: Plan) -> None:
    said = "\n".join(plan().said)

    assert "error_counts/fresh" in said
    assert "error_counts/gone" in said


def test_rows_of_workloads_that_were_not_asked_for_are_not_named(plan: Plan, mine: Path) -> None:
    (mine / "countdown").mkdir()
    (mine / "countdown" / "fresh_there.py").write_text(SOURCE.format("x"))

    assert "fresh_there" not in "\n".join(plan().said)


def test_unchanged_rows_are_measured_as_well_if_asked_for(plan: Plan) -> None:
    found = plan(Before(before="main", all_before=True))

    assert (found.count, found.unchanged) == (2, 0)


def test_a_pattern_narrows_what_is_measured(plan: Plan) -> None:
    found = plan(patterns=("same",))

    assert (found.count, found.unchanged) == (0, 1)
    assert "Nothing was measured" in before.nothing(found)


def test_a_revision_called_like_the_folder_has_a_name_of_its_own(plan: Plan, mine: Path) -> None:
    subprocess.run(["git", "-C", mine, "branch", "-q", "elsewhere/mine"], check=True)

    assert plan(Before(before="elsewhere/mine")).origins == {"mine-2": "mine"}


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
def test_options_that_exclude_each_other_are_refused(asked: Before, request_: Request, budgets: bool) -> None:  # noqa: FBT001
    with pytest.raises(UsageError):
        before.refuse(asked, request_, budgets=budgets)


def test_a_limit_that_cannot_be_read_ends_it_before_anything_is_looked_for(plan: Plan) -> None:
    with pytest.raises(UsageError, match="slow"):
        plan(Before(before="nosuch", fail_on=("slow",)))


def test_a_second_definition_of_a_workload_is_refused(plan: Plan, mine: Path) -> None:
    (mine / "error_counts" / "__init__.py").write_text(
        'SOURCE = "web_log"\nSIZE = 1\nBASELINE = "same"\n\n\ndef reference(source):\n    return {}\n'
    )

    with pytest.raises(BenchError, match="another question"):
        plan()


WORSE = Revised(row="w/a", before=a_row(), after=a_row(), peaks=(10.0, 20.0), memory_differs=True)
WRONG = replace(WORSE, row="w/b", after=a_row(status=Status.WRONG_ANSWER))
WAS_WRONG = replace(WORSE, row="w/c", before=a_row(status=Status.WRONG_ANSWER), peaks=None, memory_differs=False)


@pytest.mark.parametrize(
    ("limits", "rows", "code"),
    [
        ((), (WORSE,), 0),
        ((), (WORSE, WRONG), 3),
        ((), (WAS_WRONG,), 0),
        (("memory:50%",), (WORSE,), 3),
        (("memory:100%",), (WORSE,), 0),
        (("slower:5%",), (WORSE, WRONG), 0),
        (("slower:5%", "wrong"), (WORSE, WRONG), 3),
    ],
)
def test_three_is_what_a_limit_names_and_without_one_what_fails(
    plan: Plan, tmp_path: Path, limits: tuple[str, ...], rows: tuple[Revised, ...], code: int
) -> None:
    asked = Before(before="main", fail_on=limits)

    assert before.ended(rows, plan(asked), asked, tmp_path / "result.json") == code
    stored = json.loads((tmp_path / "before.json").read_bytes())
    assert [each["row"] for each in stored["rows"]] == [row.row for row in rows]
    assert bool(stored["broken"]) is bool(limits and code)
