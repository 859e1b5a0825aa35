"""A site on a server that is broken or means harm: the build ends in time with an error, and changes nothing."""

import gzip
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from reports.cli import main
from reports.site.build import build
from reports.site.listing import LARGEST, LARGEST_LIST
from tests.reports.histories import a_week
from tests.reports.site.servers import PATIENCE, Answer, Server, altered, endless, otherwise, reply, serving
from tests.reports.site.test_build import contents, shelved
from tests.stalls import attempts

ROOT = Path(__file__).parents[3]
GRACE = 5.0  # seconds beyond the deadline that a busy machine may need for everything else
MOST_MEMORY = 100 << 20
LIST, RESULT, PAGE = "results.json", "result.json", "/index.html"
Mode = Callable[[Server, Path], Answer]


def every(answer: Callable[[Server], Iterable[bytes]]) -> Mode:
    """Answer the same to whatever is asked for."""
    return lambda server, _: lambda _: answer(server)


def status(line: str, body: bytes = b"") -> Mode:
    return every(lambda _: reply(body, line))


def to(location: str, code: str = "302 Found") -> Mode:
    return every(lambda server: reply(b"", code, Location=location.format(port=server.address.rpartition(":")[2])))


def listing(change: Callable[[dict[str, Any]], object]) -> Mode:
    return lambda _, site: altered(site, change)


def first(**values: object) -> Mode:
    """Serve a list whose first report is described otherwise."""
    return listing(lambda found: found["results"][0].update(values))


def file(name: str, answer: Callable[[bytes], Iterable[bytes]]) -> Mode:
    """Serve a good site but for its files of one name."""

    def made(_: Server, site: Path) -> Answer:
        content = next(site.glob(f"reports/*/{name.strip('/')}")).read_bytes()
        return otherwise(site, name, lambda: answer(content))

    return made


def _drips(server: Server) -> Iterable[bytes]:
    yield reply(length=9_999_999)[0]
    yield from server.dripped(b" ")


def many(found: dict[str, Any]) -> None:
    """Name so many reports that a list would be of the largest size, each of them a new one."""
    sample = found["results"][0] | {"started": "", "commit": ""}
    found["results"] = [sample | {"run": f"r{number}"} for number in range(LARGEST_LIST // 300)]


def of_another_run(_: Server, site: Path) -> Answer:
    """Serve a list whose first report is, with hash and size, the file of the second."""
    found = json.loads((site / LIST).read_text())["results"]
    one, other = (each["run"] for each in found)
    changed = altered(
        site, lambda of: of["results"][0].update({key: found[1][key] for key in ("result_sha256", "result_bytes")})
    )
    return lambda path: changed(path.replace(one, other) if path.endswith(RESULT) else path)


def of_the_future(_: Server, site: Path) -> Answer:
    """Serve a list whose first report is a result that claims to be the newest for ever."""
    found = json.loads((site / LIST).read_text())["results"][0]
    content = (site / "reports" / found["run"] / RESULT).read_bytes()
    content = content.replace(found["started"].encode(), b"9999-12-31T00:00:00+00:00")
    values = {"result_sha256": hashlib.sha256(content).hexdigest(), "result_bytes": len(content)}
    changed = altered(site, lambda of: of["results"][0].update(values))
    return lambda path: reply(content) if path.endswith(f"{found['run']}/{RESULT}") else changed(path)


def instead(begin: bytes, each: bytes, times: int, end: bytes = b"") -> Mode:
    """Serve a list whose first result is something large, with its hash and size."""

    def made(_: Server, site: Path) -> Answer:
        content = begin + each * times + end
        values = {"result_sha256": hashlib.sha256(content).hexdigest(), "result_bytes": len(content)}
        run = json.loads((site / LIST).read_text())["results"][0]["run"]
        changed = altered(site, lambda found: found["results"][0].update(values))
        return lambda path: reply(content) if path.endswith(f"{run}/{RESULT}") else changed(path)

    return made


@cache
def bomb() -> bytes:
    return gzip.compress(b" " * (64 << 20))


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\n"

MODES: dict[str, Mode] = {
    "403": status("403 Forbidden"),
    "500": status("500 Internal Server Error"),
    "503": status("503 Service Unavailable", b"<html>"),
    "204": status("204 No Content"),
    "206": status("206 Partial Content", b'{"format": 1, "results": []}'),
    "a status of its own": status("299 \x1b[31mred"),
    "404 for a file": file(RESULT, lambda _: reply(b"", "404 Not Found")),
    "410 for a page": file(PAGE, lambda _: reply(b"", "410 Gone")),
    "redirect to another port": to("http://127.0.0.1:1/results.json"),
    "redirect to another scheme": to("https://127.0.0.1:{port}/results.json", "301 Moved"),
    "redirect to another host": to("http://elsewhere.invalid/results.json", "308 Moved"),
    "redirect to a file": to("file:///etc/passwd"),
    "redirect to nowhere": status("302 Found"),
    "redirect to a broken address": to("http://[::1/"),
    "redirect with a password": to("http://someone:secret@127.0.0.1:{port}/"),
    "redirect with control characters": to("/\x1b]0;owned\x07"),
    "redirect for ever": to("/results.json", "307 Again"),
    "redirect that becomes longer": lambda *_: lambda path: reply(b"", "302 Found", Location=f"{path}/x"),
    "redirect with an endless body": every(lambda _: endless(OK[:9] + b"302 Found\r\nLocation: /x\r\n\r\n")),
    "redirect to a 404": lambda *_: (
        lambda path: reply(b"", "404 Not Found") if path == "/x" else reply(b"", "302 Found", Location="/x")
    ),
    "empty body": every(lambda _: reply()),
    "empty list": listing(lambda found: found.update(results=[])),
    "list too large": every(lambda _: endless(*reply(length=LARGEST_LIST + 1)[:1], piece=b" " * 65536)),
    "list too large of unknown length": every(lambda _: endless(OK + b"\r\n")),
    "list too large in chunks": every(lambda _: endless(CHUNKED, piece=b"4000\r\n" + b" " * 0x4000 + b"\r\n")),
    "endless file": file(RESULT, lambda content: endless(reply(length=len(content) + 1)[0])),
    "endless page of unknown length": file(PAGE, lambda _: endless(OK + b"\r\n")),
    "dripped body": every(_drips),
    "dripped page": lambda server, site: otherwise(site, PAGE, lambda: _drips(server)),
    "dripped headers": every(lambda server: server.dripped(OK + b"A: b\r\n" * 80)),
    "dripped status": every(lambda server: server.dripped(b"H")),
    "endless headers": every(lambda _: endless(OK, piece=b"A: b\r\n" * 1000)),
    "endless header": every(lambda _: endless(OK + b"A: ")),
    "endless interim answers": every(lambda _: endless(piece=b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)),
    "bad status line": every(lambda _: [b"HTTP/1.1 two hundred\r\n\r\n"]),
    "garbage": every(lambda _: [b"\x00\xff\x16\x03" * 4096]),
    "closed at once": every(lambda _: []),
    "closed within the status": every(lambda _: [b"HTT"]),
    "closed within the list": every(lambda _: reply(b'{"format": 1, ', length=999)),
    "closed within a file": file(RESULT, lambda content: reply(content[:99], length=len(content))),
    "negative size": first(page_bytes=-1),
    "zero size": first(result_bytes=0),
    "huge size": first(result_bytes=1 << 62),
    "size that is no number": first(result_bytes="1"),
    "too many bytes together": listing(
        lambda found: found.update(
            results=[found["results"][0] | {"run": f"r{n}", "page_bytes": LARGEST} for n in range(65)]
        )
    ),
    "wrong hash": first(page_sha256="0" * 64),
    "hash that is none": first(page_sha256="0" * 63),
    "shorter file": file(RESULT, lambda content: reply(content[:-1])),
    "longer file": file(RESULT, lambda content: reply(content + b" ")),
    "too many reports": listing(many),
    "one name twice": listing(lambda found: found["results"].append(found["results"][0])),
    "names that differ by case": listing(
        lambda found: [each.update(run=run) for each, run in zip(found["results"], "aA", strict=True)]
    ),
    "name with dots": first(run="../../outside"),
    "name with a line end": first(run="name\n"),
    "deep JSON": every(lambda _: reply(b"[" * 100_000)),
    "deep JSON within": every(lambda _: reply(b'{"format": 1, "x": ' + b"[" * 100_000)),
    "not UTF-8": every(lambda _: reply(b'{"format": 1, "results": [{"run": "\xff"}]}')),
    "another format": every(lambda _: reply(b'{"format": 2, "results": []}')),
    "a page": every(lambda _: reply(b"<html>")),
    "compressed bomb": every(lambda _: reply(bomb(), Content_Encoding="gzip")),
    "malformed chunks": every(lambda _: [CHUNKED, b"zz\r\n{}\r\n"]),
    "negative chunk": every(lambda _: [CHUNKED, b"-5\r\n{}\r\n"]),
    "negative chunk for ever": every(lambda _: endless(CHUNKED + b"-1\r\n")),
    "negative chunk for ever for a file": lambda _, site: otherwise(site, RESULT, lambda: endless(CHUNKED + b"-1\r\n")),
    "closed within a chunk": every(lambda _: [CHUNKED, b"ffffffff\r\n{}"]),
    "endless trailers": every(lambda _: endless(CHUNKED + b"0\r\n", piece=b"A: b\r\n" * 1000)),
    "no answer": every(lambda server: server.silent()),
    "no answer for a file": lambda server, site: otherwise(site, RESULT, server.silent),
    "result of another run": of_another_run,
    "result of the future": of_the_future,
    "large result that is none": instead(b'{"format": 1, "padding": "', b" ", LARGEST - 28, b'"}'),
    "large page for a result": instead(b"<", b" ", LARGEST - 1),
    "result of many values": instead(b'{"format": 1, "data": [', b"[],", LARGEST // 3 - 20, b"[]]}"),
}
LARGE = [
    "redirect with an endless body",
    "list too large",
    "list too large of unknown length",
    "list too large in chunks",
    "endless file",
    "endless headers",
    "endless interim answers",
    "endless trailers",
    "too many reports",
    "compressed bomb",
    "deep JSON within",
    "huge size",
    "large result that is none",
    "large page for a result",
    "result of many values",
    "negative chunk for ever",
    "negative chunk for ever for a file",
]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """Return a folder that holds another report of the site, and its content."""
    folder = tmp_path_factory.mktemp("held")
    build(shelved([a_week(2)], folder / "results"), folder / "site")
    return folder / "site", contents(folder / "site")


@pytest.mark.parametrize("name", MODES)
def test_whatever_a_server_does_the_build_ends_in_time_and_the_folder_is_as_before(
    name: str, site: Path, held: tuple[Path, dict[str, bytes]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, before = held

    for out in (tmp_path / "absent", folder):
        for attempt, seconds in zip(attempts(), PATIENCE, strict=False):
            with attempt, serving(lambda server: MODES[name](server, site)) as server:
                began = time.monotonic()
                code = main(["site", "--from", server.address, "--timeout", f"{seconds}s", "--out", str(out)])
                took = time.monotonic() - began
                said = capsys.readouterr()
                assert server.asked
                assert took < seconds + GRACE

        assert code == 1
        assert said.out == "" or name in {
            "result of another run",
            "result of the future",
            "large result that is none",
            "large page for a result",
            "result of many values",
        }
        assert said.err.startswith("error: ")
        assert len(said.err.splitlines()) <= 2
        assert len(said.err) < 1000
        assert not [word for word in ("Traceback", "secret", "\x1b") if word in said.err]
    assert not (tmp_path / "absent").exists()
    assert contents(folder) == before


MEASURED = """
import os, sys, traceback
from reports.cli import main
from reports.site.build import build  # or every child would load it
for address in sys.argv[1:]:
    if not os.fork():
        try:
            code = main(["site", "--from", address, "--timeout", "1s", "--out", "site"])
            with open("/proc/self/status") as file:
                peak = next(line.split()[1] for line in file if line.startswith("VmHWM:"))
            print(f"\\n{address} {code} {peak}", flush=True)
        except BaseException:
            traceback.print_exc()
        os._exit(0)
    os.wait()
"""


def test_whatever_a_server_sends_memory_stays_small(site: Path, tmp_path: Path) -> None:
    with ExitStack() as stack:
        servers = {name: stack.enter_context(serving(partial(_of_mode, name, site))) for name in LARGE}
        names = {server.address: name for name, server in servers.items()}
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, *names],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "no_proxy": "*"},
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        )

    ended = [line.split() for line in done.stdout.splitlines() if line.startswith(tuple(names))]
    assert [names[address] for address, *_ in ended] == LARGE, done.stderr
    assert {names[address]: code for address, code, _ in ended if code != "1"} == {}
    assert {names[address]: peak for address, _, peak in ended if int(peak) * 1024 >= MOST_MEMORY} == {}
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def _of_mode(name: str, site: Path, server: Server) -> Answer:
    return MODES[name](server, site)
