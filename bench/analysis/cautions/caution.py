"""What a caution is: a reason to read a figure with care."""

from dataclasses import dataclass
from enum import StrEnum

from bench.model.types import Cell


class CautionKind(StrEnum):
    """What there is to doubt."""

    TWO_GROUPS = "times in two groups"
    SLOW_START = "slow first round"
    KEPT = "kept between calls"
    SLOW_FIRST_CALL = "slow first call"
    WORK_WHILE_IMPORTED = "work while imported"
    NOT_COLD = "not cold"
    NOT_WARM = "not warm"
    SWAPPED = "swapped"
    PEAK_SPREAD = "peaks differ"
    OTHER_MEMORY = "other memory when timed"
    LESS_WHEN_TRACED = "less memory when traced"
    WRITTEN = "written to files"
    NATIVE = "native memory"
    MAPPED = "mapped files"
    CHILDREN = "memory of child processes"
    CONTRADICTION = "instruments contradict each other"
    REUSED = "memory of the import reused"
    OTHER_CLOCK = "clocks differ"
    WORK_AROUND = "work around the calls"
    FEW_ROUNDS = "few rounds"
    LOST_ROUNDS = "lost rounds"
    WIDE_FLOOR = "wide noise floor"
    STEAL = "hypervisor"
    OTHERS = "other programs"
    THROTTLED = "quota"
    CORE_PRESSURE = "waits for a core"
    MEMORY_PRESSURE = "waits for memory"
    DISK_PRESSURE = "waits for a disk"
    DRIFT = "drift"
    LARGE_DATA = "large data"
    HUGE_PAGES = "huge pages"
    EMPTY_ANSWER = "empty answer"
    NOT_TEXT = "not text"


@dataclass(frozen=True, slots=True)
class Caution:
    """One reason to doubt.

    Args:
        where: the case that it concerns; None if it concerns the whole run.
        metric: the figure that it is shown beside: `seconds`, `peak`, `traced_peak`, or `noise` for the machine.
        kind: what there is to doubt.
        text: what was seen, what it may mean, what to do.
    """

    where: Cell | None
    metric: str
    kind: CautionKind
    text: str

    def concerns(self, metric: str) -> bool:
        """Return whether a figure is to be read with care for it."""
        return metric == self.metric or (metric == "peak" and self.kind is CautionKind.SWAPPED)
