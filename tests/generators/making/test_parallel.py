import errno
import hashlib
import io
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bench.model.errors import DataError, UsageError
from bench.model.types import Recipe, Truth
from generators.content import truths
from generators.lines.blocks import BLOCK
from generators.making import parallel, recipes
from generators.making.identity import BlockTree, Hashes
from generators.making.ledger import Ledger
from generators.registry import GENERATORS
from tests.generators.making.making_data import SEED, a_recipe, made

KINDS = list(GENERATORS)


def made_in(count: int, recipe: Recipe, path: Path) -> tuple[bytes, Hashes, object]:
    """Make a dataset in several processes, however short it is."""
    path.touch()
    hashes, truth = parallel.write(recipe, path, Ledger(recipe), count, whole=True)
    return path.read_bytes(), hashes, truths.finished(truth)


def expected(recipe: Recipe) -> tuple[bytes, Hashes, object]:
    data, manifest = made(recipe)
    return data, Hashes(manifest.blocks_sha256, manifest.sha256), manifest.truth


@pytest.mark.parametrize("kind", KINDS)
def test_the_bytes_and_the_truth_are_the_same_with_any_number_of_jobs(kind: str, tmp_path: Path) -> None:
    recipe = a_recipe(kind, lines=4 * BLOCK + 1000, preset="dirty")

    assert made_in(3 if kind == "web_log" else 2, recipe, tmp_path / "several") == expected(recipe)


def test_a_table_is_too_long_with_any_number_of_jobs_though_each_worker_counts_a_short_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = a_recipe(lines=2 * BLOCK, preset="high-cardinality")
    whole = expected(recipe)
    assert isinstance(whole[2], Mapping)
    assert len(whole[2]["errors"]) > 700

    monkeypatch.setattr(truths, "MOST", 700)  # in this process alone: no worker counts as many

    assert made_in(2, recipe, tmp_path / "log") == expected(recipe) != whole


def test_a_size_ends_with_the_same_line_in_several_jobs(tmp_path: Path) -> None:
    recipe = recipes.recipe("web_log", size=9_000_000, seed=SEED)

    assert made_in(2, recipe, tmp_path / "log") == expected(recipe)


def test_what_is_wrong_in_a_worker_is_said_here(tmp_path: Path) -> None:
    recipe = a_recipe(lines=4 * BLOCK, per_day=10_000, start="9999-12-30")

    with pytest.raises(UsageError, match="beyond the year 9999"):
        made_in(2, recipe, tmp_path / "log")


def test_a_worker_that_is_killed_ends_the_others(tmp_path: Path) -> None:
    killed: list[int] = []

    def kill_a_worker(_lines: int, _bytes: int) -> None:
        if not killed:
            children = subprocess.run(
                ["pgrep", "-P", str(os.getpid()), "-f", "generators.making.worker"],
                capture_output=True,
                text=True,
                check=True,
            )
            killed.append(int(children.stdout.split()[0]))
            os.kill(killed[0], signal.SIGKILL)

    recipe = a_recipe(lines=100 * BLOCK)
    (tmp_path / "log").touch()

    with pytest.raises(DataError, match="ended unexpectedly"):
        parallel.write(recipe, tmp_path / "log", Ledger(recipe, progress=kill_a_worker), 2)


def test_a_worker_that_cannot_be_started_leaves_none_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    begin = subprocess.Popen

    def start_one(*arguments: Any, **options: Any) -> "subprocess.Popen[bytes]":
        if started:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        started.append(begin(*arguments, **options))
        return started[0]

    monkeypatch.setattr(subprocess, "Popen", start_one)

    with pytest.raises(BlockingIOError):
        made_in(3, a_recipe(lines=4 * BLOCK), tmp_path / "log")
    assert started[0].returncode == -signal.SIGKILL


def test_the_hash_is_that_of_the_file(tmp_path: Path) -> None:
    data, hashes, _ = made_in(2, a_recipe(lines=3 * BLOCK), tmp_path / "log")

    assert hashlib.sha256(data).hexdigest() == hashes.whole


@pytest.mark.parametrize(("asked", "spans"), [((10**6, None), 2), ((None, 10**8), 1)])
def test_a_worker_has_a_span_in_advance_unless_its_blocks_may_be_cut(
    asked: tuple[int | None, int | None], spans: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines, size = asked
    recipe, questions = recipes.recipe("web_log", lines=lines, size=size, seed=SEED), io.BytesIO()
    process = SimpleNamespace(stdin=questions, stdout=io.BytesIO(b"ready\ntruth {}\n"))
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: process)

    parallel._Worker(recipe, tmp_path / "log").serve(
        parallel._Share(parallel._Order(Ledger(recipe), BlockTree(0), None))
    )

    assert questions.getvalue().count(b"\nspan ") == spans


def test_an_interrupt_that_another_thread_got_is_heard_while_this_one_waits() -> None:
    begun, heard, in_time = threading.Event(), threading.Event(), list[bool]()

    def part() -> Truth:
        begun.wait()
        time.sleep(0.3)  # until this one waits
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        in_time.append(heard.wait(20))
        return {}

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with ThreadPoolExecutor(1) as pool:
            served = [pool.submit(part)]
            begun.set()
            with pytest.raises(KeyboardInterrupt):
                parallel._wait_for(served)
            heard.set()
    finally:
        signal.signal(signal.SIGINT, before)

    assert in_time == [True]
