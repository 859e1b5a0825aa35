"""Builds of Python that this machine may have: each has a name and an environment of its own, and is measured.

What differs between them is asked of the measured process itself.
"""

import json
from pathlib import Path

import pytest

from bench.inputs import environments
from bench.inputs.environments import Needs
from bench.inputs.pythons.interpreters import Interpreter, find_interpreter, own_interpreter
from bench.model.errors import UsageError
from bench.model.types import Build, Instrument, Status
from tests.bench.process.launching import MIB, measured

BUILDS = [f"{release}{build}" for release in ("3.14", "3.15") for build in ("", "d", "+jit", "d+jit")]
TRACED = (Instrument.TRACED, Instrument.LINES, Instrument.TRACED_CURVE)
HELD = 64 * MIB
ASKS = """
    import sys

    def run(number):
        held = bytearray(b"x") * number
        jit = getattr(sys, "_jit", None)
        return [*sys.version_info[:2], hasattr(sys, "gettotalrefcount"), bool(jit and jit.is_enabled()), len(held)]
"""


def found(build: str) -> Interpreter:
    try:
        return find_interpreter(build)
    except UsageError as error:
        pytest.skip(f"{error}")  # nobody installs all of these


@pytest.mark.parametrize("build", BUILDS)
def test_a_build_is_started_as_it_is_named(tmp_path: Path, build: str) -> None:
    environment = environments.prepare(Needs(), interpreter := found(build))
    (tmp_path / "answers").mkdir()

    finished = measured(tmp_path, ASKS, python=environment.python, sources=(HELD,), answers=tmp_path / "answers")

    release, debug, jit = build[:4], "d" in build, "+jit" in build
    assert environment.id == f"python-{interpreter.version}"
    assert interpreter.version.split("+")[1:] == ["debug"] * debug + ["jit"] * jit
    assert finished.status is Status.OK, finished
    told = json.loads((tmp_path / "answers" / "answer-0.json").read_text())
    assert told[1:] == [*map(int, release.split(".")), debug, jit, HELD]
    grown = finished.values["run_peak"].value - finished.values["run_start"].value
    assert grown == pytest.approx(HELD, rel=0.01)


@pytest.mark.parametrize("build", [build for build in BUILDS if "+jit" not in build])
def test_a_build_that_leaves_its_jit_off_need_not_be_told_so(build: str) -> None:
    plain = found(build)

    assert find_interpreter(f"{build}+nojit") == find_interpreter(f"{plain.path}+nojit") == plain


@pytest.mark.parametrize(("variants", "told"), [((), "None"), (("jit",), "1"), (("nojit",), "0")])
def test_a_jit_is_switched_by_the_name_of_its_python_and_never_by_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variants: tuple[str, ...], told: str
) -> None:
    monkeypatch.setenv("PYTHON_JIT", "2")
    own = own_interpreter().version.partition("+")[0]
    python = Interpreter(own_interpreter().path, "+".join([own, *variants]), Build(variants=variants))

    code = "import os\n\ndef run(n):\n    print(os.environ.get('PYTHON_JIT'))"
    finished = measured(tmp_path, code, python=environments.prepare(Needs(), python).python)

    assert finished.output.strip() == told


@pytest.mark.parametrize("build", BUILDS)
def test_tracing_counts_on_a_build(tmp_path: Path, build: str) -> None:
    environment = environments.prepare(Needs(), found(build))

    peaks = {}
    for instrument in TRACED:
        finished = measured(tmp_path, ASKS, instrument, python=environment.python, sources=(HELD,))
        assert finished.status is Status.OK, finished
        on_the_way = [size for _, size in finished.curve]
        peaks[instrument] = max(on_the_way) if on_the_way else finished.values["traced_peak"].value

    assert peaks == pytest.approx(dict.fromkeys(TRACED, HELD), rel=0.01)
