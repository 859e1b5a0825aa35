import errno
import os
import tempfile
from pathlib import Path

import pytest
from cyclopts import App

from bench.model.errors import BenchError, UsageError
from bench.terminal import command_line, interrupts, program
from bench.terminal.command_line import CommandLine


@pytest.fixture(autouse=True)
def _signals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interrupts, "begin", lambda: None)  # the test runner listens for itself


def ended_by(error: BaseException | None, code: int = 0, unread: int = 1) -> int:
    app = App(name="it", result_action="return_value", suppress_keyboard_interrupt=False)

    @app.command
    def go() -> int:
        if error is not None:
            raise error
        return code

    return CommandLine(module="bench", app=app, interrupted="Interrupted.", unread=unread).run(["go"])


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (BenchError("It is full.", "Empty it."), BenchError.exit_code, "error: It is full.\n hint: Empty it.\n"),
        (UsageError("No such row."), UsageError.exit_code, "error: No such row.\n"),
        (KeyboardInterrupt(), command_line.INTERRUPTED, "error: Interrupted.\n"),
        (BrokenPipeError(), 1, ""),
        (
            OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "a"),
            1,
            "error: a cannot be used: No space left on device.\n hint: Free some space there.\n",
        ),
        (
            OSError(errno.EMFILE, os.strerror(errno.EMFILE), "a"),
            1,
            f"error: a cannot be used: Too many open files.\n hint: {program.MORE_FILES}\n",
        ),
        (OSError(errno.EIO, os.strerror(errno.EIO), "a"), 1, "error: a cannot be used: Input/output error.\n"),
    ],
)
def test_what_a_user_can_mend_is_an_exit_code_and_words(
    error: BaseException, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended_by(error) == code
    assert capsys.readouterr().err == words


def test_where_the_disk_of_temporary_files_is_full_what_moves_them_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    assert ended_by(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(tmp_path / "a"))) == 1
    assert "TMPDIR" in capsys.readouterr().err


def test_a_command_says_its_exit_code_itself() -> None:
    assert ended_by(None, code=3) == 3
    assert ended_by(BrokenPipeError(), unread=0) == 0


def test_a_fault_of_our_own_keeps_its_traceback() -> None:
    with pytest.raises(ZeroDivisionError):
        ended_by(ZeroDivisionError())
