import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench.model.errors import UsageError
from bench.model.types import Instrument, LineShare, Status
from bench.process import sampling
from bench.process.job import Finished, Job
from bench.process.redaction import without_data
from tests.bench.process.launching import ENOUGH

MODULE, KIT = Path("/somebody's (files)/mine.py"), Path("/kits/0")
OWN = "run (/somebody's (files)/mine.py:{})"
CALLED = (
    'process 7:"python -s worker.py; f (/x.py:1)";main (/kits/0/bench/measured/worker/worker.py:41);'
    "measure (/kits/0/bench/measured/instruments/line_seconds.py:42);"
)
BOOT = "Thread._bootstrap (/usr/lib/python3.11/threading.py:1002);"


def shares(*stacks: str) -> tuple[dict[tuple[str, int], int], int]:
    lines, total = sampling.read("\n".join(stacks).encode(), MODULE)
    return {(each.file, each.line): each.samples for each in lines}, total


def test_a_stack_counts_for_the_innermost_line_of_the_files_own() -> None:
    chain = f"{CALLED}{OWN.format(9)};{OWN.format(4)};decode (/usr/lib/python3.11/json/decoder.py:353) 70"

    assert shares(chain, f"{CALLED}{OWN.format(9)} 30") == ({("mine.py", 4): 70, ("mine.py", 9): 30}, 100)


def test_a_library_has_time_of_its_own_only_where_no_line_of_the_file_called_it() -> None:
    found, total = shares(f"{CALLED}f (/env/lib/python3.13/site-packages/fast/core.py:7) 5")

    assert (found, total) == ({("fast/core.py", 7): 5}, 5)


def test_what_the_harness_does_around_the_calls_is_nobodys_time() -> None:
    waiting = "main (/kits/0/bench/measured/worker/worker.py:41);_read (/kits/0/bench/measured/worker/channel.py:52) 9"
    own = CALLED.rstrip(";")
    refusing = f"{CALLED}refuse (/kits/0/bench/measured/worker/answers.py:5) 3"

    assert shares(waiting, f"{own} 4", refusing) == ({}, 0)


def test_while_the_calling_thread_waits_the_time_is_that_of_those_who_work() -> None:
    wait = f"{CALLED}{OWN.format(3)};Future.result (/usr/lib/python3.11/concurrent/futures/_base.py:451);wait (/usr/lib"
    found, total = shares(
        f"{CALLED}{OWN.format(2)} 40",
        f"{wait}/python3.11/threading.py:327) 60",
        f"{BOOT}{OWN.format(7)} 50",
        f'process 7:"python";process 8:"python -c spawn_main";{OWN.format(8)} 150',
        f"{BOOT}wait (/usr/lib/python3.11/threading.py:327) 500",
    )

    assert (found, total) == ({("mine.py", 8): 45, ("mine.py", 2): 40, ("mine.py", 7): 15}, 100)


def test_a_forked_child_has_the_stack_of_its_parent_and_is_no_clock() -> None:
    main = 'process 7:"python";'
    waiting = f"{CALLED}{OWN.format(3)};wait (/usr/lib/python3.11/multiprocessing/popen_fork.py:43) 60"
    forked = f'{main}process 8:"python";{CALLED.partition(";main")[2]};{OWN.format(3)};{OWN.format(5)} 20'

    idle = forked.replace(f"{OWN.format(5)} 20", "get (/usr/lib/python3.11/multiprocessing/queues.py:366) 500")

    assert shares(f"{CALLED}{OWN.format(2)} 40", waiting, forked, idle)[0] == {
        ("mine.py", 2): 40,
        ("mine.py", 3): 40,  # no sample of the child stands for more than one of waiting
        ("mine.py", 5): 20,
    }


def test_who_waits_for_nobody_that_is_seen_has_the_time_itself() -> None:
    found, _ = shares(f"{CALLED}{OWN.format(3)};wait (/usr/lib/python3.11/subprocess.py:1264) 60")

    assert found == {("mine.py", 3): 60}


@pytest.mark.parametrize("line", ["", "nothing", "a;b;c -5", "x (y:z) 5", "\udcff 3", "(((((:1) 2", f"{CALLED} 1"])
def test_what_is_no_stack_is_passed_over(line: str) -> None:
    content = line.encode("utf-8", "surrogateescape")

    assert sampling.read(content, MODULE) == ((), 0)


def test_only_the_most_frequent_lines_are_kept_and_all_are_counted() -> None:
    lines, total = sampling.read(
        "\n".join(f"{CALLED}{OWN.format(number)} {number}" for number in range(1, 101)).encode(), MODULE
    )

    assert (len(lines), lines[0], total) == (sampling.MOST, LineShare(file="mine.py", line=100, samples=100), 5050)


@pytest.mark.parametrize(
    ("platform", "remedy"), [("linux", "uv pip install"), ("darwin", "Leave out --seconds-by-line.")]
)
def test_without_a_sampler_the_run_does_not_begin(platform: str, remedy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)

    with pytest.raises(UsageError) as refused:
        sampling.require(["3.15.2", "3.14.3"])
    assert remedy in refused.value.hint


def test_nothing_has_to_be_installed_where_every_python_has_a_sampler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)

    sampling.require(["3.15.2", "3.16.0a1"])


@pytest.mark.parametrize(
    ("version", "sampler"),
    [
        ("3.9.18", sampling.PY_SPY),
        ("3.14.0+freethreaded", sampling.PY_SPY),
        ("3.15.0rc1", sampling.STANDARD),
        ("3.15.2+freethreaded+build1a2b3c", sampling.STANDARD),
        ("4.0.0", sampling.STANDARD),
        ("pypy 3.15.1", sampling.PY_SPY),
        ("", sampling.PY_SPY),
    ],
)
def test_a_python_from_3_15_on_is_looked_at_by_its_own_sampler(version: str, sampler: str) -> None:
    assert sampling.choose(version) == sampler


def test_only_a_process_that_is_to_be_looked_at_has_a_sampler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "py_spy", lambda: ["py-spy"])
    timing = Job(
        python=Path("/env/bin/python"), module=MODULE, instrument=Instrument.TIMING, sources=(1,), limits=ENOUGH
    )
    looked_at = replace(timing, instrument=Instrument.LINE_SECONDS)
    own = replace(looked_at, options={"sampler": sampling.STANDARD})

    assert sampling.command(timing, KIT) == []
    assert sampling.command(looked_at, KIT) == ["py-spy"]
    assert sampling.command(own, KIT)[::4] == ["/env/bin/python", f"{KIT}/sampler.py"]


def test_what_python_3_15_saw_is_read_as_what_py_spy_saw_is() -> None:
    """It saw two lines add 7 and 3 parts of 20 numbers, a thread 6 and a child process 4, while `run` waited."""
    found, total = shares(*Path(__file__).with_name("stacks_of_python_3_15.txt").read_text().splitlines())

    shown = {line: 20 * samples / total for (_, line), samples in found.items()}
    parts = {7: 7, 8: 3, 18: 6, 22: 4}
    assert {line: shown[line] for line in parts} == pytest.approx(parts, abs=0.3)
    assert sum(shown[line] for line in parts) > 19


def test_a_sampler_that_is_refused_leaves_a_note_and_the_row_is_well() -> None:
    refusal = "Permission Denied: Try running again with elevated permissions"

    note = sampling.explain(f"Error: {refusal}\n".encode())

    assert note == f"{sampling.UNSEEN}: {refusal}"
    assert sampling.explain(b"") == sampling.UNSEEN
    told = without_data(Finished(status=Status.OK, notes=(note, "secret")), "mine.py")
    assert told.notes == (note,)


def test_of_a_private_log_no_other_file_is_named() -> None:
    spent = tuple(LineShare(file=name, line=1, samples=2) for name in ("mine.py", "json/decoder.py", "secret.log"))

    told = without_data(Finished(status=Status.OK, spent=spent), "mine.py")

    assert [each.file for each in told.spent] == ["mine.py", "json/decoder.py", "another file"]
