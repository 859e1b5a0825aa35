"""Count the allocations of one call of `run`, by memray: those of Python's own allocator and those of native code.

memray lies in a folder of its own, which is on the path only while memray is made ready: after the implementation is
imported, and before it is called. It counts in the process that it is in, so what starts others has no count. Where it
stopped before the end, because the disk is full or it was ended, the count would be too low, and is refused: an
allocation of a size that nobody asks for by chance has to be among those that it saw.
"""

from __future__ import annotations

import sys
from resource import RUSAGE_CHILDREN, getrusage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from bench.measured.worker.task import Task

METRICS = {"allocations": "1"}
LAST = 1_234_567  # bytes
SEVERAL = "it starts processes, and memray counts in the first alone: allocations are not available"


class CountingStoppedError(Exception):
    """memray did not see the call to its end."""


def measure(task: Task, _kit: str) -> dict[str, object]:
    """Call `run` once and count what it allocates.

    Options:
        library: folder that memray is in.
    """
    tracker, statistics = _memray(str(task.options["library"]), path := f"{task.channel.folder}/allocations")
    function = task.function
    source = task.begin()
    children = getrusage(RUSAGE_CHILDREN).ru_minflt
    with tracker:
        answer = function(source)
        last = bytes(LAST)
    several = getrusage(RUSAGE_CHILDREN).ru_minflt > children
    task.refuse_unfinished(answer)
    task.end()
    task.keep(answer)
    counted = statistics(path, report_progress=False, num_largest=1)
    if sys.getsizeof(last) not in counted.allocation_count_by_size:
        raise CountingStoppedError("memray stopped before the call ended; is the disk of temporary files full?")
    if several:
        return {"notes": [SEVERAL]}
    return {"values": {"allocations": [counted.total_num_allocations - 1, "1"]}}


def _memray(library: str, path: str) -> tuple[Any, Any]:
    """Return what tracks a call into a file, and what reads that."""
    sys.path.insert(0, library)  # before one of another release that the implementation may have
    from memray import FileDestination, FileFormat, Tracker  # noqa: PLC0415  see the module docstring
    from memray._memray import compute_statistics  # noqa: PLC0415  as `memray stats` does

    destination, every = FileDestination(path, compress_on_exit=False), FileFormat.ALL_ALLOCATIONS
    tracker = Tracker(destination=destination, trace_python_allocators=True, file_format=every)  # imports more
    sys.path.remove(library)
    return tracker, compute_statistics
