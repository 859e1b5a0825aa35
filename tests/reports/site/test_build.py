import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bench.model.types import Checkout, Run
from bench.results import result_file
from reports.cli import main
from reports.html.render import html
from reports.site.build import build
from reports.view.page_view import view
from tests.reports.builders import saved
from tests.reports.elements import Elements
from tests.reports.histories import a_week, commit, ten_weeks

ROOT = Path(__file__).parents[3]
INDEX, LIST = "index.html", "results.json"


def shelved(runs: Sequence[Run], folder: Path) -> list[Path]:
    for run in runs:
        (folder / run.plan.run_id).mkdir(parents=True)
    return [saved(run, folder / run.plan.run_id) for run in runs]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def copied(site: Path, folder: Path) -> Path:
    for name, content in contents(site).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def ten(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return shelved(ten_weeks(), tmp_path_factory.mktemp("results"))


@pytest.fixture(scope="module")
def site(ten: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "of ten"
    build(ten, folder)
    return folder


def test_ten_results_are_ten_reports_of_which_the_newest_comes_first(site: Path) -> None:
    text = (site / INDEX).read_text()
    days = re.findall(r'<a href="reports/[^"]+/index.html">(2026-..-..) <span', text)

    assert days == [f"{run.plan.started[:10]}" for run in reversed(ten_weeks())]
    assert "10 reports" in text


def test_every_link_leads_to_a_file_of_the_site_and_to_a_place_in_it(site: Path) -> None:
    pages = [site / INDEX, *site.glob("trends/*/index.html")]
    for page in pages:
        for link in Elements(page.read_text()).values("href", "src"):
            address, _, anchor = link.partition("#")
            target = (page.parent / address).resolve() if address else page
            assert target.is_relative_to(site.resolve()), link
            assert target.is_file(), link
            assert not anchor or anchor in Elements(target.read_text()).values("id"), link


@pytest.mark.usefixtures("_with_charts")
def test_the_report_and_the_result_stand_under_the_name_of_the_run(ten: list[Path], tmp_path: Path) -> None:
    build([ten[3]], tmp_path)
    run = ten_weeks()[3]
    place = tmp_path / "reports" / run.plan.run_id

    assert result_file.read(place / "result.json") == run
    assert result_file.read(place / INDEX) == run
    assert (place / INDEX).read_text() == html(view(result_file.read(place / "result.json")))


def test_a_site_that_grew_one_by_one_is_the_same_bytes_as_one_built_at_once(
    ten: list[Path], three: Path, tmp_path: Path
) -> None:
    for each in (ten[1], ten[2], ten[0]):
        build([each], tmp_path / "grown")

    assert contents(tmp_path / "grown") == contents(three)


def test_the_order_and_repetition_of_results_do_not_matter(ten: list[Path], three: Path, tmp_path: Path) -> None:
    build([ten[2], ten[0], ten[1], ten[0]], tmp_path / "turned")

    assert contents(tmp_path / "turned") == contents(three)


def test_a_report_is_as_good_as_its_result(ten: list[Path], site: Path, tmp_path: Path) -> None:
    run = result_file.read(ten[0])
    (tmp_path / "report.html").write_text(html(view(run)))

    build([tmp_path / "report.html"], tmp_path / "site")

    kept = f"reports/{run.plan.run_id}/result.json"
    assert (tmp_path / "site" / kept).read_bytes() == (site / kept).read_bytes()


def test_a_report_that_is_there_stays_as_it_was_drawn(ten: list[Path], tmp_path: Path) -> None:
    build(ten[:1], tmp_path / "site")
    page = next(tmp_path.glob("site/reports/*/index.html"))
    page.write_text("drawn earlier")

    build(ten[1:2], tmp_path / "site")

    assert page.read_text() == "drawn earlier"


def test_the_list_names_every_file_by_hash_and_size(site: Path) -> None:
    listed = json.loads((site / LIST).read_text())["results"]

    assert [each["run"] for each in listed] == [run.plan.run_id for run in reversed(ten_weeks())]
    for each in listed:
        assert each["result_bytes"] == (site / "reports" / each["run"] / "result.json").stat().st_size


def test_only_as_many_of_the_newest_stay_as_are_to_be_kept_and_the_others_are_named(
    ten: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "site"
    build(ten[:2], site)

    assert main(["site", str(ten[2]), "--keep", "2", "--out", str(site)]) == 0

    kept = {result_file.read(path).plan.run_id for path in ten[1:3]}
    assert {path.name for path in (site / "reports").iterdir()} == kept
    assert {each["run"] for each in json.loads((site / LIST).read_text())["results"]} == kept
    assert "2 reports" in (site / INDEX).read_text()
    assert f"Removed: 1 report ({result_file.read(ten[0]).plan.run_id})\n" in capsys.readouterr().out


@pytest.mark.parametrize("keep", ["0", "-1", "all"])
def test_at_least_one_report_is_kept(ten: list[Path], keep: str, tmp_path: Path) -> None:
    assert main(["site", str(ten[0]), "--keep", keep, "--out", str(tmp_path / "site")]) == 2


def test_two_results_of_one_day_are_two_reports(tmp_path: Path) -> None:
    run = a_week(0)
    later = replace(run, plan=replace(run.plan, run_id="another", started=run.plan.started.replace("03:17", "05:00")))

    assert build(shelved([run, later], tmp_path / "results"), tmp_path / "site").reports == 2
    assert "1 step" not in (tmp_path / "site" / INDEX).read_text()


def test_a_site_is_drawn_anew_from_what_it_holds(three: Path, tmp_path: Path) -> None:
    for name, content in contents(three).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"" if name == INDEX or name.startswith("trends") else content)

    assert main(["site", "--out", str(tmp_path)]) == 0

    assert contents(tmp_path) == contents(three)


def test_an_older_result_without_a_commit_is_listed_as_not_known(tmp_path: Path) -> None:
    build(shelved([a_week(0, checkout=None)], tmp_path / "results"), tmp_path / "site")

    assert "<code>not known</code>" in (tmp_path / "site" / INDEX).read_text()


def test_the_commit_of_a_run_is_that_of_the_measured_code(tmp_path: Path) -> None:
    mine = {"mine": Checkout(commit="b" * 40, changed=True), "theirs": Checkout(commit="c" * 40)}
    week = a_week(0)
    items = tuple(replace(week.implementations[0], origin=origin) for origin in mine)
    both = replace(week, implementations=(*week.implementations, *items), repositories=mine)
    build(shelved([both], tmp_path / "results"), tmp_path / "site")

    page = (tmp_path / "site" / INDEX).read_text()
    assert f"<code>{'b' * 10}, {'c' * 10}</code>" in page
    assert commit(0).commit[:10] not in page


def test_an_unfinished_run_says_so(tmp_path: Path) -> None:
    build(shelved([a_week(0, ended="")], tmp_path / "results"), tmp_path / "site")

    assert "unfinished" in (tmp_path / "site" / INDEX).read_text()


@pytest.mark.usefixtures("_with_charts")
def test_the_bytes_do_not_depend_on_the_surroundings(ten: list[Path], tmp_path: Path) -> None:
    build(ten[:2], tmp_path / "here")
    surroundings = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "2", "USER": "planted-secret"}
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    subprocess.run(
        [sys.executable, "-m", "reports", "site", *map(str, ten[:2]), "--out", "site"],
        cwd=tmp_path,
        env={**kept, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), **surroundings},
        check=True,
        timeout=300,
    )

    found = contents(tmp_path / "site")
    assert found == contents(tmp_path / "here")
    assert not [name for name, content in found.items() if b"planted-secret" in content or b"/home/" in content]
