"""Drawing what was just measured, in the same process."""

from pathlib import Path

import pytest

from bench.results import result_file
from bench.terminal import interrupts
from leanlines import measure
from reports.exporters import write
from tests.reports.builders import a_run


@pytest.fixture(autouse=True)
def _drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "content_of", lambda form, path: f"{form} of {path}".encode())


@pytest.fixture
def result(tmp_path: Path) -> Path:
    path = tmp_path / "out" / "this one" / "result.json"
    path.parent.mkdir(parents=True)
    result_file.write(a_run(), path)
    return path


def test_each_run_draws_its_own_result_beside_it_and_tells_where(
    result: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(measure.NOTE, str(tmp_path / "note"))

    assert measure.draw(result) == 0
    assert {path.name: path.read_text() for path in result.parent.iterdir() if path != result} == {
        name: f"{form} of {result}" for form, name in measure.FORMS.items()
    }
    assert capsys.readouterr().out == f"Report: {result.with_name('report.html')}\n"
    assert (tmp_path / "note").read_text() == str(result)


def test_an_interrupt_while_it_is_drawn_leaves_the_result_and_says_how_to_draw_it(
    result: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(write, "content_of", interrupted)
    interrupts.listen()
    interrupts.hold()

    assert measure.draw(result) == 130
    assert result_file.read(result) == a_run()
    assert " html " in capsys.readouterr().err
