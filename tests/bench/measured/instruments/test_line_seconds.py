"""Which lines take the time, of real processes whose own clock knows."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from bench.inputs.pythons import interpreters
from bench.model.errors import UsageError
from bench.model.types import Instrument, Status
from bench.process import sampling, worker_kit
from bench.process.job import Finished, Job
from tests.bench.process.launching import ENOUGH, measured
from tests.needs import lack
from tests.stalls import attempts

TWO_LINES = """
    from time import perf_counter

    spent = [0.0, 0.0]

    def run(n):
        began = perf_counter()
        more = sum(range(7 * n))
        between = perf_counter()
        less = sum(range(3 * n))
        spent[0] += between - began
        spent[1] += perf_counter() - between
        print(spent[0] / sum(spent))
        return more + less
"""
SEVENTY, THIRTY = 8, 10


CHILD = """
    import subprocess
    import sys

    def run(n):
        child = "import sys; sys.path.insert(0, {folder!r}); import implementation; implementation.add(%d)" % n
        subprocess.run([sys.executable, "-c", child], check=True)
        return n

    def add(n):
        return sum(range(n))
"""
ADDS = 11


@pytest.mark.measuring
@pytest.mark.parametrize("sampler", [sampling.PY_SPY, sampling.STANDARD])
def test_shares_are_those_that_the_program_itself_knows(
    sampler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = _python_for(sampler)
    monkeypatch.setattr(sampling, "RATE", 1000)  # three points are four deviations of 3,000 samples
    options = {"seconds": 3.0, "sampler": sampler}

    for attempt in attempts():
        with attempt:
            _compare(
                measured(
                    tmp_path, TWO_LINES, Instrument.LINE_SECONDS, python=python, sources=(100_000,), options=options
                ),
                sampler,
            )


@pytest.mark.measuring
def test_the_time_of_a_child_process_is_seen_by_the_standard_library_too(tmp_path: Path) -> None:
    python, code = _python_for(sampling.STANDARD), CHILD.format(folder=str(tmp_path))
    options = {"seconds": 1.0, "sampler": sampling.STANDARD}

    for attempt in attempts():
        with attempt:
            finished = measured(
                tmp_path, code, Instrument.LINE_SECONDS, python=python, sources=(50_000_000,), options=options
            )
            assert (finished.status, finished.notes) == (Status.OK, ())
            assert finished.spent[0].line == ADDS


def test_what_the_standard_library_says_of_a_process_that_it_cannot_read_is_noted(tmp_path: Path) -> None:
    python, code = _python_for(sampling.STANDARD), "def run(n):\n    return n"
    module = tmp_path / "implementation.py"
    kit = worker_kit.folder(python)
    module.write_text(code)
    job = Job(
        python=python,
        module=module,
        instrument=Instrument.LINE_SECONDS,
        sources=(1,),
        limits=ENOUGH,
        options={"sampler": sampling.STANDARD},
    )

    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as other:
        done = subprocess.run(
            [*sampling.command(job, kit), str(other.pid)], capture_output=True, timeout=60, check=False
        )
        other.communicate(b"\n")

    assert done.returncode == 1
    assert len(sampling.explain(done.stderr)) > len(f"{sampling.UNSEEN}: ")


def test_a_python_without_a_sampler_of_its_own_is_measured_and_noted(tmp_path: Path) -> None:
    options = {"seconds": 0.0, "sampler": sampling.STANDARD}

    finished = measured(tmp_path, "def run(n):\n    return n", Instrument.LINE_SECONDS, options=options)

    assert (finished.status, finished.sampler) == (Status.OK, "")
    if sampling.choose(platform.python_version()) != sampling.STANDARD:
        assert finished.notes == (f"{sampling.UNSEEN}: No module named 'profiling'",)


def _python_for(sampler: str) -> Path:
    """Return a Python that the sampler can look at; the test is skipped where there is none, or no sampler."""
    if sampler == sampling.PY_SPY:
        return Path(sys.executable) if sampling.py_spy() else lack("py-spy is not installed")
    try:
        return interpreters.find_interpreter(">=3.15").path
    except UsageError as error:
        pytest.skip(str(error))


def _compare(finished: Finished, sampler: str) -> None:
    assert (finished.status, finished.notes, finished.sampler) == (Status.OK, (), sampler)
    seen = finished.values["line_samples"].value
    shares = {each.line: each.samples / seen for each in finished.spent}
    known = float(finished.output.splitlines()[-1])
    assert seen > 1000
    assert finished.values["sampled_calls"].value > 10
    assert shares[SEVENTY] == pytest.approx(known, abs=0.03)
    assert shares[THIRTY] == pytest.approx(1 - known, abs=0.03)


def test_without_a_sampler_it_is_called_all_the_same_and_a_note_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampling, "py_spy", list[str])

    finished = measured(tmp_path, "def run(n):\n    return n", Instrument.LINE_SECONDS, options={"seconds": 0.0})

    assert (finished.status, finished.notes, finished.spent) == (Status.OK, (sampling.UNSEEN,), ())
    assert finished.values["sampled_calls"].value == 1
    assert "line_samples" not in finished.values
