"""Fetch what a published site holds, so that it grows by the next run.

The site itself is the archive: its list names every file by hash and size, so nothing but plain reading over HTTP is
needed: no token, no cache that expires. A list that cannot be had for another reason than not being there ends the
build: a site put in the place of one that could not be read would lose its history.
"""

import hashlib
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

import msgspec

from bench.errors import BenchError, UsageError
from bench.files import write_atomically
from reports.site.facts import FOLDER_NAME, REPORTS, RESULT
from reports.site.shelf import FORMAT, LIST, PAGE, Listed, Listing, require_site

SECONDS: Final = 60
LARGEST_LIST: Final = 1 << 24
LARGEST: Final = 1 << 28
NOT_THERE: Final = {404, 410}


def fetch(address: str, folder: Path) -> int:
    """Put what a published site holds into a folder; return how many reports that were, 0 if there is no site.

    Raises:
        UsageError: if the address is none of the web.
        BenchError: if the site cannot be read, or a file is not what the list says.
    """
    if urlsplit(address).scheme not in {"http", "https"}:
        raise UsageError(f"{address} is no address of the web.", "It begins with https://")
    require_site(folder)
    root = address.rstrip("/") + "/"
    content = _content(urljoin(root, LIST), LARGEST_LIST, may_lack=True)
    if content is None:
        return 0
    found = _listed(content, root + LIST)
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / LIST, content)
    for each in found:
        for name, sha256, size in _files(each):
            _put(urljoin(root, f"{REPORTS}/{each.run}/{name}"), folder / REPORTS / each.run / name, sha256, size)
    return len(found)


def _files(each: Listed) -> Iterator[tuple[str, str, int]]:
    yield RESULT, each.result_sha256, each.result_bytes
    yield PAGE, each.page_sha256, each.page_bytes


def _listed(content: bytes, address: str) -> tuple[Listed, ...]:
    try:
        found = msgspec.json.decode(content, type=Listing)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BenchError(f"{address} is no list of results: {error}.") from error
    if found.format != FORMAT:
        raise BenchError(f"{address} is of format {found.format}; this version reads {FORMAT}.")
    for each in found.results:
        if not FOLDER_NAME.fullmatch(each.run):
            raise BenchError(f"{address} names a run {each.run!r}, which cannot be the name of a folder.")
        if max(each.result_bytes, each.page_bytes) > LARGEST:
            raise BenchError(f"{address} names a file of run {each.run} that is larger than any result.")
    return found.results


def _put(address: str, path: Path, sha256: str, size: int) -> None:
    """Fetch one file, unless it is there as the list says."""
    if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
        return
    content = _content(address, size)
    if content is None or hashlib.sha256(content).hexdigest() != sha256:
        raise BenchError(f"{address} is not the file that the list of the site names.", "Try again in a few minutes.")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, content)


def _content(address: str, most: int, *, may_lack: bool = False) -> bytes | None:
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310  http and https only, see fetch
            content: bytes = answer.read(most + 1)
    except urllib.error.HTTPError as error:
        if may_lack and error.code in NOT_THERE:
            return None
        raise BenchError(f"{address} cannot be fetched: {error.code} {error.reason}.") from error
    except (OSError, ValueError) as error:
        raise BenchError(f"{address} cannot be fetched: {error}.") from error
    return content if len(content) <= most else None
