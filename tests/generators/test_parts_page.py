"""The scripts of docs/parts.md give each task its share; schedulers and machines are stood in for."""

import re
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "parts.md").read_text(encoding="utf-8")
BLOCKS: dict[str, str] = dict(re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL))
SCRIPTS = {text.split()[0]: text for kind, text in re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL) if kind == "sh"}
WHOLE = "data web_log --lines 10B --part"


@pytest.fixture
def run(tmp_path: Path) -> "ScriptRunner":
    return ScriptRunner(tmp_path)


class ScriptRunner:
    """Runs a script where `leanlines` and `ssh` only print what they were given."""

    def __init__(self, folder: Path) -> None:
        self._path = folder
        for name in ("leanlines", "ssh"):
            (folder / name).write_text(f'#!/bin/sh\necho {name} "$@"\n')
            (folder / name).chmod(0o755)

    def __call__(self, script: str, **surroundings: str) -> list[str]:
        environment = {"PATH": f"{self._path}:/usr/bin:/bin", **surroundings}
        ran = subprocess.run(["sh", "-euc", script], env=environment, capture_output=True, text=True, check=True)
        return ran.stdout.splitlines()


def test_a_task_of_slurm_makes_the_part_of_its_number(run: ScriptRunner) -> None:
    said = run(SCRIPTS["#!/bin/sh"], SLURM_ARRAY_TASK_ID="597")

    assert said == [f"leanlines {WHOLE} 597/597 --jobs 2 --out /mnt/big/web"]


def test_a_pod_of_kubernetes_makes_the_part_after_its_index(run: ScriptRunner) -> None:
    job = YAML(typ="safe").load(BLOCKS["yaml"])
    [container] = job["spec"]["template"]["spec"]["containers"]

    assert (job["kind"], job["spec"]["completionMode"]) == ("Job", "Indexed")
    assert container["command"] == ["sh", "-c"]
    [script] = container["args"]
    for index in (0, job["spec"]["completions"] - 1):
        [said] = run(script, JOB_COMPLETION_INDEX=str(index))
        assert said == f"leanlines {WHOLE} {index + 1}/597 --jobs 1 --out /data/web"


def test_each_machine_behind_ssh_makes_a_share(run: ScriptRunner) -> None:
    *shares, last = run(SCRIPTS["n=0"])

    hosts = enumerate(("one", "two", "three", "four"), 1)
    assert sorted(shares) == sorted(f"ssh {host} leanlines {WHOLE} {n}/4 --out /mnt/big/web" for n, host in hosts)
    assert last == "leanlines data join /mnt/big/web"
