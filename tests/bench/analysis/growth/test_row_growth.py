import re
from dataclasses import replace

import pytest

from bench.analysis.growth import laws, points
from bench.analysis.growth.laws import GrowthKind
from bench.analysis.growth.row_growth import RowGrowth, growths
from bench.model.types import Run, Status
from tests.bench.analysis.growth.sweeps import BYTES, MAIN, SIZES, a_dataset, a_size, a_sweep, with_data
from tests.bench.builders import MIB, a_row, a_run, resident
from tests.gold import Gold


def line(rate: float, *, start: float = 11.0) -> list[float]:
    return [start + rate * lines / MIB for lines in (*SIZES, MAIN)]


def only(run: Run) -> RowGrowth:
    (growth,) = growths(run).values()
    return growth


def by_line(growth: RowGrowth) -> tuple[int, int]:
    """Return by how many bytes a line it grows, and from which size on."""
    assert growth.law.kind is GrowthKind.LINES
    return round(growth.law.rate.value), growth.law.start.lines


def test_a_row_is_known_by_its_main_size() -> None:
    run = a_sweep(line(826))

    ((cell, growth),) = growths(run).items()

    assert cell.data == f"d-{MAIN}-1"
    assert by_line(growth) == (826, 1_000)


def test_a_size_is_the_start_up_to_a_tenth_of_the_next_one_and_elsewhere_the_import_is() -> None:
    for first, start in ((5_000, 5_000), (5_001, 0)):
        run = a_sweep(line(826), sizes=(first, *SIZES[1:], MAIN))

        assert points.points(run, run.outcomes)[0].lines == start


def test_one_process_is_no_tree() -> None:
    run = a_sweep(line(826))
    silent = [replace(row, samples=resident(row.cell, (11.0,))) for row in run.outcomes]

    assert [points.accuracy(rows) for rows in (run.outcomes, silent)] == [laws.ACCURACY] * 2
    assert {point.processes for point in points.points(run, silent)} == {1}
    assert points.accuracy(a_sweep(line(826), processes=[2] * 5).outcomes) == laws.TREE_ACCURACY


def test_the_largest_size_is_held_out_and_the_forecast_for_it_checked() -> None:
    growth = only(a_sweep(line(826)))

    assert growth.law.largest == SIZES[-1]
    assert growth.check.hit
    assert growth.check.held.lines == MAIN
    assert growth.check.forecast.value == pytest.approx(799 * MIB, rel=0.001)
    assert growth.grown == pytest.approx(826 * (MAIN - 1_000), rel=0.001)


def test_a_law_that_missed_is_shown_and_forecasts_nothing() -> None:
    growth = only(a_sweep([*line(826)[:-1], 500.0]))

    assert by_line(growth) == (826, 1_000)
    assert "missed" in growth.verdict
    assert growth.at(10 * MAIN) is None
    assert growth.largest(2**40) is None
    assert growth.outlook(2**34) == "no forecast"


def by_messages() -> Run:
    """Return a run whose log was written twice, and whose memory grows with its messages."""
    run = a_sweep(line(12.6), entries=0.09)
    twice = a_dataset(200_000, copies=2)
    row = a_size("x", twice, 11 + 12.6 * 100_000 / MIB, entries=9_000)
    workload = replace(run.workloads["error_counts"], entries="distinct messages")
    run = replace(run, outcomes=(*run.outcomes, row), data={**run.data, twice.id: twice})
    sweep = {"error_counts": (*run.plan.sweep["error_counts"], twice.id)}
    return replace(run, plan=replace(run.plan, sweep=sweep), workloads={"error_counts": workload})


def test_a_log_written_twice_shows_growth_by_messages() -> None:
    growth = only(by_messages())

    assert growth.law.kind is GrowthKind.ENTRIES
    assert (growth.entries, round(growth.law.rate.value)) == ("distinct messages", 140)
    assert len(growth.points) == 5


def test_without_a_tiny_size_the_law_starts_from_the_import_phase() -> None:
    growth = only(a_sweep(line(826, start=10.9)[1:], sizes=(*SIZES[1:], MAIN)))

    assert growth.points[0].lines == 0
    assert growth.points[0].peak == round(10.9 * MIB)
    assert by_line(growth) == (826, 0)


def test_a_file_is_forecast_by_its_bytes() -> None:
    growth = only(a_sweep(line(826)))

    forecast = growth.of_file(10e9)

    assert forecast.value == pytest.approx(11 * MIB + 826 * 10e9 / BYTES, rel=0.001)


def test_the_size_that_was_held_out_shows_a_creep_best() -> None:
    creeps = only(a_sweep([11.0, *(11 + 0.5 * lines / MIB for lines in (*SIZES[1:], MAIN))]))

    forecast = creeps.of_file(10e9)

    assert creeps.law.kind is GrowthKind.CONSTANT
    assert forecast.high > 11 * MIB + 0.5 * 10e9 / BYTES
    assert "if it stays constant" not in creeps.outlook(24 * 2**30)


def test_a_number_has_no_bytes() -> None:
    run = a_sweep(line(36))
    run = replace(run, data={name: replace(each, kind="number", bytes=0) for name, each in run.data.items()})

    growth = only(run)

    assert (growth.unit, by_line(growth)) == ("number", (36, 1_000))
    assert growth.of_file(1e9) is None
    assert "3.36 GiB" in growth.outlook(2**34)


def test_too_few_sizes_say_nothing() -> None:
    growth = only(a_sweep(line(826)[3:], sizes=(200_000, MAIN)))

    assert growth.law.kind is GrowthKind.UNKNOWN
    assert growth.at(MAIN) is None
    assert (growth.law.start, growth.grown) == (growth.points[0], 0)
    assert {each.law.kind for each in growths(a_run()).values()} == {GrowthKind.UNKNOWN}


def test_a_row_that_broke_its_limit_is_forecast_by_its_smaller_sizes() -> None:
    run = a_sweep(line(826))
    *smaller, main = run.outcomes
    sample = replace(main.samples[0], status=Status.MEMORY_LIMIT)
    run = replace(run, outcomes=(*smaller, replace(main, status=Status.MEMORY_LIMIT, samples=(sample,))))

    growth = only(run)

    assert growth.cell == main.cell
    assert growth.verdict.endswith("; at 1,000,000 lines: memory-limit")
    assert growth.check.held.lines == 200_000
    assert growth.at(MAIN)


def test_several_processes_are_known_less_exactly() -> None:
    data = [a_dataset(lines) for lines in (*SIZES, MAIN)]
    rows = [a_size("x", each, peak, processes=4) for each, peak in zip(data, line(826), strict=True)]

    growth = only(with_data(a_run(*rows), data))

    assert growth.check.forecast.high == pytest.approx(1.05 * growth.check.forecast.value)


def test_a_copy_of_the_baseline_is_no_row() -> None:
    run = a_sweep(line(826))

    assert len(growths(replace(run, outcomes=(*run.outcomes, a_row(control=True))))) == 1


SMALL = (10, 2_000, 4_000, 8_000, 20_000)
SPLIT = [17.2, 17.9, 20.4, 20.9, 20.3]  # of two processes, and of three


def test_no_law_is_claimed_where_the_number_of_processes_differs_between_sizes() -> None:
    growth = only(a_sweep(SPLIT, processes=(2, 2, 3, 3, 3)))

    assert growth.law.kind is GrowthKind.REFUSED
    assert re.findall(r"[\d,]+\b", growth.law.reason) == ["2", "50,000", "3", "100,000"]
    assert (growth.check, growth.verdict, growth.trusted) == (None, "", False)
    assert growth.law.start == growth.points[0]
    assert growth.outlook(2**34) == "no forecast"


def test_the_held_out_size_has_to_have_as_many_processes_too() -> None:
    growth = only(a_sweep(SPLIT, processes=(1, 1, 1, 1, 2)))

    assert growth.law.kind is GrowthKind.REFUSED
    assert re.findall(r"[\d,]+\b", growth.law.reason) == ["1", "200,000", "2", "1,000,000"]
    assert growth.law.reason.startswith("1 process runs ")


def test_a_start_with_fewer_processes_is_no_start_of_a_line_and_no_matter_to_a_constant() -> None:
    level = only(a_sweep([17.2, 20.4, 20.5, 20.4, 20.3], processes=(2, 3, 3, 3, 3)))
    sizes = (1_000, 50_000, 100_000, 200_000, 400_000, MAIN)
    peaks = [11 + 100 * lines / MIB for lines in sizes]
    line_of_three = only(a_sweep(peaks, sizes=sizes, processes=(1, 3, 3, 3, 3, 3)))

    assert level.law.kind is GrowthKind.CONSTANT
    assert by_line(line_of_three) == (100, 50_000)


@pytest.mark.parametrize("processes", [2, 3])
def test_under_the_floor_the_memory_of_several_processes_is_that_of_their_start(processes: int) -> None:
    growth = only(a_sweep([11.0, 21.0, 24.0, 30.0, 48.0], sizes=SMALL, processes=[processes] * 5))

    assert growth.law.kind is GrowthKind.REFUSED
    assert re.findall(r"[\d,]+\b", growth.law.reason) == ["50,000", str(processes)]


def test_at_the_floor_itself_little_growth_is_not_hidden() -> None:
    growth = only(a_sweep([11.0, 11.1, 11.2, 11.4, 11.5], sizes=(*SMALL[:-1], 50_000)))

    assert (growth.law.kind is GrowthKind.REFUSED, growth.law.reason) == (False, "")


def test_every_growth_model_reads_as_agreed(gold: Gold) -> None:
    sizes = (1_000, 50_000, 100_000, 200_000, 400_000, MAIN)
    numbers = a_sweep(line(36))
    data = {name: replace(each, kind="number", bytes=0) for name, each in numbers.data.items()}
    found = {
        "linear": a_sweep(line(826)),
        "linear, missed": a_sweep([*line(826)[:-1], 500.0]),
        "linear later": a_sweep([45.0, 80.0, 97.0, 131.0, 403.0]),
        "numbers": replace(numbers, data=data),
        "entries": by_messages(),
        "constant": a_sweep([11.0, 11.2, 11.2, 11.2, 11.2]),
        "constant later": a_sweep([12.0, 16.0, 20.1, 20.2, 20.3, 20.2], sizes=sizes),
        "creeping": a_sweep([11.0, *(11 + 0.5 * lines / MIB for lines in (*SIZES[1:], MAIN))]),
        "none": a_sweep([11, 30, 90, 300, 9000]),
        "few sizes": a_sweep(line(826)[3:], sizes=(200_000, MAIN)),
        "other processes": a_sweep(SPLIT, processes=(2, 2, 3, 3, 3)),
        "small": a_sweep([11.0, 11.1, 11.2, 11.4, 12.0], sizes=SMALL),
        "small, several processes": a_sweep([11.0, 21.0, 24.0, 30.0, 48.0], sizes=SMALL, processes=[3] * 5),
    }

    said = {name: only(run) for name, run in found.items()}
    lines = [f"{name}: {each.words} | {each.verdict} | {each.outlook(24 * 2**30)}" for name, each in said.items()]
    gold("growth", "models", "\n".join(lines))


def test_under_the_floor_growth_that_pages_and_blocks_do_not_hide_has_a_law() -> None:
    peaks = [11 + 826 * lines / MIB for lines in SMALL]

    assert by_line(only(a_sweep(peaks, sizes=SMALL))) == (826, SMALL[0])


def test_a_number_has_a_floor_of_its_own() -> None:
    sizes = (5, 300, 600, 1_200, 2_400)
    run = a_sweep([11.0, 11.1, 11.1, 11.1, 11.1], sizes=sizes)
    run = replace(run, data={name: replace(each, kind="number", bytes=0) for name, each in run.data.items()})

    assert only(run).law.kind is GrowthKind.CONSTANT
