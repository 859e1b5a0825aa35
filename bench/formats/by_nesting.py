"""Read lines whose message is a record of another format: JSON that a container wrote, within the runtime's own form.

A runtime cuts what is long into parts, a line each; they are joined before the inner format reads them.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from bench.formats.declaration import MESSAGE, PartsTable
from bench.formats.reading import Fields, FormatReading, LineCounts, Value

MOST_BYTES: Final = 1 << 20  # of a message that waits for its end
MOST_STREAMS: Final = 16  # in which one waits


class NestedReading:
    """One pass over such lines.

    Args:
        outer: reads the lines.
        inner: reads their messages.
        parts: how a line says that its message continues in a later one; None if none does.
    """

    def __init__(self, outer: FormatReading, inner: FormatReading, parts: PartsTable | None) -> None:
        self._outer = outer
        self._inner = inner
        self._parts = parts or PartsTable()
        self._open: dict[object, list[bytes]] = {}

    def see(self, lines: Iterable[bytes]) -> LineCounts:
        """Read the next lines; parts of a message wait for its last."""
        found = LineCounts()
        for line in lines:
            outside = self._outer.see([line])
            fields = self._outer.split(line) if outside.records else None
            if fields is None:
                found += outside
                continue
            parts = self._parts_of(fields)
            if parts is not None:
                found += LineCounts(continued=len(parts) - 1) + self._inner.see([b"".join(parts)])
            found.others += self._count_forgotten()
        return found

    def end(self) -> LineCounts:
        """Return what was not decided yet: parts whose last never came are of another form."""
        waiting = sum(map(len, self._open.values()))
        self._open.clear()
        return LineCounts(others=waiting) + self._outer.end() + self._inner.end()

    def skip(self) -> None:
        """Go on where a message may have begun before."""
        self._open.clear()
        self._outer.skip()
        self._inner.skip()

    def split(self, record: bytes) -> Fields | None:
        """Return the fields of the message, and those of the line beside them; a record may have several lines."""
        halves = self.halves(record)
        return None if halves is None else {**halves[0], **_present(*halves)}

    def halves(self, record: bytes) -> tuple[Fields, Fields] | None:
        """Return the fields of the line, the message apart, and those of the message; None for another form."""
        found = self.parted(record)
        inside = self._inner.split(found[1]) if found else None
        return None if found is None or inside is None else (found[0], inside)

    def parted(self, record: bytes) -> tuple[Fields, bytes] | None:
        """Return the fields of the line, the message apart, and the message with all its parts."""
        outside, messages, open_ = dict[str, Value](), list[bytes](), b""
        for line in record.split(b"\n"):
            fields = self._outer.split(line)
            if fields is None:
                return None
            text, is_whole = message_of(fields, self._parts)
            outside = outside or {name: value for name, value in fields.items() if name != MESSAGE}
            open_ += text
            if is_whole:
                messages.append(open_)
                open_ = b""
        return outside, b"\n".join([*messages, *([open_] if open_ else [])])

    def named(self) -> Sequence[str]:
        """Return the names of the line's fields and of the message's."""
        return [*(name for name in self._outer.named() if name != MESSAGE), *self._inner.named()]

    def free(self, record: bytes) -> float:
        """Return the share of free text within the message."""
        fields = self._outer.split(record)
        text = message_of(fields, self._parts)[0] if fields else b""
        return self._inner.free(text) * min(1.0, len(text) / len(record)) if text else 0.0

    def _parts_of(self, fields: Fields) -> list[bytes] | None:
        """Return the parts of the message that ends with a line; None if it continues."""
        text, is_whole = message_of(fields, self._parts)
        stream = fields.get(self._parts.stream)
        if is_whole:
            return [*self._open.pop(stream, []), text]
        self._open.setdefault(stream, []).append(text)
        return None

    def _count_forgotten(self) -> int:
        """Return how many parts are forgotten, since they are too many or too long."""
        long = [stream for stream, parts in self._open.items() if sum(map(len, parts)) > MOST_BYTES]
        chosen = long or (list(self._open)[:1] if len(self._open) > MOST_STREAMS else [])
        return sum(len(self._open.pop(stream)) for stream in chosen)


def _present(outside: Fields, inside: Fields) -> Fields:
    """Return the fields of the message, without those that hold nothing and would hide one of the line."""
    return {name: value for name, value in inside.items() if value is not None or name not in outside}


def message_of(fields: Fields, parts: PartsTable) -> tuple[bytes, bool]:
    """Return the part of a message that a line holds, and whether the message ends there."""
    value = fields.get(MESSAGE)
    text = value if isinstance(value, str) else ""
    is_whole = all(fields.get(name) != value for name, value in parts.unfinished.items())
    if parts.ends:
        is_whole = is_whole and text.endswith(parts.ends)
        text = text.removesuffix(parts.ends)
    return text.encode("utf-8", "surrogatepass"), is_whole
