"""The list of a site as a file: which reports there are, and the hash and size of each file.

A list that was fetched is the word of a server, so every figure in it has a range, and no two reports may share a
folder, on a file system that ignores case either. What we write ourselves is checked against the same ranges, so
that a site that was published can always be fetched again.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import file_digest
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from bench.model.errors import BenchError
from reports.site.runs import REPORTS, RESULT, Facts

LIST: Final = "results.json"
PAGE: Final = "index.html"
FORMAT: Final = 1
LARGEST: Final = 48 << 20  # bytes of one file; a result of a hundred rows has 5 MB, and reading takes it whole
LARGEST_LIST: Final = 8 << 20  # bytes; ten thousand reports take 4.5 MB
LONGEST: Final = 100  # characters of a time or a commit
MOST: Final = 10_000  # reports
MOST_BYTES: Final = 4 << 30  # of all files together; GitHub publishes 1 GB

Name = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")]
Word = Annotated[str, Meta(max_length=LONGEST)]
Digest = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Size = Annotated[int, Meta(ge=1, le=LARGEST)]


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One run in the list: its name, and the hash and size of its two files."""

    run: Name
    started: Word
    commit: Word = ""
    result_sha256: Digest
    result_bytes: Size
    page_sha256: Digest
    page_bytes: Size


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """The list of all reports, the newest first."""

    format: int
    results: Annotated[tuple[Listed, ...], Meta(max_length=MOST)]


class _ReportHead(msgspec.Struct):
    format: int


def decoded(content: bytes, name: str, hint: str = "") -> tuple[Listed, ...]:
    """Read a list.

    Raises:
        BenchError: if it is no list of ours, or a figure in it is out of its range.
    """
    try:
        form = msgspec.json.decode(content, type=_ReportHead).format
        if form != FORMAT:
            raise BenchError(f"{name} is of format {form}; this version reads {FORMAT}.", hint)
        found = msgspec.json.decode(content, type=Listing).results
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BenchError(f"{name} is not a list of results: {error}.", hint) from error
    for run, count in Counter(each.run.casefold() for each in found).items():
        if count > 1:
            raise BenchError(f"{name} is not a list of results: it names the run {run} {count} times.", hint)
    total = sum(each.result_bytes + each.page_bytes for each in found)
    if total > MOST_BYTES:
        raise BenchError(
            f"{name} names files of {total:,} bytes; a site may have {MOST_BYTES:,}.",
            hint or "Keep fewer reports: --keep 100",
        )
    return found


def read_list(folder: Path) -> tuple[Listed, ...]:
    """Read the list of the site in a folder; nothing if there is none.

    Raises:
        BenchError: if the file of that name is no list of ours.
    """
    path = folder / LIST
    if not path.exists():
        return ()
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_LIST + 1)
    except OSError as error:
        raise BenchError(f"{path} cannot be read: {error.strerror}.", "Choose another folder with --out.") from error
    if len(content) > LARGEST_LIST:
        raise BenchError(f"{path} is not a list of results: it is larger than {LARGEST_LIST:,} bytes.")
    return decoded(content, str(path))


def encoded(listed: Sequence[Listed], name: str) -> bytes:
    """Return a list as the content of a file.

    Raises:
        BenchError: if it could not be read again.
    """
    listing = Listing(format=FORMAT, results=tuple(listed))
    content = msgspec.json.format(msgspec.json.encode(listing), indent=1) + b"\n"
    decoded(content, name)
    return content


def list_runs(folder: Path, runs: Iterable[Facts]) -> list[Listed]:
    """Return what a list says of some runs that a folder holds, the newest first."""
    newest_first = sorted(runs, key=lambda facts: facts.order, reverse=True)
    return [_list_run(folder / REPORTS / facts.entry.run, facts) for facts in newest_first]


def sha256_of(path: Path) -> str:
    """Return the hash of a file, which is read block by block.

    Raises:
        BenchError: if it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BenchError(f"{path} cannot be read: {error.strerror}.", "Make it readable for you.") from error


def _list_run(folder: Path, facts: Facts) -> Listed:
    result, page = folder / RESULT, folder / PAGE
    return Listed(
        run=facts.entry.run,
        started=facts.order[0],
        commit=facts.commit,
        result_sha256=sha256_of(result),
        result_bytes=result.stat().st_size,
        page_sha256=sha256_of(page),
        page_bytes=page.stat().st_size,
    )
