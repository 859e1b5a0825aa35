"""What else the machine did while times were taken: one definition for the cautions, the first lines and the strips.

A round is disturbed if one of its processes lost more than a limit. A machine is quiet if no round was disturbed; it is
busy if the middle one of all processes, or their mean, is beyond the limit, of which a caution tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final

from bench.model import formatting
from bench.model.types import Instrument, Outcome, Quantity, Run

OTHERS: Final = 10.0  # % of all cores: single ticks of the clock are below that
STEAL: Final = 2.0  # % of all cores
THROTTLED: Final = 1.0  # % of the time
CORE_PRESSURE: Final = 25.0  # % of the time, with the row's own threads, of which there are few
WORDS: Final = {
    "others": "other programs took up to {}",
    "steal": "the hypervisor took up to {} of all cores",
    "throttled": "a quota held processes back for up to {} of the time",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineLoad:
    """What was taken away from the timed processes by one of the culprits.

    Args:
        name: of the figure, one of WORDS.
        most: the worst of all timed processes, in percent.
        limit: percent beyond which it disturbs a round.
        disturbed: how many rounds it did disturb.
        rounds: how many there were.
    """

    name: str
    most: float
    limit: float
    disturbed: int
    rounds: int

    @property
    def worst(self) -> str:
        """Return the worst in words."""
        share = self.most / 100
        return WORDS[self.name].format(of_cores(share) if self.name == "others" else formatting.percent(share))


def of_cores(share: float) -> str:
    """Write a share of the time of one core, which may be above 1: "57.0 % of a core", "1.76 cores"."""
    return f"{formatting.percent(share)} of a core" if share < 1 else f"{formatting.significant(share)} cores"


def find_load(run: Run, name: str) -> MachineLoad | None:
    """Return what one culprit took; None where that is not known."""
    rounds = worst_by_round(run, name)
    if not rounds:
        return None
    limit = {"others": OTHERS * run.machine.cores, "steal": STEAL, "throttled": THROTTLED}[name]
    values = [quantity.value for quantity in rounds.values()]
    disturbed = sum(value > limit for value in values)
    return MachineLoad(name=name, most=max(values), limit=limit, disturbed=disturbed, rounds=len(values))


def find_worst(run: Run) -> MachineLoad | None:
    """Return the culprit that disturbed most rounds, or came nearest to that; None where nothing is known."""
    found = (find_load(run, name) for name in WORDS)
    return max(filter(None, found), key=lambda load: (load.disturbed, load.most / load.limit), default=None)


def worst_by_round(run: Run, name: str) -> Mapping[int, Quantity]:
    """Return the largest reading of the timed processes of each round, of one figure of `bench.host.noise`."""
    found: dict[int, Quantity] = {}
    for sample in (sample for row in run.outcomes for sample in row.samples_of(Instrument.TIMING)):
        if sample.round is not None and name in sample.noise:
            reading = sample.noise[name]
            found[sample.round] = max(found.get(sample.round, reading), reading, key=lambda each: each.value)
    return dict(sorted(found.items()))


def wall_over_cpu(row: Outcome) -> float | None:
    """Return how many times its CPU time a call of a row took, where processes waited for a core meanwhile.

    None where nothing waited, or it is not known what did: a row that works in several processes waits for its own.
    """
    if max(row.figures("processes", Instrument.RESIDENT), default=1) > 1 or row.cell.cache == "cold":
        return None
    timed = [each for each in row.samples_of(Instrument.TIMING) if "cpu_pressure" in each.noise]
    if not timed or median(each.noise["cpu_pressure"].value for each in timed) <= CORE_PRESSURE:
        return None
    parts = ("seconds", "user_seconds", "system_seconds")
    known = [[each.values[part].value for part in parts] for each in timed if each.values.keys() >= {*parts}]
    ratios = [seconds / (user + system) for seconds, user, system in known if user + system > 0]
    return median(ratios) if ratios else None
