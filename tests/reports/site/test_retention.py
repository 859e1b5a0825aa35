import json
from dataclasses import replace
from pathlib import Path

import pytest

from bench.model.types import Run
from reports.cli import main
from reports.site.build import build
from reports.site.retention import some
from tests.reports.builders import a_cell, a_run, an_outcome
from tests.reports.histories import a_week
from tests.reports.site.servers import honest, reply, serving
from tests.reports.site.test_build import contents, copied, shelved


def name(number: int) -> str:
    return a_week(number).plan.run_id


def of_another_workload(number: int) -> Run:
    """Return the result of a week in which only another workload was measured."""
    names = ("readlines_objects", "generator_chain")
    rows = [an_outcome(each, cell=a_cell(each, workload="another")) for each in names]
    run, week = a_run(*rows), a_week(number)
    return replace(run, plan=replace(run.plan, run_id=f"another-{number}", started=week.plan.started), ended=week.ended)


@pytest.fixture
def site(three: Path, tmp_path: Path) -> Path:
    return copied(three, tmp_path / "site")


def remove(site: Path, number: int) -> None:
    for path in (site / "reports" / name(number)).iterdir():
        path.unlink()
    (site / "reports" / name(number)).rmdir()


def test_a_site_that_would_have_fewer_reports_is_refused_and_says_how_many_and_which(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(site)

    assert main(["site", "--keep", "2", "--out", str(site)]) == 1

    error = capsys.readouterr().err
    assert "3 reports" in error
    assert "have 2" in error
    assert name(0) in error
    assert "--drop" in error
    assert contents(site) == before


def test_fewer_reports_may_be_asked_for(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["site", "--keep", "1", "--drop", "--out", str(site)]) == 0

    assert {path.name for path in (site / "reports").iterdir()} == {name(2)}
    assert f"Removed: 2 reports ({name(1)}, {name(0)})\n" in capsys.readouterr().out


def test_as_many_as_before_are_not_fewer(site: Path, weeks: list[Path]) -> None:
    assert main(["site", str(weeks[3]), "--keep", "3", "--out", str(site)]) == 0

    assert {path.name for path in (site / "reports").iterdir()} == {name(number) for number in (1, 2, 3)}


def test_a_report_that_is_missing_is_missed_even_if_there_are_as_many(
    site: Path, weeks: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    remove(site, 1)
    before = contents(site)

    assert main(["site", str(weeks[3]), "--out", str(site)]) == 1

    assert name(1) in capsys.readouterr().err
    assert contents(site) == before


def test_a_report_that_is_missing_may_be_given_again(site: Path, three: Path, weeks: list[Path]) -> None:
    remove(site, 1)

    assert main(["site", str(weeks[1]), "--out", str(site)]) == 0

    assert contents(site) == contents(three)


def test_a_report_that_is_missing_may_be_dropped(site: Path) -> None:
    remove(site, 1)

    assert main(["site", "--drop", "--out", str(site)]) == 0

    assert [each["run"] for each in json.loads((site / "results.json").read_text())["results"]] == [name(2), name(0)]


def test_what_was_published_counts_as_well_as_what_the_folder_had(
    three: Path, weeks: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(lambda _: honest(three)) as server:
        arguments = ["site", str(weeks[3]), "--from", server.address, "--out", str(tmp_path / "site")]
        assert main([*arguments, "--keep", "2"]) == 1
        assert not (tmp_path / "site").exists()
        assert main([*arguments, "--keep", "3"]) == 0
        assert main([*arguments, "--keep", "2", "--drop"]) == 0

    assert "3 reports" in capsys.readouterr().err
    assert {path.name for path in (tmp_path / "site" / "reports").iterdir()} == {name(2), name(3)}


def test_what_the_folder_had_counts_where_nothing_is_published(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    remove(site, 1)

    with serving(lambda _: lambda _: reply(b"", "404 Not Found")) as server:
        assert main(["site", "--from", server.address, "--out", str(site)]) == 1
        assert main(["site", "--from", server.address, "--new-site", "--out", str(site)]) == 1

    assert capsys.readouterr().err.count(name(1)) == 2


def test_the_results_of_a_second_workload_are_not_lost(
    weeks: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two jobs publish to one site; the second one once published what it had measured itself, and nothing else."""
    results = [*weeks[:2], *shelved([of_another_workload(0)], tmp_path / "results")]
    build(results, tmp_path / "published")

    with serving(lambda _: honest(tmp_path / "published")) as server:
        arguments = ["site", str(weeks[2]), "--from", server.address, "--out"]
        assert main([*arguments, str(tmp_path / "grown")]) == 0
    assert (tmp_path / "grown" / "trends" / "another" / "index.html").is_file()

    for path in (tmp_path / "grown" / "reports" / "another-0").iterdir():
        path.unlink()
    before = contents(tmp_path / "grown")
    capsys.readouterr()
    assert main(["site", str(weeks[3]), "--out", str(tmp_path / "grown")]) == 1
    assert "another-0" in capsys.readouterr().err
    assert contents(tmp_path / "grown") == before


def test_a_workload_whose_last_report_is_not_kept_is_named(
    weeks: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "site"
    build([*weeks[1:3], *shelved([of_another_workload(0)], tmp_path / "results")], site)

    assert main(["site", str(weeks[3]), "--keep", "3", "--out", str(site)]) == 0

    said = capsys.readouterr().out
    assert "Removed: 1 report (another-0)\n" in said
    assert "'another'" in said


@pytest.mark.parametrize(
    ("count", "text"), [(0, ""), (2, "0, 1"), (5, "0, 1, 2, 3, 4"), (7, "0, 1, 2, 3, 4 and 2 more")]
)
def test_a_few_names_are_said_and_the_others_counted(count: int, text: str) -> None:
    assert some([str(number) for number in range(count)]) == text
