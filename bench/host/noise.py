"""Measure how busy the machine was between two moments, apart from the measurement itself.

    before = noise.reading()
    ...  # a measured process
    sample = Sample(..., noise=noise.since(before))

Each figure says how much was taken away from a measured process. What a platform does not tell is left out. The load
and the CPU pressure count the measured process as well, so only `others`, `steal` and `throttled` convict the machine.
"""

import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil

from bench.host.control_groups import folders, pairs, text
from bench.model.types import Quantity

METRICS: Final = {
    "steal": "%",  # of all cores' time, taken by the hypervisor for other machines
    "others": "%",  # of one core's time, used by processes that are not ours
    "throttled": "%",  # of the time, held back by a CPU quota of the control group
    "cpu_pressure": "%",  # of the time, something waited for a core
    "io_pressure": "%",  # of the time, something waited for a disk
    "memory_pressure": "%",  # of the time, something waited for memory
    "swapped": "B",  # moved between memory and swap
    "load": "1",  # processes running or waiting, mean of the last minute
    "clock": "%",  # of the highest frequency, mean of the cores, at the end
}
ROOT: Final = Path("/")
PRESSURES: Final = ("cpu", "io", "memory")
SWAPS: Final = ("pswpin", "pswpout")
STEAL: Final = 7  # its column in /proc/stat, after user, nice, system, idle, iowait, irq and softirq
TIMES: Final = 8  # columns that add up to the whole; guest time is within user time
IDLE: Final = (3, 4)
THROTTLED: Final = {"throttled_usec": 1e6, "throttled_time": 1e9}  # of version 2 and 1, with their parts of a second


@dataclass(frozen=True, slots=True)
class Reading:
    """Counters at one moment; a name that is missing is not available here.

    Args:
        clock: seconds, of a clock that never steps.
        own: CPU seconds of this process and of all its children that have ended.
        counters: `busy`, `steal`, `total` (CPU seconds of all cores), `throttled`, `cpu_pressure`, `io_pressure`,
            `memory_pressure` (seconds), `swapped` (bytes).
    """

    clock: float
    own: float
    counters: Mapping[str, float] = field(default_factory=dict)


def reading(root: Path = ROOT) -> Reading:
    """Read every counter that there is."""
    own = sum(os.times()[:4])
    counters = dict(_processors(root)) | dict(_pressures(root)) | dict(_swap(root)) | dict(_throttling(root))
    return Reading(time.monotonic(), own, counters)


def since(before: Reading, root: Path = ROOT) -> dict[str, Quantity]:
    """Return what the machine did since an earlier reading, by the names of METRICS."""
    return between(before, reading(root)) | dict(_states(root))


def between(before: Reading, after: Reading) -> dict[str, Quantity]:
    """Return what changed between two readings; empty if no time has passed."""
    seconds = after.clock - before.clock
    if seconds <= 0:
        return {}
    grown = {
        name: max(0.0, after.counters[name] - before.counters[name])
        for name in after.counters.keys() & before.counters.keys()
    }
    return {name: value for name, value in _figures(grown, seconds, after.own - before.own) if name in METRICS}


def _figures(grown: Mapping[str, float], seconds: float, own: float) -> Iterator[tuple[str, Quantity]]:
    for name in ("throttled", *(f"{kind}_pressure" for kind in PRESSURES)):
        if name in grown:
            yield name, _percent(min(1.0, grown[name] / seconds))  # the kernel adds up at moments of its own
    if "swapped" in grown:
        yield "swapped", Quantity(int(grown["swapped"]), "B")
    if grown.get("total"):
        yield "steal", _percent(grown["steal"] / grown["total"])
    if "busy" in grown:
        yield "others", _percent(max(0.0, grown["busy"] - own) / seconds)


def _percent(share: float) -> Quantity:
    return Quantity(round(100 * share, 2), "%")


def _processors(root: Path) -> Iterator[tuple[str, float]]:
    """Yield CPU seconds of all cores since the machine started."""
    line = text(root / "proc/stat").partition("\n")[0].split()
    if len(line) > TIMES and line[0] == "cpu":
        ticks = [int(word) / os.sysconf("SC_CLK_TCK") for word in line[1 : TIMES + 1]]
        idle = sum(ticks[column] for column in IDLE)
        yield from {"total": sum(ticks), "steal": ticks[STEAL], "busy": sum(ticks) - idle - ticks[STEAL]}.items()
    elif root == ROOT:
        times = psutil.cpu_times()
        yield "busy", sum(times) - times.idle


def _pressures(root: Path) -> Iterator[tuple[str, float]]:
    for kind in PRESSURES:
        for line in text(root / "proc/pressure" / kind).splitlines():
            if line.startswith("some "):
                yield f"{kind}_pressure", int(line.rpartition("total=")[2]) / 1e6


def _swap(root: Path) -> Iterator[tuple[str, float]]:
    counts = pairs(root / "proc/vmstat")
    if all(name in counts for name in SWAPS):
        yield "swapped", sum(counts[name] for name in SWAPS) * os.sysconf("SC_PAGE_SIZE")


def _throttling(root: Path) -> Iterator[tuple[str, float]]:
    """Yield the seconds for which the innermost control group with a count was held back."""
    for folder in folders("cpu", root):
        counts = pairs(folder / "cpu.stat")
        for name, second in THROTTLED.items():
            if name in counts:
                yield "throttled", counts[name] / second
                return


def _states(root: Path) -> Iterator[tuple[str, Quantity]]:
    """Yield what is a state rather than a sum: the load, and the clock of the cores."""
    yield "load", Quantity(round(os.getloadavg()[0], 2), "1")
    shares = [share for core in (root / "sys/devices/system/cpu").glob("cpu[0-9]*") for share in _clock(core)]
    if shares:
        yield "clock", _percent(sum(shares) / len(shares))


def _clock(core: Path) -> Iterator[float]:
    now, most = text(core / "cpufreq/scaling_cur_freq").strip(), text(core / "cpufreq/cpuinfo_max_freq").strip()
    if now.isdigit() and most.isdigit() and int(most):
        yield int(now) / int(most)
