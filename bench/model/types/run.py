"""One result, whole: the run, its machine, and what it was compared with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from msgspec import UNSET, UnsetType

from bench.model.types.bounds import Few, Many
from bench.model.types.code import Implementation, Workload
from bench.model.types.data import Dataset
from bench.model.types.plan import Plan
from bench.model.types.samples import Cell, Outcome
from bench.model.types.twin import TwinLikeness


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The computer, as far as it may be published: no host name, no user, no path. None is "not available".

    Args:
        system: such as `Linux 6.18`.
        architecture: such as `x86_64`.
        processor: model name.
        cores: logical cores that the harness may use.
        memory: bytes.
        swap: bytes.
        governor: frequency governor.
        turbo: whether the clock may rise above its base.
        huge_pages: setting of transparent huge pages.
        no_instructions: why instructions cannot be counted; empty if they can.
        versions: release of each tool that had a part: python, pyperf, numpy, faker, uv.
    """

    system: str
    architecture: str
    processor: str | None = None
    cores: int
    memory: int
    swap: int | None = None
    governor: str | None = None
    turbo: bool | None = None
    huge_pages: str | None = None
    no_instructions: str | None = None
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """How a Python was built, as far as that decides time and memory. Empty is "not available".

    Args:
        variants: `freethreaded` (it can do without a GIL), `debug` (with checks), `jit` (it compiles while it runs),
            `nojit` (it would, and is kept from it).
        compiler: such as `GCC 12.2.0`.
        options: of the compiler and of the build, such as `-O3` and `profile-guided`.
        allocator: of small objects: `pymalloc`, `mimalloc` or `malloc`.
    """

    variants: Annotated[tuple[str, ...], Few] = ()
    compiler: str = ""
    options: Annotated[tuple[str, ...], Few] = ()
    allocator: str = ""


@dataclass(frozen=True, slots=True)
class RepeatedFigure:
    """One figure of an older result beside the same figure measured again, in words.

    Args:
        row: its name.
        metric: `status`, `edge cases`, `memory`, `traced memory` or `time`.
        stated: what the older result says.
        found: what this one says.
        within: whether they agree; None if that cannot be judged.
        tolerance: by how much they may differ, and from what that is known; empty where that goes without saying.
    """

    row: str
    metric: str
    stated: str
    found: str
    within: bool | None
    tolerance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """The older result that a run measured again, and what was found.

    Args:
        run_id: of the older one.
        started: when it began.
        sha256: of its `result.json`.
        figures: of every row; empty during the run, or if it was ended before its end.
        remarks: what a reader has to know to judge them.
        embedded: files that came out of the older result itself, as `workload/name`.
    """

    run_id: str
    started: str
    sha256: str
    figures: Annotated[tuple[RepeatedFigure, ...], Many]
    remarks: Annotated[tuple[str, ...], Few] = ()
    embedded: Annotated[tuple[str, ...], Many] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A commit of a repository. No branch, author, message or address of it is kept.

    Args:
        commit: full hash.
        changed: whether files differed from that commit, new ones counted.
    """

    commit: str
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierCode:
    """What the code of one origin was before.

    Args:
        origin: of the rows as they are.
        name: what it was before, for a sentence, such as `main (8bffff3)`; never a path of this machine.
        commit: full hash; empty for a folder.
    """

    origin: str
    name: str
    commit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeAfter:
    """The change that a run measured, both states of it.

    Args:
        states: origin of earlier rows -> what they are the earlier state of.
        unchanged: how many rows did not change, and were not measured.
        remarks: what is not compared, and why.
        limits: what the run was to fail on, as it was given, such as `slower:5%`.
    """

    states: Annotated[Mapping[str, EarlierCode], Few] = field(default_factory=dict)
    unchanged: int = 0
    remarks: Annotated[tuple[str, ...], Few] = ()
    limits: Annotated[tuple[str, ...], Few] = ()


@dataclass(frozen=True, slots=True)
class Guard:
    """What keeps the figures of a run from being forged.

    Args:
        name: such as `private view`.
        missing: why this machine does not have it; empty if it was in force.
        found: what it showed, as a verb to its name, such as `agrees`; empty if it does not show anything.
    """

    name: str
    missing: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One result: everything that a report is drawn from.

    Args:
        format: of the file; see `bench.results.result_file.FORMAT`.
        plan: what was asked.
        machine: where it ran; where several did, the first of them.
        workloads: name -> workload.
        implementations: in the order of discovery.
        data: id -> dataset.
        files: sha-256 -> text of every workload's and implementation's file.
        environments: id -> locked requirements.
        builds: version of a Python that measured -> how it was built; empty where that is not known.
        outcomes: one per cell of the plan.
        ended: UTC, ISO 8601; empty during the run, or if it was killed: the journal beside it then knows more.
        repeats: what it measured again, if that was asked for.
        checkout: which version of this project measured; None where that is not known, or two of them had a part.
        repositories: origin -> the commit of the repository that a folder given by `--impls` is in; an origin is left
            out where that is not known.
        before: the change that it measured; None if it was to measure none.
        guards: what kept its figures from being forged, and what did not and why; empty where that is not known.
        profile: the profile of the log whose twin was measured, as JSON, so that anyone can make that twin; empty for
            other data.
        likeness: how alike that twin is, and the log that was measured with it; None for other data.
        machines: `machine-1` and so on -> machine, in the order of their first samples, of a pooled result; unset, and
            not written, for one machine.
    """

    format: int
    plan: Plan
    machine: Machine
    workloads: Annotated[Mapping[str, Workload], Few]
    implementations: Annotated[tuple[Implementation, ...], Many]
    data: Annotated[Mapping[str, Dataset], Few]
    files: Annotated[Mapping[str, str], Many]
    environments: Annotated[Mapping[str, tuple[str, ...]], Many]
    outcomes: Annotated[tuple[Outcome, ...], Many]
    ended: str = ""
    repeats: Repetition | None = None
    checkout: Checkout | None = None
    repositories: Annotated[Mapping[str, Checkout], Few] = field(default_factory=dict)
    before: BeforeAfter | None = None
    guards: Annotated[tuple[Guard, ...], Few] = ()
    profile: str = ""
    builds: Annotated[Mapping[str, Build], Few] = field(default_factory=dict)
    likeness: TwinLikeness | None = None
    machines: Annotated[Mapping[str, Machine], Few] | UnsetType = UNSET

    @property
    def pooled(self) -> Mapping[str, Machine]:
        """The machines of a result of several; empty for one."""
        return {} if self.machines is UNSET else self.machines

    @property
    def twin_beside(self) -> str:
        """The key of a twin that was measured beside its log; empty for none."""
        return self.likeness.twin if self.likeness and self.likeness.log else ""

    def implementation(self, cell: Cell) -> Implementation:
        """Return the implementation that a cell ran; a bare one if the result does not describe it."""
        wanted = (cell.workload, cell.origin, cell.implementation)
        found = (each for each in self.implementations if (each.workload, each.origin, each.name) == wanted)
        return next(found, Implementation(workload=cell.workload, name=cell.implementation, origin=cell.origin))

    def commits(self) -> tuple[Checkout, ...]:
        """Return the commits of the code that was measured: of the given folders, or else of the project's own.

        Where a folder was given, the rows of the project are what its rows are compared with.
        """
        earlier = self.before.states if self.before else {}
        origins = dict.fromkeys(each.origin for each in self.implementations)
        given = [origin for origin in origins if origin != "impls" and origin not in earlier]
        found = [self.repositories.get(origin) for origin in given] if given else [self.checkout]
        return tuple(dict.fromkeys(each for each in found if each))
