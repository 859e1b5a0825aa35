"""How alike logs and their twins are, and how fast these are written: `python -m tests.studies.twins LOG FORMAT ...`.

Each log is followed by its format: the name of a shipped one, one of `OWN`, or a file. Figures only; no log is part of
the project. The properties that miss are counted by cause, and with `--misses` listed. Of a log that is read in part,
what another part of it misses is counted too: no twin can be expected to be more like it.
"""

import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.formats import shipped
from bench.formats.log_format import LogFormat
from bench.model.types import TwinProperty
from generators.lines.blocks import BLOCK, LineSpan
from generators.profiles.learn import SAMPLE
from generators.profiles.likeness import compare, learn_rounded
from generators.profiles.sample import STRETCHES
from generators.profiles.schema import Profile
from generators.twins.writing import TwinWriter
from tests.studies import command

OWN: Final = {
    "bgl": "{label} {epoch:epoch} {date} {node} {time:%Y-%m-%d-%H.%M.%S} {node2} {type} {component} {level:level} "
    "{message:rest}",
    "hdfs": "{time:%y%m%d %H%M%S} {pid:int} {level:level} {logger}: {message:rest}",
    "spark": "{time:%y/%m/%d %H:%M:%S} {level:level} {logger}: {message:rest}",
    "zookeeper": "{time:iso} - {level:level}{ }[{thread:brackets}] - {message:rest}",
    "hpc": "{id} {node} {component} {state} {time:epoch} {flag} {message:rest}",
}
"""Formats of logs that are used often to try such things on (logpai/loghub)."""

CAUSES: Final = {
    "seen within 16 lines, beyond chance": "locality",
    "pairs": "pairs",
    "share of rare values": "rare values",
    "distinct": "rare values",
    "templates": "rare values",
    "median of rare values": "rare values",
}
"""Kind of a property -> why it misses; all others are what a line looks like."""

LOOKS: Final = "looks"
SEEDS: Final = (1, 2)
_LEAST: Final = 16
"""Blocks that are written to tell how fast that is."""


@dataclass(frozen=True, slots=True)
class TwinStudy:
    """A log and its twins.

    Args:
        log: its name.
        lines: of it.
        properties: of the twin of each seed.
        elsewhere: of another part of the log; empty if all of it is read.
        speed: MB of a twin in a second of CPU time.
        learning: seconds of CPU time that the profile took.
    """

    log: str
    lines: int
    properties: tuple[tuple[TwinProperty, ...], ...]
    elsewhere: tuple[TwinProperty, ...]
    speed: float
    learning: float


def study(log: Path, form: LogFormat) -> TwinStudy:
    """Compare a log with its twins."""
    begun = time.process_time()
    profile = learn_rounded(log, form)
    learning = time.process_time() - begun
    found = [tuple(_compare(profile, form, seed)) for seed in SEEDS]
    return TwinStudy(log.name, profile.lines, tuple(found), _elsewhere(log, profile, form), _speed(profile), learning)


def _compare(profile: Profile, form: LogFormat, seed: int) -> list[TwinProperty]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "twin"
        with path.open("wb") as file:
            for data in blocks(profile, seed, profile.lines):
                file.write(data)
        return compare(profile, learn_rounded(path, form, most=SAMPLE, like=profile), form)


def _elsewhere(log: Path, profile: Profile, form: LogFormat) -> tuple[TwinProperty, ...]:
    """Compare a log with itself, where other lines of it are read: it begins half a stretch later, and goes round."""
    data = log.read_bytes()
    if len(data) <= SAMPLE:
        return ()
    begin = data.index(b"\n", len(data) // STRETCHES // 2) + 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "turned"
        path.write_bytes(data[begin:] + data[:begin])
        return tuple(compare(profile, learn_rounded(path, form, most=SAMPLE, like=profile), form))


def blocks(profile: Profile, seed: int, lines: int) -> Iterator[memoryview]:
    """Yield the blocks of a twin."""
    twin = TwinWriter(profile, seed, lines)
    for number in range(-(-lines // BLOCK)):
        yield twin.block(LineSpan(number, 0, min(BLOCK, lines - number * BLOCK))).data


def _speed(profile: Profile) -> float:
    twin = TwinWriter(profile, SEEDS[0], _LEAST * BLOCK)
    twin.block(LineSpan(0))
    begun, size = time.process_time(), 0
    for number in range(1, _LEAST):
        size += len(twin.block(LineSpan(number)).data)
    return size / 1e6 / (time.process_time() - begun)


def kind(name: str) -> str:
    """Return the kind of a property: its name without that of its field."""
    return "pairs" if name.endswith(": pairs") else name.rpartition(": ")[2]


def missed(properties: Sequence[TwinProperty]) -> Counter[str]:
    """Count the properties that miss, by cause."""
    return Counter(CAUSES.get(kind(one.name), LOOKS) for one in properties if one.within == "no")


def print_study(found: TwinStudy, *, listed: bool) -> None:
    """Print how alike a log and its twins are, and what misses, cause by cause."""
    near = [[one.within for one in of_seed].count("yes") for of_seed in found.properties]
    aimed = sum(one.aimed_at for one in found.properties[0])
    facts = f"{found.lines:>9} lines  {' and '.join(map(str, near))} of {aimed}"
    print(f"{found.log:24} {facts:34} {found.speed:5.0f} MB/s, learnt in {found.learning:.1f} s", flush=True)
    rows = [*((f"twin {seed}", one) for seed, one in zip(SEEDS, found.properties, strict=True))]
    rows += [("the log elsewhere", found.elsewhere)] if found.elsewhere else []
    for name, properties in rows:
        print(f"    {name:20} {_counted(missed(properties))}")
    for one in sorted(found.properties[0], key=lambda one: CAUSES.get(kind(one.name), LOOKS)) if listed else ():
        if one.within == "no":
            cause = CAUSES.get(kind(one.name), LOOKS)
            print(f"    {cause:12} {one.name:58} {one.log:12.5g} {one.twin:12.5g} {one.difference or 0:+8.0%}")


def _counted(causes: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in causes.most_common()) or "none"


def format_named(name: str) -> LogFormat:
    """Return a format by its name: one of `OWN`, a shipped one, or a file."""
    if name not in OWN:
        return shipped.named(name)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.toml"
        path.write_text(f"title = '{name}'\nline = '{OWN[name]}'\n")
        return shipped.named(str(path))


def main() -> None:
    """Print the figures of each log, and the misses of all by cause."""
    parser = command.parser(__doc__)
    parser.add_argument("words", nargs="+", metavar="LOG FORMAT")
    parser.add_argument("--misses", action="store_true", help="list what misses")
    asked = parser.parse_intermixed_args()
    if len(asked.words) % 2:
        parser.error(f"the log {asked.words[-1]} has no format after it")
    total: Counter[str] = Counter()
    for log, name in zip(asked.words[::2], asked.words[1::2], strict=True):
        found = study(Path(log), format_named(name))
        print_study(found, listed=asked.misses)
        total += missed([one for of_seed in found.properties for one in of_seed])
    print("misses:", _counted(total))


if __name__ == "__main__":
    main()
