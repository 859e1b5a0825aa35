"""What a command imports before it does anything: help and a list of names need no library that computes or draws."""

import json
import subprocess
import sys

import pytest

from bench.model import paths

CASES = {  # in this order, in one process
    "--help": ("leanlines.dispatch", ["--help"]),
    "bench --help": ("leanlines.measure", ["run", "--help"]),
    "check --help": ("bench.cli.app", ["check", "--help"]),
    "bench --nosuch": ("leanlines.measure", ["run", "--nosuch"]),
    "report --help": ("reports.cli", ["--help"]),
    "site --help": ("reports.cli", ["site", "--help"]),
    "completion --help": ("leanlines.completion", ["--help"]),
    "list": ("bench.cli.app", ["list"]),
    "data --help": ("generators.cli.app", ["--help"]),
}
WORK = {  # what these do, they do: with all that it takes but a cluster
    "data": ("generators.cli.app", ["web_log", "--lines", "100", "--out", "a.log"]),
    "data --part": ("generators.cli.app", ["web_log", "--lines", "100", "--part", "1/1", "--out", "parts"]),
    "data join": ("generators.cli.app", ["join", "parts"]),
    "bench": ("leanlines.measure", ["run", "--workload", "countdown", "--dry-run"]),
    "check": ("bench.cli.app", ["check", "--impl", "nosuch"]),
    "pool": ("bench.cli.app", ["pool", "nosuch"]),
    "report": ("reports.cli", ["html", "nosuch"]),
    "site": ("reports.cli", ["site", "nosuch"]),
}
LOOK = """
import contextlib, importlib, io, json, sys
sys.argv = ["leanlines"]
found = {}
for name, (module, words) in json.loads(sys.argv_of_test).items():
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        with contextlib.suppress(SystemExit):
            importlib.import_module(module).main(words)
    found[name] = sorted(sys.modules)
print(json.dumps(found))
"""
HEAVY = {"faker", "http", "jinja2", "markdown_it", "matplotlib", "pyperf", "scipy"}
COMPUTING = {"numpy"}
OF_CLUSTERS = {"cloudpickle", "dask", "distributed", "fsspec", "s3fs", "tornado"}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    look = LOOK.replace("sys.argv_of_test", repr(json.dumps(CASES | WORK)))
    folder = tmp_path_factory.mktemp("work")
    done = subprocess.run(
        [sys.executable, "-c", look],
        cwd=folder,
        env=paths.surroundings(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert {path.name for path in folder.iterdir()} == {"a.log", "a.log.manifest.json", "parts"}
    return {name: set(modules) for name, modules in json.loads(done.stdout).items()}


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_imported_that_is_not_needed(case: str, imported: dict[str, set[str]]) -> None:
    needless = HEAVY | (set() if case.startswith("data") else COMPUTING) | ({"cyclopts"} if case == "--help" else set())

    assert imported[case] & needless == set()


def test_without_a_cluster_nothing_is_imported_that_only_a_cluster_needs(imported: dict[str, set[str]]) -> None:
    assert {case: found for case in WORK if (found := imported[case] & OF_CLUSTERS)} == {}
    assert "bench.session.forecast.pilot" in imported["bench"]  # it came as far as to try what it would measure


def test_what_only_reads_the_edge_cases_of_a_workload_knows_no_types_of_results() -> None:
    asked = "import bench.correctness.edge_cases, sys; print(sorted({'msgspec', 'bench.model.types'} & {*sys.modules}))"

    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
