"""What a command imports before it does anything: help and a list of names need no library that computes or draws."""

import json
import subprocess
import sys

import pytest

from tests.structure import ROOT

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
LOOK = """
import contextlib, importlib, io, json, sys
sys.argv = ["leanlines"]
found = {}
for name, (module, words) in json.loads(sys.argv_of_test).items():
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        with contextlib.suppress(SystemExit):
            importlib.import_module(module).main(words)
    found[name] = sorted({each.partition(".")[0] for each in sys.modules})
print(json.dumps(found))
"""
HEAVY = {"faker", "http", "jinja2", "markdown_it", "matplotlib", "pyperf", "scipy"}
COMPUTING = {"numpy"}


@pytest.fixture(scope="module")
def imported() -> dict[str, set[str]]:
    look = LOOK.replace("sys.argv_of_test", repr(json.dumps(CASES)))
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name: set(modules) for name, modules in json.loads(done.stdout).items()}


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_imported_that_is_not_needed(case: str, imported: dict[str, set[str]]) -> None:
    needless = HEAVY | (set() if case.startswith("data") else COMPUTING) | ({"cyclopts"} if case == "--help" else set())

    assert imported[case] & needless == set()
