"""The result folder of a run on a cluster: what it is to measure, and each section on each machine as a run of its own.

cluster.json            the request and the sections, in their order
section-1-machine-1/    a section on a machine: result.json and samples.jsonl, as those of any run
result.json             one result of all of these
pyperf.json             their timings
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import msgspec
from msgspec import UNSET

from bench.host.files import write_atomically
from bench.model.errors import ResultError
from bench.model.types import Checkout, Run
from bench.process import guards
from bench.results import journal, outcomes, result_file, run_folder
from bench.results.journal import Journal, JournalEntry
from bench.results.machines import machine_name
from bench.session.cluster.messages import MatrixRequest
from bench.session.cluster.schedule import SectionBlock


class MatrixSection(msgspec.Struct, frozen=True):
    """What one machine measures at a time: a workload on a Python, with the sizes that show how its memory grows.

    Args:
        workload: its name.
        python: as it was asked for; empty for that of the harness.
        patterns: of implementations, those that mean one of this workload.
    """

    workload: str
    python: str = ""
    patterns: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called."""
        return f"{self.workload}, Python {self.python}" if self.python else self.workload


class Matrix(msgspec.Struct, frozen=True):
    """A run on a cluster, as it was asked for.

    Args:
        run_id: name of its folder.
        started: UTC, ISO 8601.
        request: of all sections.
        sections: in their order.
        machines: how many measure each.
        checkout: which version of this project measures; None where that is not known, or two of them had a part.
        known: the kernel of each machine that measured something, in the order of their first samples.
        repositories: the commits of the folders of implementations outside the checkout, by origin; as `checkout`.
    """

    run_id: str
    started: str
    request: MatrixRequest
    sections: tuple[MatrixSection, ...]
    machines: int = 1
    checkout: Checkout | None = None
    known: tuple[str, ...] = ()
    repositories: Mapping[str, Checkout] = {}

    def request_of(self, section: int) -> MatrixRequest:
        """Return the request of one section."""
        wanted = self.sections[section]
        pythons = (wanted.python,) if wanted.python else ()
        return msgspec.structs.replace(
            self.request, workloads=(wanted.workload,), pythons=pythons, patterns=wanted.patterns
        )


@dataclass(slots=True)
class StoredBlock:
    """A section on one machine, as far as it has been measured.

    Args:
        begun: its run before the first sample; with its end, once it is whole.
        folder: where it lies.
        entries: of its journal.
    """

    begun: Run
    folder: Path
    entries: list[JournalEntry] = field(default_factory=list)

    def keep(self, begun: Run, entries: Sequence[JournalEntry], *, is_ended: bool) -> None:
        """Put new samples on the disk."""
        with Journal(self.folder / result_file.JOURNAL) as file:
            for entry in entries:
                file.add(entry.sample, entry.pyperf)
            self.entries = file.entries
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self.begun = replace(begun, ended=now if is_ended else "")
        result_file.write(self.run(), self.folder / result_file.RESULT)

    def run(self) -> Run:
        """Return the run with what was measured."""
        samples = [entry.sample for entry in self.entries]
        first = [guard for guard in self.begun.guards if guard.name != guards.CHANGED]
        found = guards.conclude(first, self.begun.plan, samples)
        return replace(outcomes.conclude_run(self.begun, samples), guards=found)


class MatrixFolder:
    """A folder, and what lies in it.

    Args:
        path: the folder.
        matrix: what it is for.
    """

    def __init__(self, path: Path, matrix: Matrix) -> None:
        self.path = path
        self.matrix = matrix
        self._blocks = dict(self._stored())

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the folder of a run that is resumed.

        Raises:
            ResultError: if it is none of a run on a cluster.
        """
        try:
            matrix = msgspec.json.decode((path / run_folder.MATRIX).read_bytes(), type=Matrix)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            problem = f"{path} is not the folder of a run on a cluster."
            raise ResultError(problem, "Resume a run of this machine without --cluster.") from error
        return cls(path, matrix)

    def write(self) -> None:
        """Write down what the folder is for."""
        write_atomically(self.path / run_folder.MATRIX, msgspec.json.format(msgspec.json.encode(self.matrix)) + b"\n")

    def block(self, section: int, kernel: str) -> StoredBlock | None:
        """Return a section on a machine, as far as it has been measured; None if it has not."""
        return self._blocks.get((section, kernel))

    def blocks(self) -> list[SectionBlock]:
        """Return everything that was measured."""
        return [SectionBlock(*where, is_ended=bool(block.begun.ended)) for where, block in self._blocks.items()]

    def begin(self, section: int, kernel: str, begun: Run) -> StoredBlock:
        """Make a place for what a machine measures of a section."""
        if kernel not in self.matrix.known:
            self.matrix = msgspec.structs.replace(self.matrix, known=(*self.matrix.known, kernel))
            self.write()
        folder = self.path / f"section-{section + 1}-{self.machine(kernel)}"
        folder.mkdir(exist_ok=True)
        result_file.write(begun, folder / result_file.RESULT)  # a journal alone would be passed over, and added to
        self._blocks[section, kernel] = StoredBlock(begun, folder)
        return self._blocks[section, kernel]

    def machine(self, kernel: str) -> str:
        """Return what a machine that measured something is called."""
        return machine_name(1 + self.matrix.known.index(kernel))

    def timings(self) -> Iterator[JournalEntry]:
        """Yield every process that was measured; of several machines, each with the name of its own."""
        for (_, kernel), block in sorted(self._blocks.items()):
            machine = self.machine(kernel) if len(self.matrix.known) > 1 else UNSET
            for entry in block.entries:
                yield JournalEntry(replace(entry.sample, machine=machine), entry.pyperf)

    def runs(self) -> list[tuple[str, Run]]:
        """Return what was measured, in the order of the sections: the name of the machine and the run of each."""
        order = sorted(self._blocks, key=lambda each: (each[0], self.matrix.known.index(each[1])))
        return [(self.machine(kernel), self._blocks[section, kernel].run()) for section, kernel in order]

    def _stored(self) -> Iterator[tuple[tuple[int, str], StoredBlock]]:
        for section, kernel in itertools.product(range(len(self.matrix.sections)), self.matrix.known):
            folder = self.path / f"section-{section + 1}-{self.machine(kernel)}"
            content = folder / result_file.RESULT
            if content.is_file():
                run = result_file.from_json(content.read_bytes(), str(content))
                yield (section, kernel), StoredBlock(run, folder, journal.read(folder / result_file.JOURNAL))
