import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.model.errors import BenchError, UsageError
from reports.cli import main
from reports.site.build import build
from reports.site.fetching.fetch import fetch
from tests.gold import Gold
from tests.reports.builders import saved
from tests.reports.histories import STEPPED, a_week
from tests.reports.site.servers import honest, reply, serving
from tests.reports.site.test_build import contents, copied, shelved

Printed = Callable[[str, str], None]


@pytest.fixture
def new(tmp_path: Path) -> Path:
    (tmp_path / "new").mkdir()
    return saved(a_week(2), tmp_path / "new")


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str], gold: Gold, tmp_path: Path) -> Printed:
    """Hold what was printed to the gold file of the site, without the address and the folder of this test."""

    def hold(name: str, address: str) -> None:
        said = capsys.readouterr().out.replace(address, "https://example.org/site")
        gold("site", name, said.replace(str(tmp_path), "FOLDER"))

    return hold


def test_a_published_site_is_fetched_and_grows_by_the_new_result(
    site: Path, three: Path, new: Path, tmp_path: Path, printed: Printed
) -> None:
    with serving(lambda _: honest(site)) as server:
        assert main(["site", str(new), "--from", server.address, "--out", str(tmp_path / "grown")]) == 0

    assert contents(tmp_path / "grown") == contents(three)
    printed("grown", server.address)


def test_a_result_that_was_damaged_here_is_healed_by_the_one_that_is_published(
    site: Path, three: Path, new: Path, tmp_path: Path
) -> None:
    grown = copied(site, tmp_path / "grown")
    next(grown.glob("reports/*/result.json")).write_bytes(b"")

    with serving(lambda _: honest(site)) as server:
        assert main(["site", str(new), "--from", server.address, "--out", str(grown)]) == 0

    assert contents(grown) == contents(three)


def test_a_result_that_differs_from_the_published_one_is_the_one_to_leave_out(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = saved(a_week(0, fatter={STEPPED: 2}), tmp_path)

    with serving(lambda _: honest(site)) as server:
        assert main(["site", str(other), "--from", server.address, "--out", str(tmp_path / "grown")]) == 1

    assert "Leave one out" in capsys.readouterr().err


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
def test_where_nothing_is_published_yet_the_site_begins_and_says_so(
    status: str, new: Path, tmp_path: Path, printed: Printed
) -> None:
    with serving(lambda _: lambda _: reply(b"<html>none", status)) as server:
        assert main(["site", str(new), "--from", server.address, "--out", str(tmp_path / "site")]) == 0

    assert server.asked == ["/results.json"]
    printed("nothing published", server.address)
    assert "1 report" in (tmp_path / "site" / "index.html").read_text()


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 Other", "307 Temporary", "308 Permanent"])
@pytest.mark.parametrize("whole", [True, False])
def test_a_redirect_within_the_origin_is_followed(status: str, *, whole: bool, site: Path, tmp_path: Path) -> None:
    def answer(address: str, path: str) -> list[bytes]:
        moved = f"{address if whole else ''}/moved{path}?now#here"
        return list(honest(site)(path[6:-4])) if path.startswith("/moved") else reply(b"", status, Location=moved)

    with serving(lambda server: lambda path: answer(server.address, path)) as server:
        fetched = fetch(server.address, tmp_path / "site", tmp_path)

    assert len(fetched.listed) == 2
    assert "/moved/results.json?now" in server.asked


def test_a_site_that_is_begun_anew_asks_for_nothing(site: Path, new: Path, tmp_path: Path, printed: Printed) -> None:
    with serving(lambda _: honest(site)) as server:
        arguments = ["site", str(new), "--from", server.address, "--new-site", "--out", str(tmp_path / "site")]
        assert main(arguments) == 0

    assert server.asked == []
    printed("begun anew", server.address)
    assert "1 report" in (tmp_path / "site" / "index.html").read_text()


@pytest.mark.parametrize("option", [("--new-site",), ("--timeout", "5m")])
def test_what_is_about_fetching_has_no_meaning_without_an_address(
    option: tuple[str, ...], new: Path, tmp_path: Path
) -> None:
    assert main(["site", str(new), *option, "--out", str(tmp_path / "site")]) == 2
    assert not (tmp_path / "site").exists()


def test_an_address_that_is_empty_is_not_taken_for_none(new: Path, tmp_path: Path) -> None:
    assert main(["site", str(new), "--from", "", "--out", str(tmp_path / "site")]) == 2
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("timeout", ["0", "-1s", "soon"])
def test_the_longest_time_is_read_as_everywhere(timeout: str, new: Path, tmp_path: Path) -> None:
    arguments = ["site", str(new), "--from", "http://127.0.0.1:1", "--timeout", timeout, "--out", str(tmp_path / "x")]

    assert main(arguments) == 2


def test_a_server_that_is_not_there_is_an_error_with_its_address(tmp_path: Path) -> None:
    with serving(lambda _: honest(tmp_path)) as server:
        pass

    with pytest.raises(BenchError, match=re.escape(server.address)):
        fetch(server.address, tmp_path / "site", tmp_path)


def test_only_an_address_of_the_web_is_fetched(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        fetch("file:///etc", tmp_path / "site", tmp_path)


def test_what_is_there_already_is_not_fetched_again(site: Path, tmp_path: Path) -> None:
    (kept, _) = sorted(path.parent.name for path in site.glob("reports/*/result.json"))
    for name, content in contents(site).items():
        if name == "results.json" or kept in name:
            (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "site" / name).write_bytes(content)

    with serving(lambda _: honest(site)) as server:
        assert main(["site", "--from", server.address, "--out", str(tmp_path / "site")]) == 0

    assert len(server.asked) == 3
    assert not [path for path in server.asked if kept in path]
    assert contents(tmp_path / "site") == contents(site)


def test_a_page_that_differs_from_the_published_one_is_replaced_by_it(site: Path, tmp_path: Path) -> None:
    copied(site, tmp_path / "site")
    next(tmp_path.glob("site/reports/*/index.html")).write_text("drawn otherwise")

    with serving(lambda _: honest(site)) as server:
        assert main(["site", "--from", server.address, "--out", str(tmp_path / "site")]) == 0

    assert contents(tmp_path / "site") == contents(site)


def test_a_result_that_differs_from_the_published_one_of_its_run_is_refused(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build(shelved([a_week(0, fatter={"bytes_blocks": 2})], tmp_path / "results"), tmp_path / "site")
    before = contents(tmp_path / "site")

    with serving(lambda _: honest(site)) as server:
        assert main(["site", "--from", server.address, "--out", str(tmp_path / "site")]) == 1

    assert f"{server.address}/reports/" in capsys.readouterr().err
    assert contents(tmp_path / "site") == before


def test_a_build_that_was_broken_off_misses_what_it_had_not_placed_and_is_completed_by_the_next(
    site: Path, three: Path, new: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "site"
    build(shelved([a_week(1)], tmp_path / "results"), out)
    obstacle = out / "reports" / a_week(2).plan.run_id
    obstacle.write_text("a file where a folder has to be")

    with serving(lambda _: honest(site)) as server:
        arguments = ["site", str(new), "--from", server.address, "--out", str(out)]
        broken = main(arguments)
        found = {path.parent.name for path in out.glob("reports/*/result.json")}
        for path in (out / "reports" / a_week(0).plan.run_id).iterdir():
            path.unlink()  # as if it had been broken off before
        listed = json.loads((out / "results.json").read_text())["results"]
        capsys.readouterr()
        alone = main(["site", "--out", str(out)])
        said = capsys.readouterr().err
        obstacle.unlink()
        completed = main(arguments)

    assert (broken, alone, completed) == (1, 1, 0)
    assert found == {each["run"] for each in listed} == {a_week(0).plan.run_id, a_week(1).plan.run_id}
    assert a_week(0).plan.run_id in said
    assert contents(out) == contents(three)
