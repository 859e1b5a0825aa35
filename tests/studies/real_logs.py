"""Hold generated logs to properties of seven real ones, by the table of likeness: `python -m tests.studies.real_logs`.

Figures only; the logs are no part of the project. Six are of 2,000 lines (logpai/loghub), the access log is of 10,000
(elastic/examples). `None` is what a log does not have: its lines have no level.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from bench.formats import shipped
from bench.model.types import TwinProperty
from generators.lines.blocks import BLOCK
from generators.profiles.learn import learn
from generators.profiles.likeness import compare
from tests.generators.making.making_data import a_recipe, made
from tests.studies import command

FIRST: Final = 6 * BLOCK
"""The line that a generated log is read from: half past eight."""

LOGS: Final = ("HDFS", "Spark", "Blue Gene/L", "Zookeeper", "Linux syslog", "an HPC cluster")
MESSAGES: Final[Mapping[str, tuple[float | None, ...]]] = {
    "bytes per line": (141.9, 98.06, 158.5, 138, 102.2, 75.57),
    "bytes of a line, 1 %": (105, 74, 128, 116, 54, 49),
    "bytes of a line, 25 %": (129, 85, 130, 119, 85, 52),
    "bytes of a line, 50 %": (137, 92, 141, 139, 95, 58),
    "bytes of a line, 75 %": (146, 107, 154, 151, 125, 92),
    "bytes of a line, 99 %": (178, 197, 296, 193, 144, 169),
    "size once packed": (0.218, 0.099, 0.231, 0.1, 0.094, 0.209),
    "level: distinct": (2, 1, 5, 3, None, None),
    "level: share of the most frequent": (0.96, 1, 0.7985, 0.616, None, None),
    "level: entropy in bits": (0.2423, 0, 0.873, 0.9636, None, None),
    "level: seen within 16 lines, beyond chance": (0.039, 0, 0.239, 0.102, None, None),
    "message: distinct": (2000, 1699, 1367, 659, 290, 381),
    "message: share of the most frequent": (0.0785, 0.1525, 0.3605, 0.157, 0.1195, 0.197),
    "message: share of rare values": (0.0045, 0.0125, 0.0695, 0.015, 0.061, 0.027),
    "message: templates": (20, 18, 46, 15, 44, 28),
    "message: entropy in bits": (4.105, 3.59, 4.265, 3.389, 5.353, 4.027),
    "message: seen within 16 lines, beyond chance": (0, 0.014, 0.233, 0.142, 0.684, 0.394),
    "level with message: pairs": (21, None, 59, 18, None, None),
}
"""TwinProperty -> what it is in each of `LOGS`."""

ACCESS: Final[Mapping[str, float]] = {
    "bytes per line": 237.1,
    "bytes of a line, 1 %": 97,
    "bytes of a line, 25 %": 187,
    "bytes of a line, 50 %": 232,
    "bytes of a line, 75 %": 284,
    "bytes of a line, 99 %": 445,
    "size once packed": 0.135,
    "client: distinct": 1753,
    "client: share of the most frequent": 0.0482,
    "client: share of rare values": 0.173,
    "client: entropy in bits": 9.22,
    "client: seen within 16 lines, beyond chance": 0.579,
    "user: distinct": 1,
    "user: share of the most frequent": 0.9999,
    "user: share of rare values": 0,
    "user: entropy in bits": 0,
    "user: seen within 16 lines, beyond chance": 0,
    "method: distinct": 4,
    "method: share of the most frequent": 0.9951,
    "method: share of rare values": 0,
    "method: entropy in bits": 0.04542,
    "method: seen within 16 lines, beyond chance": 0.002,
    "path: distinct": 1368,
    "path: share of the most frequent": 0.0807,
    "path: share of rare values": 0.1922,
    "path: entropy in bits": 7.479,
    "path: seen within 16 lines, beyond chance": 0.065,
    "protocol: distinct": 2,
    "protocol: share of the most frequent": 0.9299,
    "protocol: share of rare values": 0,
    "protocol: entropy in bits": 0.3659,
    "protocol: seen within 16 lines, beyond chance": 0.067,
    "status: distinct": 8,
    "status: share of the most frequent": 0.9125,
    "status: share of rare values": 0.0007,
    "status: entropy in bits": 0.5793,
    "status: seen within 16 lines, beyond chance": 0.069,
    "bytes: distinct": 1016,
    "bytes: share of the most frequent": 0.0789,
    "bytes: share of rare values": 0.1333,
    "bytes: entropy in bits": 7.08,
    "bytes: median of rare values": 1.01e04,
    "bytes: seen within 16 lines, beyond chance": 0.071,
    "referrer: distinct": 628,
    "referrer: share of the most frequent": 0.4072,
    "referrer: share of rare values": 0.0739,
    "referrer: entropy in bits": 4.689,
    "referrer: seen within 16 lines, beyond chance": 0.423,
    "agent: distinct": 558,
    "agent: share of the most frequent": 0.1044,
    "agent: share of rare values": 0.0462,
    "agent: entropy in bits": 6.917,
    "agent: seen within 16 lines, beyond chance": 0.557,
    "query: distinct": 42,
    "query: share of the most frequent": 0.0764,
    "query: share of rare values": 0.0042,
    "query: entropy in bits": 2.428,
    "query: seen within 16 lines, beyond chance": 0.102,
}
"""TwinProperty -> what it is in the access log."""


def properties(kind: str, lines: int, form: str) -> dict[str, float]:
    """Return the properties of some lines of a generated log."""
    data, _ = made(replace(a_recipe(kind, lines=lines), first=FIRST))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        path.write_bytes(data)
        learnt = learn(path, shipped.named(form))
    return {one.name: one.log for one in compare(learnt, learnt)}


def messages() -> dict[str, tuple[float, float, float]]:
    """Return for each property of a web log the least and the greatest among the real logs, and what it is."""
    found = properties("web_log", 2_000, "piped")
    known = {name: [figure for figure in figures if figure is not None] for name, figures in MESSAGES.items()}
    return {name: (min(figures), max(figures), found[name]) for name, figures in known.items()}


def access() -> list[TwinProperty]:
    """Return the properties of the real access log and of a generated one."""
    found = properties("combined_log", 10_000, "combined")
    return [
        TwinProperty(name, real, found.get(name, 0.0), aimed_at=True, share="share" in name or "seen" in name)
        for name, real in ACCESS.items()
    ]


def main() -> None:
    """Print both tables."""
    command.parser(__doc__).parse_args()
    for name, (low, high, found) in messages().items():
        print(f"{' ' if low <= found <= high else '*'} {name:46} {low:10.4g} {high:10.4g} {found:10.4g}")
    for one in access():
        print(f"{' ' if one.is_near else '*'} {one.name:46} {one.log:10.4g} {one.twin:10.4g} {one.difference:+7.0%}")


if __name__ == "__main__":
    main()
