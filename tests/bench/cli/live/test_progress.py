import os
import pty
import select

import pytest

from bench.cli.live import progress
from bench.cli.live.progress import RunProgress
from bench.terminal import console


def test_without_a_terminal_each_part_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with RunProgress() as display:
        display.stage("Answers", 9)
        for _ in range(9):
            display.step("x")
        display.stage("Answers", 3)

    assert capsys.readouterr().err == "Answers\n"


def test_a_long_part_tells_now_and_then_how_far_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PLAIN_EVERY", -1.0)

    with RunProgress() as display:
        display.stage("Answers", 9)
        display.step("x")

    assert capsys.readouterr().err.splitlines()[1].startswith("Answers, 1 of 9 (x): 0 s ")


def test_quiet_shows_no_progress_and_still_warns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PLAIN_EVERY", -1.0)

    with console.outlet(quiet=True), RunProgress() as display:
        display.stage("Answers", 9)
        display.step("x")
        display.warn("look here")

    assert capsys.readouterr().err == "look here\n"


def test_a_terminal_is_left_as_it_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    keeper, terminal = pty.openpty()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    with os.fdopen(terminal, "w") as stream:
        monkeypatch.setattr("sys.stderr", stream)
        with RunProgress() as display:
            display.stage("Answers", 9)
            display.step("x")
            display.warn("look here")
        written = _read(keeper)
    os.close(keeper)

    assert b"Answers, 1 of 9: x" in written
    assert b"look here" in written
    assert written.rindex(b"\x1b[?25h") > written.rindex(b"\x1b[?25l")


def _read(handle: int) -> bytes:
    content = b""
    while select.select([handle], [], [], 0)[0]:
        content += os.read(handle, 1 << 16)
    return content
