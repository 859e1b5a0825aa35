"""Fetch what a published site holds, so that it grows by the next run.

The site itself is the archive: its list names every file by hash and size, so nothing but plain reading over HTTP is
needed: no token, no cache that expires. That there is no site yet is one answer of the server: 404 or 410 for the
list. Everything else that keeps a file from being read ends the build: a site put in place of one that could not be
read would lose its history. What is fetched waits in a folder of its own until all of it has been checked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bench.model.errors import BenchError
from reports.site.fetching.address import site_root
from reports.site.fetching.connections import FetchDeadline
from reports.site.fetching.transfer import AGAIN, AbsentError, Reader
from reports.site.listing import LARGEST_LIST, LIST, PAGE, Listed, decoded, sha256_of
from reports.site.runs import REPORTS, RESULT

SECONDS: Final = 600.0
ANEW: Final = "Check the address. To start a new site in its place, use --new-site once."


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a published site holds.

    Args:
        address: of the site, with a slash at its end.
        stage: the folder that holds its files, apart from those that the site's folder has already.
        listed: its reports; none if there is no site yet.
    """

    address: str
    stage: Path
    listed: tuple[Listed, ...] = ()


def fetch(address: str, folder: Path, stage: Path, seconds: float = SECONDS) -> Fetched:
    """Fetch what a published site holds.

    Args:
        address: of the site.
        folder: that the site is built in. It is read only: a file that it has already is not fetched again.
        stage: an empty folder for what is fetched.
        seconds: for everything together.

    Raises:
        UsageError: if the address is none of the web.
        BenchError: if the site cannot be read, or a file is not what the list says.
    """
    root = site_root(address)
    reader = Reader(FetchDeadline.after(seconds))
    try:
        reader.save(root + LIST, stage / LIST, LARGEST_LIST)
    except AbsentError:
        return Fetched(address=root, stage=stage)
    found = decoded((stage / LIST).read_bytes(), root + LIST, ANEW)
    if not found:
        raise BenchError(
            f"{root}{LIST} names no report, and every published site has at least one.",
            ANEW,
        )
    for each in found:
        for file in _files(each):
            _fetch_file(reader, root, file, (folder, stage))
    return Fetched(address=root, stage=stage, listed=found)


@dataclass(frozen=True, slots=True)
class _FetchedFile:
    name: str
    sha256: str
    size: int


def _files(listed: Listed) -> Iterator[_FetchedFile]:
    place = f"{REPORTS}/{listed.run}"
    yield _FetchedFile(f"{place}/{RESULT}", listed.result_sha256, listed.result_bytes)
    yield _FetchedFile(f"{place}/{PAGE}", listed.page_sha256, listed.page_bytes)


def _fetch_file(reader: Reader, root: str, file: _FetchedFile, folders: tuple[Path, Path]) -> None:
    """Fetch one file, unless the folder of the site has it as the list says."""
    there, path = (folder / file.name for folder in folders)
    if there.is_file() and there.stat().st_size == file.size and sha256_of(there) == file.sha256:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    address = root + quote(file.name)
    saved = reader.save(address, path, file.size)
    if (saved.size, saved.sha256) != (file.size, file.sha256):
        raise BenchError(f"{address} is not the file that the list of the site names.", AGAIN)
