"""Read what the kernel counted for a process in a control group, beside its resident memory. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from bench.model.types import Instrument
from bench.process.job import Job

HELD_BESIDE: Final = "were held by the kernel for it, beside its resident memory"
BESIDE: Final = (4 << 20, 0.02)  # bytes, and share of the peak, that the kernel may hold for a process besides
FILES: Final = 1 << 20  # bytes of file pages from which on the kernel's mark says nothing of other pages
BESIDE_TREE: Final = (8 << 20, 0.05)  # each process has page tables of its own


def count_held_beside(job: Job, report: Mapping[str, Any]) -> int:
    """Return what the kernel held for a process beside its resident memory; 0 if no more than it does for any.

    Of resident processes only: elsewhere a tree has no peak that says what all of it held.
    """
    if job.instrument is not Instrument.RESIDENT or "marked" not in report.get("kernel", {}):
        return 0
    peak = report["peaks"].get("run", 0)
    resident = max(0, peak - report["starts"].get("run", 0))
    least, share = BESIDE_TREE if (report["processes"] or 0) > 1 else BESIDE
    is_beside = report["kernel"]["grown"] - resident > max(least, share * peak)
    return growth(report["kernel"]) - resident if is_beside else 0


def growth(kernel: Mapping[str, int]) -> int:
    """Return how much the kernel counted in `run`: by its mark, or by looks where files had a part in that."""
    return kernel["marked"] if kernel["files"] <= FILES else kernel["grown"]
