"""What lies between a site and its reader: proxies, TLS, and a host of many addresses."""

import socket
import ssl
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from bench.model.errors import BenchError
from reports.cli import main
from reports.site.fetching import connections
from reports.site.fetching.fetch import fetch
from tests.needs import lack
from tests.reports.site.servers import PATIENCE, honest, otherwise, reply, serving
from tests.stalls import attempts

SECONDS = 0.4
OK = b"HTTP/1.1 200 OK\r\n"


def test_a_proxy_of_the_environment_is_used(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("no_proxy")
    with serving(lambda _: lambda path: honest(site)(path.removeprefix("http://site.invalid/here"))) as proxy:
        monkeypatch.setenv("http_proxy", proxy.address)
        fetched = fetch("http://site.invalid/here", tmp_path / "site", tmp_path)

    assert len(fetched.listed) == 2
    assert proxy.asked[0] == "http://site.invalid/here/results.json"


def test_a_proxy_that_drips_while_it_opens_a_tunnel_is_ended_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("no_proxy")
    words = ["site", "--from", "https://site.invalid", "--out", str(tmp_path / "site"), "--timeout"]
    for attempt, seconds in zip(attempts(), PATIENCE, strict=False):
        with attempt, serving(lambda server: lambda _: server.dripped(OK + b"A: b\r\n" * 80)) as proxy:
            monkeypatch.setenv("https_proxy", proxy.address)
            code = main([*words, f"{seconds}s"])
            assert proxy.asked == ["site.invalid:443"]

    assert code == 1
    assert "--timeout" in capsys.readouterr().err


def test_a_proxy_that_opens_no_tunnel_is_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("no_proxy")
    with serving(lambda _: lambda _: reply(b"", "407 Log in\r::error::" + "x" * 9999)) as proxy:
        monkeypatch.setenv("https_proxy", proxy.address)
        code = main(["site", "--from", "https://site.invalid", "--out", str(tmp_path / "site")])

    error = capsys.readouterr().err
    assert code == 1
    assert "407" in error
    assert len(error.splitlines()) == 2
    assert len(error) < 500


@pytest.mark.parametrize("drips", [False, True])
def test_a_site_is_fetched_over_tls_and_before_the_deadline_too(
    *, drips: bool, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    try:
        subprocess.run(
            [*made, "-addext", "subjectAltName=DNS:localhost", "-keyout", certificate, "-out", tmp_path / "only.pem"],
            check=True,
            capture_output=True,
        )
    except FileNotFoundError:
        lack("openssl is not installed")
    with certificate.open("a") as file:
        file.write((tmp_path / "only.pem").read_text())
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    with serving(
        lambda server: otherwise(site, "/index.html", lambda: server.dripped(b"HTTP")) if drips else honest(site),
        wrapped=lambda connection: context.wrap_socket(connection, server_side=True),
    ) as server:
        address = server.address.replace("http://127.0.0.1", "https://localhost")
        if drips:
            with pytest.raises(BenchError, match=r"0\.5 seconds"):
                fetch(address, tmp_path / "site", tmp_path, 0.5)
        else:
            assert len(fetch(address, tmp_path / "site", tmp_path).listed) == 2


def test_a_server_that_keeps_tls_busy_is_ended_at_the_deadline(tmp_path: Path) -> None:
    def flooded(connection: socket.socket) -> socket.socket:
        connection.recv(1 << 16)
        while True:  # until the other side is gone: requests to begin anew, which are handled within one call
            connection.sendall(b"\x16\x03\x03\x00\x04\x00\x00\x00\x00" * 1000)

    with serving(lambda _: lambda _: reply(), wrapped=flooded) as server:
        address = server.address.replace("http:", "https:")
        with pytest.raises(BenchError, match=r"0\.4 seconds"):
            fetch(address, tmp_path / "site", tmp_path, SECONDS)


def test_a_server_that_falls_silent_is_given_up_before_the_deadline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "QUIET", 0.2)

    with serving(lambda server: lambda _: server.silent()) as server:
        began = time.monotonic()
        with pytest.raises(BenchError, match="timed out"):
            fetch(server.address, tmp_path / "site", tmp_path, 60)

    assert time.monotonic() - began < 30  # of the 60 to the deadline


def test_a_server_that_hangs_up_is_called_that(tmp_path: Path) -> None:
    with (
        serving(lambda _: lambda _: [b""]) as server,
        pytest.raises(BenchError, match="closed the connection"),
    ):
        fetch(server.address, tmp_path / "site", tmp_path)


def test_an_empty_name_of_a_compression_is_none(site: Path, tmp_path: Path) -> None:
    with serving(lambda _: lambda path: reply((site / path.lstrip("/")).read_bytes(), Content_Encoding="")) as server:
        assert len(fetch(server.address, tmp_path / "site", tmp_path).listed) == 2


def test_a_host_with_addresses_that_never_answer_gets_no_more_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)  # noqa: FBT003  it takes no keyword
            each.connect_ex(("127.0.0.1", port))
        numeric = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
        resolve = socket.getaddrinfo

        def resolved(host: str, *more: Any, **named: Any) -> list[Any]:
            return [numeric] * 50 if host == "many.invalid" else resolve(host, *more, **named)

        monkeypatch.setattr(socket, "getaddrinfo", resolved)
        with pytest.raises(BenchError, match=r"0\.3 seconds"):
            fetch(f"http://many.invalid:{port}", tmp_path / "site", tmp_path, 0.3)
        for each in waiting:
            each.close()
