"""Who asks for what, one request after another: visits of browsers, robots and scanners.

All requests of a table, as often as each has places in it, are laid out once on a tape, in views: a page and what a
browser fetches for it, a few pages that a robot reads, a run of what a scanner tries. A visit is a view that somebody
arrives at, and others, each by the same client. So shares are as asked, and requests come in the order of the web.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generators.content.web.clients import BROWSER, ROBOT, SCANNER, Clients
from generators.content.web.referrers import NONE, Referrers
from generators.content.web.web_requests import Requests
from generators.lines.blocks import BLOCK, Bits, Ints
from generators.lines.random_draws import SESSIONS, SETUP_VISITS, SLOTS, Draws, even, quarters, words

_ARRIVING: Final = 5, 3
"""Of so many views, how many are such that a visit begins with: one that stays sees two in five of them."""

_VISITS: Final = 8
"""Visits that take turns, a view each; there are as many such groups at a time as lanes."""

_LANES: Final = np.repeat(np.arange(8, dtype=np.uint8), [20_000, 14_000, 10_000, 7_000, 5_500, 4_000, 3_000, 2_036])
"""Sixteen bits of a line -> the lane that its view is in: a page's files follow it at once, or with others between."""

_RICH: Final = (1, 2, 3, 4, 5, 5, 5, 6, 6, 7, 9, 14)
"""Files of a page that has any, all as frequent."""

_PAGES, _PROBES = 2, 8
"""Pages of a robot's view, and tries of a scanner's."""


@dataclass(frozen=True, slots=True)
class VisitedLines:
    """What the lines of a block ask for: places of the tape, the clients, and the pages that sent them."""

    places: Ints
    clients: Ints
    referrers: Ints


@dataclass(frozen=True, slots=True)
class _Views:
    """Views of one kind of client: the request at each step, and how many steps each view has; arrivals come first."""

    kind: int
    steps: Ints
    sizes: Ints
    arrivals: int


class Visits:
    """The visits of a log."""

    def __init__(self, requests: Requests, clients: Clients, referrers: Referrers, secret: int) -> None:
        self._secret = secret
        self._clients = clients
        draws = Draws(secret, SETUP_VISITS)
        views = _lay_out(requests, clients, draws)
        calm = np.concatenate([one.steps for one in views])
        self._requests = np.concatenate([calm, _in_bursts(calm, requests, draws)])
        self._sizes = np.concatenate([one.sizes for one in views])
        self._starts = np.cumsum(self._sizes) - self._sizes
        counts = [len(one.sizes) for one in views]
        first = np.cumsum([0, *counts])
        self._kinds = np.repeat([one.kind for one in views], counts)
        arrivals = [np.arange(at, at + one.arrivals) for at, one in zip(first, views, strict=False)]
        self._arrivals = np.concatenate(arrivals)
        self._others = np.zeros((2, SCANNER + 1), dtype=np.int64)
        for at, one in zip(first, views, strict=False):
            self._others[:, one.kind] = at + one.arrivals, len(one.sizes) - one.arrivals
        own = referrers.own.take(calm.take(self._starts))
        self._own = np.where(own == NONE, referrers.home, own)
        self._referrers = self._sent(calm, referrers, draws)
        mean = len(calm) / len(self._sizes)
        self._drawn = _VISITS * (int(1.2 * BLOCK / mean) // _VISITS + 4)

    def _sent(self, calm: Ints, referrers: Referrers, draws: Draws) -> Ints:
        """Return the referrer of each step of the tape; that of a page that another view sent on is `_BEFORE`."""
        view = np.repeat(np.arange(len(self._sizes)), self._sizes)
        first = np.zeros(len(calm), dtype=np.bool_)
        first[self._starts] = True
        arrived = np.isin(view, self._arrivals)
        bits = np.array(draws.several(len(calm), SLOTS))
        outside = referrers.outside.take(draws.several(len(calm), SLOTS))
        pages = np.where(arrived, outside, _BEFORE)
        sent = np.where(first, pages, self._own.take(view))
        direct = bits < np.where(first, referrers.direct, referrers.direct // 2)
        browsing = self._kinds.take(view) == BROWSER
        return np.where(browsing & ~direct, sent, NONE)

    def draw(self, block: int, bits: Bits) -> VisitedLines:
        """Return what the lines of a whole block ask for, by 16 random bits for each."""
        drawn = words(self._secret, SESSIONS, block, self._drawn)
        stay, other, client = (quarters(drawn, part).astype(np.int64) for part in range(3))
        turns, (of, arriving) = np.arange(self._drawn).reshape(-1, _VISITS), _ARRIVING
        begun = np.where(stay.reshape(turns.shape) * of < arriving << 16, turns, 0)
        begun[0] = turns[0]
        begin = np.maximum.accumulate(begun, axis=0).ravel()
        lot = even(len(drawn), int(drawn[0] >> np.uint64(32))).take(np.cumsum(begin == turns.ravel()) - 1)
        arrived = self._arrivals.take(lot.take(begin) * len(self._arrivals) >> 32)
        kind = self._kinds.take(arrived)
        low, count = self._others.take(kind, axis=1)
        view = np.where((begin == turns.ravel()) | (count == 0), arrived, low + (other * count >> 16))
        sizes = self._sizes.take(view)
        before = self._own.take(view.take(np.maximum(turns.ravel() - _VISITS, 0)))
        shift = self._starts.take(view) - (np.cumsum(sizes) - sizes)
        number = np.repeat(turns.ravel(), sizes)
        step = np.resize(np.arange(len(number)), BLOCK)  # drawn are more than enough; or else they come again
        number = number.take(step)
        place = step + shift.take(number)
        referrers = self._referrers.take(place)
        referrers = np.where(referrers == _BEFORE, before.take(number), referrers)
        clients = self._clients.choose(kind, client.take(begin)).take(number)
        order = np.argsort(_LANES.take(bits), kind="stable")
        asked = VisitedLines(*(np.empty(BLOCK, dtype=np.int64) for _ in range(3)))
        asked.places[order], asked.clients[order], asked.referrers[order] = place, clients, referrers
        return asked

    def requests(self, places: Ints, burst: Ints) -> Ints:
        """Return the requests at places of the tape: where `burst` is 1, more of them fail."""
        return self._requests.take(places + burst * (len(self._requests) // 2))


_BEFORE: Final = -1


def _lay_out(requests: Requests, clients: Clients, draws: Draws) -> list[_Views]:
    """Return the views of browsers, robots and scanners that hold all requests, each as often as in its table."""
    calm = requests.tables.places[:SLOTS].astype(np.int64)
    mixed = calm.take(_shuffle(SLOTS, draws))
    role = np.array([one.role for one in requests.each])
    of = {name: mixed[role.take(mixed) == name] for name in ("page", "file", "icon", "robots", "probe")}
    read = min(max(round(clients.robots * SLOTS) - len(of["robots"]), 0), len(of["page"]) // 2)
    robots = of["robots"] if clients.robots else np.full(len(of["robots"]), of["page"][0])
    by_robots, by_browsers = np.split(of["page"], [read])
    if not clients.robots:
        by_browsers, robots = np.concatenate([by_browsers, robots]), robots[:0]
    whole = np.array([one.whole for one in requests.each]).take(by_browsers)
    views = [_browsing(by_browsers, whole, of["file"], of["icon"], draws)]
    if len(by_robots) + len(robots):
        views.append(_dealt(ROBOT, robots, by_robots, _PAGES))
    if len(of["probe"]):
        views.append(_dealt(SCANNER, of["probe"][:0], np.sort(of["probe"]), _PROBES))
    return views


def _browsing(pages: Ints, whole: NDArray[np.bool_], files: Ints, icons: Ints, draws: Draws) -> _Views:
    """Return a view for each page; files are dealt out by frequency, so that none is fetched twice for a page."""
    good = np.flatnonzero(whole) if whole.any() else np.arange(len(pages))
    rich = good.take(_shuffle(len(good), draws))
    sizes = np.take(_RICH, draws.several(len(rich), len(_RICH)))
    rows = int(np.searchsorted(np.cumsum(sizes), len(files))) + 1
    sizes, rich = sizes[:rows], rich[:rows]
    layer = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    view = np.resize(np.repeat(rich, sizes)[np.argsort(layer, kind="stable")], len(files))
    files = files.take(np.lexsort((files, -np.bincount(files, minlength=1).take(files))))
    arrivals = _arrivals(len(pages))
    fetched = np.resize(np.arange(arrivals), len(icons))
    steps = np.concatenate([pages, files, icons])
    views = np.concatenate([np.arange(len(pages)), view, fetched])
    order = np.argsort(views, kind="stable")
    return _Views(BROWSER, steps[order], np.bincount(views, minlength=len(pages)), arrivals)


def _dealt(kind: int, first: Ints, steps: Ints, size: int) -> _Views:
    """Return views of about a size: of what comes first, as far as there is any, each has one before the others."""
    count = max(len(steps) // size, 1)
    views = np.concatenate([np.arange(len(first)) % count, np.arange(len(steps)) % count])
    order = np.argsort(views, kind="stable")
    return _Views(kind, np.concatenate([first, steps])[order], np.bincount(views, minlength=count), _arrivals(count))


def _arrivals(views: int) -> int:
    of, arriving = _ARRIVING
    return max(views * arriving // of, 1)


def _in_bursts(calm: Ints, requests: Requests, draws: Draws) -> Ints:
    """Return the tape for bursts of failures: as many more of its requests fail as the table has it."""
    failed = np.array([one.fails for one in requests.each])
    places = requests.tables.places[SLOTS:].astype(np.int64)
    more = places[failed.take(places)]
    good = np.flatnonzero(~failed.take(calm))
    count = min(max(len(more) - (len(calm) - len(good)), 0), len(good))
    tape = calm.copy()
    tape[good.take(_shuffle(len(good), draws)[:count])] = more.take(_shuffle(len(more), draws)[:count])
    return tape


def _shuffle(count: int, draws: Draws) -> NDArray[np.int64]:
    return np.argsort(np.array(draws.several(count, 1 << 32), dtype=np.int64), kind="stable")
