import pytest

from bench.terminal import streams
from generators.cli import console
from tests.generators.making.making_data import a_recipe


def test_progress_is_plain_lines_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "PLAIN_EVERY", 0.0)

    with console.MakingProgress(a_recipe(lines=1000)) as display:
        display(250, 20_000)

    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(" 25%  250 lines, ")
    assert "s left" in shown.err


def test_nothing_is_said_too_often(capsys: pytest.CaptureFixture[str]) -> None:
    with console.MakingProgress(a_recipe(lines=1000)) as display:
        for done in range(1, 1000):
            display(done, done * 80)

    assert capsys.readouterr().err == ""


def test_no_text_commands_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    console.say("made \x1b[2Ja\u202eb")
    console.warn("\x9b31m 5 %")
    streams.complain("no file \x1b]0;owned\x07", "see \x00")

    shown = capsys.readouterr()
    assert shown.out == "made \ufffd[2Ja\\u202eb\n"
    assert shown.err == "\ufffd31m 5 %\nerror: no file \ufffd]0;owned\ufffd\n hint: see \ufffd\n"
