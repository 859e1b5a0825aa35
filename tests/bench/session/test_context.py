import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from bench.model.request import Request
from bench.model.types import Checkout, Implementation, Limits, Plan, Run
from bench.session.context import blank_run
from bench.session.resolve import resolve
from tests.bench.builders import a_run

PLAN = Plan(run_id="r", started="", limits=Limits(seconds=1, memory=1))
SOURCE = '"""Mine."""\n\n\ndef run(path):\n    return {}\n'
OWN, OTHER = Checkout(commit="a" * 40), Checkout(commit="b" * 40, changed=True)


def git(folder: Path, *words: str) -> str:
    settings = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", "-C", folder, *settings, *words], check=True, capture_output=True, text=True).stdout


def begun(*folders: Path) -> Run:
    request = Request(folders=folders, patterns=("mine_*",), workloads=("error_counts",))
    return blank_run(resolve(request), PLAN, {}, {})


def test_a_result_names_the_commit_of_the_repository_that_the_measured_code_is_in(tmp_path: Path) -> None:
    ours, loose = tmp_path / "ours", tmp_path / "loose"
    for folder in (ours, loose):
        (folder / "error_counts").mkdir(parents=True)
        (folder / "error_counts" / f"mine_{folder.name}.py").write_text(SOURCE)
    git(ours, "init", "-q")
    git(ours, "add", "-A")
    git(ours, "commit", "-qm", "x")

    found = begun(ours, loose)

    assert found.repositories == {"ours": Checkout(commit=git(ours, "rev-parse", "HEAD").strip())}
    assert found.commits() == tuple(found.repositories.values())


@pytest.mark.parametrize(
    ("origins", "repositories", "expected"),
    [
        (("impls",), {}, (OWN,)),
        (("impls", "mine"), {"mine": OTHER}, (OTHER,)),
        (("mine", "theirs"), {"mine": OTHER, "theirs": OTHER}, (OTHER,)),
        (("mine", "theirs"), {"mine": OTHER, "theirs": OWN}, (OTHER, OWN)),
        (("impls", "mine"), {}, ()),  # as an older result says it: the commit of the tool is not that of the code
    ],
)
def test_the_commit_of_a_run_is_that_of_the_given_code_and_else_of_the_project(
    origins: tuple[str, ...], repositories: dict[str, Checkout], expected: tuple[Checkout, ...]
) -> None:
    items = tuple(Implementation(workload="w", name="n", origin=origin) for origin in origins)
    run = replace(a_run(), implementations=items, checkout=OWN, repositories=repositories)

    assert run.commits() == expected
