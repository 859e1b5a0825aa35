"""The requests that a web server answers: groups of them by how they are answered, each with a status and a size."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from generators.content import faker_pool, mixing
from generators.content.faker_pool import Vocabulary
from generators.content.messages import path_words
from generators.content.mixing import Mix, Tables, rest_of
from generators.content.phrases.languages import Language, of_locale
from generators.content.web.agents import PROBES
from generators.lines.random_draws import SLOTS, Draws, fraction
from generators.lines.settings import SHARE, SettingRange, setting

_STATIC: Final = (("png", 60_000), ("jpg", 180_000), ("css", 24_000), ("js", 90_000), ("svg", 9_000), ("woff2", 40_000))
"""End of a file's name, and its largest size in bytes."""

_ICON, _ROBOTS = "/favicon.ico", "/robots.txt"
_FRONT: Final = (
    *("/style.css", "/app.js", "/", "/logo.svg", _ICON, "/banner.png", "/reset.css", "/feed.xml", _ROBOTS),
    *("/sitemap.xml", "/print.css"),
)
_EMBEDDED: Final = ("ico", "mp4", *(kind for kind, _ in _STATIC))
_ROOMS: Final = ("shop", "blog", "blog/tags", "account", "projects", "articles", "presentations", "images", "search")
_PAGE: Final = 48_000
_ADMIN: Final = "/admin/"
_FAILED: Final = 500


@dataclass(frozen=True, kw_only=True)
class WebRequestSettings(mixing.MixingSettings, faker_pool.PoolSettings):
    """The settings of requests."""

    requests: int = setting(1_500, "distinct requests that are answered with 200", SettingRange(10, 20_000))
    skew: float = setting(1.0, "exponent of Zipf's law for requests: 0 makes all equally frequent", SettingRange(0, 2))
    unchanged: float = setting(0.045, "share of answers with 304", SHARE)
    moved: float = setting(0.016, "share of answers with 301", SHARE)
    partial: float = setting(0.005, "share of answers with 206", SHARE)
    posted: float = setting(0.03, "share of POST requests that are answered with 201 or 302", SHARE)
    missing: float = setting(0.022, "share of answers with 404", SHARE)
    forbidden: float = setting(0.003, "share of answers with 401 or 403", SHARE)
    failed: float = setting(0.008, "share of answers with 500, 502, 503 or 504", SHARE)


@dataclass(frozen=True, slots=True)
class WebRequest:
    """One request and its answer. A size of -1 is none."""

    method: str
    target: str
    status: int
    size: int

    def written(self, protocol: str) -> str:
        """Return it as the log has it."""
        return f'"{self.method} {self.target} {protocol}" {self.status} {"-" if self.size < 0 else self.size}'

    @property
    def path(self) -> str:
        """The target up to its query."""
        return self.target.partition("?")[0]

    @property
    def fails(self) -> bool:
        """Whether the server was at fault."""
        return self.status >= _FAILED

    @property
    def whole(self) -> bool:
        """Whether a page is shown for it."""
        return self.method == "GET" and self.status == 200 and self.role == "page"  # noqa: PLR2004 - as HTTP has it

    @property
    def role(self) -> str:
        """What it is in a visit: a page, a file that a page holds, the icon of the site, for robots, or a probe."""
        if self.path in PROBES or self.path.startswith(_ADMIN):
            return "probe"
        return {_ICON: "icon", _ROBOTS: "robots"}.get(
            self.path, "file" if self.path.rpartition(".")[2] in _EMBEDDED else "page"
        )


@dataclass(frozen=True, slots=True)
class Requests:
    """All requests, group by group, most frequent first, and the tables that decide which of them a line has."""

    each: list[WebRequest]
    tables: Tables

    def pages(self) -> list[str]:
        """Return the target of each that may send a browser on, empty for the others."""
        return [one.target if one.whole else "" for one in self.each]


@functools.lru_cache(maxsize=2)  # a run has several datasets of one seed, and they differ in their sizes alone
def build(settings: WebRequestSettings, vocabulary: Vocabulary, secret: int) -> Requests:
    """Make up the requests of a log.

    Raises:
        UsageError: for shares that do not add up, or more requests than a share has places for.
    """
    shares = {group: fraction(getattr(settings, group)) for group in _GROUPS if group != "found"}
    shares |= {"found": rest_of(shares, "the shares of answers")}
    numbers = {"found": settings.requests}
    for group, part in _PARTS.items():  # no more of them than get four places each
        numbers[group] = min(settings.requests // part + 1, int(shares[group] * SLOTS / 4))
    tables = Mix({group: shares[group] for group in _GROUPS}, numbers, settings.skew, "failed").tables(settings)
    writer = _Writer(of_locale(settings.locale), vocabulary, Draws(secret, 0))
    return Requests([request for group in _GROUPS for request in writer.several(group, numbers[group])], tables)


_PARTS: Final = {
    "unchanged": 4,
    "moved": 20,
    "partial": 60,
    "posted": 80,
    "missing": 6,
    "forbidden": 150,
    "failed": 15,
}
"""Group -> it has one request for so many that are found."""

_GROUPS: Final = ("found", *_PARTS)


class _Writer:
    """Makes up requests, each once within its group."""

    def __init__(self, language: Language, vocabulary: Vocabulary, draws: Draws) -> None:
        self._words = path_words(language, vocabulary)
        self._rooms = language.rooms if language.words else _ROOMS
        self._draws = draws
        self._kinds: Mapping[str, Callable[[int], WebRequest]] = {
            "found": self._make_found,
            "unchanged": lambda _: WebRequest("GET", self._file()[0], 304, -1),
            "moved": lambda _: WebRequest("GET", self._page().rstrip("/"), 301, 178 + self._draws.below(160)),
            "partial": lambda _: WebRequest("GET", f"/video/{self._slug()}.mp4", 206, self._size(4_000_000)),
            "posted": lambda _: WebRequest("POST", self._page(), self._draws.pick((201, 302)), self._size(900)),
            "missing": self._missing,
            "forbidden": lambda _: WebRequest("GET", f"{_ADMIN}{self._word()}", self._draws.pick((401, 403)), 153),
            "failed": lambda _: WebRequest("GET", self._page(), self._draws.pick((500, 502, 502, 503, 504)), 497),
        }

    def several(self, group: str, number: int) -> list[WebRequest]:
        """Return different requests of a group."""
        found: dict[str, WebRequest] = {}
        for rank in range(number):
            request = self._kinds[group](rank)
            while request.target in found:
                request = replace(request, target=f"{request.target}?page={2 + self._draws.below(100 + rank)}")
            found[request.target] = request
        return list(found.values())

    def _make_found(self, rank: int) -> WebRequest:
        if rank < len(_FRONT):
            return WebRequest("GET", _FRONT[rank], 200, self._size(6_000))
        ways = (self._picture,) * 60 + (self._read,) * 29 + (self._search,) * 10 + (self._ask,)
        return self._draws.pick(ways)()

    def _picture(self) -> WebRequest:
        path, largest = self._file()
        return WebRequest("GET", path, 200, self._size(largest))

    def _read(self) -> WebRequest:
        return WebRequest("GET", self._page(), 200, self._size(_PAGE))

    def _search(self) -> WebRequest:
        return WebRequest("GET", f"/search?q={self._word()}+{self._word()}", 200, self._size(_PAGE))

    def _ask(self) -> WebRequest:
        return WebRequest("HEAD", self._page(), 200, 0)

    def _missing(self, rank: int) -> WebRequest:
        path = PROBES[rank] if rank < len(PROBES) else self._file()[0]
        return WebRequest("GET", path, 404, 146 + self._draws.below(4) * 63)

    def _file(self) -> tuple[str, int]:
        """Return a path and the largest size that such a file has."""
        kind, largest = self._draws.pick(_STATIC)
        return f"/{self._room()}/{self._slug()}.{kind}", largest

    def _page(self) -> str:
        return f"/{self._room()}/{self._slug()}/"

    def _room(self) -> str:
        return quote(self._draws.pick(self._rooms))

    def _slug(self) -> str:
        return quote("-".join(self._draws.pick(self._words) for _ in range(1 + self._draws.below(3))))

    def _word(self) -> str:
        return quote(self._draws.pick(self._words))

    def _size(self, largest: int) -> int:
        """Return a size: small ones are more frequent."""
        return 200 + self._draws.below(self._draws.below(largest) + 1)
