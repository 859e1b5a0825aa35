import json
from dataclasses import replace
from pathlib import Path

import pytest

from bench.analysis.comparison.twin_ranks import without_log
from bench.analysis.repetition.repetition import intend
from bench.cli import repeat_or_resume
from bench.cli.options import How, What
from bench.inputs.pythons import interpreters
from bench.model.errors import BenchError, UsageError
from bench.model.request import Request
from bench.model.types import EdgeCasePolicy, Run, TwinLikeness
from bench.results import result_file
from tests.bench.builders import a_row, a_run, on_python
from tests.bench.twins import TWIN, a_twin_run

OWN = interpreters.own_interpreter().version


def again(
    folder: Path,
    *arguments: str,
    what: What | None = None,
    how: How | None = None,
    python: str = OWN,
    **plan: object,
) -> Request:
    """Return the request of a report that was made by these arguments."""
    run = on_python(python, a_run(a_row()))
    path = folder / "result.json"
    result_file.write(replace(run, plan=replace(run.plan, arguments=arguments, **plan)), path)  # type: ignore[arg-type]
    return repeat_or_resume.again(what or What(), replace(how or How(), again=path))


def test_what_was_measured_is_asked_for_again(tmp_path: Path) -> None:
    found = again(tmp_path, "--lines", "5k", "--seed=7", "--preset", "dirty", "--cold", rounds=11)

    assert (found.sizes, found.seed, found.preset, found.cold, found.rounds) == ((5000,), 7, "dirty", True, 11)
    assert found.again is not None
    assert not found.again.trusted


def test_a_profile_is_taken_from_the_report_and_not_from_a_file_of_its_name(tmp_path: Path) -> None:
    path, run = tmp_path / "result.json", on_python(OWN, a_run(a_row()))
    stored = replace(run, plan=replace(run.plan, arguments=("--profile", "FILE")), profile="what it carries")
    result_file.write(stored, path)

    found = repeat_or_resume.again(What(), How(again=path))

    assert found.profile == "what it carries"


def stored_twin(folder: Path, run: Run) -> Path:
    path, there = folder / "result.json", on_python(OWN, run)
    result_file.write(
        replace(there, plan=replace(there.plan, arguments=("--log=FILE", "--twin", "--keep", "level"))), path
    )
    return path


def test_a_twin_is_measured_again_without_its_log_or_beside_it(tmp_path: Path) -> None:
    path, log = stored_twin(tmp_path, a_twin_run()), tmp_path / "own.log"

    alone = repeat_or_resume.again(What(), How(again=path))
    beside = repeat_or_resume.again(What(log=(log,)), How(again=path))

    assert (alone.log, alone.sizes, alone.sweep, alone.profile, alone.extent) == ((), (100,), (), "{}", None)
    assert (beside.log, beside.sizes, beside.profile) == ((log,), (), "{}")
    assert (alone.keep, beside.keep) == ((), ("level",))
    with pytest.raises(UsageError, match="has no effect"):
        repeat_or_resume.again(What(log=(log,), twin=True), How(again=path))
    with pytest.raises(UsageError) as shown:
        repeat_or_resume.again(What(log=(log,), show_data=True), How(again=path))
    assert "--show-data" in shown.value.hint


def test_what_measured_a_twin_alone_takes_no_log(tmp_path: Path) -> None:
    alone = without_log(a_twin_run())
    path = stored_twin(tmp_path, replace(alone, likeness=TwinLikeness(twin=TWIN.id)))

    assert repeat_or_resume.again(What(), How(again=path)).sizes == (100,)
    with pytest.raises(UsageError, match="was not measured"):
        repeat_or_resume.again(What(log=(tmp_path,)), How(again=path))


def test_a_run_on_a_log_and_its_twin_is_resumed_with_the_log(tmp_path: Path) -> None:
    stored_twin(tmp_path, a_twin_run())

    with pytest.raises(UsageError, match="measured on a log"):
        repeat_or_resume.resume(What(), How(resume=tmp_path))
    found = repeat_or_resume.resume(What(log=(tmp_path,)), How(resume=tmp_path))
    assert (found.log, found.profile) == ((tmp_path,), "{}")


def test_a_budget_is_kept_and_decides_the_rounds(tmp_path: Path) -> None:
    found = again(tmp_path, "--budget", "90s", budget=90.0, rounds=64)

    assert (found.budget, found.rounds) == (90, None)


@pytest.mark.parametrize(("long_rounds", "rounds"), [(3, None), (0, 6)])
def test_the_rounds_of_a_first_impression_follow_its_calls_again(
    tmp_path: Path, long_rounds: int, rounds: int | None
) -> None:
    found = again(tmp_path, "--quick", quick=True, rounds=6, long_rounds=long_rounds)

    assert (found.quick, found.rounds) == (True, rounds)


def test_a_stored_command_line_decides_nothing_beyond_what_is_measured(tmp_path: Path) -> None:
    words = (
        "--out=/elsewhere",
        "--show-data",
        "--resume",
        "/some/run",
        "--again",
        "/x",
        "--dry-run",
        "--trust",
        "0" * 64,
    )

    found = again(tmp_path, *words)

    assert (found.out, found.show_data, found.resume) == (Path("out"), False, None)
    assert found.again is not None
    assert found.again.name == "result.json"
    assert not found.again.trusted


@pytest.mark.parametrize("word", ["--log=/etc/passwd", "--log"])
def test_a_log_is_only_the_one_that_is_given_today(tmp_path: Path, word: str) -> None:
    words = (word,) if "=" in word else (word, "/etc/passwd")

    with pytest.raises(UsageError, match="a log"):
        again(tmp_path, *words)
    assert again(tmp_path, *words, what=What(log=(Path("mine.log"),))).log == (Path("mine.log"),)


@pytest.mark.parametrize("given", ["mine.toml", "cri+mine.toml"])
def test_a_format_of_the_users_own_that_implementations_were_written_for_is_given_again(
    tmp_path: Path, given: str
) -> None:
    run = on_python(OWN, a_run(a_row()))
    workload = replace(run.workloads["error_counts"], written_for="mine")
    plan = replace(run.plan, arguments=("--log", "FILE", "--format", given))
    path = tmp_path / "result.json"
    result_file.write(replace(run, workloads={"error_counts": workload}, plan=plan), path)
    own = What(log=(Path("mine.log"),))

    with pytest.raises(UsageError, match="--format") as refused:
        repeat_or_resume.again(own, How(again=path))

    assert "--format FILE" in refused.value.hint
    assert repeat_or_resume.again(replace(own, format="x/mine.toml"), How(again=path)).format == "x/mine.toml"


def test_a_log_that_has_no_part_in_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"not .* a log"):
        again(tmp_path, what=What(log=(Path("mine.log"),)))


def test_folders_are_only_those_that_are_given_today(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--impls evil"):
        again(tmp_path, "--impls=/somewhere/evil")
    assert again(tmp_path, "--impls=x", what=What(impls=(Path("mine"),))).folders == (Path("mine"),)
    assert again(tmp_path, "--impls=x", how=How(trust=("0" * 64,))).folders == ()


@pytest.mark.parametrize("build", ["freethreaded", "debug", "jit", "debug+jit", "nojit", "build0dff6c"])
def test_a_build_is_looked_for_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, build: str) -> None:
    monkeypatch.setattr(interpreters, "find_interpreter", lambda _: None)

    assert again(tmp_path, python=f"3.14.0+{build}").pythons == (f"3.14.0+{build}",)


@pytest.mark.parametrize("version", ["/tmp/evil", "./python", "3.11", "3.11.7 --x", "pypy", "3.14.0+a/b"])  # noqa: S108
def test_no_program_is_started_because_a_report_names_it(tmp_path: Path, version: str) -> None:
    with pytest.raises(BenchError, match="not a version"):
        again(tmp_path, python=version)
    assert again(tmp_path, "--python", version).pythons == ()


def test_a_python_that_this_machine_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"Python 3\.9\.99\b.* 3\."):
        again(tmp_path, python="3.9.99")


@pytest.mark.parametrize(
    ("what", "how", "option"),
    [(What(lines=5), How(), "--lines"), (What(impl=("x",)), How(), "--impl"), (What(), How(rounds=3), "--rounds")],
)
def test_an_option_that_the_report_decides_is_refused(tmp_path: Path, what: What, how: How, option: str) -> None:
    with pytest.raises(UsageError, match=option):
        again(tmp_path, what=what, how=how)


@pytest.mark.parametrize("words", [("--help",), ("--no-such-option",), ("surplus",), ("--lines", "many")])
def test_a_command_line_that_cannot_be_read_is_one_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(BenchError, match=r"result\.json") as caught:
        again(tmp_path, *words)
    assert "\n" not in str(caught.value)


def begun_for(older: Path, begun: Path) -> None:
    """Write a run that was begun to measure an older result again, and that was killed."""
    begun.mkdir()
    run = on_python(OWN, a_run(a_row()))
    result_file.write(replace(run, repeats=intend(result_file.read(older))), begun / "result.json")


def test_a_run_that_measures_a_report_again_is_gone_on_with_and_held_to_it(tmp_path: Path) -> None:
    again(tmp_path)
    older, begun = tmp_path / "result.json", tmp_path / "begun"
    begun_for(older, begun)

    found = repeat_or_resume.again(What(), How(again=older, resume=begun))

    assert found.again is not None
    assert (found.resume, found.again.name) == (begun, "result.json")
    with pytest.raises(UsageError, match=r"run r\b") as caught:
        repeat_or_resume.resume(What(), How(resume=begun))
    assert "--again REPORT" in caught.value.hint


def test_another_report_than_it_was_begun_with_is_refused(tmp_path: Path) -> None:
    again(tmp_path)
    older, begun = tmp_path / "result.json", tmp_path / "begun"
    begun_for(older, begun)
    again(tmp_path, "--seed=2")

    with pytest.raises(UsageError, match=r"^begun .* result\.json"):
        repeat_or_resume.again(What(), How(again=older, resume=begun))


def test_who_goes_on_with_a_run_has_said_what_may_be_shown(tmp_path: Path) -> None:
    run = on_python(OWN, a_run(a_row()))
    plan = replace(run.plan, arguments=("--log", "FILE", "--show-data"), show_data=True)
    result_file.write(replace(run, plan=plan), tmp_path / "result.json")

    found = repeat_or_resume.resume(What(log=(Path("mine.log"),)), How(resume=tmp_path))

    assert (found.resume, found.show_data, found.log, found.again) == (tmp_path, True, (Path("mine.log"),), None)


@pytest.mark.parametrize("policy", EdgeCasePolicy)
def test_what_edge_cases_meant_is_kept_and_cannot_be_changed(tmp_path: Path, policy: EdgeCasePolicy) -> None:
    log = What(log=(tmp_path / "own.log",))

    found = again(tmp_path, "--log", "FILE", what=log, edge_cases=policy)

    assert found.edge_cases is policy
    with pytest.raises(UsageError, match="--edge-cases has no effect"):
        again(tmp_path, "--log", "FILE", what=log, how=How(edge_cases=policy), edge_cases=policy)


def test_a_result_from_before_there_was_a_choice_refused_rows() -> None:
    plain = json.loads(result_file.to_json(a_run(a_row())))
    del plain["plan"]["edge_cases"], plain["outcomes"][0]["edge_cases"]

    read = result_file.from_json(json.dumps(plain).encode(), "result.json")

    assert read.plan.edge_cases is EdgeCasePolicy.REFUSE


def test_edge_cases_disqualify_on_synthetic_data_and_are_remarked_on_a_log() -> None:
    found = [what.request(How(), ()).edge_cases for what in (What(), What(log=(Path("own.log"),)))]

    assert found == [EdgeCasePolicy.REFUSE, EdgeCasePolicy.WARN]
