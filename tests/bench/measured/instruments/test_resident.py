"""Resident memory, by phase: what the monitor sees of real processes."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench.model.types import Instrument, Status
from bench.process.job import Finished
from tests.bench.process.launching import MIB, measured
from tests.needs import lack
from tests.stalls import attempts

PHASES = """
    import mmap
    def touch(size):
        mmap.mmap(-1, size << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE).close()
    touch(96)
    def run(n):
        touch(32)
        return n
"""
HOLD_IN_TREE = """
    import os, time
    def run(n):
        child = os.fork()
        if not child:
            held = bytearray(64 << 20)
            held[::4096] = b'x' * (64 << 8)
            time.sleep(0.3)
            os._exit(0)
        os.waitpid(child, 0)
        return n
"""


def sizes(finished: Finished) -> dict[str, float]:
    return {name: quantity.value for name, quantity in finished.values.items() if quantity.unit == "B"}


@pytest.mark.measuring
def test_each_phase_has_its_own_peak(tmp_path: Path) -> None:
    found = sizes(measured(tmp_path, PHASES))

    assert found["bare_peak"] < 20 * MIB
    assert found["import_peak"] - found["bare_peak"] == pytest.approx(96 * MIB, abs=2 * MIB)
    assert found["run_peak"] - found["run_start"] == pytest.approx(32 * MIB, abs=2 * MIB)
    assert found["peak"] == found["import_peak"]


@pytest.mark.measuring
def test_a_process_that_dies_keeps_its_phase_and_its_peak(tmp_path: Path) -> None:
    finished = measured(tmp_path, PHASES.replace("return n", "import os; os.abort()"))

    assert (finished.status, finished.phase) == (Status.CRASH, "run")
    assert sizes(finished)["run_peak"] - sizes(finished)["run_start"] == pytest.approx(32 * MIB, abs=2 * MIB)


@pytest.mark.measuring
def test_memory_with_and_without_a_file_behind_it_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(bytes(32 << 20))
    code = """
        import mmap, time
        def run(path):
            anonymous = bytearray(64 << 20)
            anonymous[::4096] = b'x' * (64 << 8)
            with open(path, 'rb') as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as mapped:
                total = sum(mapped[::4096])
                time.sleep(0.1)
            return total + anonymous[0]
    """

    for attempt in attempts():
        with attempt:
            plain = sizes(measured(tmp_path, "def run(path):\n    return 1", sources=(tmp_path / "data",)))
            found = sizes(measured(tmp_path, code, sources=(tmp_path / "data",)))

            assert found["run_file"] - plain["run_file"] == pytest.approx(32 * MIB, abs=2 * MIB)
            assert found["run_anonymous"] - plain["run_anonymous"] >= 64 * MIB


@pytest.mark.measuring
def test_a_tree_is_measured_as_one_between_its_bounds(tmp_path: Path) -> None:
    for attempt in attempts():
        with attempt:
            finished = measured(tmp_path, HOLD_IN_TREE)

            found = sizes(finished)
            assert finished.values["processes"].value == 2
            assert found["run_peak"] - found["run_start"] == pytest.approx(64 * MIB, rel=0.05)
            assert found["tree_low"] <= found["run_peak"] <= found["tree_high"]


def test_bounds_are_for_trees_only(tmp_path: Path) -> None:
    assert not {"tree_low", "tree_high"} & measured(tmp_path, "def run(n):\n    return n").values.keys()


@pytest.mark.measuring
def test_what_the_harness_holds_is_not_the_implementations(tmp_path: Path) -> None:
    code = "def run(n):\n    held = bytearray(b'x' * (32 << 20))\n    return n"
    lean = sizes(measured(tmp_path, code))

    ballast = bytearray(500 << 20)
    ballast[::4096] = b"x" * len(ballast[::4096])
    fat = sizes(measured(tmp_path, code))

    assert len(ballast) == 500 * MIB
    assert abs(fat["peak"] - lean["peak"]) < MIB


@pytest.mark.measuring
def test_the_peak_agrees_with_gnu_time_of_a_bare_script(tmp_path: Path) -> None:
    if not Path("/usr/bin/time").exists():
        lack("GNU time is not installed")
    log = tmp_path / "log"
    log.write_text("".join(f"2024-01-15 10:30:45|ERROR|Upstream {n % 127}|203.0.113.7|{n}\n" for n in range(200_000)))
    code = Path("impls/error_counts/readlines_objects.py").read_text()
    (tmp_path / "bare.py").write_text(f"{code}\n\nimport sys\n\nrun(sys.argv[1])\n")
    command = ["/usr/bin/time", "-f", "%M", sys.executable, str(tmp_path / "bare.py"), str(log)]

    by_time = int(subprocess.run(command, capture_output=True, text=True, check=True).stderr.split()[-1]) * 1024
    ours = sizes(measured(tmp_path, code, Instrument.RESIDENT, sources=(log,)))["peak"]

    assert ours == pytest.approx(by_time, rel=0.03)
