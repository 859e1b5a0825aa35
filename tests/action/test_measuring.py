"""The steps of the action, in a temporary repository, with a Leanlines that writes down how it was called."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bench.cli.comparing.options import Before
from leanlines.measure import app
from tests.action.composite import ROOT, Composite

TOOL = """
import json, os, pathlib, sys
os.chdir(os.environ["LEANLINES_FOLDER"])
with open({calls!r}, "a") as file:
    file.write(json.dumps(sys.argv[1:]) + chr(10))
if sys.argv[1] == "bench" and {measured}:
    out = next(word.partition("=")[2] for word in sys.argv if word.startswith("--out="))
    folder = pathlib.Path(out, "run")
    folder.mkdir(parents=True)
    for name, text in (("result.json", "{{}}"), ("report.html", "drawn"), ("table.md", "drawn as md")):
        folder.joinpath(name).write_text(text)
    if any(word.startswith("--before=") for word in sys.argv):
        folder.joinpath("before.json").write_text(json.dumps({{"rows": [{{"sense": {sense!r}}}]}}))
sys.exit({code} if sys.argv[1] == "bench" else {held})
"""
PYTHON = """#!/bin/bash
echo "$*" >> "$RUNNER_TEMP/installed"
case "$1 $2" in
  "-c "*) exit {old} ;;
  "-m venv") mkdir -p "$3/bin" && ln -s "$0" "$3/bin/python" ;;
  "-I "*) exec {python} "$@" ;;
esac
"""
PUSH = {
    "github.event_name": "push",
    "github.ref": "refs/heads/main",
    "github.event.repository.default_branch": "main",
}
PULL = PUSH | {"github.event_name": "pull_request", "github.ref": "refs/pull/7/merge"}
Use = Callable[..., Composite]


@pytest.fixture
def use(tmp_path: Path) -> Use:
    """Return what uses the action once; `code`, `measured`, `sense`, `held` and `old` say how its tool behaves."""

    def run(
        context: dict[str, str] = PUSH,
        *,
        given: dict[str, str] | None = None,
        environment: dict[str, str] | None = None,
        **facts: object,
    ) -> Composite:
        tool, work = tmp_path / "tool", tmp_path / "work"
        work.mkdir(exist_ok=True)
        facts = {"code": 0, "measured": True, "sense": "worse", "held": 0, "old": 0} | facts
        (tool / "leanlines").mkdir(parents=True)
        (tool / "leanlines" / "__main__.py").write_text(TOOL.format(calls=str(tmp_path / "calls"), **facts))
        (tool / ".github").mkdir()
        (tool / ".github" / "action").symlink_to(ROOT / ".github" / "action")
        (tool / ".ci").symlink_to(ROOT / ".ci")
        python = tmp_path / "python"
        python.write_text(PYTHON.format(python=sys.executable, old=facts["old"]))
        python.chmod(0o755)
        return Composite(
            action=ROOT / "action.yml",
            work=work,
            temp=tmp_path / "temp",
            tool=tool,
            python=python,
            context=context,
            inputs={"impls": "mine"} | (given or {}),
            environment=environment or {},
        ).run()

    return run


def calls(tmp_path: Path) -> list[list[str]]:
    return [json.loads(line) for line in (tmp_path / "calls").read_text().splitlines()]


def commit(work: Path, *texts: str) -> str:
    """Commit each text in a repository at `work`; return the hash of the last commit."""
    settings = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    words: list[Sequence[str]] = [("init", "-q"), *(("commit", "-q", "--allow-empty", "-m", text) for text in texts)]
    for each in words:
        subprocess.run(["git", "-C", work, *settings, *each], check=True)
    done = subprocess.run(["git", "-C", work, "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_what_is_measured_is_published_and_put_out(use: Use) -> None:
    found = use()

    assert not found.failed, found.log
    html, plain = found.uploads
    assert (Path(html).suffix, Path(plain).suffix) == (".html", ".json")
    assert Path(html).stem == Path(plain).stem
    results = found.results
    assert results["code"] == "0"
    assert results["report-url"] == "https://example.org/artifacts/1"
    assert Path(results["result"]).read_text() == "{}"
    assert Path(results["comment"]).read_text() == "drawn as md"
    assert results["changed"] == ""
    assert found.summary == "drawn as md\n"


def test_inputs_become_one_command(use: Use, tmp_path: Path) -> None:
    given = {
        "workload": "error_counts",
        "log": "my log.txt",
        "budget": "5m",
        "budgets": "budgets.toml",
        "args": "--impl\n x* \n\n--quick",
    }

    use(given=given)

    ((_, *words),) = calls(tmp_path)
    expected = ["--impls=mine", "--workload=error_counts", "--log=my log.txt", "--budget=5m"]
    assert words[:-1] == [*expected, "--check-budgets=budgets.toml", "--impl", "x*", "--quick"]


@pytest.mark.parametrize("given", [{"before": "main", "budget": "5m"}, {"budgets": "b.toml", "log": "a.log"}])
def test_the_command_is_one_that_leanlines_understands(given: dict[str, str], use: Use, tmp_path: Path) -> None:
    use(given={"workload": "countdown", "lines": "1M", "fail-on": "slower:5%\nwrong", "args": "--impl\nx"} | given)

    ((_, *words),) = calls(tmp_path)
    _, bound, _ = app.parse_args(["run", *words], exit_on_error=False, print_error=False)
    what, earlier = bound.arguments["what"], bound.arguments.get("earlier", Before())
    assert (what.impls, what.workload) == ((Path("mine"),), ("countdown",))
    assert earlier.before == given.get("before")


def test_the_environment_is_installed_by_hash_and_nothing_else_is(use: Use, tmp_path: Path) -> None:
    use()

    installed = (tmp_path / "temp" / "installed").read_text().splitlines()
    (pip,) = [line for line in installed if line.startswith("-m pip")]
    assert "--require-hashes" in pip
    assert pip.endswith(".ci/publishing.txt")


def test_a_python_that_is_too_old_ends_the_job_with_a_remedy(use: Use) -> None:
    found = use(old=1)

    assert found.failed
    assert "--python=3.10" in found.log
    assert found.uploads == []


def test_a_wrong_answer_fails_the_job_after_its_report_is_published(use: Use) -> None:
    found = use(code=3)

    assert found.failed
    assert len(found.uploads) == 2
    assert found.results["code"] == "3"
    assert "not ok" in found.log


@pytest.mark.parametrize("code", [0, 130])  # 0: what was to be compared with nothing cannot have stayed the same
def test_where_nothing_was_measured_the_job_fails_and_says_so(use: Use, code: int) -> None:
    found = use(code=code, measured=False)

    assert found.failed
    assert found.results["code"] == str(code or 1)
    assert found.uploads == []
    assert "Nothing was measured" in found.log
    assert "Nothing was measured" in found.summary


def test_where_nothing_changed_the_job_goes_well_and_says_so(use: Use) -> None:
    found = use(measured=False, given={"before": "main"})

    assert not found.failed
    assert "No row changed" in found.summary


@pytest.mark.parametrize(("sense", "changed"), [("better and worse", "true"), ("untested", "false")])
def test_whether_a_difference_is_claimed_is_put_out(use: Use, sense: str, changed: str) -> None:
    assert use(sense=sense, given={"before": "main"}).results["changed"] == changed


def test_a_pull_request_is_measured_beside_what_it_will_be_merged_into(use: Use, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    merge = commit(tmp_path / "work", "base", "merge")

    use(PULL, given={"fail-on": "wrong\nslower:5%"}, environment={"GITHUB_SHA": merge})

    assert {"--before=HEAD^1", "--fail-on=wrong", "--fail-on=slower:5%"} <= set(calls(tmp_path)[0])


@pytest.mark.parametrize(("texts", "sha"), [(("merge",), ""), (("base", "head"), "f" * 40), ((), "f" * 40)])
def test_without_the_base_in_the_clone_nothing_is_compared_and_that_is_said(
    use: Use, tmp_path: Path, texts: tuple[str, ...], sha: str
) -> None:
    (tmp_path / "work").mkdir()
    head = commit(tmp_path / "work", *texts) if texts else ""

    found = use(PULL, environment={"GITHUB_SHA": sha or head})

    assert "fetch-depth: 2" in found.log
    assert not any(word.startswith(("--before", "--fail-on")) for word in calls(tmp_path)[0])


@pytest.mark.parametrize(("held", "code"), [(0, "0"), (3, "3")])
def test_beside_a_change_budgets_are_checked_afterwards(use: Use, tmp_path: Path, held: int, code: str) -> None:
    found = use(held=held, given={"before": "main", "budgets": "b.toml"})

    assert calls(tmp_path)[1][0] == "budgets"
    assert "--file=b.toml" in calls(tmp_path)[1]
    assert found.results["code"] == code


HOSTILE = {
    "impls": "$(touch pwned)",
    "workload": "`touch pwned`",
    "log": "'; touch pwned; '",
    "lines": '"; touch pwned; "',
    "before": "--out",
    "budget": "${{ github.token }}",
    "budgets": "a\ncode=0",
    "fail-on": "&& touch pwned",
    "args": "| touch pwned\n../../x",
}


def test_every_input_is_a_word_and_no_command(use: Use, tmp_path: Path) -> None:
    found = use(given=HOSTILE, code=1)

    words = set(calls(tmp_path)[0])
    joined = ("impls", "workload", "log", "lines", "before", "budget", "fail-on")
    assert {f"--{name}={HOSTILE[name]}" for name in joined} | {"| touch pwned", "../../x"} <= words
    assert f"--file={HOSTILE['budgets']}" in calls(tmp_path)[1]
    assert not list(tmp_path.rglob("pwned"))
    assert found.results["code"] == "1"
    assert all(set(Path(name).stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-") for name in found.uploads)


def test_two_calls_in_one_run_have_artifacts_of_their_own(use: Use, tmp_path: Path) -> None:
    first = use(given={"workload": "error_counts"}).uploads
    second = Composite(
        action=ROOT / "action.yml",
        work=tmp_path / "work",
        temp=tmp_path / "temp",
        tool=tmp_path / "tool",
        python=tmp_path / "python",
        context=PUSH,
        inputs={"impls": "mine", "workload": "countdown"},
    )

    assert set(first).isdisjoint(second.run().uploads)


OTHER = PUSH | {"github.ref": "refs/heads/other"}
TARGET = PUSH | {"github.event_name": "pull_request_target"}  # runs on the default branch, for code of anybody


@pytest.mark.parametrize(("context", "saved"), [(PUSH, True), (PULL, False), (OTHER, False), (TARGET, False)])
def test_the_cache_is_restored_always_and_saved_by_a_push_to_the_default_branch_alone(
    use: Use, context: dict[str, str], *, saved: bool
) -> None:
    used = use(context).used

    assert "actions/cache/restore" in used
    assert ("actions/cache/save" in used) is saved
