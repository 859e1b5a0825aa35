import webbrowser
from pathlib import Path

import pytest

from reports.cli import main
from tests.reports.builders import a_run, saved


@pytest.fixture
def result(tmp_path: Path) -> Path:
    return saved(a_run(), tmp_path)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give the page of that result."""
    folder = tmp_path_factory.mktemp("drawn")
    assert main(["html", str(saved(a_run(), folder)), "--out", str(folder / "report.html")]) == 0
    return (folder / "report.html").read_bytes()


def test_a_file_is_written_where_it_was_asked_for(result: Path, tmp_path: Path) -> None:
    assert main(["md", str(result), "--out", str(tmp_path / "table.md")]) == 0

    assert (tmp_path / "table.md").read_text().startswith("# Leanlines")


@pytest.mark.parametrize("form", ["md", "csv", "json"])
def test_a_text_without_a_file_goes_to_the_standard_output(
    form: str, result: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main([form, str(result)]) == 0

    assert capfdbinary.readouterr().out.startswith({"md": b"# ", "csv": b"workload,", "json": b"{"}[form])


@pytest.mark.parametrize(
    ("form", "name", "begins"),
    [("html", "report.html", b"<!"), ("svg", "picture.svg", b"<?xml"), ("png", "picture.png", b"\x89PNG")],
)
def test_a_page_or_a_picture_is_written_beside_the_result_and_said_where(
    form: str, name: str, begins: bytes, result: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([form, str(result)]) == 0

    assert capsys.readouterr().out == f"Drawn: {result.with_name(name)}\n"
    assert result.with_name(name).read_bytes().startswith(begins)


def test_a_hyphen_for_a_file_is_the_standard_output(result: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["svg", str(result), "--out", "-"]) == 0

    assert capfdbinary.readouterr().out.startswith(b"<?xml")
    assert not result.with_name("picture.svg").exists()


def test_a_report_is_not_drawn_over_itself_unless_that_is_said(
    report: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "report.html"
    page.write_bytes(older := report + b"<!-- older -->")

    refused = main(["html", str(page)])
    kept = page.read_bytes()
    asked = main(["html", str(page), "--out", str(page)])

    assert (refused, kept, asked) == (2, older, 0)
    assert "with --out" in capsys.readouterr().err
    assert page.read_bytes() != older


def test_the_folder_of_a_run_stands_for_its_result(result: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["csv", str(result.parent)]) == 0

    assert capfdbinary.readouterr().out.startswith(b"workload,")


def test_a_report_is_drawn_again_from_itself(report: bytes, tmp_path: Path) -> None:
    first, second = tmp_path / "first.html", tmp_path / "second.html"
    first.write_bytes(report)

    assert main(["html", str(first), "--out", str(second)]) == 0

    assert second.read_bytes() == report


def test_a_missing_result_is_one_line_with_a_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["html", str(tmp_path / "nosuch.json")]) == 1

    error = capsys.readouterr().err
    assert "no result file" in error
    assert "hint: " in error


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"<html></html>", b'{"format": 999}', b"\x00\xff"])
def test_a_foreign_file_is_refused_without_a_traceback(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = tmp_path / "foreign.json"
    foreign.write_bytes(content)

    assert main(["html", str(foreign)]) == 1
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["html"], ["nosuch", "x"], ["html", "x", "--nosuch"]])
def test_what_cannot_be_understood_is_a_usage_error(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2 if arguments else main(arguments) in {0, 2}
    assert "Traceback" not in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_named(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["md", str(result), "--out", "/nosuch/table.md"]) == 1

    assert "/nosuch/table.md cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize(("words", "opened"), [(["svg"], ["picture.svg"]), (["md", "--out", "table.md"], ["table.md"])])
def test_what_was_drawn_is_opened_in_the_browser(
    words: list[str], opened: list[str], result: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: not found.append(address))
    monkeypatch.chdir(tmp_path)

    assert main([words[0], str(result), *words[1:], "--open"]) == 0
    assert found == [(tmp_path / name).as_uri() for name in opened]


def test_standard_output_cannot_be_opened(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["md", str(result), "--open"]) == 2
    assert capsys.readouterr().out == ""
