"""Ctrl-C and SIGTERM end a run within two seconds, with a result that can be drawn where one was begun."""

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.runs import MARKING, RunPlace, ended, until
from tests.stalls import attempts
from tests.studies.stops import stopped


@pytest.mark.measuring
@pytest.mark.parametrize(("moment", "sign"), [(0.3, signal.SIGTERM), (2.5, signal.SIGINT), (3.5, signal.SIGTERM)])
def test_a_stopped_run_leaves_a_valid_result_and_the_command_that_draws_it(
    moment: float, sign: signal.Signals, tmp_path: Path
) -> None:
    for number, attempt in enumerate(attempts()):
        with attempt:
            seen = stopped(RunPlace.made(tmp_path / str(number)), moment, sign)

            assert seen.problem == "", seen


@pytest.fixture
def silent_index() -> Iterator[socket.socket]:
    """Listen as an index of packages would, and answer nobody."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        yield server


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_libraries_that_never_come_are_not_waited_for(
    sign: signal.Signals, silent_index: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = RunPlace.made(tmp_path)
    for number in range(8):
        block = f'# /// script\n# dependencies = ["leanlines-has-no-such-package-{number}"]\n# ///\n'
        (place.mine / f"needs_{number}.py").write_text(block + MARKING)
    monkeypatch.setenv("UV_DEFAULT_INDEX", f"http://127.0.0.1:{silent_index.getsockname()[1]}/simple")
    process = place.start("--all", "--lines", "2k", "--impl", "needs*", "--out", str(place.out))

    with ended(process):
        asking, _ = silent_index.accept()
        process.send_signal(sign)
        until(lambda: process.poll() is not None and not place.alive(), 20)  # uv would wait for 30 and try again
        asking.close()
        _, said = process.communicate()

    killed = sign is signal.SIGKILL
    assert process.returncode == (-signal.SIGKILL if killed else 130)
    assert "Traceback" not in said
    assert place.temporary_left() == [] or killed  # the next command clears it
    assert not place.out.exists()
