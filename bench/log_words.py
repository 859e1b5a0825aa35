"""Say how a log of the user's own was read: what was measured of it, and what was understood. Pure."""

from collections.abc import Iterator
from typing import Final

from bench import formatting
from bench.model import Dataset, Records

MOST_MESSAGES: Final = 250_000  # distinct ones that are counted; more would take the harness tens of MiB
SECONDS: Final = 19  # characters of a time in ISO 8601, to the second


def findings(dataset: Dataset) -> Iterator[str]:
    """Yield what a reader has to know of a log beside its figures, a sentence each; nothing for other data."""
    if dataset.snapshot:
        yield f"{dataset.id} {snapshot(dataset)}."
    if dataset.records:
        yield f"{dataset.id} holds {understood(dataset.records)}"


def snapshot(dataset: Dataset) -> str:
    """Say, as a verb and more to its name, that a log did not stay as it was, and what was measured of it."""
    return (
        "was written to, renamed or replaced meanwhile: what is measured is a snapshot of its "
        f"{_counted(dataset.lines, 'line')} as of {moment(dataset.snapshot)}"
    )


def moment(time: str) -> str:
    """Return a time in UTC, to the second."""
    return f"{time[:SECONDS].replace('T', ' ')} UTC"


def understood(records: Records) -> str:
    """Say what was understood of a log."""
    said = f"{_counted(records.whole, 'record')} and {_counted(records.malformed, 'malformed line')}"
    errors = _counted(records.errors, "ERROR record")
    if not records.errors:
        return f"{said}; {errors}"
    more = f"more than {formatting.count(MOST_MESSAGES)} distinct messages"
    messages = more if records.messages is None else _counted(records.messages, "distinct message")
    return f"{said}; {errors} with {messages}"


def _counted(number: int, noun: str) -> str:
    return f"{formatting.count(number) if number else 'no'} {noun}{'s' if number > 1 else ''}"
