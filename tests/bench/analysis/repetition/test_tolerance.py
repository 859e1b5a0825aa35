import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from bench.analysis.repetition import repetition
from bench.analysis.repetition.tolerance import PRIOR, Scatter, scatter, unit
from bench.model.types import Dataset, Instrument, Outcome, RepeatedFigure, Run, Sample
from tests.bench.builders import DATA, MIB, a_cell, a_row_of, a_run, quantities, resident

SIZES = (1_000, 50_000, 100_000, 200_000, 1_000_000)
DATA_OF = {lines: f"d{lines}" for lines in SIZES}
ROUNDS = 8
RUNS = 60


def grown(cell_samples: Sequence[Sample], growths: Sequence[float]) -> Outcome:
    """Return a row with peaks, and timed processes that grew by so many MiB each."""
    cell = cell_samples[0].cell
    timed = (
        Sample(
            cell=cell, instrument=Instrument.TIMING, process=n, round=n, values=quantities({"run_growth": (by, "B")})
        )
        for n, by in enumerate(round(each * MIB) for each in growths)
    )
    return a_row_of(*cell_samples, *timed)


def a_row(
    peaks: Sequence[float], growths: Sequence[float] = (), *, name: str = "row", lines: int = SIZES[-1]
) -> Outcome:
    cell = replace(a_cell(name), data=f"d{lines}")
    return grown(resident(cell, peaks, bare=1.0, imported=2.0), growths)


def of(*rows: Outcome) -> Run:
    data = {f"d{lines}": Dataset(id=f"d{lines}", kind="synthetic", lines=lines, bytes=83 * lines) for lines in SIZES}
    return replace(a_run(*rows, data=DATA), data=data)


def of_processes(row: Outcome, count: int) -> Outcome:
    """Return a row whose processes were seen to be so many together."""
    several = quantities({"processes": (count, "1")})
    return replace(row, samples=tuple(replace(each, values={**each.values, **several}) for each in row.samples))


def memory(old: Run, new: Run) -> list[RepeatedFigure]:
    return [each for each in repetition.repetition(old, new).figures if each.metric == "memory"]


def drawn(rng: random.Random, scatters: Sequence[float], more: float = 1.0) -> Run:
    """Draw a run of rows that scatter so much (a share of each peak): three processes of the main size, else one."""
    rows = []
    for number, share in enumerate(scatters):
        for lines in SIZES:
            peak = (11 + number * lines / 20_000) * (more if number == 0 else 1)
            main = lines == SIZES[-1]
            peaks = [peak * (1 + rng.gauss(0, share)) for _ in range(3 if main else 1)]
            growths = [(peak - 10) * (1 + rng.gauss(0, share)) for _ in range(ROUNDS if main else 0)]
            rows.append(a_row(peaks, growths, name=f"row_{number}", lines=lines))
    return of(*rows)


def test_a_quiet_row_may_differ_by_what_the_instrument_shows() -> None:
    quiet = scatter([a_row([200.0, 200.1, 200.0], [190.0] * ROUNDS)], several=False)

    assert quiet.within(1) == 1
    assert unit(200 * MIB, several=False) == 4 * MIB


def test_a_row_whose_processes_differ_may_differ_by_more_at_sizes_of_one_process_too() -> None:
    noisy = a_row([200.0, 212.0, 190.0], [190 + 10 * (n % 3) for n in range(ROUNDS)])
    old = of(noisy, a_row([100.0], lines=50_000))

    found = {each.row: each for each in memory(old, of(noisy, a_row([107.0], lines=50_000)))}

    assert found["row · 50,000 lines"].within is True
    assert [each.within for each in memory(of(a_row([100.0])), of(a_row([107.0])))] == [False]


def test_the_scatter_that_an_older_result_states_has_no_part() -> None:
    wild = a_row([100.0, 60.0, 160.0], [50.0, 200.0] * 4)

    (held,) = memory(of(wild), of(a_row([150.0, 150.0, 150.0], [140.0] * ROUNDS)))

    assert held.within is False


def test_what_every_size_shows_is_found_where_one_alone_could_be_scatter() -> None:
    def run(more: float, *sizes: int) -> Run:
        main = a_row([112.0, 108.0, 115.0], [95.0, 101.0, 93.0, 99.0, 105.0, 94.0, 100.0, 97.0])
        return of(main, *(a_row([90.0 * (more if lines in sizes else 1)], lines=lines) for lines in SIZES[:-1]))

    once, always = (memory(run(1.0), run(1.12, *sizes)) for sizes in ((50_000,), SIZES))

    assert {held.within for held in once} == {True}
    assert {held.row for held in always if held.within is False} == {f"row · {lines:,} lines" for lines in SIZES[:-1]}


def test_three_sizes_are_several() -> None:
    def run(more: float) -> Run:
        growths = [95.0, 101.0, 93.0, 99.0, 105.0, 94.0, 100.0, 97.0]
        main = a_row([each * more for each in (112.0, 108.0, 115.0)], growths)
        return of(main, *(a_row([90.0 * more], lines=lines) for lines in SIZES[1:3]))

    assert {held.within for held in memory(run(1.0), run(1.12))} == {False}


def test_what_scatters_beyond_a_quarter_states_nothing_to_judge() -> None:
    (held,) = memory(of(a_row([100.0])), of(a_row([100.0, 20.0, 190.0])))

    assert held.within is None


def test_one_process_of_a_row_of_libraries_may_differ_by_more_where_nothing_else_speaks_for_it() -> None:
    def run(once: float, *requires: str) -> Run:
        made = of(a_row([138.0, 138.1, 138.0]), a_row([once], lines=50_000))
        return replace(made, implementations=tuple(replace(each, requires=requires) for each in made.implementations))

    threaded, plain = (memory(run(80.0, *needs), run(76.6, *needs)) for needs in (("polars",), ()))

    assert [held.within for held in threaded] == [True, True]
    assert [held.within for held in plain] == [True, False]
    assert memory(run(80.0, "polars"), run(89.0, "polars"))[1].within is False


def test_a_size_that_is_over_before_all_processes_are_seen_is_not_judged() -> None:
    def run(tiny: float, count: int) -> Run:
        rows = [a_row([20.0]), a_row([tiny], lines=1_000)]
        counts = {DATA_OF[1_000_000]: 3, DATA_OF[1_000]: count}
        return of(*(of_processes(row, counts[row.cell.data]) for row in rows))

    brief, whole = (memory(run(15.0, count), run(18.0, count)) for count in (2, 3))

    assert [held.within for held in brief] == [True, None]
    assert [held.within for held in whole] == [True, False]


def test_more_figures_are_each_held_to_less_strictly() -> None:
    own = scatter([a_row([200.0, 204.0, 197.0])], several=False)

    assert own.within(50) > own.within(1)
    assert own.seen == 2


def test_a_row_that_scatters_is_believed_for_itself_from_six_degrees_of_freedom_on() -> None:
    assert Scatter(60.0, 6).within(1) > 10 > Scatter(60.0, 5).within(1)


def test_a_row_of_one_process_has_the_instruments_spread() -> None:
    alone = scatter([a_row([200.0])], several=False)

    assert alone.seen == 0
    assert 1 < alone.within(1) < 1.2
    assert PRIOR > 2


def test_honest_repetitions_are_found_again_and_a_tenth_more_memory_is_not() -> None:
    rng = random.Random(1)
    scatters = (0.001, 0.002, 0.003, 0.005, 0.01, 0.01, 0.02, 0.03, 0.03)
    runs = [drawn(rng, scatters) for _ in range(RUNS)]

    alarms = sum(any(held.within is False for held in memory(*pair)) for pair in pairwise(runs))
    more = drawn(rng, scatters, more=1.1)
    missed = [held for held in memory(runs[0], more) if held.row.startswith("row_0") and held.within]

    assert alarms <= 0.1 * RUNS
    assert missed == []


@pytest.mark.parametrize("peak", [1 * MIB, 11 * MIB, 600 * MIB])
def test_several_processes_may_differ_by_more(peak: int) -> None:
    assert unit(peak, several=True) >= unit(peak, several=False) >= MIB / 4
