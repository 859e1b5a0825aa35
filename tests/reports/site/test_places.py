import os
from pathlib import Path

import pytest

from bench.model.errors import BenchError
from reports.cli import main
from reports.site.build import build
from reports.site.places import alone, copy, take_out
from tests.reports.histories import a_week
from tests.reports.site.test_build import contents, shelved


@pytest.fixture
def site(tmp_path: Path) -> Path:
    report = tmp_path / "site" / "reports" / "old"
    report.mkdir(parents=True)
    (report / "index.html").write_text("a page")
    (report / "result.json").write_text("a result")
    return tmp_path / "site"


def test_a_report_is_taken_out_with_its_folder(site: Path) -> None:
    assert take_out(site, "old")

    assert list((site / "reports").iterdir()) == []


@pytest.mark.parametrize("name", ["notes.txt", "charts/1.svg", ".hidden"])
def test_what_is_not_ours_stays(name: str, site: Path) -> None:
    other = site / "reports" / "old" / name
    other.parent.mkdir(exist_ok=True)
    other.write_text("mine")

    assert not take_out(site, "old")

    assert contents(site) == {f"reports/old/{name}": b"mine"}


def test_two_builds_do_not_write_to_one_folder(site: Path) -> None:
    with alone(site, []), pytest.raises(BenchError, match="Another build"), alone(site, []):
        pass
    with alone(site, []):
        pass


def test_what_a_killed_build_left_is_cleared_and_nothing_else(site: Path) -> None:
    left = [".results.json.ab12cd34.leanlines-partial", "reports/old/.index.html.ab12cd34.leanlines-partial"]
    other = ["reports/old/.notes.partial", ".leanlines"]
    for name in left + other:
        (site / name).touch()

    with alone(site, []):
        pass

    assert not [name for name in left if (site / name).exists()]
    assert all((site / name).exists() for name in other)


@pytest.mark.parametrize("name", ["reports", "reports/new", "trends", "trends/error_counts"])
def test_nothing_is_written_through_a_link(name: str, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "site" / name).parent.mkdir(parents=True)
    (tmp_path / "site" / name).symlink_to(tmp_path / "outside")

    with pytest.raises(BenchError, match="is a link"), alone(tmp_path / "site", ["new"]):
        pass


def test_no_link_is_followed(site: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (site / "reports" / "old").rename(outside)
    (site / "reports" / "old").symlink_to(outside)
    before = contents(outside)

    assert not take_out(site, "old")

    assert contents(outside) == before
    assert (site / "reports" / "old").is_symlink()


def test_no_link_is_followed_where_all_reports_are_elsewhere(site: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (site / "reports").rename(outside)
    (site / "reports").symlink_to(outside)
    before = contents(outside)

    assert not take_out(site, "old")

    assert contents(outside) == before


def test_a_link_in_the_place_of_a_file_goes_and_not_what_it_names(site: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    (site / "reports" / "old" / "index.html").unlink()
    (site / "reports" / "old" / "index.html").symlink_to(tmp_path / "precious")

    assert take_out(site, "old")

    assert (tmp_path / "precious").read_text() == "mine"


def test_a_folder_in_the_place_of_a_file_stays_and_the_other_file_goes(site: Path) -> None:
    page = site / "reports" / "old" / "index.html"
    page.unlink()
    page.mkdir()

    assert not take_out(site, "old")

    assert list((site / "reports" / "old").iterdir()) == [page]


def test_a_report_that_is_not_there_is_out(site: Path, tmp_path: Path) -> None:
    assert take_out(site, "none")
    assert take_out(tmp_path / "nowhere", "none")


def test_what_stays_of_a_report_that_is_not_kept_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results, site = shelved([a_week(0), a_week(1)], tmp_path / "results"), tmp_path / "site"
    build(results[:1], site)
    old = site / "reports" / a_week(0).plan.run_id
    (old / "notes.txt").write_text("mine")

    assert main(["site", str(results[1]), "--keep", "1", "--out", str(site)]) == 0

    assert f"{old} stays" in capsys.readouterr().out
    assert [path.name for path in old.iterdir()] == ["notes.txt"]


def test_a_copy_replaces_a_file_in_one_step(tmp_path: Path) -> None:
    (tmp_path / "from").write_bytes(b"new" * 100_000)
    target = tmp_path / "there" / "file"
    target.parent.mkdir()
    target.write_text("old")
    with target.open() as before:
        copy(tmp_path / "from", target)

        assert before.read() == "old"
    assert target.read_bytes() == b"new" * 100_000
    assert target.stat().st_mode & 0o777 == 0o644
    assert os.listdir(target.parent) == ["file"]  # noqa: PTH208  hidden ones too


def test_a_copy_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_text("old")

    with pytest.raises(BenchError):
        copy(tmp_path / "missing", target)

    assert contents(tmp_path) == {"file": b"old"}
