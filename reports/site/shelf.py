"""The folder of a site: which results it holds, what a new one is put in as, and the list of all.

A report has one address for good: a run that is there stays as it was put in. Nothing is written before everything
given has been read, and a folder that holds something else is left alone.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from bench.errors import BenchError, ResultError, UsageError
from reports.site.facts import REPORTS, RESULT, Facts, gathered

LIST: Final = "results.json"
PAGE: Final = "index.html"
FORMAT: Final = 1


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One run in the list: its name, and the hash and size of its two files."""

    run: str
    started: str
    commit: str = ""
    result_sha256: str
    result_bytes: int
    page_sha256: str
    page_bytes: int


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """The list of all results, the newest first, for programs and for a site that is to grow."""

    format: int
    results: tuple[Listed, ...]


def gather(given: Sequence[Path], folder: Path) -> list[Facts]:
    """Read what a site holds and what is to be put into it.

    Raises:
        ResultError: naming the file that cannot be read, or two results of one run that differ.
        BenchError: if the folder holds something else.
    """
    require_site(folder)
    held = {facts.entry.run: facts for facts in map(gathered, sorted(folder.glob(f"{REPORTS}/*/{RESULT}")))}
    for facts in map(gathered, given):
        known = held.setdefault(facts.entry.run, facts)
        if known.digest != facts.digest:
            raise ResultError(
                f"{known.source} and {facts.source} are both of run {facts.entry.run}, and differ.",
                f"Leave one out. To replace a report, remove it first: {folder / REPORTS / facts.entry.run}",
            )
    if not held:
        raise UsageError("There is no result to build a site of.", "Name a result.json: out/*/result.json")
    return list(held.values())


def require_site(folder: Path) -> None:
    """Refuse a folder that holds something else.

    Raises:
        BenchError: if it is no folder, or is not empty and holds no list of results.
    """
    try:
        if folder.exists() and not (folder / LIST).is_file() and next(folder.iterdir(), None):
            raise BenchError(f"{folder} holds something that is no site of this project.", "Choose another by --out.")
    except OSError as error:
        raise BenchError(f"{folder} cannot be read: {error.strerror}.", "Choose another folder by --out.") from error


def listing(folder: Path, runs: Iterable[Facts] = ()) -> bytes:
    """Return the list of some runs that a folder holds, the newest first."""
    newest_first = sorted(runs, key=lambda facts: facts.order, reverse=True)
    found = tuple(_listed(folder / REPORTS / facts.entry.run, facts) for facts in newest_first)
    return msgspec.json.format(msgspec.json.encode(Listing(format=FORMAT, results=found)), indent=1) + b"\n"


def _listed(folder: Path, facts: Facts) -> Listed:
    result, page = ((folder / name).read_bytes() for name in (RESULT, PAGE))
    return Listed(
        run=facts.entry.run,
        started=facts.order[0],
        commit=facts.commit,
        result_sha256=hashlib.sha256(result).hexdigest(),
        result_bytes=len(result),
        page_sha256=hashlib.sha256(page).hexdigest(),
        page_bytes=len(page),
    )
