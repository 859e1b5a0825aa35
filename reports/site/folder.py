"""The folder of a site: which results it holds, what was fetched for it, and what new ones are put in as.

A report has one address for good: a run that is there stays as it was put in. Nothing is written before everything
given has been read, and a folder that holds something else is left alone.
"""

import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bench.model.errors import BenchError, ResultError, UsageError
from bench.model.paths import page
from bench.results import result_file
from reports.site.fetching.fetch import Fetched
from reports.site.listing import LARGEST, LIST, LONGEST, read_list
from reports.site.runs import MOST_VALUES, REPORTS, RESULT, Facts, gather_one

Clock = Callable[[], datetime]

# In this form times sort as texts do; a result orders the history by it, and `--keep` goes by that order.
STARTED: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|\+00:00)", re.ASCII)
AHEAD: Final = timedelta(days=1)  # that the clock of the machine that measured may be before ours
SHOWN: Final = 60  # characters of what a file says
BLOCK: Final = 1 << 20


class DifferingResultsError(ResultError):
    """Two results of one run are not the same."""


def utc_now() -> datetime:
    """Return the time by this machine's clock."""
    return datetime.now(UTC)


def gather(
    given: Sequence[Path], folder: Path, fetched: Fetched | None = None, *, clock: Clock = utc_now
) -> list[Facts]:
    """Read what a site holds, what was fetched for it, and what is to be put into it.

    Args:
        given: results or reports.
        folder: of the site.
        fetched: what its published form holds.
        clock: by which no result may come from the future.

    Raises:
        ResultError: naming a file that cannot be read, that is of another run or time than it can be, or two results
            of one run that differ.
        BenchError: if the folder holds something else.
    """
    require_site(folder)
    try:
        held = _unique([*_read_stored(folder, fetched), *map(gather_one, given)])
        for facts in held:
            _require_fit(facts, clock())
    except ResultError as error:
        raise _name_by_address(error, fetched) from error
    if not held:
        raise UsageError("There is no result to build a site of.", "Name a result.json: out/*/result.json")
    return held


def require_site(folder: Path) -> None:
    """Refuse a folder that holds something else.

    Raises:
        BenchError: if it is no folder, or is not empty and holds no list of results of ours.
    """
    try:
        if not folder.exists() or next(folder.iterdir(), None) is None:
            return
        if not (folder / LIST).is_file():
            raise BenchError(
                f"{folder} holds something other than a site of this project.", "Choose another folder with --out."
            )
    except OSError as error:
        raise BenchError(f"{folder} cannot be read: {error.strerror}.", "Choose another folder with --out.") from error
    try:
        read_list(folder)
    except BenchError as error:
        raise BenchError(
            f"{folder} is not a site of this project: {error}", error.hint or "Choose another folder with --out."
        ) from error


def _read_stored(folder: Path, fetched: Fetched | None) -> Iterator[Facts]:
    """Read the results of a site, each of which lies in the folder of its run.

    One that cannot be read gives way to the one that was fetched for it.
    """
    for path in sorted(folder.glob(f"{REPORTS}/*/{RESULT}")):
        try:
            yield _read_one(path)
        except ResultError:
            if not fetched or not (fetched.stage / path.relative_to(folder)).exists():
                raise
    yield from map(_read_one, sorted(fetched.stage.glob(f"{REPORTS}/*/{RESULT}")) if fetched else ())


def _read_one(path: Path) -> Facts:
    """Read one of them."""
    _require_result(path)
    facts = gather_one(path)
    if facts.entry.run != path.parent.name:
        raise ResultError(
            f"{path} belongs to run {facts.entry.run}, but this is the folder of run {path.parent.name}.",
            "Put the result of that run there, or remove the folder.",
        )
    return facts


def _require_result(path: Path) -> None:
    """Refuse what we never put there, before it takes memory: a page that carries a result, or a file of many values.

    The reader of results makes objects of every value: 40 MB of brackets would become 2 GB.
    """
    remedy = f"Remove it: {shlex.join(['rm', str(path)])}"
    if not path.is_file():
        raise ResultError(f"{path} is not a regular file.", remedy)
    values = 0
    try:
        with path.open("rb") as file:
            if file.read(1) != b"{":
                raise ResultError(f"{path} is not a result of this project: it does not begin as one.", remedy)
            while (block := file.read(BLOCK)) and values <= MOST_VALUES:
                values += result_file.values_in(block)
    except OSError as error:
        raise ResultError(f"{path} cannot be read: {error.strerror}.") from error
    if values > MOST_VALUES:
        raise ResultError(f"{path} holds more than {MOST_VALUES:,} values, more than any result has.", remedy)


def _unique(found: Sequence[Facts]) -> list[Facts]:
    """Return the first of the same results; two of one run have to be the same."""
    held: dict[str, Facts] = {}
    for facts in found:
        known = held.setdefault(facts.entry.run.casefold(), facts)  # a folder of one name, where case is ignored
        if known.digest != facts.digest:
            raise DifferingResultsError(
                f"{known.source} and {facts.source} are both of run {facts.entry.run}, and differ.",
                f"Leave one out. To replace a report, remove its folder from the site first: "
                f"{REPORTS}/{known.entry.run}",
            )
    return list(held.values())


def _require_fit(facts: Facts, now: datetime) -> None:
    """Refuse a result that would be put in the wrong place of the history, or could not be fetched again."""
    started, source = facts.order[0], facts.source
    moment = _moment(started)
    if moment is None:
        raise ResultError(
            f"{source} says that its run started at {started[:SHOWN]!r}, which is not a time in UTC by ISO 8601.",
            "Leave it out, or measure again.",
        )
    if moment > now + AHEAD:
        raise ResultError(
            f"{source} says that its run started at {started}, which is in the future: it is {now:%Y-%m-%d} now.",
            "Leave it out. If the clock of this machine is wrong, set it.",
        )
    if len(facts.commit) > LONGEST:
        raise ResultError(f"{source} names a commit of {len(facts.commit):,} characters.", "Leave it out.")
    if facts.size > LARGEST:
        raise ResultError(f"{source} is larger than the {LARGEST:,} bytes that a site takes.", "Leave it out.")


def _moment(started: str) -> datetime | None:
    try:
        return datetime.fromisoformat(started) if STARTED.fullmatch(started) else None
    except ValueError:
        return None


def _name_by_address(error: ResultError, fetched: Fetched | None) -> ResultError:
    """Name a fetched file by its address, since the folder that it waits in is gone when this is read."""
    if not fetched or str(fetched.stage) not in str(error):
        return error
    text = str(error).replace(f"{fetched.stage}/", fetched.address)
    hint = f"To take it out of the published site, see {page('publish.md')}. To start a new site, use --new-site."
    return ResultError(text, error.hint if isinstance(error, DifferingResultsError) else hint)
