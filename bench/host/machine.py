"""Describe this computer, as far as that may be published, and how much of it the harness may use.

Every fact is on an allow-list, the fields of `Machine`: no host name, user, path or environment variable. What a
platform does not tell is None. Limits of control groups count as the machine's own, so that a run in a container
plans with the memory and the cores that it really has.
"""

import math
import os
import platform
import subprocess
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Final

import psutil

from bench.host.control_groups import folders, number, pairs, text
from bench.measured.monitor.instructions import find_obstacle
from bench.model.commands import OURS
from bench.model.paths import INSTALLED
from bench.model.release import VERSION
from bench.model.types import Machine

ROOT: Final = Path("/")
TOOLS: Final = ("faker", "numpy", "pyperf", "uv")
LIMITS: Final = ("memory.max", "memory.limit_in_bytes")  # of version 2 and 1
USAGES: Final = ("memory.current", "memory.usage_in_bytes")
RECLAIMABLE: Final = ("inactive_file", "active_file")  # page cache, which the kernel gives back when memory is short
UNLIMITED: Final = 1 << 60  # version 1 writes "no limit" as the largest multiple of a page


def describe(root: Path = ROOT) -> Machine:
    """Return what this computer is."""
    return Machine(
        system=f"{platform.system()} {_short(platform.release())}",
        architecture=platform.machine(),
        processor=_processor(root),
        cores=cores(root),
        memory=total_memory(root),
        swap=_swap(root),
        governor=_governor(root),
        turbo=_turbo(root),
        huge_pages=_huge_pages(root),
        no_instructions=find_obstacle(),
        versions=versions(),
    )


def versions() -> dict[str, str]:
    """Return the release of each tool that has a part in a figure; what is not installed is left out."""
    found = {"python": platform.python_version()} | ({OURS: VERSION} if INSTALLED else {})
    for tool in TOOLS:
        try:
            found[tool] = metadata.version(tool)
        except metadata.PackageNotFoundError:
            continue
    return found


def cores(root: Path = ROOT) -> int:
    """Return how many cores the harness may use: its affinity, or its CPU quota if that is less."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min([allowed, *(math.ceil(quota) for quota in _quotas(root))]))


def total_memory(root: Path = ROOT) -> int:
    """Return the bytes of memory that the harness may use at most."""
    whole = _meminfo(root, "MemTotal") or psutil.virtual_memory().total
    return min([whole, *(limit for limit, _ in _memory_limits(root))])


def available_memory(root: Path = ROOT) -> int:
    """Return the bytes that are available now without swapping, within every limit; page cache counts as available."""
    now = _meminfo(root, "MemAvailable")
    free = psutil.virtual_memory().available if now is None else now
    return max(0, min([free, *(limit - used for limit, used in _memory_limits(root))]))


def _memory_limits(root: Path) -> Iterator[tuple[int, int]]:
    """Yield the limit and the lasting use, in bytes, of every control group that has a limit."""
    for folder in folders("memory", root):
        limit = next((value for name in LIMITS if (value := number(folder / name)) is not None), UNLIMITED)
        if limit >= UNLIMITED:
            continue
        used = next((value for name in USAGES if (value := number(folder / name)) is not None), 0)
        counts = pairs(folder / "memory.stat")
        cached = sum(counts.get(f"total_{name}", counts.get(name, 0)) for name in RECLAIMABLE)
        yield limit, max(0, used - cached)


def _quotas(root: Path) -> Iterator[float]:
    """Yield how many cores each control group may keep busy."""
    for folder in folders("cpu", root):
        words = text(folder / "cpu.max").split()  # version 2: "150000 100000", or "max 100000"
        if not words:
            words = [text(folder / f"cpu.cfs_{name}_us").strip() for name in ("quota", "period")]
        if all(word.isdigit() for word in words) and int(words[1]):
            yield int(words[0]) / int(words[1])


def _meminfo(root: Path, name: str) -> int | None:
    for line in text(root / "proc/meminfo").splitlines():
        found, _, value = line.partition(":")
        if found == name:
            return int(value.split()[0]) * 1024
    return None


def _swap(root: Path) -> int | None:
    total = _meminfo(root, "SwapTotal")
    return psutil.swap_memory().total if total is None and root == ROOT else total


def _short(release: str) -> str:
    """Keep the first two numbers: what follows may name a distributor, a host or a customer."""
    return ".".join(release.split("-", maxsplit=1)[0].split(".")[:2])


def _processor(root: Path) -> str | None:
    for line in text(root / "proc/cpuinfo").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return _sysctl("machdep.cpu.brand_string") if platform.system() == "Darwin" else None


def _sysctl(name: str) -> str | None:
    try:
        done = subprocess.run(["sysctl", "-n", name], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() or None


def _governor(root: Path) -> str | None:
    """Return the frequency governor; several, if the cores differ."""
    found = {
        text(folder / "cpufreq/scaling_governor").strip()
        for folder in (root / "sys/devices/system/cpu").glob("cpu[0-9]*")
    }
    return ", ".join(sorted(found - {""})) or None


def _turbo(root: Path) -> bool | None:
    kernel = root / "sys/devices/system/cpu"
    forbidden, boost = number(kernel / "intel_pstate/no_turbo"), number(kernel / "cpufreq/boost")
    if forbidden is not None:
        return not forbidden
    return None if boost is None else bool(boost)


def _huge_pages(root: Path) -> str | None:
    """Return the chosen word of a line such as "always [madvise] never"."""
    line = text(root / "sys/kernel/mm/transparent_hugepage/enabled")
    return line.partition("[")[2].partition("]")[0] or None
