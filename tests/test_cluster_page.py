"""The scripts of docs/cluster.md make one dataset and one result; schedulers and machines are stood in for."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bench.cli import repeat_or_resume
from generators.cli.app import main
from generators.lines.blocks import BLOCK
from generators.making import identity

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "cluster.md").read_text(encoding="utf-8")
FENCED: list[tuple[str, str]] = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
SCRIPTS = [text for kind, text in FENCED if kind == "sh"]
[JOIN] = [text for text in SCRIPTS if text.startswith("leanlines data join")]
JOBS: dict[str, Any] = {
    job["metadata"]["name"]: job for job in (YAML(typ="safe").load(text) for kind, text in FENCED if kind == "yaml")
}
SHARE = "data web_log --lines 10B --part"
HOSTS = ["one", "two", "three", "four"]
STANDS_IN = {
    "leanlines": """
        echo leanlines "$@"
        [ "$1" = bench ] || exit 0
        while [ "$1" != --out ]; do shift; done
        mkdir -p "$2/RUN"
        : > "$2/RUN/result.json"
    """,
    "ssh": '[ "$1" = -n ] || exit 9; echo "to $2"; shift 2; exec "$@"',  # without -n a terminal stops it
    "srun": 'shift; for SLURM_PROCID in 0 1 2 3; do SLURM_PROCID=$SLURM_PROCID "$@"; done',
}


def script(*words: str) -> str:
    """Return the one script of the page that holds all these."""
    [only] = [text for text in SCRIPTS if all(word in text for word in words)]
    return only


def pod(job: str) -> str:
    [container] = JOBS[job]["spec"]["template"]["spec"]["containers"]
    assert container["command"] == ["sh", "-c"]
    [text] = container["args"]
    return str(text)


class ScriptRunner:
    """Runs a script where `leanlines`, `ssh` and `srun` only say what they were given, kept in one folder."""

    def __init__(self, folder: Path) -> None:
        self.kept = folder / "kept"
        self.kept.mkdir()
        self._path = folder
        for name, does in STANDS_IN.items():
            (folder / name).write_text(f"#!/bin/sh\n{does}\n")
            (folder / name).chmod(0o755)

    def __call__(self, script: str, **surroundings: str) -> list[str]:
        here = re.sub(r"/(mnt/big|data)\b", str(self.kept), script)
        environment = {"PATH": f"{self._path}:/usr/bin:/bin", "USER": "somebody", **surroundings}
        ran = subprocess.run(["sh", "-euc", here], env=environment, capture_output=True, text=True, check=True)
        return ran.stdout.replace(str(self.kept), "KEPT").splitlines()


@pytest.fixture
def run(tmp_path: Path) -> ScriptRunner:
    return ScriptRunner(tmp_path)


def parts_of_slurm(run: ScriptRunner, tasks: range, text: str) -> Iterator[str]:
    for task in tasks:
        yield from run(text, SLURM_ARRAY_TASK_ID=str(task))


def test_the_tasks_of_an_array_make_a_dataset_that_joins(run: ScriptRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "PART", BLOCK)
    array = script("--array=1-597")
    assert list(parts_of_slurm(run, range(597, 598), array)) == [f"leanlines {SHARE} 597/597 --jobs 2 --out KEPT/web"]

    small = array.replace("10B", str(2 * BLOCK + 1_000)).replace("/597", "/3").replace("--jobs 2", "--jobs 1 --quiet")
    for said in [*parts_of_slurm(run, range(1, 4), small), *run(JOIN)]:
        assert main(shlex.split(said.replace("KEPT", str(run.kept)))[2:]) == 0

    assert (run.kept / "web" / "dataset.json").exists()


def test_a_pod_makes_the_part_after_its_index(run: ScriptRunner) -> None:
    spec = JOBS["parts"]["spec"]

    assert spec["completionMode"] == "Indexed"
    for index in (0, spec["completions"] - 1):
        [said] = run(pod("parts"), JOB_COMPLETION_INDEX=str(index))
        assert said == f"leanlines {SHARE} {index + 1}/597 --jobs 1 --out KEPT/web"


def test_each_machine_behind_ssh_makes_a_share(run: ScriptRunner) -> None:
    *shares, last = run(script("ssh", SHARE))

    said = [
        line for n, host in enumerate(HOSTS, 1) for line in (f"to {host}", f"leanlines {SHARE} {n}/4 --out KEPT/web")
    ]
    assert sorted(shares) == sorted(said)
    assert last == "leanlines data join KEPT/web"


def pooled(said: list[str]) -> tuple[list[str], str]:
    """Return where results are written, once each command is known to be understood, and what pools them."""
    *runs, last = [line for line in said if line.startswith("leanlines")]
    for line in runs:
        _, wanted, _ = repeat_or_resume._reader(shlex.split(line)[2:], exit_on_error=False, print_error=False)
        assert wanted.rounds == 8
    return [shlex.split(line)[-1] for line in runs], last


def test_a_job_of_slurm_pools_what_its_machines_measured(run: ScriptRunner) -> None:
    assert "#SBATCH --exclusive" in script("srun")

    folders, last = pooled(run(script("srun"), SLURM_JOB_ID="7"))

    assert folders == [f"KEPT/runs-7/{number}" for number in range(4)]
    assert last.split()[1:] == ["pool", *(f"{each}/RUN/result.json" for each in folders), "--out", "KEPT/runs-7"]


def test_what_machines_behind_ssh_measured_is_pooled(run: ScriptRunner) -> None:
    folders, last = pooled(run(script("ssh", "bench")))

    assert sorted(folders) == sorted(f"KEPT/runs/{host}" for host in HOSTS)
    assert last.split()[1:-2] == ["pool", *(f"KEPT/runs/{host}/RUN/result.json" for host in sorted(HOSTS))]


def test_pods_measure_once_on_a_node(run: ScriptRunner) -> None:
    template = JOBS["benchmark"]["spec"]["template"]
    [away] = template["spec"]["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert away["labelSelector"]["matchLabels"] == template["metadata"]["labels"]
    (run.kept / "runs").mkdir()

    said = [line for node in "ab" for line in run(pod("benchmark"), NODE=node)]
    with pytest.raises(subprocess.CalledProcessError):
        run(pod("benchmark"), NODE="a")

    folders, last = pooled([*said, *run(script("/data/pooled"))])
    assert folders == ["KEPT/runs/a", "KEPT/runs/b"]
    assert last.split()[1:] == ["pool", *(f"{each}/RUN/result.json" for each in folders), "--out", "KEPT/pooled"]


def test_certificates_are_named_as_dask_reads_them(run: ScriptRunner) -> None:
    config = pytest.importorskip("dask.config", reason="Dask is not installed here")

    said = run(f"{script('TLS')}\nenv | grep ^DASK_", HOME="/home/somebody")
    read = config.collect_env(dict(line.split("=", 1) for line in said))

    assert config.get("distributed.comm.require-encryption", config=read) is True
    assert config.get("distributed.comm.tls.ca-file", config=read) == "KEPT/tls/ca.pem"
    for role in ("client", "scheduler", "worker"):
        for kind in ("cert", "key"):
            assert config.get(f"distributed.comm.tls.{role}.{kind}", config=read) == f"/home/somebody/tls/{kind}.pem"
