"""What else the machine did: which rounds it disturbed, and what was the worst of it."""

from dataclasses import replace

import pytest

from bench.analysis.cautions.load import find_load, find_worst, of_cores, wall_over_cpu, worst_by_round
from bench.model.types import Instrument, Outcome, Quantity, Run, Sample
from tests.bench.analysis.cautions.test_of_run import waiting, with_figures, with_noise
from tests.bench.builders import a_run


def disturbed(run: Run, name: str, *by_round: float) -> Run:
    """Return the run with a reading for each of the first rounds of its first row, and none elsewhere but 1 %."""

    def row(place: int, outcome: Outcome) -> Outcome:
        samples = (reading(each, by_round if not place else ()) for each in outcome.samples)
        return replace(outcome, samples=tuple(samples))

    def reading(sample: Sample, values: tuple[float, ...]) -> Sample:
        if sample.instrument is not Instrument.TIMING or sample.round is None:
            return sample
        value = values[sample.round] if sample.round < len(values) else 1.0
        return replace(sample, noise={name: Quantity(value, "%")})

    return replace(run, outcomes=tuple(row(place, outcome) for place, outcome in enumerate(run.outcomes)))


@pytest.mark.parametrize(
    ("name", "values", "count"),
    [
        ("others", (20.0, 57.0, 20.1), 2),  # two cores: a tenth of each
        ("steal", (2.0, 2.1), 1),
        ("throttled", (1.0, 1.1), 1),
    ],
)
def test_a_round_is_disturbed_if_one_of_its_processes_lost_more_than_the_limit(
    name: str, values: tuple[float, ...], count: int
) -> None:
    found = find_load(disturbed(a_run(), name, *values), name)

    assert found is not None
    assert (found.disturbed, found.rounds, found.most) == (count, 12, max(values))


def test_the_limit_of_other_programs_is_of_all_cores() -> None:
    run = disturbed(a_run(), "others", 57.0)
    large = find_load(replace(run, machine=replace(run.machine, cores=8)), "others")

    assert large is not None
    assert (large.limit, large.disturbed) == (80.0, 0)


def test_of_a_round_the_worst_process_counts() -> None:
    found = worst_by_round(disturbed(a_run(), "others", 57.0), "others")

    assert [found[number].value for number in (0, 1)] == [57.0, 1.0]


def test_the_worst_is_what_disturbed_most_rounds() -> None:
    often = with_noise(a_run(), steal=Quantity(2.5, "%"), others=Quantity(12.0, "%"))
    never = with_noise(a_run(), steal=Quantity(0.1, "%"), others=Quantity(12.0, "%"), throttled=Quantity(0.0, "%"))
    nearly = with_noise(a_run(), steal=Quantity(1.5, "%"), others=Quantity(12.0, "%"))

    assert [load and load.name for load in map(find_worst, (often, never, nearly))] == ["steal", "others", "steal"]


def test_of_a_machine_that_tells_nothing_nothing_is_known() -> None:
    untold = (replace(row, samples=tuple(replace(each, noise={}) for each in row.samples)) for row in a_run().outcomes)

    assert find_worst(a_run(*untold)) is None


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.57, "57.0 % of a core"), (0.999, "99.9 % of a core"), (1, "1.00 cores"), (1.756, "1.76 cores")],
)
def test_more_than_a_core_is_written_in_cores(share: float, said: str) -> None:
    assert of_cores(share) == said


@pytest.mark.parametrize(("name", "whole"), [("others", "a core"), ("steal", "all cores"), ("throttled", "the time")])
def test_the_worst_is_a_share_of_what_was_taken(name: str, whole: str) -> None:
    found = find_load(disturbed(a_run(), name, 57.0), name)

    assert found is not None
    assert found.worst.endswith(f" 57.0 % of {whole}")


@pytest.mark.parametrize(("processes", "ratio"), [(1, 3.4), (2, None)])
def test_a_call_that_waited_took_so_many_times_its_cpu_time(processes: int, ratio: float | None) -> None:
    row = with_figures(waiting(3.4), Instrument.RESIDENT, processes=processes)
    (row,) = with_noise(a_run(row), cpu_pressure=Quantity(97.0, "%")).outcomes

    assert wall_over_cpu(row) == (None if ratio is None else pytest.approx(ratio, rel=0.1))
