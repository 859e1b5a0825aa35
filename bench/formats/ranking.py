"""Choose the format that reads a sample of a log best.

Formats within `NEAR` of the best share are equally good at reading; of these wins the one that leaves the least free
text, since it says most of a line, and then the one with more fields.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from bench.formats.log_format import LogFormat
from bench.formats.reading import FormatReading, LineCounts

LEAST: Final = 0.5  # share of the lines that a format has to read
LEAST_RECORDS: Final = 0.02  # share of records among all lines; where every error has a stack trace it is 6 %
MANY: Final = 0.05  # share of the lines that a second format may read
NEAR: Final = 0.02
HOPELESS: Final = 0.2  # share below which a format is given up after the head and a few blocks
FIRST: Final = 4  # blocks that decide that
JUDGED: Final = 300  # records whose free text is measured
_Z: Final = 1.96


@dataclass(frozen=True)
class LogSample:
    """A sample of a log.

    Args:
        size: of the whole file, in bytes.
        blocks: lines, without their ends, that follow each other; the first block is the head.
        whole: whether the blocks are the whole file.
        packing: how it is packed, such as `gzip`; the blocks are then its beginning. Empty if it is not.
        piped: whether it came through a pipe, so that only its beginning was read.
    """

    size: int
    blocks: tuple[tuple[bytes, ...], ...]
    whole: bool
    packing: str = ""
    piped: bool = False

    @property
    def is_beginning(self) -> bool:
        """Whether the blocks are its beginning, and not from all over it."""
        return self.piped or bool(self.packing)

    @cached_property
    def lines(self) -> tuple[bytes, ...]:
        """All lines."""
        return tuple(line for block in self.blocks for line in block)

    def rows(self, held: LogFormat) -> tuple[bytes, ...]:
        """Return all lines that a format reads or refuses: none of a row that has several, and is cut by a block."""
        if held.kind != "csv":
            return self.lines
        return tuple(line for lines, _ in self.decided(held) for line in lines)

    def decided(self, held: LogFormat) -> Iterator[tuple[Sequence[bytes], LineCounts]]:
        """Yield lines of which a format decides together what they are, such as those of a row, and what they are."""
        reading = held.reading()
        for number, lines in enumerate(self.blocks):
            if number:
                reading.skip()
            waiting = list[bytes]()
            for line in lines:
                counts = reading.see([line])
                waiting.append(line)
                if counts != LineCounts():
                    yield waiting[-counts.total :], counts  # what is before them is the end of a row that was cut
                    waiting = []

    def others(self, held: LogFormat) -> Iterator[int]:
        """Yield the number in the log, from 1, of each line of another form that the head has."""
        number = 1
        for _, counts in replace(self, blocks=self.blocks[:1]).decided(held):
            if counts.others:
                yield number
            number += counts.total

    def without(self, taken: Callable[[bytes], object]) -> "LogSample":
        """Return the sample of those lines for which a function returns None."""
        left = (tuple(line for line in block if line and taken(line) is None) for block in self.blocks)
        return replace(self, blocks=tuple(filter(None, left)))


@dataclass(frozen=True)
class Candidate:
    """How a format reads a sample.

    Args:
        format: the format.
        blocks: what the lines of each block are.
        reading: the pass that read them, which knows their columns.
        lines: all lines.
    """

    format: LogFormat
    blocks: tuple[LineCounts, ...]
    reading: FormatReading
    lines: tuple[bytes, ...]

    @cached_property
    def counts(self) -> LineCounts:
        """What the lines of all blocks are."""
        return sum(self.blocks, LineCounts())

    @property
    def share(self) -> float:
        """The share of records among them and lines of another form."""
        return self.counts.share

    @property
    def is_usable(self) -> bool:
        """Whether it reads enough to be a guess."""
        records = self.counts.records
        return self.share >= LEAST and records >= LEAST_RECORDS * len(self.lines)

    @cached_property
    def interval(self) -> tuple[float, float]:
        """The share's 95 % interval: a ratio estimator over blocks, since neighbouring lines are alike."""
        sizes = [block.records + block.others for block in self.blocks]
        counted = sum(sizes)
        if len(self.blocks) <= 1 or not counted:
            return self.share, self.share
        off = (block.records - self.share * size for block, size in zip(self.blocks, sizes, strict=True))
        spread = math.sqrt(sum(each * each for each in off)) / counted
        return max(0.0, self.share - _Z * spread), min(1.0, self.share + _Z * spread)

    @cached_property
    def free(self) -> float:
        """The mean share of free text in a record."""
        shares = [self.reading.free(line) for line in self._records()]
        return sum(shares) / len(shares) if shares else 1.0

    def other_line(self) -> bytes | None:
        """Return a line of another form; None if there is none, or if it may belong to a record."""
        if not self.counts.others or self.counts.continued:
            return None
        return next((line for line in self.lines if line and self.reading.split(line) is None), None)

    def _records(self) -> Iterator[bytes]:
        found = 0
        for line in self.lines:
            if self.reading.split(line) is not None:
                yield line
                found += 1
                if found == JUDGED:
                    return


def candidate(each: LogFormat, sample: LogSample) -> Candidate:
    """Read all blocks by a format."""
    reading = each.reading()
    return Candidate(each, tuple(_counts(reading, sample.blocks)), reading, sample.lines)


def rank(sample: LogSample, formats: Iterable[LogFormat]) -> list[Candidate]:
    """Return the usable formats, the best first."""
    hopeful = (each for each in formats if not _is_hopeless(each, sample.blocks))
    usable = [found for each in hopeful if (found := candidate(each, sample)).is_usable]
    best = max((found.share for found in usable), default=0.0)
    return sorted(usable, key=lambda found: _order(found, best))


def second(chosen: Candidate, sample: LogSample, formats: Iterable[LogFormat]) -> Candidate | None:
    """Return the format that reads what another leaves, or takes for the middle of a record, if that is much."""
    left = _without_rows(chosen, sample) if chosen.format.kind == "csv" else sample.without(chosen.reading.split)
    if len(left.lines) < MANY * len(sample.lines):
        return None
    return next(iter(rank(left, (each for each in formats if each.name != chosen.format.name))), None)


def _without_rows(chosen: Candidate, sample: LogSample) -> LogSample:
    """Return the sample without the rows of a format, which may continue over several lines."""
    left = tuple(line for lines, counts in sample.decided(chosen.format) for line in lines if counts.others and line)
    return replace(sample, blocks=(left,) if left else ())


def _order(found: Candidate, best: float) -> tuple[float, float, int]:
    far = 0.0 if found.share >= best - NEAR else 1 - found.share
    return far, round(found.free, 2), -found.format.specific


def _is_hopeless(each: LogFormat, blocks: Sequence[tuple[bytes, ...]]) -> bool:
    if len(blocks) <= FIRST:
        return False
    reading = each.reading()
    head, *first = _counts(reading, blocks[:FIRST])
    return max(head.share, sum(first, LineCounts()).share) < HOPELESS


def _counts(reading: FormatReading, blocks: Sequence[tuple[bytes, ...]]) -> Iterator[LineCounts]:
    for number, lines in enumerate(blocks):
        if number:
            reading.skip()
        yield reading.see(lines) + (reading.end() if number == len(blocks) - 1 else LineCounts())
