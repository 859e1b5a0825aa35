from pathlib import Path

import pytest

from bench.model.errors import BenchError, UsageError
from reports.cli import main
from reports.site.fetching.address import origin_of, redirect, site_root

SECRET = "correct-horse"  # noqa: S105  the point is that it is not printed


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/a/b//", "https://example.org/a/b/"),
        ("http://127.0.0.1:8000/site/", "http://127.0.0.1:8000/site/"),
        ("http://[::1]:8000", "http://[::1]:8000/"),
        ("HTTPS://Example.org/%20", "HTTPS://Example.org/%20/"),
    ],
)
def test_an_address_of_the_web_is_the_root_of_a_site(text: str, root: str) -> None:
    assert site_root(text) == root


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.org",
        "file:///etc",
        "ftp://example.org/",
        "https://",
        "https:///path",
        "https://:80/",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://example.org:port/",
        "https://[::1",
        "https://a..b/",
        f"https://{'a' * 64}.org/",
        "https://%00/",
        "https://exa%6Dple.org/",
        "https://example.org\\@evil.example/",
        "https://::1]/",
        "https://[nonsense]/",
        "https://example.org/a b",
        "https://example.org/\n::error::x",
        "https://example.org/\x1b[31m",
        "https://example.org/\u202e",
        "https://b\u00fccher.example/",
        "https://example.org\\@elsewhere.invalid/",
        f"https://{'a' * 254}/",
        f"https://someone:{SECRET}@example.org/",
        f"https://{SECRET}@example.org/",
        f"https:someone:{SECRET}@example.org/",
        f"https://someone:{SECRET}@[::1",
        f"https://someone:{SECRET}/@example.org/",
        f"https://someone:{SECRET} @example.org/",
        f"https://example.org/?token={SECRET}",
        f"https://example.org/#{SECRET}",
        f"example.org?{SECRET}",
        "https://example.org/?",
    ],
)
def test_anything_else_is_one_clear_line_that_gives_no_secret_away(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UsageError):
        site_root(text)

    assert main(["site", f"--from={text}", "--out", str(tmp_path / "site")]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert len(error.splitlines()) == 2
    assert SECRET not in error
    assert error.isascii()
    assert "\x1b" not in error


@pytest.mark.parametrize(
    "location", ["/b", "b", "/b#part", "http://example.org/b", "http://EXAMPLE.org:80/b", "//example.org/b"]
)
def test_an_address_of_the_same_origin_is_followed(location: str) -> None:
    assert redirect("http://example.org/a", location).lower().replace(":80", "") == "http://example.org/b"


@pytest.mark.parametrize(
    ("location", "origin"),
    [
        ("https://example.org/b", "https://example.org"),
        ("http://example.org:8000/b", "http://example.org:8000"),
        ("//elsewhere.invalid/b", "http://elsewhere.invalid"),
        ("http://[::1]:80/b", "http://[::1]"),
        ("http://example.org.elsewhere.invalid/", "http://example.org.elsewhere.invalid"),
    ],
)
def test_another_origin_is_refused_and_named_alone(location: str, origin: str) -> None:
    with pytest.raises(BenchError) as caught:
        redirect("http://example.org/a", f"{location}?secret")

    assert f"{origin}," in str(caught.value)
    assert f"--from: {origin}/" in caught.value.hint
    assert "secret" not in str(caught.value) + caught.value.hint


def test_a_port_that_is_the_usual_one_is_no_other_origin() -> None:
    assert origin_of("https://example.org:443/a") == origin_of("https://EXAMPLE.org")
