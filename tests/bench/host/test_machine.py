import getpass
import platform
from dataclasses import asdict
from pathlib import Path

import pytest

from bench.host import machine

GIB = 2**30
MEMINFO = "MemTotal:       8388608 kB\nMemFree: 1048576 kB\nMemAvailable:   4194304 kB\nSwapTotal:  2097152 kB\n"


def a_machine(root: Path, **files: str) -> Path:
    """Write system files by their paths, `__` standing for a slash."""
    paths = {"proc/meminfo": MEMINFO} | {name.replace("__", "/"): text for name, text in files.items()}
    for name, text in paths.items():
        write(root / name, text)
    return root


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def a_group(root: Path, **files: object) -> Path:
    for name, text in files.items():
        write(root / "sys/fs/cgroup/job" / name.replace("__", "."), f"{text}\n")
    write(root / "proc/self/cgroup", "0::/job\n")
    return root


def test_this_machine_is_described_without_naming_its_host_or_user() -> None:
    said = str(asdict(machine.describe()))

    assert machine.describe().cores >= 1
    assert machine.describe().memory > 0
    assert machine.describe().versions["python"] == platform.python_version()
    assert str(Path.home() / "x")[:-1] not in said
    assert f"'{platform.node()}'" not in said
    assert f"'{getpass.getuser()}'" not in said


def test_the_facts_of_linux_are_read(tmp_path: Path) -> None:
    root = a_machine(tmp_path, proc__cpuinfo="processor : 0\nmodel name\t: Some CPU @ 3 GHz\n")
    write(root / "sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n")
    write(root / "sys/devices/system/cpu/intel_pstate/no_turbo", "0\n")
    for core in (0, 1):
        write(root / f"sys/devices/system/cpu/cpu{core}/cpufreq/scaling_governor", "performance\n")

    found = machine.describe(root)

    assert found.processor == "Some CPU @ 3 GHz"
    assert (found.memory, found.swap) == (8 * GIB, 2 * GIB)
    assert (found.governor, found.turbo, found.huge_pages) == ("performance", True, "madvise")


def test_what_a_machine_does_not_tell_is_none(tmp_path: Path) -> None:
    found = machine.describe(tmp_path)

    assert (found.swap, found.governor, found.turbo, found.huge_pages) == (None, None, None, None)


@pytest.mark.parametrize(
    ("path", "text", "turbo"),
    [("intel_pstate/no_turbo", "1", False), ("cpufreq/boost", "1", True), ("cpufreq/boost", "0", False)],
)
def test_turbo_is_read_from_either_driver(tmp_path: Path, path: str, text: str, *, turbo: bool) -> None:
    write(tmp_path / "sys/devices/system/cpu" / path, text)

    assert machine.describe(tmp_path).turbo is turbo


def test_cores_with_different_governors_are_all_named(tmp_path: Path) -> None:
    for core, governor in enumerate(["powersave", "performance"]):
        write(tmp_path / f"sys/devices/system/cpu/cpu{core}/cpufreq/scaling_governor", governor)

    assert machine.describe(tmp_path).governor == "performance, powersave"


def test_available_memory_is_what_the_kernel_says(tmp_path: Path) -> None:
    assert machine.available_memory(a_machine(tmp_path)) == 4 * GIB


def test_a_limit_of_a_control_group_counts_with_its_page_cache_as_available(tmp_path: Path) -> None:
    root = a_group(
        a_machine(tmp_path),
        memory__max=2 * GIB,
        memory__current=1 * GIB,
        memory__stat=f"anon 5\ninactive_file {GIB // 4}\nactive_file {GIB // 4}",
    )

    assert machine.total_memory(root) == 2 * GIB
    assert machine.available_memory(root) == 2 * GIB - GIB // 2


def test_the_tightest_limit_of_all_outer_groups_holds(tmp_path: Path) -> None:
    root = a_group(a_machine(tmp_path), memory__max=3 * GIB, memory__current=0)
    write(root / "sys/fs/cgroup/memory.max", str(GIB))

    assert machine.total_memory(root) == GIB


def test_a_limit_of_version_1_counts_too(tmp_path: Path) -> None:
    root = a_machine(tmp_path, proc__self__cgroup="4:memory:/job\n")
    for name, value in {"limit_in_bytes": GIB, "usage_in_bytes": GIB // 2}.items():
        write(root / f"sys/fs/cgroup/memory/job/memory.{name}", str(value))
    write(root / "sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712")

    assert machine.available_memory(root) == GIB // 2


def test_a_group_without_a_limit_limits_nothing(tmp_path: Path) -> None:
    root = a_group(a_machine(tmp_path), memory__max="max", memory__current=GIB)

    assert machine.available_memory(root) == 4 * GIB


def test_an_exhausted_group_has_nothing_available_and_not_less(tmp_path: Path) -> None:
    root = a_group(a_machine(tmp_path), memory__max=GIB, memory__current=2 * GIB)

    assert machine.available_memory(root) == 0


def test_a_cpu_quota_of_half_a_core_is_one_core(tmp_path: Path) -> None:
    assert machine.cores(a_group(tmp_path, cpu__max="50000 100000")) == 1


@pytest.mark.parametrize("quota", ["max 100000", "", "100000 0", "6400000 100000"])
def test_no_quota_or_a_wide_one_leaves_the_cores_as_they_are(tmp_path: Path, quota: str) -> None:
    assert machine.cores(a_group(tmp_path, cpu__max=quota)) == machine.cores(tmp_path / "empty")


def test_a_quota_of_version_1_is_read(tmp_path: Path) -> None:
    root = a_machine(tmp_path, proc__self__cgroup="1:cpu:/\n")
    for name, value in {"quota": 100_000, "period": 100_000}.items():
        write(root / f"sys/fs/cgroup/cpu/cpu.cfs_{name}_us", str(value))

    assert machine.cores(root) == 1
