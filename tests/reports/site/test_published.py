import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bench.errors import BenchError, UsageError
from reports.cli import main
from reports.site.build import build
from reports.site.published import fetch
from tests.reports.builders import saved
from tests.reports.histories import a_week
from tests.reports.site.test_build import contents, shelved


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Broken(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_error(503)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(handler: object) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    build(shelved([a_week(0), a_week(1)], folder / "results"), folder / "site")
    return folder / "site"


@pytest.fixture
def changeable(site: Path, tmp_path: Path) -> Path:
    for name, content in contents(site).items():
        path = tmp_path / "copy" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "copy"


def test_a_published_site_is_fetched_and_grows_by_the_new_result(site: Path, tmp_path: Path) -> None:
    new, grown = saved(a_week(2), tmp_path), tmp_path / "grown"

    with served(partial(Quiet, directory=site)) as address:
        assert main(["site", str(new), "--from", address, "--out", str(grown)]) == 0

    older = {name: content for name, content in contents(site).items() if name.startswith("reports/")}
    assert older.items() <= contents(grown).items()
    assert "3 reports" in (grown / "index.html").read_text()


def test_where_nothing_is_published_yet_the_site_begins(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    with served(partial(Quiet, directory=tmp_path / "empty")) as address:
        assert fetch(address, tmp_path / "site") == 0


def test_a_site_that_cannot_be_read_ends_the_build_rather_than_its_history(tmp_path: Path) -> None:
    with served(Broken) as address, pytest.raises(BenchError, match="503"):
        fetch(address, tmp_path / "site")


def test_a_server_that_is_not_there_is_an_error_with_its_address(tmp_path: Path) -> None:
    with served(Broken) as address:
        pass

    with pytest.raises(BenchError, match=re.escape(address)):
        fetch(address, tmp_path / "site")


@pytest.mark.parametrize("address", ["file:///etc", "ftp://example.org/", "example.org", ""])
def test_only_an_address_of_the_web_is_one(address: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no address of the web"):
        fetch(address, tmp_path / "site")


def test_a_file_that_is_not_what_the_list_says_is_refused(changeable: Path, tmp_path: Path) -> None:
    page = next(changeable.glob("reports/*/index.html"))
    page.write_bytes(page.read_bytes() + b"<!-- more -->")

    with served(partial(Quiet, directory=changeable)) as address, pytest.raises(BenchError, match="not the file"):
        fetch(address, tmp_path / "site")


def test_a_missing_file_is_an_error(changeable: Path, tmp_path: Path) -> None:
    next(changeable.glob("reports/*/result.json")).unlink()

    with served(partial(Quiet, directory=changeable)) as address, pytest.raises(BenchError, match="404"):
        fetch(address, tmp_path / "site")


@pytest.mark.parametrize("run", ["../../outside", "/etc", "a/b", ""])
def test_a_list_cannot_name_a_place_outside_the_folder(run: str, changeable: Path, tmp_path: Path) -> None:
    listing = json.loads((changeable / "results.json").read_text())
    listing["results"][0]["run"] = run
    (changeable / "results.json").write_text(json.dumps(listing))

    with served(partial(Quiet, directory=changeable)) as address, pytest.raises(BenchError, match="name of a folder"):
        fetch(address, tmp_path / "site")

    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("content", [b"", b"{", b"<html>", b'{"format": 2, "results": []}'])
def test_a_list_of_another_kind_is_refused(content: bytes, changeable: Path, tmp_path: Path) -> None:
    (changeable / "results.json").write_bytes(content)

    with served(partial(Quiet, directory=changeable)) as address, pytest.raises(BenchError, match=r"results\.json"):
        fetch(address, tmp_path / "site")


def test_what_is_there_already_is_not_fetched_again(changeable: Path, tmp_path: Path) -> None:
    with served(partial(Quiet, directory=changeable)) as address:
        fetch(address, tmp_path / "site")
        for path in changeable.glob("reports/*/*"):
            path.unlink()

        assert fetch(address, tmp_path / "site") == 2
