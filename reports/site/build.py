"""Put results into a site and write its pages again.

What draws is imported only once everything has been read and is to stay: beside it, what a hostile server sends would
take the process beyond 100 MB.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.model.errors import BenchError
from reports.drawing.fonts import keep_fonts
from reports.site.fetching.fetch import Fetched
from reports.site.folder import gather
from reports.site.listing import LIST, Listed, encoded, read_list
from reports.site.places import alone, take_out, write
from reports.site.retention import Rules, require_history
from reports.site.runs import REPORTS, Facts

EVERYTHING: Final = Rules()


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What became of a site.

    Args:
        reports: how many it has.
        removed: the runs that were not kept, the newest first.
        ended: the workloads that only those had measured.
        left: folders of reports that were not kept and hold something that is not ours.
    """

    reports: int
    removed: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    left: tuple[Path, ...] = ()


def build(given: Sequence[Path], folder: Path, rules: Rules = EVERYTHING, fetched: Fetched | None = None) -> Built:
    """Build a site of what a folder holds already, of what was fetched for it, and of what is given.

    Raises:
        BenchError: if a file cannot be read, the folder cannot be written, or reports would be lost.
    """
    found = sorted(gather(given, folder, fetched, clock=rules.clock), key=lambda facts: facts.order)
    held = found if rules.keep is None else found[-rules.keep :]
    removed = found[: len(found) - len(held)]
    before = (read_list(folder), fetched.listed if fetched else ())
    require_history(before, found, held, rules)

    keep_fonts()
    from reports.site import drawing  # noqa: PLC0415  see the module's docstring

    with alone(folder, [facts.entry.run for facts in held]):
        if read_list(folder) != before[0]:
            raise BenchError(f"Another build changed {folder} in the meantime.", "Build it again.")
        _begin(folder, [each for one in before for each in one], held)
        for facts in held:
            drawing.place_report(facts, folder, fetched)
        drawing.draw(folder, held)
        gone = [facts.entry.run for facts in reversed(removed)]
        return Built(
            reports=len(held),
            removed=tuple(gone),
            ended=tuple(sorted(_workloads(removed) - _workloads(held))),
            left=tuple(folder / REPORTS / run for run in gone if not take_out(folder, run)),
        )


def _begin(folder: Path, before: Sequence[Listed], held: Sequence[Facts]) -> None:
    """Mark the folder as a site, and name what there was: if this is interrupted, the next build misses what lacks."""
    stays = {facts.entry.run for facts in held}
    known = {each.run: each for each in before if each.run in stays}
    path = folder / LIST
    write(path, encoded(list(known.values()), str(path)))


def _workloads(found: Sequence[Facts]) -> set[str]:
    return {workload for facts in found for workload in facts.questions}
