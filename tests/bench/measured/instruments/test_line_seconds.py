"""Which lines take the time, of real processes whose own clock knows."""

from pathlib import Path

import pytest

from bench.model.types import Instrument, Status
from bench.process import sampling
from bench.process.job import Finished
from tests.bench.process.launching import measured
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


@pytest.mark.measuring
def test_shares_are_those_that_the_program_itself_knows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not sampling.command():
        lack("py-spy is not installed")
    monkeypatch.setattr(sampling, "RATE", 1000)  # three points are four deviations of 3,000 samples

    for attempt in attempts():
        with attempt:
            _compare(
                measured(tmp_path, TWO_LINES, Instrument.LINE_SECONDS, sources=(100_000,), options={"seconds": 3.0})
            )


def _compare(finished: Finished) -> None:
    assert (finished.status, finished.notes) == (Status.OK, ())
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
    monkeypatch.setattr(sampling, "command", list[str])

    finished = measured(tmp_path, "def run(n):\n    return n", Instrument.LINE_SECONDS, options={"seconds": 0.0})

    assert (finished.status, finished.notes, finished.spent) == (Status.OK, (sampling.UNSEEN,), ())
    assert finished.values["sampled_calls"].value == 1
    assert "line_samples" not in finished.values
