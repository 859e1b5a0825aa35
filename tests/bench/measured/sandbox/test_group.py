"""Control groups: a real one where this machine lets us have it, and folders that look like one of either version."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.host import control_groups
from bench.measured.sandbox import group
from bench.measured.sandbox.group import BESIDE, SHARE, ControlGroup, allowance
from bench.process import guards
from tests.needs import denied

NUMBER = "0123456789ab"
MIB = 1 << 20
V1 = {
    "memory.limit_in_bytes": "max",
    "memory.memsw.limit_in_bytes": "max",
    "memory.max_usage_in_bytes": "0",
    "memory.usage_in_bytes": "0",
    "memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n",
    "memory.stat": "total_cache 0\ntotal_active_file 0\ntotal_inactive_file 0\n",
    "cgroup.procs": "",
}
V2 = {
    "memory.max": "max",
    "memory.swap.max": "max",
    "memory.oom.group": "0",
    "memory.peak": "0",
    "memory.current": "0",
    "memory.events": "low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\noom_group_kill 0\n",
    "memory.stat": "anon 0\nfile 0\nkernel 0\nactive_file 0\ninactive_file 0\n",
    "cgroup.procs": "",
}
NAMES = {1: ("memory.usage_in_bytes", "memory.max_usage_in_bytes"), 2: ("memory.current", "memory.peak")}
STAT = {
    1: "total_cache {}\ntotal_active_file {}\ntotal_inactive_file {}\n",
    2: "file {}\nactive_file {}\ninactive_file {}\n",
}


@pytest.fixture(params=[1, 2])
def version(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def played(version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ControlGroup:
    """Give a group in a folder of plain files: what is written to them can be read, and set to what a kernel says."""
    make = os.mkdir

    def furnish(path: str) -> None:
        make(path)
        for name, content in (V1 if version == 1 else V2).items():
            Path(path, name).write_text(content)

    monkeypatch.setattr(os, "mkdir", furnish)
    return ControlGroup(str(tmp_path), version, NUMBER, allowance(256 * MIB))


def tell(played: ControlGroup, usage: int, peak: int, file: int, shared: int = 0) -> None:
    version = 1 if Path(played.folder, "memory.oom_control").exists() else 2
    for name, number in zip(NAMES[version], (usage, peak), strict=True):
        Path(played.folder, name).write_text(f"{number}\n")
    Path(played.folder, "memory.stat").write_text(
        STAT[version].format(file, (file - shared) // 2, (file - shared + 1) // 2)
    )


def test_its_name_tells_whose_it_is_and_its_limit_leaves_room_for_what_every_process_needs(
    played: ControlGroup, version: int
) -> None:
    names = ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes") if version == 1 else ("memory.max",)

    assert Path(played.folder).name == f"leanlines-{os.getpid()}-{NUMBER}"
    for name in names:
        assert int(Path(played.folder, name).read_text()) == 256 * MIB + 256 * MIB // SHARE + BESIDE
    if version == 2:
        assert Path(played.folder, "memory.swap.max").read_text().startswith("0")
        assert Path(played.folder, "memory.oom.group").read_text() == "1"


def test_growth_is_that_of_run_alone(played: ControlGroup) -> None:
    tell(played, usage=50 * MIB, peak=90 * MIB, file=10 * MIB)
    played.begin()
    tell(played, usage=80 * MIB, peak=85 * MIB, file=10 * MIB + 4)
    played.end()
    tell(played, usage=900 * MIB, peak=900 * MIB, file=0)
    played.end()

    found = played.findings()
    assert (found["marked"], found["grown"], found["files"]) == (35 * MIB, 30 * MIB - 4, 4)
    assert played.findings()["held"] == 900 * MIB


def test_a_file_on_disk_that_is_gone_at_the_end_is_no_growth_and_one_in_memory_is(played: ControlGroup) -> None:
    tell(played, usage=50 * MIB, peak=50 * MIB, file=0)
    played.begin()
    tell(played, usage=250 * MIB, peak=250 * MIB, file=200 * MIB, shared=64 * MIB)
    played.look()
    tell(played, usage=50 * MIB, peak=250 * MIB, file=0)
    played.end()

    found = played.findings()
    assert (found["marked"], found["grown"], found["files"]) == (200 * MIB, 64 * MIB, 136 * MIB)


def test_whom_the_kernel_ended_is_counted(played: ControlGroup, version: int) -> None:
    name = "memory.oom_control" if version == 1 else "memory.events"
    path = Path(played.folder, name)
    path.write_text(path.read_text().replace("oom_kill 0", "oom_kill 3"))

    assert played.kills() == 3


def test_a_kernel_that_resets_no_peak_is_said_to_be_too_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = os.mkdir

    def furnish(path: str) -> None:
        make(path)
        for name in V2.keys() - {"memory.peak"}:
            Path(path, name).write_text(V2[name])

    monkeypatch.setattr(os, "mkdir", furnish)
    monkeypatch.setattr(group, "remove", str)

    with pytest.raises(OSError, match=r"before Linux 6\.12"):
        ControlGroup(str(tmp_path), 2, NUMBER, MIB)


@pytest.fixture
def parent() -> str:
    """Give the folder of the group that this process is in."""
    if missing := guards.available()[guards.KERNEL]:
        denied(f"the kernel counts nothing for us: {missing}")
    return guards.group_for(NUMBER, MIB)[0]


def test_a_group_is_removed_with_all_that_is_in_it(parent: str) -> None:
    real = ControlGroup(*guards.group_for(NUMBER, 1 << 30))
    code = f"open({real.folder!r} + '/cgroup.procs', 'w').write('0'); import time; print(flush=True); time.sleep(60)"
    inside = subprocess.Popen([sys.executable, "-S", "-c", code], stdout=subprocess.PIPE)
    assert inside.stdout is not None
    with inside.stdout as told:
        told.readline()

    real.remove()

    assert inside.wait(60) == -9
    assert not Path(real.folder).exists()
    assert Path(parent).is_dir()


def test_the_groups_of_monitors_that_are_gone_are_swept_and_no_others(parent: str) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    left, alive = Path(parent, f"leanlines-{ended.pid}-{NUMBER}"), Path(parent, f"leanlines-{os.getpid()}-{NUMBER}")
    left.mkdir()
    alive.mkdir()

    group.sweep(parent)

    assert not left.exists()
    assert alive.exists()
    alive.rmdir()


@pytest.mark.parametrize(
    ("lines", "folder", "version"),
    [
        ("4:memory:/a/b\n0::/\n", "memory/a/b", 1),
        ("1:cpu,memory:/\n0::/\n", "memory", 1),
        ("0::/user.slice/x.scope\n", "user.slice/x.scope", 2),
    ],
)
def test_the_own_group_is_found(lines: str, folder: str, version: int, tmp_path: Path) -> None:
    own = tmp_path / "sys/fs/cgroup" / folder
    own.mkdir(parents=True)
    (own / "cgroup.controllers").write_text("cpu memory pids\n")
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/cgroup").write_text(lines)

    assert control_groups.own_memory(tmp_path) == (own, version)


@pytest.mark.parametrize("lines", ["", "0::/\n", "4:memory:/not/here\n"])
def test_where_nothing_counts_memory_that_is_said(lines: str, tmp_path: Path) -> None:
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/cgroup").write_text(lines)

    with pytest.raises(LookupError, match="no control group"):
        control_groups.own_memory(tmp_path)


def test_a_group_of_the_second_version_is_left_for_a_leaf_only_by_whoever_is_alone_in_it(tmp_path: Path) -> None:
    (tmp_path / "cgroup.subtree_control").write_text("cpu\n")
    (tmp_path / "cgroup.procs").write_text(f"1\n{os.getpid()}\n")

    with pytest.raises(LookupError, match="systemd-run --user --scope -p Delegate=yes"):
        control_groups.become_leaf(tmp_path)
    assert not (tmp_path / control_groups.LEAF).exists()

    (tmp_path / "cgroup.procs").write_text(f"{os.getpid()}\n")
    control_groups.become_leaf(tmp_path)
    assert (tmp_path / control_groups.LEAF / "cgroup.procs").read_text() == str(os.getpid())
    assert (tmp_path / "cgroup.subtree_control").read_text() == "+memory"
