"""Find out whether the messages of a log are records of a format themselves, such as JSON within a container's log."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from bench.formats import ranking, shipped
from bench.formats.by_nesting import message_of
from bench.formats.declaration import MESSAGE, PartsTable
from bench.formats.loading import nest
from bench.formats.log_format import LogFormat
from bench.formats.ranking import Candidate, LogSample

LEAST: Final = 0.9  # share of the messages: others are text in which some look like records
LEVEL: Final = "level"
ANYWHERE: Final = "json_lines"  # what a message of any format may be; one that a runtime wraps may be of any format


def look_inside(outer: Candidate, taken: LogSample) -> Candidate | None:
    """Return the reading of a sample with its messages as records, if they are records of a format."""
    parts = outer.format.declared.parts
    if outer.format.inner or MESSAGE not in _fields(outer, taken):
        return None
    blocks = (tuple(_messages(outer, lines, parts or PartsTable())) for lines in taken.blocks)
    messages = replace(taken, blocks=tuple(filter(None, blocks)))
    formats = _inner(outer.format.name) if parts else [shipped.shipped(ANYWHERE)]
    best = next(iter(ranking.rank(messages, formats)), None) or _fallback(messages, parts)
    if best is None or best.share < LEAST or ranking.second(best, messages, formats):
        return None
    return ranking.candidate(nest(outer.format, best.format), taken)


def _fallback(messages: LogSample, parts: PartsTable | None) -> Candidate | None:
    """Return how the fallback reads what a runtime wraps, if it finds more in it than the runtime says: a level."""
    found = ranking.candidate(shipped.shipped(shipped.FALLBACK), messages) if parts else None
    fields = (found.reading.split(line) for line in messages.lines) if found else ()
    levels = sum(bool(each and each.get(LEVEL)) for each in fields)
    return found if levels >= LEAST * len(messages.lines) else None


def _inner(outer: str) -> list[LogFormat]:
    """Return the formats that a message may have: those that tell by a single line what it is."""
    found = (shipped.shipped(name) for name in shipped.names() if name not in {outer, shipped.FALLBACK})
    return [each for each in found if each.kind != "csv" and not each.declared.parts]


def _fields(outer: Candidate, taken: LogSample) -> Sequence[str]:
    read = (outer.reading.split(line) for line in taken.lines)
    return list(next((fields for fields in read if fields is not None), {}))


def _messages(outer: Candidate, lines: Sequence[bytes], parts: PartsTable) -> Iterator[bytes]:
    """Yield the messages, those that were cut into parts joined."""
    waiting: dict[object, bytes] = {}
    for line in lines:
        fields = outer.reading.split(line)
        if fields is not None:
            text, is_whole = message_of(fields, parts)
            text = waiting.pop(fields.get(parts.stream), b"") + text
            if is_whole:
                yield text
            else:
                waiting[fields.get(parts.stream)] = text
