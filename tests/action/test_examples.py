"""The files that a user copies: they name what there is, and their shell is run with stand-ins for what it calls."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.action.composite import ROOT, Composite, load
from tests.action.test_measuring import PUSH

EXAMPLES = sorted((ROOT / "docs/ci").glob("benchmark*.yml"))
GITLAB = load(ROOT / "docs/ci/gitlab-ci.yml")
OURS = re.compile(r"OWNER/leanlines(?P<path>/[\w./-]+)?@0{40}")


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in load(path)["jobs"].values() for step in job["steps"]]


def description(step: dict[str, Any]) -> dict[str, Any]:
    """Return the action of ours that a step uses."""
    found = OURS.fullmatch(step["uses"])
    assert found
    return load(ROOT / (found["path"] or "").lstrip("/") / "action.yml")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_has_no_right_that_it_does_not_name_and_uses_what_is_pinned(path: Path) -> None:
    text = path.read_text()

    assert load(path)["permissions"] == {}
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"]) for step in steps(path))
    assert text.count("persist-credentials: false") == text.count("actions/checkout@")
    assert not [step for step in steps(path) if "run" in step]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_gives_inputs_and_takes_outputs_that_there_are(path: Path) -> None:
    used = [step for step in steps(path) if OURS.match(step["uses"])]
    outputs = {step["id"]: description(step).get("outputs", {}) for step in used if "id" in step}

    assert used
    for step in used:
        assert step.get("with", {}).keys() <= description(step)["inputs"].keys()
        required = {name for name, each in description(step)["inputs"].items() if each.get("required")}
        assert required <= step.get("with", {}).keys()
    for name, output in re.findall(r"steps\.(\w+)\.outputs\.([\w-]+)", path.read_text()):
        assert output in outputs.get(name, {output})


def test_the_comment_follows_the_workflow_that_measures() -> None:
    measuring, comment = load(ROOT / "docs/ci/benchmark.yml"), load(ROOT / "docs/ci/benchmark-comment.yml")

    assert comment["on"]["workflow_run"]["workflows"] == [measuring["name"]]
    assert "checkout" not in str(comment["jobs"])


@pytest.mark.parametrize(
    ("repository", "address", "expected"),
    [
        ("Some/one", "", "https://some.github.io/one"),
        ("some/some.github.io", "", "https://some.github.io"),
        ("some/one", "https://a.example", "https://a.example"),
    ],
)
def test_a_result_is_added_to_the_site_where_it_is_published(
    repository: str, address: str, expected: str, tmp_path: Path
) -> None:
    tool = tmp_path / "tool"
    (tool / "leanlines").mkdir(parents=True)
    (tool / "leanlines" / "__main__.py").write_text(
        "import os, sys\nprint(os.environ['LEANLINES_FOLDER'], sys.argv[1:])"
    )
    (tool / ".github").mkdir()
    (tool / ".github" / "action").symlink_to(ROOT / ".github" / "action")
    (tool / ".ci").symlink_to(ROOT / ".ci")
    python = tmp_path / "python"
    python.write_text(
        '#!/bin/bash\ncase "$1 $2" in "-m venv") mkdir -p "$3/bin" && ln -s "$0" "$3/bin/python" ;;'
        f' "-m leanlines") exec {sys.executable} "$@" ;; esac\n'
    )
    python.chmod(0o755)

    found = Composite(
        action=ROOT / ".github/action/site/action.yml",
        work=tmp_path,
        temp=tmp_path / "temp",
        tool=tool / "one" / "two" / "three",  # as deep in the checkout as the action is
        python=python,
        context=PUSH,
        inputs={"result": "out/result.json", "address": address, "args": "--new-site"},
        environment={"GITHUB_REPOSITORY": repository, "GITHUB_REPOSITORY_OWNER": repository.partition("/")[0]},
    )
    found.tool.mkdir(parents=True)
    found.run()

    assert not found.failed, found.log
    assert found.results["folder"] == str(tmp_path / "temp" / "leanlines-site")
    words = ["site", "out/result.json", f"--from={expected}", "--keep=100"]
    assert f"{tmp_path} {[*words, '--out=' + found.results['folder'], '--new-site']}" in found.log


def run(job: str, folder: Path, *, ends: int, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the script of a job of GitLab, with a `nox` that leaves a result and ends with that code."""
    tools = folder / "tools"
    tools.mkdir()
    lines = ("#!/bin/bash", 'echo "$*" >> calls', "mkdir -p out/run", "touch out/run/report.html", f"exit {ends}")
    (tools / "nox").write_text("\n".join(lines) + "\n")
    (tools / "nox").chmod(0o755)
    script = "\n".join(GITLAB[job]["script"])
    known = {"PATH": f"{tools}:/usr/bin:/bin"} | variables
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=folder, env=known, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("ends", [0, 3])
def test_a_merge_request_is_measured_beside_its_base_and_ends_as_that_ended(ends: int, tmp_path: Path) -> None:
    done = run("compare", tmp_path, ends=ends, CI_MERGE_REQUEST_DIFF_BASE_SHA="f" * 40)

    assert done.returncode == ends, done.stderr
    assert f"--before {'f' * 40} --fail-on wrong" in (tmp_path / "calls").read_text()
    assert [path.name for path in (tmp_path / "benchmark").iterdir()] == ["report.html"]


@pytest.mark.parametrize(("ends", "calls"), [(0, 2), (1, 1)])
def test_the_site_is_built_of_what_was_measured_and_of_nothing_else(ends: int, calls: int, tmp_path: Path) -> None:
    done = run("pages", tmp_path, ends=ends, CI_PAGES_URL="https://some.example")

    assert (done.returncode != 0) is (ends != 0)
    assert len((tmp_path / "calls").read_text().splitlines()) == calls


def test_every_variable_for_gitlab_is_defined_or_one_of_its_own() -> None:
    text = (ROOT / "docs/ci/gitlab-ci.yml").read_text()

    used = set(re.findall(r"\$\{?([A-Z_]{3,})", text)) - {"PATH"}  # which the shell has
    assert {name for name in used if not name.startswith("CI_")} <= GITLAB["variables"].keys()
