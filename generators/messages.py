"""What a web server and the application behind it say, level by level.

A message is a phrase with its places filled from the vocabulary. Some draw more words than others, so a message of a
wanted length is found by composing a handful and keeping the nearest.
"""

from collections.abc import Mapping
from typing import Final

from generators.drawing import Draws
from generators.faker_pool import Vocabulary

LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

PHRASES: Final[Mapping[str, tuple[str, ...]]] = {
    "DEBUG": (
        "cache hit for key {slug}:{number}",
        "cache miss for key {slug}:{number}, loading from the database",
        "query on {table} took {milliseconds} ms and returned {count} rows",
        "opened connection {count} of {limit} to {host}",
        "parsed {count} headers of the request for {path}",
        "session refreshed from {host}",
        "template {file} rendered in {milliseconds} ms",
        "feature flag {slug} is off for this account",
        "released lock on {table} after {milliseconds} ms",
    ),
    "INFO": (
        "GET {path} 200 in {milliseconds} ms",
        "POST {path} 201 in {milliseconds} ms",
        "GET {path} 304 in {small} ms",
        "user {user} signed in",
        "user {user} signed out",
        "order {number} placed by {name}",
        "payment for order {number} confirmed by {company}",
        "sent confirmation of order {number} to {name}",
        "worker {small} picked up job {slug}",
        "job {slug} finished in {milliseconds} ms",
        "uploaded {file} ({count} kB)",
        "search for '{word} {word}' returned {count} results",
        "profile of {name} updated",
        "shipment to {city} left the warehouse",
        "configuration reloaded from {file}",
        "health check of {host} passed",
    ),
    "WARNING": (
        "slow query on {table}: {long} ms",
        "retry {small} of 5 for {host}",
        "response for {path} took {long} ms",
        "rate limit nearly reached for {user}",
        "deprecated parameter '{word}' in request for {path}",
        "connection pool to {host} is {percent} % full",
        "disk usage of {file} is at {percent} %",
        "password of {user} expires in {small} days",
        "token of {user} is about to expire",
        "stock of '{word} {word}' is low: {small} left",
        "unusual sign-in of {name} from {city}",
        "cache is evicting {count} keys a minute",
    ),
    "ERROR": (
        "upstream timed out while reading response header from {host}",
        "upstream prematurely closed connection while reading {path}",
        "connection to {host} refused",
        "connection to {host} reset by peer",
        "could not resolve host {host}",
        "certificate of {host} has expired",
        "database deadlock on table {table}",
        "duplicate key in table {table}",
        "could not acquire lock on {table} within {long} ms",
        "payment refused by {company}",
        "could not send mail to {name}",
        "unhandled exception in handler of {path}",
        "file not found: {file}",
        "permission denied: {file}",
        "invalid JSON in request body for {path}",
        "template {file} failed to render",
        "job {slug} failed after {small} attempts",
        "queue '{slug}' is full",
        "checksum mismatch in {file}",
        "worker for {slug} ran out of memory",
        "account of {name} is locked",
        "address in {city} could not be verified",
    ),
    "CRITICAL": (
        "no database replica reachable, serving read-only from {host}",
        "out of disk space while writing {file}",
        "{host} is down, failing over",
        "worker killed after {long} ms without a heartbeat",
        "configuration {file} is corrupt, refusing to start",
    ),
}

_TABLES: Final = ("orders", "sessions", "invoices", "users", "carts", "payments", "shipments", "audit_log", "products")
_ROOMS: Final = ("api/v1", "api/v2", "shop", "account", "admin", "static", "search", "checkout")
_WAYS: Final = {
    "word": "word",
    "slug": "slug",
    "host": "hostname",
    "user": "user_name",
    "name": "name",
    "company": "company",
    "city": "city",
    "file": "file_path",
}
_NUMBERS: Final = {
    "small": (1, 9),
    "count": (10, 990),
    "limit": (8, 64),
    "milliseconds": (2, 480),
    "long": (1000, 29_000),
    "percent": (71, 28),
    "number": (10_000, 89_999),
}
_CANDIDATES: Final = 12


class _Blank(dict[str, str]):
    """Fills a place of a phrase when it is asked for, and not before."""

    def __init__(self, vocabulary: Vocabulary, draws: Draws) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._draws = draws

    def __missing__(self, place: str) -> str:
        draws = self._draws
        if place in _NUMBERS:
            low, width = _NUMBERS[place]
            return str(low + draws.below(width + 1))
        if place == "table":
            return draws.pick(_TABLES)
        if place == "path":
            words = self._vocabulary.values["word"]
            tail = [draws.pick(words) for _ in range(1 + draws.below(2))]
            return "/" + "/".join([draws.pick(_ROOMS), *tail])
        return draws.pick(self._vocabulary.values[_WAYS[place]])


def compose(level: str, lengths: list[int], vocabulary: Vocabulary, draws: Draws) -> list[str]:
    """Return distinct messages of a level, as near to the wanted lengths (in bytes) as a few tries come."""
    found: dict[str, None] = {}
    for length in lengths:
        found[_nearest(level, length, found, vocabulary, draws)] = None
    return list(found)


def _nearest(level: str, length: int, taken: Mapping[str, None], vocabulary: Vocabulary, draws: Draws) -> str:
    """Keep the best of a dozen; where all of them are taken, the next new one."""
    best, miss = "", 1 << 30
    tries = 0
    while tries < _CANDIDATES or not best:
        tries += 1
        text = draws.pick(PHRASES[level]).format_map(_Blank(vocabulary, draws)).replace("|", "/")
        distance = abs(len(text.encode()) - length)
        if distance < miss and text not in taken:
            best, miss = text, distance
    return best
