"""What a run on a cluster and the machines that measure for it say to each other, a line of JSON each."""

from typing import Self

import msgspec

from bench.model.request import Request
from bench.model.types import EdgeCasePolicy, Run
from bench.results.journal import JournalEntry
from bench.session.cluster import given


class MatrixRequest(msgspec.Struct, frozen=True):
    """What of a request is the same on every machine. See `bench.model.request.Request`.

    Args:
        folders: of implementations outside the checkout, by the names that they get on every machine.
    """

    workloads: tuple[str, ...]
    patterns: tuple[str, ...]
    with_requirements: bool
    baseline: str
    sizes: tuple[int, ...]
    sweep: tuple[int, ...] | None
    seed: int
    preset: str
    edge_cases: EdgeCasePolicy
    rounds: int | None
    quick: bool
    cold: bool
    timeline: bool
    seconds_by_line: bool
    count_allocations: bool
    timeout: float | None
    memory_limit: int | None
    pythons: tuple[str, ...]
    arguments: tuple[str, ...]
    folders: tuple[str, ...] = ()

    @classmethod
    def of(cls, request: Request) -> Self:
        """Return the part of a request that goes to other machines."""
        same = {name: getattr(request, name) for name in cls.__struct_fields__}
        return cls(**same | {"folders": tuple(given.places(request.folders))})

    def request(self) -> Request:
        """Return the request of one machine."""
        return Request(**msgspec.structs.asdict(self) | {"folders": given.unpacked(self.folders)})


class UnitTask(msgspec.Struct, frozen=True, tag=True):
    """A unit that is to be measured: one round, or whatever else comes next.

    Args:
        request: of one section and the sizes that show its growth.
        begun: the run of this section on this machine; None if this is its first unit.
        entries: of its journal, without what pyperf wrote.
    """

    request: MatrixRequest
    begun: Run | None = None
    entries: tuple[JournalEntry, ...] = ()


class MachineLook(msgspec.Struct, frozen=True, tag=True):
    """The question what a machine is.

    Args:
        folders: as in `MatrixRequest`.
    """

    folders: tuple[str, ...] = ()


class UnitAnswer(msgspec.Struct, frozen=True):
    """What came of a unit.

    Args:
        begun: the run of this section on this machine.
        entries: new ones of its journal.
        ended: whether nothing is left to measure.
        problem: why this machine cannot measure; empty if it did.
        remarks: what the user should see.
    """

    begun: Run | None = None
    entries: tuple[JournalEntry, ...] = ()
    ended: bool = False
    problem: str = ""
    remarks: tuple[str, ...] = ()
