"""Hold every kind and preset to its stated knobs, by a plain count of the bytes: `python -m tests.studies.realism`.

Prints what was stated, what was found and by how much it is off, and ends with exit code 3 if anything is off by more
than a tenth. `--show 50` prints as many lines of each preset instead, to be read.
"""

import csv
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.model.types import Recipe
from generators.content.clock import hour_weights
from generators.content.web import agents
from generators.lines.blocks import BLOCK
from generators.registry import GENERATORS
from tests.generators.making.making_data import a_recipe, made
from tests.studies import command

BOUND = 0.1
LINES = 150_000
ENOUGH = 100
"""Times that a value comes, at least, to count in a slope: below, chance makes the order."""

OFTEN, SESSION = 60, 17
"""Lines of a user from which the usual address is known, and lines of a visit, about: all are from one address."""

RARE = 7
"""Times below which a message is one that was damaged on purpose."""

ACCESS = re.compile(
    r'(?P<who>\S+ - \S+) \[\d\d/\w{3}/\d{4}:(?P<hour>\d\d):\d\d:\d\d \+0000\] "(?P<request>[^"]*)" '
    r'(?P<status>\d{3}) (?:\d+|-) "(?P<referrer>[^"]*)" "(?P<agent>[^"\\]*(?:\\.[^"\\]*)*)"'
)
EMBEDDED = re.compile(r"\.(ico|png|jpg|css|js|svg|woff2) HTTP")
STATUSES = {
    "unchanged": (304,),
    "moved": (301,),
    "partial": (206,),
    "posted": (201, 302),
    "missing": (404,),
    "forbidden": (401, 403),
    "failed": (500, 502, 503, 504),
}


@dataclass(frozen=True)
class RealismFinding:
    """One knob: what it is set to, and what was found; the allowance is what chance may add."""

    what: str
    stated: float
    found: float
    allowance: float = 0.0

    @property
    def good(self) -> bool:
        return abs(self.found - self.stated) <= BOUND * abs(self.stated) + self.allowance

    def __str__(self) -> str:
        off = f"{self.found / self.stated - 1:+7.1%}" if self.stated else " " * 7
        return f"  {self.what:34} {self.stated:10.4g} {self.found:10.4g} {off}  {'' if self.good else 'OFF'}"


def share(what: str, stated: object, count: int, of: int) -> RealismFinding:
    """Hold a share to its knob; three standard deviations of a count are chance."""
    wanted = float(str(stated))
    return RealismFinding(what, wanted, count / of, 3 * (wanted * (1 - wanted) / of) ** 0.5)


def slope(what: str, stated: object, counts: Iterable[int]) -> RealismFinding:
    """Hold an exponent of Zipf's law to its knob: the slope of log count over log rank."""
    ordered = np.array(sorted((count for count in counts if count >= ENOUGH), reverse=True))
    ranks = np.unique(np.geomspace(1, len(ordered), 40).astype(int))
    found = -np.polyfit(np.log(ranks), np.log(ordered[ranks - 1]), 1)[0]
    return RealismFinding(what, float(str(stated)), float(found), 0.02)


def alike(keys: Sequence[object]) -> float:
    """Return how often two lines have the same key, by lines of different blocks: within one, visits make it so."""
    numbers: dict[object, int] = {}
    ids = np.array([numbers.setdefault(key, len(numbers)) for key in keys])
    blocks = np.arange(len(ids)) // BLOCK
    both, counts = np.unique(ids * (blocks[-1] + 1) + blocks, return_counts=True)
    of_key = np.bincount(both // (blocks[-1] + 1), counts)
    of_block = np.bincount(blocks)
    return float(((of_key**2).sum() - (counts**2).sum()) / (len(ids) ** 2 - (of_block**2).sum()))


def spread(what: str, stated: object, keys: Sequence[object], number: object) -> RealismFinding:
    """Hold an exponent to its knob where values are many and come seldom: by how often two lines have the same one.

    Pairs are not biased by chance as an order by counts is; the exponent whose law gives as many is found by halving.
    """
    pairs, ranks = alike(keys), np.arange(1.0, int(str(number)) + 1)
    low, high = 0.0, 3.0
    while high - low > 1e-4:
        weights = ranks ** -((low + high) / 2)
        fewer = (weights**2).sum() / weights.sum() ** 2 < pairs
        low, high = ((low + high) / 2, high) if fewer else (low, (low + high) / 2)
    return RealismFinding(what, float(str(stated)), low, 0.02)


def hours(counts: Mapping[int, int], swing: object) -> RealismFinding:
    """Hold the hours of a day to the load: the one that is farthest off stands for all."""
    weights = hour_weights(int(str(swing)))
    total = sum(counts.values())
    found = [RealismFinding("", weight / sum(weights), counts[hour] / total) for hour, weight in enumerate(weights)]
    hour = max(range(24), key=lambda hour: abs(found[hour].found / found[hour].stated - 1))
    return RealismFinding(f"share of hour {hour}, the farthest off", found[hour].stated, found[hour].found)


def web_log(recipe: Recipe, data: bytes) -> Iterator[RealismFinding]:
    """Compare a web log with its knobs."""
    settings = recipe.knobs
    lines = data.split(b"\n")[:-1]
    records = [fields for fields in (line.split(b"|") for line in lines) if len(fields) == 5]
    levels = Counter(fields[1] for fields in records)
    for name in ("debug", "warning", "error", "critical"):
        yield share(f"share of {name.upper()}", settings[name], levels[name.upper().encode()], len(records))
    broken = ("blank", "cut", "extra_pipe", "trace", "joined")
    yield share("malformed lines", sum(float(str(settings[kind])) for kind in broken), *_rest(lines, records))
    texts = [(fields[1] == b"ERROR", *fields[2].partition(b" request=")[::2]) for fields in records]
    yield share("messages with a request's number", settings["variable"], sum(bool(n) for *_, n in texts), len(texts))
    errors = Counter(text for error, text, _ in texts if error)
    usual = [count for count in errors.values() if count > RARE]
    yield RealismFinding("distinct ERROR messages", float(str(settings["error_messages"])), len(usual))
    yield slope("slope of ERROR messages", settings["skew"], errors.values())
    yield hours(Counter(int(fields[0][-8:-6]) for fields in records), settings["swing"])
    yield from _lengths(lines, settings)
    yield from _users(records, settings)


def _rest(lines: list[bytes], records: list[list[bytes]]) -> tuple[int, int]:
    return len(lines) - len(records), len(lines)


def _lengths(lines: list[bytes], settings: Mapping[str, object]) -> Iterator[RealismFinding]:
    usual = [len(line) + 1 for line in lines if 40 < len(line) < float(str(settings["long_bytes"])) / 2]
    yield RealismFinding("mean length of a line", float(str(settings["line_length"])), float(np.mean(usual)))
    yield RealismFinding("standard deviation of lengths", float(str(settings["line_spread"])), float(np.std(usual)))


def _users(records: list[list[bytes]], settings: Mapping[str, object]) -> Iterator[RealismFinding]:
    machines = [fields[2] for fields in records if fields[4].rstrip() == b"-"]
    checks = sum(b"/healthz" in message for message in machines)
    yield share("health checks", settings["health"], checks, len(records))
    yield share("records of scanners", settings["scanners"], len(machines) - checks, len(records))
    usual: dict[bytes, Counter[bytes]] = {}
    for *_, address, user in records:
        usual.setdefault(user, Counter())[address] += 1
    often = [seen for user, seen in usual.items() if user.rstrip() != b"-" and seen.total() >= OFTEN]
    away, lines = sum(seen.total() - max(seen.values()) for seen in often), sum(seen.total() for seen in often)
    yield share("records from another address", settings["roaming"], away // SESSION, lines // SESSION)
    users = [user for *_, user in records if user.rstrip() != b"-"]
    yield spread("exponent of users", settings["user_skew"], users, settings["users"])


def combined_log(recipe: Recipe, data: bytes) -> Iterator[RealismFinding]:
    """Compare an access log with its knobs."""
    settings = recipe.knobs
    lines = data.decode().split("\n")[:-1]
    matched = [match for match in map(ACCESS.fullmatch, lines) if match]
    yield share(
        "malformed lines",
        float(str(settings["blank"])) + float(str(settings["cut"])),
        len(lines) - len(matched),
        len(lines),
    )
    statuses = Counter(int(match["status"]) for match in matched)
    for group, codes in STATUSES.items():
        found = sum(statuses[code] for code in codes)
        yield share(f"share of {', '.join(map(str, codes))}", settings[group], found, len(matched))
    yield share("share of 400", settings["handshake"], statuses[400], len(matched))
    checks = sum("/healthz" in match["request"] for match in matched)
    yield share("health checks", settings["health"], checks, len(matched))
    matched = [match for match in matched if "/healthz" not in match["request"]]
    asked = Counter(match["request"] for match in matched if match["status"] == "200")
    yield slope("slope of requests", settings["skew"], asked.values())
    yield hours(Counter(int(match["hour"]) for match in matched), settings["swing"])
    clients = [(match["who"], match["agent"]) for match in matched]
    yield spread("exponent of clients", settings["client_skew"], clients, settings["clients"])
    yield from _referred(matched, settings)


def _referred(matched: list[re.Match[str]], settings: Mapping[str, object]) -> Iterator[RealismFinding]:
    browsing = [one for one in matched if one["status"] != "400" and one["agent"] in agents.BROWSERS]
    seen = Counter((bool(EMBEDDED.search(one["request"])), one["referrer"] == "-") for one in browsing)
    for embedded, what in enumerate(("pages", "embedded files")):
        without, sent = seen[bool(embedded), True], seen[bool(embedded), False]
        stated = float(str(settings["direct"])) / (1 + embedded)
        yield share(f"{what} without a referrer", stated, without, without + sent)
    others = {*agents.CRAWLERS, *agents.SCRIPTS}
    crawling = sum(one["agent"] in others and one["referrer"] != "-" for one in matched)
    yield share("crawlers that send a referrer", 0, crawling, len(matched))
    robots = sum(one["agent"] in agents.BROWSERS and "/robots.txt" in one["request"] for one in matched)
    yield share("browsers that ask for robots.txt", 0, robots, len(matched))


def orders_csv(recipe: Recipe, data: bytes) -> Iterator[RealismFinding]:
    """Compare orders with their knobs."""
    settings = recipe.knobs
    _, *rows = csv.reader(data.decode().split("\n")[:-1])
    good = [row for row in rows if len(row) == 9]
    broken = float(str(settings["blank"])) + float(str(settings["short"]))
    yield share("malformed lines", broken, len(rows) - len(good), len(rows))
    yield share("customers in quotes", settings["quoted"], sum("," in row[3] for row in good), len(good))
    yield spread("exponent of customers", settings["customer_skew"], [row[2] for row in good], settings["customers"])
    yield spread("exponent of products", settings["product_skew"], [row[6] for row in good], settings["products"])
    yield hours(Counter(int(row[1][11:13]) for row in good), settings["swing"])


KINDS: Mapping[str, Callable[[Recipe, bytes], Iterator[RealismFinding]]] = {
    "web_log": web_log,
    "combined_log": combined_log,
    "orders_csv": orders_csv,
}
CASES = [(kind, preset) for kind in KINDS for preset in GENERATORS[kind].PRESETS]


def findings(kind: str, preset: str) -> list[RealismFinding]:
    """Make a whole day of one kind, and compare it with its knobs."""
    recipe = a_recipe(kind, lines=LINES, preset=preset, per_day=LINES)
    return list(KINDS[kind](recipe, made(recipe)[0]))


def main() -> int:
    """Print the tables; return the exit code."""
    parser = command.parser(__doc__)
    parser.add_argument("--show", type=int, metavar="N", help="print N lines of each preset, from noon, to be read")
    show = parser.parse_args().show
    off = 0
    for kind, preset in CASES:
        print(f"{kind}, {preset}")
        if show:
            data, _ = made(a_recipe(kind, lines=LINES // 2 + show, preset=preset, per_day=LINES))
            print(*data.decode("utf-8", "replace").split("\n")[-show - 1 : -1], sep="\n")
            continue
        for finding in findings(kind, preset):
            print(finding)
            off += not finding.good
    return 3 if off else 0


if __name__ == "__main__":
    sys.exit(main())
