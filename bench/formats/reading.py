"""What every way of reading a log has in common: what a line is, what a record holds, and what was counted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

Value = str | int | float | bool | list["Value"] | dict[str, "Value"] | None
Fields = Mapping[str, Value]
"""Name of a field -> its value; None is nothing, such as an optional part that is missing."""


@dataclass(slots=True)
class LineCounts:
    """How many lines of each sort were read.

    Attributes:
        records: that begin a record.
        continued: that belong to the record before them, such as a stack trace.
        others: of another form.
        comments: that are neither, such as a header.
    """

    records: int = 0
    continued: int = 0
    others: int = 0
    comments: int = 0

    def __add__(self, other: "LineCounts") -> "LineCounts":
        return LineCounts(
            self.records + other.records,
            self.continued + other.continued,
            self.others + other.others,
            self.comments + other.comments,
        )

    @property
    def total(self) -> int:
        """The number of all lines."""
        return self.records + self.continued + self.others + self.comments

    @property
    def share(self) -> float:
        """The share of records among them and lines of another form; 0 if there are none."""
        return self.records / (self.records + self.others) if self.records else 0.0


class FormatReading(Protocol):
    """One pass over the lines of a log, from its first; line ends are taken off."""

    def see(self, lines: Iterable[bytes]) -> LineCounts:
        """Read the next lines and return what they are, as far as that is decided."""

    def end(self) -> LineCounts:
        """Return what was not decided yet, after the last line."""

    def skip(self) -> None:
        """Go on at a place further down: the next line may be the middle of a record."""

    def split(self, record: bytes) -> Fields | None:
        """Return the fields of a record, or None if it is of another form; its lines are parted by line feeds."""

    def named(self) -> Sequence[str]:
        """Return the fields that every record has, as far as they are known."""

    def free(self, record: bytes) -> float:
        """Return the share of a record, between 0 and 1, that is free text about which nothing is known."""


def whole_records(reading: FormatReading, lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield each record with all its lines, such as a message with its stack trace; lines of another form are left out.

    Args:
        reading: a pass that begins; it can split what is yielded.
        lines: of a log, from the first.
    """
    record, waiting = list[bytes](), list[bytes]()
    for line in lines:
        counts = reading.see([line])
        if counts.comments:
            continue
        waiting.append(line)
        if counts.records or counts.others:
            if record:
                yield b"\n".join(record)
            record, waiting = (waiting if counts.records else []), []
        elif counts.continued and record:
            record, waiting = [*record, *waiting], []
    if record:
        yield b"\n".join(record)
