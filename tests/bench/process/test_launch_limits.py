"""Time, memory and prints: what bounds a measured process from outside. Every test starts real processes."""

import re
from pathlib import Path

import pytest

from bench.model.types import Instrument, Limits, Status
from bench.process.stacks import WAITING
from tests.bench.process.launching import MIB, measured
from tests.stalls import attempts

ONE_SECOND = Limits(seconds=1, memory=2 << 30)
A_QUARTER = Limits(seconds=30, memory=256 * MIB)
HELD_BY_A_THREAD = """
    import threading, time
    from multiprocessing import get_context
    LOCK = threading.Lock()
    def hold():
        with LOCK:
            time.sleep(60)
    def work(n):
        with LOCK:
            return n
    def run(n):
        threading.Thread(target=hold, daemon=True).start()
        time.sleep(0.01)
        with get_context("fork").Pool(1) as pool:
            return pool.map(work, [n])
"""
PRINTS_IN_A_CHILD = """
    import sys
    from multiprocessing import get_context
    def work(n):
        while True:
            print("still at it", file=sys.stderr, flush=True)
    def run(n):
        with get_context("fork").Pool(1) as pool:
            return pool.map(work, [n])
"""


@pytest.mark.measuring  # within its second, the process has to come as far as the line that hangs
@pytest.mark.parametrize(("code", "said"), [(HELD_BY_A_THREAD, ""), (PRINTS_IN_A_CHILD, "still at it")])
def test_a_pool_that_never_answers_names_its_line_and_what_its_children_said(
    tmp_path: Path, code: str, said: str
) -> None:
    for attempt in attempts():
        with attempt:
            finished = measured(tmp_path, code, limits=ONE_SECOND)

            assert finished.status is Status.TIMEOUT
            assert re.search(r"^implementation.py, line \d+, in run$", finished.reason, re.MULTILINE), finished.reason
            assert said in finished.reason
            assert finished.reason.endswith(WAITING)


@pytest.mark.measuring
@pytest.mark.parametrize("instrument", [Instrument.RESIDENT, Instrument.TIMING])
def test_memory_beyond_the_limit_is_ended_near_the_limit(tmp_path: Path, instrument: Instrument) -> None:
    code = "def run(n):\n    kept = []\n    while True:\n        kept.append(bytearray(1 << 20))"

    finished = measured(tmp_path, code, instrument, limits=A_QUARTER)

    assert (finished.status, finished.phase) == (Status.MEMORY_LIMIT, "run")
    assert 256 * MIB <= finished.values["peak"].value <= 320 * MIB
    assert "allowed 256 MiB" in finished.reason


@pytest.mark.measuring
def test_children_count_towards_the_limit_but_shared_pages_only_once(tmp_path: Path) -> None:
    code = """
        import os, time
        def run(n):
            shared = bytearray(100 << 20)
            for _ in range(4):
                if not os.fork():
                    own = bytearray({own} << 20)
                    time.sleep(60 if {own} else 0.5)
                    os._exit(0)
            for _ in range(4):
                os.wait()
            return n
    """

    sharing = measured(tmp_path, code.format(own=0), limits=A_QUARTER)
    hoarding = measured(tmp_path, code.format(own=100), limits=A_QUARTER)

    assert sharing.status is Status.OK, sharing
    assert hoarding.status is Status.MEMORY_LIMIT, hoarding


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_what_a_pool_holds_counts_towards_the_limit_however_its_processes_are_started(
    tmp_path: Path, method: str
) -> None:
    code = f"""
        import time
        from multiprocessing import get_context
        def hold(n):
            held = bytearray(n << 20)
            time.sleep(60)
        def run(n):
            with get_context("{method}").Pool(1) as pool:
                return pool.map(hold, [300])
    """

    finished = measured(tmp_path, code, limits=A_QUARTER)

    assert (finished.status, finished.phase) == (Status.MEMORY_LIMIT, "run"), finished


def test_a_flood_of_prints_blocks_nobody_and_both_ends_are_kept(tmp_path: Path) -> None:
    code = """
        import sys
        def run(n):
            print('first')
            for _ in range(32):
                sys.stdout.write('x' * (1 << 20))
                sys.stderr.write('y' * (1 << 20))
            print('last')
            return n
    """

    finished = measured(tmp_path, code)

    assert finished.status is Status.OK
    assert finished.output.startswith("first")
    assert "last\n" in finished.output
    assert "bytes not kept" in finished.output
    assert len(finished.output) < 300 * 1024
