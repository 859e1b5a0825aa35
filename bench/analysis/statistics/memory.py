"""Decide which differences in peak memory are real: those beyond what peaks of equal code show."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from bench.model.types import Instrument, Outcome, Run

LIBRARY_REPEATS: Final = 0.01  # a share of counts, and of the traced memory of libraries and of several processes
THREADS_REPEAT: Final = 1.0  # likewise, of code with threads: two hold theirs at the same time, or one after the other
REPEATS: Final = (0.02, 2**18)  # by which peaks of equal code differ: a share, and bytes
AGREE: Final = 0.5  # of that: two processes of one row that differ by less show what a third would
TREE_REPEATS: Final = 0.05  # a share, where several processes add up
PATH: Final = 1024  # bytes by which the path of the data may be longer
_THREADS: Final = re.compile(r"^ *(?:import|from) +(?:threading|concurrent|_thread)\b", re.MULTILINE)


def is_tree(*outcomes: Outcome) -> bool:
    """Return whether one of the rows had several processes at a time."""
    counts = (each for outcome in outcomes for each in outcome.figures("processes", Instrument.RESIDENT))
    return max(counts, default=1) > 1


def traced_repeats(run: Run, row: Outcome) -> float:
    """Return by which share of the smaller one a row's traced memory may differ between equal processes.

    That of the standard library's code in one process of one thread repeats to the byte: 0. How threads overlap decides
    what they hold at the same time; a library may hold a little more the first time.
    """
    item = run.implementation(row.cell)
    if _THREADS.search(run.files.get(item.sha256, "")):
        return THREADS_REPEAT
    return LIBRARY_REPEATS if item.requires or is_tree(row) else 0.0


def longer_path(differences: Iterable[int], rows: int) -> int:
    """Return by how many bytes most rows on the same data hold more that repeat to the byte: those of a longer path.

    Args:
        differences: by how many bytes each holds more.
        rows: how many have to share one; 0 is returned where fewer do.
    """
    by, found = Counter(differences).most_common(1)[0]
    return by if found >= rows and abs(by) <= PATH else 0


def agree(peaks: Sequence[float]) -> bool:
    """Return whether peaks of equal single processes are as near to each other as the instrument goes."""
    share, least = REPEATS
    return max(peaks) - min(peaks) <= AGREE * max(share * max(peaks), least)


def differ(before: Sequence[float], after: Sequence[float], *, several: bool = False) -> bool:
    """Return whether a difference between two rows' peaks may be spoken of.

    Args:
        before: bytes, of one or more processes.
        after: likewise, of the other row or run.
        several: whether one of them adds up several processes.
    """
    share, least = REPEATS
    floor = max((TREE_REPEATS if several else share) * max(before), least)
    meet = min(after) <= max(before) and min(before) <= max(after)
    return not meet and abs(max(after) - max(before)) > floor
