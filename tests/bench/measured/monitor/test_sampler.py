"""A sampler beside the worker, stood in for by a shell that is started as it is."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.measured.monitor import sampler
from bench.measured.monitor.sampler import Sampler

Written = Callable[[str], Sampler]
LOOKS = "trap 'echo \"f (x.py:1) 7\" >&3; exit' INT; echo 'py-spy> Sampling process 250 times a second.'; "


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(code: str) -> Sampler:
        program = tmp_path / "sampler"
        program.write_text(f"#!/bin/sh\n{code}")
        program.chmod(0o700)
        return Sampler([str(program)], {"PATH": os.defpath})

    return write


def test_it_looks_from_the_first_call_on_and_what_it_saw_is_read_at_the_end(written: Written) -> None:
    sampling = written(f"echo worker $1; {LOOKS} while :; do sleep 0.01; done")

    sampling.begin(4711)
    sampling.begin(4712)  # the next call of the same worker
    sampling.end()

    findings = sampling.findings()
    assert findings["stacks"] == b"f (x.py:1) 7\n"
    assert b"worker 4711" in findings["sampler"]
    assert b"4712" not in findings["sampler"]


def test_one_that_gives_up_does_not_keep_the_worker_waiting(written: Written) -> None:
    sampling = written("echo 'Error: Permission Denied' >&2; exit 1")

    sampling.begin(4711)
    sampling.end()

    assert sampling.findings() == {"stacks": b"", "sampler": b"Error: Permission Denied\n"}


def test_one_that_cannot_be_started_says_why() -> None:
    sampling = Sampler(["/nowhere/sampler"], {})

    sampling.begin(4711)
    sampling.end()

    assert sampling.findings() == {"stacks": b"", "sampler": b"Error: No such file or directory"}


def test_one_that_neither_looks_nor_ends_is_killed(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampler, "PATIENCE", 0.05)
    sampling = written("trap '' INT; echo $$; while :; do sleep 0.01; done")

    sampling.begin(4711)
    sampling.end()

    number = int(sampling.findings()["sampler"] or b"0")
    assert not number or not Path(f"/proc/{number}").exists()


def test_without_a_command_there_is_none() -> None:
    sampling = Sampler([], {})

    sampling.begin(4711)
    sampling.end()
    sampling.kill()

    assert sampling.findings() == {"stacks": b"", "sampler": b""}
