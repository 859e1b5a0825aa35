"""Addresses of the web: what may be given as the address of a site, and where a server may send us from there.

An address is shown in messages without what may be a secret: of one that holds an @, only what follows it, and of one
that holds a query, only what precedes that.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from bench.model.errors import BenchError, UsageError
from bench.model.paths import page

PORTS: Final = {"http": 80, "https": 443}
EXAMPLE: Final = "Write it as https://example.org/site"
HOST: Final = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")
LONGEST_HOST: Final = 253  # of a name in the DNS


@dataclass(frozen=True, slots=True)
class Origin:
    """Where files come from: scheme, host and port. An address of another origin is not ours."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == PORTS[self.scheme] else f":{self.port}")


def site_root(text: str) -> str:
    """Return the address of a site with a slash at its end, so that the names of files can follow.

    Raises:
        UsageError: if it is no address of the web, or holds more than a scheme, a host, a port and a path.
    """
    shown = _show(text)
    if not text:
        raise UsageError("--from was given an empty address.", "Name the site, or remove --from.")
    if not _is_plain(text):
        raise UsageError(
            "The address for --from holds a space, a control character or a non-ASCII character.",
            "Percent-encode such a character (%20), and write a host name in its ASCII form (xn--...).",
        )
    parts = _split(text)
    if parts is None:
        raise UsageError(f"{shown} is not a web address.", EXAMPLE)
    if "@" in parts.netloc:
        raise UsageError(
            f"The address of {shown} holds a user name or a password, and sites are fetched without either.",
            f"Leave out what is before the @. For a site behind a login, keep its folder: {page('publish.md')}",
        )
    if "?" in text or "#" in text:
        raise UsageError(f"The address of {shown} holds a query or a fragment (? or #), which no site has.", EXAMPLE)
    return text.rstrip("/") + "/"


def redirect(address: str, location: str) -> str:
    """Return the address that a server redirects to.

    Raises:
        BenchError: if it is of another origin, or no address of the web.
    """
    target = _join(address, location)
    parts = _split(target)
    if parts is None or "@" in parts.netloc:
        raise BenchError(f"{address} redirects to something that is not a web address.", "Open it in a browser.")
    if _origin(parts) != origin_of(address):
        origin = _origin(parts)
        raise BenchError(
            f"{address} redirects to another origin, {origin}, which is not followed.",
            f"If the site has moved there, give its address to --from: {origin}/...",
        )
    return target.partition("#")[0]


def origin_of(address: str) -> Origin:
    """Return the origin of an address that has been checked."""
    return _origin(urlsplit(address))


def _origin(parts: SplitResult) -> Origin:
    return Origin(parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme])


def _join(address: str, location: str) -> str:
    try:
        return urljoin(address, location) if _is_plain(location) else ""
    except ValueError:
        return ""


def _split(text: str) -> SplitResult | None:
    """Return the parts of an address of the web; None if it is none."""
    try:
        parts = urlsplit(text)
        port, host = parts.port, parts.hostname or ""
        host.encode("idna")  # no label may be empty or too long
    except ValueError:
        return None
    is_host = len(host) <= LONGEST_HOST and HOST.fullmatch(host)
    return parts if is_host and parts.scheme in PORTS and port != 0 and "\\" not in text else None


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text


def _show(text: str) -> str:
    """Return an address without what may be a password or a token, wherever in it that is."""
    _, at, after = text.rpartition("@")
    bare = re.sub("[?#].*", "", after)
    return f"...@{bare}" if at else bare
