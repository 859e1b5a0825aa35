"""Read lines that name their fields themselves: a JSON object a line, or pairs such as `level=info msg="no route"`.

What time, level and message are called differs from program to program, so a declaration lists names for each; the
first that has a plain value counts. A name with dots is that of a key in an object, or of a key with dots.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, cast

from bench.formats.reading import Fields, LineCounts, Value

MARK: Final = b"\xef\xbb\xbf"
FEWEST_PAIRS: Final = 2  # a sentence may well hold one
_PAIR: Final = re.compile(
    rb'([A-Za-z_@][A-Za-z0-9_.@/-]*+)(=(?:"((?:[^"\\]++|\\.)*+)"|([^ \t"]*+)))?+(?:[ \t]++|$)', re.DOTALL
)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_CODES: Final = {"n": "\n", "t": "\t", "r": "\r"}
_SPECIAL: Final = re.compile(r'[\\"\n\t\r]')
_ESCAPES: Final = {character: f"\\{code}" for code, character in _CODES.items()}
_BARE: Final = re.compile(r'[^ \t\r\n"=\\]+')


class KeysReading:
    """One pass over such lines: each is a record, or of another form.

    Args:
        aliases: field -> the keys that it may have.
        required: keys without which a line is of another form.
    """

    def __init__(self, aliases: Mapping[str, Sequence[str]], required: Sequence[str] = ()) -> None:
        self._aliases = aliases
        self._required = required

    def see(self, lines: Iterable[bytes]) -> LineCounts:
        """Read the next lines."""
        fits = [self.split(line) is not None for line in lines]
        return LineCounts(records=sum(fits), others=len(fits) - sum(fits))

    def end(self) -> LineCounts:
        """Return nothing: every line is decided where it is seen."""
        return LineCounts()

    def skip(self) -> None:
        """Go on: a record is one line."""

    def split(self, record: bytes) -> Fields | None:
        """Return all keys of a line, and the fields that they are aliases of."""
        found = self._keys(record)
        if found is None or any(key not in found for key in self._required):
            return None
        for name, keys in self._aliases.items():
            plain = next(filter(is_plain, (key_value(found, key) for key in keys)), None)
            if plain is not None:
                found[name] = plain
        return found

    def named(self) -> Sequence[str]:
        """Return the keys that are required."""
        return self._required

    def free(self, record: bytes) -> float:  # noqa: ARG002  every part of it has a name
        """Return 0."""
        return 0.0

    def _keys(self, record: bytes) -> dict[str, Value] | None:
        raise NotImplementedError


class JsonReading(KeysReading):
    """One pass over JSON objects, one a line."""

    def _keys(self, record: bytes) -> dict[str, Value] | None:
        if not record.removeprefix(MARK).lstrip(b" \t").startswith(b"{"):
            return None
        try:
            return cast("dict[str, Value]", json.loads(record.removeprefix(MARK).decode("utf-8", "replace")))
        except (ValueError, RecursionError):
            return None


class LogfmtReading(KeysReading):
    """One pass over pairs of key and value: at least two, including the first word, and more than bare words."""

    def _keys(self, record: bytes) -> dict[str, Value] | None:
        found: dict[str, Value] = {}
        at, pairs, words = len(record) - len(record.lstrip(b" \t")), 0, 0
        while at < len(record):
            pair = _PAIR.match(record, at)
            if not pair or not (pairs or pair[2]):
                return None
            pairs, words, at = pairs + bool(pair[2]), words + (not pair[2]), pair.end()
            found[pair[1].decode()] = _unescape(pair[3]) if pair[3] is not None else _decode(pair[4] or b"")
        return found if pairs >= FEWEST_PAIRS and pairs > words else None


def as_json(fields: Fields) -> bytes:
    """Write a line of JSON."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def as_logfmt(fields: Fields) -> bytes:
    """Write a line of pairs."""
    return " ".join(f"{key}={_quote(str(value))}" for key, value in fields.items()).encode()


def is_plain(value: Value) -> bool:
    """Return whether a value is there, and neither an object nor a list."""
    return not isinstance(value, dict | list | None)


def key_value(record: Fields, dotted: str) -> Value:
    """Return what a record holds under a key, or under the last of keys within each other; None if it is not there."""
    if dotted in record or "." not in dotted:
        return record.get(dotted)
    found: Any = record
    for key in dotted.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return cast("Value", found)


def _decode(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _unescape(raw: bytes) -> str:
    return _ESCAPE.sub(lambda found: _CODES.get(found[1], found[1]), _decode(raw))


def _quote(text: str) -> str:
    if _BARE.fullmatch(text) or not text:
        return text
    return '"' + _SPECIAL.sub(lambda found: _ESCAPES.get(found[0], "\\" + found[0]), text) + '"'
