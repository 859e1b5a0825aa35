"""Drawing what was just measured, in the same process."""

import contextlib
import webbrowser
from pathlib import Path
from unittest import mock

import cyclopts
import pytest
from rich.console import Console

from bench.cli import measuring
from bench.cli.comparing.options import Before
from bench.cli.measuring import Draw
from bench.cli.options import How, What
from bench.model.errors import PlaceError
from bench.results import result_file
from bench.terminal import console, interrupts
from leanlines import measure
from reports.exporters import write
from tests.gold import Gold
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

    drawn: list[Path] = []

    assert measure.draw(result, drawn) == 0
    assert drawn == [result]
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

    assert measure.draw(result, []) == 130
    assert result_file.read(result) == a_run()
    assert " html " in capsys.readouterr().err


def test_a_disk_that_is_full_when_it_is_drawn_costs_no_second_run(
    result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = mock.Mock(side_effect=PlaceError("It is full.", "Choose another --out."))
    monkeypatch.setattr(measure, "write_atomically", full)
    interrupts.hold()

    with pytest.raises(PlaceError, match="It is full") as caught:
        measure.draw(result, [])

    assert " html " in caught.value.hint
    assert "--out report.html" in caught.value.hint


@pytest.fixture
def measured(result: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let a run say something, and draw this result."""

    def run(_what: What, _how: How, _earlier: Before, draw: Draw) -> int:
        console.say("a table")
        console.say("two failed", verdict=True)
        return draw(result) or 3

    monkeypatch.setattr(measuring, "run", run)
    monkeypatch.setattr(interrupts, "let_in", contextlib.nullcontext)
    return result


@pytest.mark.parametrize("quiet", [[], ["-q"]])
def test_json_is_alone_on_standard_output_and_quiet_leaves_verdicts(
    quiet: list[str], measured: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = measure.main(["run", "--json", *quiet])
    said = capsys.readouterr()

    assert (code, said.out) == (3, f"json of {measured}")
    assert ("a table" in said.err) == (not quiet)
    assert said.err.splitlines()[-2:] == ["two failed", f"Report: {measured.with_name('report.html')}"]


def test_quiet_prints_verdicts_and_where_the_report_is(measured: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert measure.main(["run", "--quiet"]) == 3
    assert capsys.readouterr().out.splitlines() == ["two failed", f"Report: {measured.with_name('report.html')}"]


@pytest.mark.parametrize("found", [True, False])
def test_the_report_is_opened_in_the_browser_if_there_is_one(
    *, found: bool, measured: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened = mock.Mock(return_value=found)
    monkeypatch.setattr(webbrowser, "open", opened)
    page = measured.with_name("report.html")

    assert measure.main(["run", "--open"]) == 3
    assert opened.call_args_list == [mock.call(page.as_uri())]
    assert (str(page) in capsys.readouterr().err) == (not found)


@pytest.mark.parametrize("option", [["--dry-run"], ["--show-sources", "x"]], ids=" ".join)
@pytest.mark.usefixtures("measured")
def test_json_of_what_measures_nothing_is_refused(option: list[str]) -> None:
    assert measure.main(["run", "--json", *option]) == 2


def test_its_help_reads_as_agreed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], gold: Gold
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(cyclopts.App, "console", property(lambda _: Console()))  # its own keeps the width it began with

    assert measure.main(["run", "--help"]) == 0
    gold("help", "leanlines bench", capsys.readouterr().out)
