"""All runs of a site side by side: their facts in the order of time, the series, and what happened in them."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bench.analysis.history.change_points import SeriesChange, changes
from bench.analysis.history.series import Series, Strand, series
from reports.site.runs import Facts

SAFE: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the pages of a site are made of.

    Args:
        runs: in the order of time; a point of a series names its run by its place here.
        series: of every metric of every row.
        changes: what happened in them.
    """

    runs: tuple[Facts, ...]
    series: tuple[Series, ...]
    changes: tuple[SeriesChange, ...]

    @property
    def strands(self) -> tuple[Strand, ...]:
        """What was measured on, that of the newest run first."""
        return tuple(dict.fromkeys(strand for facts in reversed(self.runs) for strand in facts.strands))


def recall(runs: Iterable[Facts]) -> History:
    """Put runs in the order of time and look for steps."""
    ordered = tuple(sorted(runs, key=lambda facts: facts.order))
    found = series([facts.measured for facts in ordered])
    return History(runs=ordered, series=found, changes=changes(found))


def page_of(workload: str) -> str:
    """Return where the trends of a workload are; a name that is no name of a folder is replaced by its hash."""
    return f"trends/{workload if SAFE.fullmatch(workload) else f'workload-{_digest(workload)}'}/index.html"


def key_of(strand: Strand) -> str:
    """Return the key of a strand: safe in an id, and the same whatever other data there are."""
    return f"data-{_digest(strand.data, strand.cache)}"


def address_of(strand: Strand) -> str:
    """Return where the charts of a strand are."""
    return f"{page_of(strand.workload)}#{key_of(strand)}"


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()[:10]
