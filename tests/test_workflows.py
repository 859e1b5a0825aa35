"""What the workflows promise, held without a runner: their shell is run with stand-ins for what it calls."""

import re
import shutil
import subprocess
import textwrap
from pathlib import Path

import pytest

from tests.gold import Gold

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))
PUBLISH = ROOT / ".github/workflows/publish.yml"
RUN = re.compile(
    r"^(?P<indent> *)(?:- )?run: (?:\|\n(?P<block>(?:(?P=indent)  .*\n|\n)+)|(?P<line>.+)\n)", re.MULTILINE
)


def scripts(path: Path) -> list[str]:
    """Return what every step of a workflow runs."""
    return [textwrap.dedent(found["block"] or found["line"]) for found in RUN.finditer(path.read_text() + "\n")]


def job(name: str) -> str:
    """Return the lines of one job of the publication."""
    found = re.search(rf"^  {name}:\n(?:    .*\n|\n)+", PUBLISH.read_text(), re.MULTILINE)
    assert found
    return found[0]


def run(script: str, folder: Path, **surroundings: str) -> subprocess.CompletedProcess[str]:
    """Run a step as the runner does, with a `nox` that ends as the words of `ENDS` say, one call after the other."""
    tools = folder / "tools"
    tools.mkdir(exist_ok=True)
    stand_in = '#!/bin/bash\necho "$*" >> "$CALLS"\nset -- $ENDS; shift $(($(wc -l < "$CALLS") - 1)); exit "$1"\n'
    (tools / "nox").write_text(stand_in)
    (tools / "nox").chmod(0o755)
    given = {"PATH": f"{tools}:/usr/bin:/bin", "CALLS": str(folder / "calls"), "GITHUB_OUTPUT": str(folder / "output")}
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, env=given | surroundings, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_workflow_has_no_right_that_it_does_not_name_and_runs_only_what_is_pinned(path: Path) -> None:
    text = path.read_text()

    assert re.search(r"^permissions: \{\}$", text, re.MULTILINE)
    assert "pull_request_target" not in text
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used) for used in re.findall(r"uses: (\S+)", text))
    assert text.count("persist-credentials: false") == text.count("actions/checkout@")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_expression_stands_in_a_script(path: Path) -> None:
    assert scripts(path)
    assert not [script for script in scripts(path) if "${{" in script]


def test_the_job_that_may_write_the_pages_runs_nothing_of_this_project() -> None:
    deploy = job("deploy")

    assert "pages: write" in deploy
    assert "run:" not in deploy
    assert "checkout" not in deploy
    assert PUBLISH.read_text().count(": write") == deploy.count(": write")


@pytest.mark.parametrize(("ends", "code", "told"), [("0 0", 0, "0"), ("3 0", 0, "3"), ("0 3", 0, "3"), ("1 0", 1, "")])
def test_a_row_that_is_not_ok_is_published_and_told_and_what_is_broken_ends_the_job(
    ends: str, code: int, told: str, tmp_path: Path
) -> None:
    (script,) = [each for each in scripts(PUBLISH) if "GITHUB_OUTPUT" in each]

    done = run(script, tmp_path, ENDS=ends)

    assert done.returncode == code, done.stderr
    output = tmp_path / "output"
    assert (output.read_text() if output.exists() else "") == (f"code={told}\n" if told else "")


@pytest.mark.parametrize(("code", "ended"), [("0", 0), ("3", 1), ("", 1)])
def test_the_verdict_is_red_where_a_row_is_not_ok(code: str, ended: int, tmp_path: Path) -> None:
    (script,) = [each for each in scripts(PUBLISH) if "$CODE" in each]

    assert run(script, tmp_path, CODE=code).returncode == ended


@pytest.mark.parametrize(
    ("address", "expected"), [("", "https://someone.github.io/leanlines"), ("https://a.example", "https://a.example")]
)
def test_the_site_is_fetched_from_where_it_is_published(address: str, expected: str, tmp_path: Path) -> None:
    (script,) = [each for each in scripts(PUBLISH) if "nox -s site" in each]
    repository = {"GITHUB_REPOSITORY_OWNER": "someone", "GITHUB_REPOSITORY": "someone/leanlines"}

    assert run(script, tmp_path, ENDS="0", ADDRESS=address, **repository).returncode == 0

    assert f"--from {expected} " in (tmp_path / "calls").read_text()


@pytest.mark.parametrize("tables", [[], ["one"], ["one", "two"]])
def test_the_summary_of_a_job_holds_every_table_or_says_that_there_is_none(
    tables: list[str], tmp_path: Path, gold: Gold
) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/summary", tmp_path / ".ci/summary")
    for name in tables:
        (tmp_path / "out" / name).mkdir(parents=True)
        (tmp_path / "out" / name / "table.md").write_text(f"table {name}\n")

    done = run("bash .ci/summary", tmp_path, GITHUB_STEP_SUMMARY=str(tmp_path / "summary"))

    assert done.returncode == 0
    said = (tmp_path / "summary").read_text()
    if tables:
        assert said == "".join(f"table {name}\n" for name in tables)
    else:
        gold("comment", "the summary of a job without a table", said)
