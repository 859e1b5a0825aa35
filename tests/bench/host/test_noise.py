import os
from pathlib import Path

import pytest

from bench.host import noise
from bench.host.noise import METRICS, Reading, between

TICK = os.sysconf("SC_CLK_TCK")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def a_change(own: float = 0.0, **grown: float) -> dict[str, float]:
    before = Reading(100.0, 5.0, dict.fromkeys(grown, 1000.0))
    after = Reading(110.0, 5.0 + own, {name: 1000.0 + value for name, value in grown.items()})
    return {name: quantity.value for name, quantity in between(before, after).items()}


def test_every_figure_of_this_machine_is_a_metric_in_its_unit() -> None:
    found = noise.since(noise.reading())

    assert found
    assert {name: quantity.unit for name, quantity in found.items()}.items() <= METRICS.items()
    assert all(quantity.value >= 0 for quantity in found.values())


def test_steal_is_a_share_of_the_time_of_all_cores() -> None:
    assert a_change(total=20.0, steal=1.0, busy=0.0)["steal"] == 5.0


def test_what_others_used_is_what_was_busy_beyond_the_measurement() -> None:
    assert a_change(own=6.0, busy=8.5)["others"] == 25.0


def test_a_measurement_that_outran_the_clock_ticks_leaves_nothing_to_others() -> None:
    assert a_change(own=6.0, busy=5.9)["others"] == 0.0


def test_nothing_waits_for_more_than_all_of_the_time() -> None:
    assert a_change(cpu_pressure=10.1)["cpu_pressure"] == 100.0  # the kernel adds up later than it is read


def test_pressures_and_throttling_are_shares_of_the_time() -> None:
    found = a_change(cpu_pressure=1.0, io_pressure=0.5, memory_pressure=0.0, throttled=2.5)

    assert found == {"cpu_pressure": 10.0, "io_pressure": 5.0, "memory_pressure": 0.0, "throttled": 25.0}


def test_a_counter_that_went_back_counts_nothing() -> None:
    assert a_change(swapped=-4096.0) == {"swapped": 0}


def test_no_time_gives_no_noise() -> None:
    now = Reading(1.0, 1.0, {"busy": 1.0})

    assert between(now, now) == {}


def test_the_files_of_linux_are_read(tmp_path: Path) -> None:
    write(tmp_path / "proc/stat", f"cpu {TICK} {TICK} {TICK} 9 9 {TICK} {TICK} {3 * TICK} 7 7\ncpu0 1\n")
    write(tmp_path / "proc/pressure/io", "some avg10=0.00 avg60=0.00 avg300=0.00 total=2500000\nfull total=9\n")
    write(tmp_path / "proc/vmstat", "nr_free_pages 7\npswpin 1\npswpout 2\n")

    found = noise.reading(tmp_path).counters

    assert (found["busy"], found["steal"], found["io_pressure"]) == (5.0, 3.0, 2.5)
    assert found["swapped"] == 3 * os.sysconf("SC_PAGE_SIZE")
    assert "cpu_pressure" not in found


@pytest.mark.parametrize(("line", "seconds"), [("throttled_usec 1500000", 1.5), ("throttled_time 1500000000", 1.5)])
def test_throttling_is_read_from_the_innermost_group_of_either_version(
    tmp_path: Path, line: str, seconds: float
) -> None:
    write(tmp_path / "proc/self/cgroup", "0::/job\n")
    write(tmp_path / "sys/fs/cgroup/job/cpu.stat", f"nr_periods 4\n{line}\n")
    write(tmp_path / "sys/fs/cgroup/cpu.stat", "throttled_usec 99\n")

    assert noise.reading(tmp_path).counters["throttled"] == seconds


def test_the_clock_is_a_share_of_the_highest(tmp_path: Path) -> None:
    for core, now in enumerate([1_000_000, 2_000_000]):
        write(tmp_path / f"sys/devices/system/cpu/cpu{core}/cpufreq/scaling_cur_freq", str(now))
        write(tmp_path / f"sys/devices/system/cpu/cpu{core}/cpufreq/cpuinfo_max_freq", "4000000")

    assert noise.since(noise.reading(tmp_path), tmp_path)["clock"].value == 37.5


def test_a_machine_that_tells_nothing_gives_the_load_alone(tmp_path: Path) -> None:
    assert noise.since(noise.reading(tmp_path), tmp_path).keys() <= {"load"}
