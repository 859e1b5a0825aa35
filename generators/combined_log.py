"""A web server's access log in the combined format of Apache and nginx.

    203.0.113.7 - - [15/Jan/2024:10:30:45 +0000] "GET /shop/lamp.png HTTP/1.1" 200 4877 "https://..." "Mozilla/5.0 ..."

A path answers with the same size each time, a client keeps its address and its agent, and requests come in visits: what
a page holds is fetched after it and for it, the icon once a visit; robots read `robots.txt` and pages and send no
referrer, scanners try what is not there, and the server is asked regularly whether it is well. Each line draws one
64-bit word: 16 bits for the visit that it is of, and 16 for damage.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from bench.model.types import Recipe, Scalar, Truth
from generators.content import clock, faker_pool
from generators.content.clock import Bursts, Clock
from generators.content.damage import Damage
from generators.content.truth_counts import Common
from generators.content.web import clients, referrers, web_requests
from generators.content.web.clients import Clients
from generators.content.web.referrers import NONE, Referrers
from generators.content.web.visits import Visits
from generators.content.web.web_requests import WebRequest
from generators.lines import settings
from generators.lines.blocks import BLOCK, Assembler, Column, LineSpan, Pieces, Rows, parts
from generators.lines.generator import Put
from generators.lines.random_draws import LINES, key, quarters, words
from generators.lines.serials import Regular
from generators.lines.settings import SHARE, setting

SUFFIX: Final = ".log"
VERSION: Final = 3

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HANDSHAKE: Final = rb'"\x16\x03\x01\x00\xEE\x01\x00\x00\xEA\x03\x03" 400 226 '
_RECORD: Final = re.compile(rb'[^"]*"((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-) "(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*"')
_FAILURES: Final = 400
_PROTOCOLS: Final = ("HTTP/1.1", "HTTP/1.0")
_HEALTH: Final = WebRequest("GET", "/healthz", 200, 2)


@dataclass(frozen=True, kw_only=True)
class CombinedLogSettings(
    clock.ClockSettings, clients.ClientSettings, referrers.ReferrerSettings, web_requests.WebRequestSettings
):
    """The settings of an access log."""

    blank: float = setting(0.0, "share of malformed lines: empty", SHARE)
    cut: float = setting(0.0, "share of malformed lines: cut off within the request", SHARE)
    handshake: float = setting(0.0003, "share of requests in another protocol, answered with 400", SHARE)
    quoted: float = setting(0.0, "share of records with an escaped quote in the agent", SHARE)


SETTINGS: Final = CombinedLogSettings
PRESETS: Final[Mapping[str, Mapping[str, Scalar]]] = {
    "clean": {"handshake": 0.0, "bursts": 0, "health": 0.0},
    "realistic": {},
    "dirty": {"blank": 0.004, "cut": 0.01, "handshake": 0.01, "quoted": 0.01, "missing": 0.1},
    "high-cardinality": {"requests": 12_000, "skew": 0.4, "clients": 20_000, "client_skew": 0.3, "missing": 0.1},
}


def write(recipe: Recipe, spans: Iterable[LineSpan], put: Put) -> Truth:
    """Make the lines of each span, hand them over, and return the truth about those that were kept."""
    log = _CombinedLog(recipe)
    for span in spans:
        log.make(span, put)
    return log.truth()


class _CombinedLog:
    """One access log: its tables, and what has been counted of it."""

    def __init__(self, recipe: Recipe) -> None:
        set_to = settings.read(CombinedLogSettings, recipe.knobs)
        self._key = key(recipe)
        vocabulary = faker_pool.of(recipe, set_to.locale)
        self._clock = Clock(set_to)
        self._bursts = Bursts(self._key, set_to.bursts, set_to.burst_seconds)
        self._clients = Clients(set_to, vocabulary, self._key)
        requests = web_requests.build(set_to, vocabulary, self._key)
        self._each = [*requests.each, _HEALTH]
        sent = Referrers(set_to, vocabulary, self._key, requests.pages())
        self._visits = Visits(requests, self._clients, sent, self._key)
        self._checks = Regular(set_to.health)
        self._damage = Damage({kind: getattr(set_to, kind) for kind in ("blank", "cut", "handshake", "quoted")})
        self._who = Pieces([f"{who} [".encode() for who in self._clients.who])
        asked = [f" +0000] {one.written(protocol)} ".encode() for protocol in _PROTOCOLS for one in self._each]
        self._asked, self._old = Pieces(asked), self._clients.old * np.int64(len(self._each))
        self._referrers = Pieces([f'"{referrer}" '.encode() for referrer in sent.each])
        agents = {agent: number for number, agent in enumerate(dict.fromkeys(self._clients.agents))}
        self._agents = Pieces([f'"{agent}"\n'.encode() for agent in agents])
        self._agent = np.array([agents[agent] for agent in self._clients.agents])
        self._assembler = Assembler()
        self._common = Common()
        self._counts = np.zeros(len(self._each), dtype=np.int64)
        self._replaced: Counter[tuple[int, str, int]] = Counter()

    def make(self, span: LineSpan, put: Put) -> None:
        """Make the lines of a span, hand them over, and count those that are kept."""
        first, last = span.block * BLOCK + span.first, span.block * BLOCK + span.last
        bits = words(self._key, LINES, span.block, BLOCK)
        moments = self._clock.moments(first, last)
        rows = moments.rows()
        drawn, mine = self._visits.draw(span.block, quarters(bits, 0)), slice(span.first, span.last)
        who, sent, bits = drawn.clients[mine], drawn.referrers[mine], bits[mine]
        asked = self._visits.requests(drawn.places[mine], self._bursts.active(moments.seconds).take(rows))
        checks = self._checks.among(first, len(asked))
        asked[checks], who[checks], sent[checks] = len(self._each) - 1, self._clients.health, NONE
        columns: list[Column] = [
            (self._who, who),
            (Rows(self._clock.stamps(moments.seconds, _date)), rows),
            (self._asked, asked + self._old.take(who)),
            (self._referrers, sent),
            (self._agents, self._agent.take(who)),
        ]
        damaged = self._damage.find(quarters(bits, 3).astype(np.uint32) << np.uint32(16))
        replaced = {line: _write_damaged(parts(columns, line), *how) for line, how in damaged.items()}
        block = self._assembler.assemble(columns, {line: text + b"\n" for line, text in replaced.items()})
        kept = put(block)
        self._common.add(moments, block.ends[:kept])
        self._counts += np.bincount(asked[:kept], minlength=len(self._counts))
        lines = [line for line in replaced if line < kept]
        for line, hour in zip(lines, moments.hours_of(lines), strict=True):
            self._counts[asked[line]] -= 1
            self._judge(replaced[line], hour)

    def _judge(self, text: bytes, hour: int) -> None:
        """Count a damaged line for what it is."""
        match = _RECORD.fullmatch(text)
        if match is None:
            self._common.add_malformed(hour)
            return
        target = match[1].decode().split(" ")[1:2]
        size = 0 if match[3] == b"-" else int(match[3])
        self._replaced[int(match[2]), target[0].partition("?")[0] if target else "-", size] += 1

    def truth(self) -> dict[str, Any]:
        """Return what was counted."""
        counted = Counter(self._replaced)
        for request, count in zip(self._each, self._counts.tolist(), strict=True):
            counted[request.status, request.path, max(request.size, 0)] += count
        statuses: Counter[str] = Counter()
        failures: Counter[str] = Counter()
        for (status, path, _), count in counted.items():
            statuses[str(status)] += count
            if status >= _FAILURES and count:
                failures[f"{status} {path}"] += count
        sizes = sum(size * count for (_, _, size), count in counted.items())
        return self._common.truth() | {"statuses": dict(+statuses), "failures": dict(failures), "sizes": sizes}


def _date(day: date) -> bytes:
    return f"{day.day:02}/{_MONTHS[day.month - 1]}/{day.year}:".encode()


def _write_damaged(pieces: list[bytes], kind: str, luck: int) -> bytes:
    """Return what replaces a line, without its end."""
    who, time, asked, referrer, agent = pieces
    if kind == "blank":
        return b""
    if kind == "cut":
        whole = who + time + asked
        return whole[: 1 + luck % whole.rindex(b'"')]
    if kind == "handshake":
        address = who.split(b" ")[0]  # nobody has signed in
        return address + b" - - [" + time + b" +0000] " + _HANDSHAKE + b'"-" "-"'
    return who + time + asked + referrer + agent.rstrip(b'"\n') + rb' (\"quoted\")"'
