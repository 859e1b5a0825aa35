"""The lines of the table: what a program needs, what was measured, and by how much that is off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.analysis.cautions.caution import CautionKind
from bench.analysis.cautions.of_memory import child_memory, untraced
from bench.model.types import Instrument, Outcome, Sample, Status
from bench.process.launch import Finished
from tests.studies.memory_programs import MIB, Program

UNSEEN = MIB  # bytes of native memory that tracemalloc may take note of: the objects around it


@dataclass(frozen=True)
class TruthLine:
    """One line of the table; sizes in bytes."""

    name: str
    truth: int
    figure: int
    bound: float
    told: str

    @property
    def good(self) -> bool:
        return abs(self.figure - self.truth) <= self.bound

    def __str__(self) -> str:
        error = self.figure - self.truth
        share = f"{error / self.truth:+8.2%}" if self.truth else " " * 8
        figures = f"{self.truth / MIB:9.2f} {self.figure / MIB:9.2f} {error / MIB:+8.3f} {share}"
        return f"{self.name:32} {figures}  {self.told:12} {'' if self.good else 'OUTSIDE ITS BOUND'}".rstrip()


HEAD = f"{'program':32} {'truth':>9} {'figure':>9} {'error':>8} {'':8}"


def missing(name: str, why: str, told: str = "") -> TruthLine:
    """Return the line of a program without a figure."""
    return TruthLine(f"{name}: {why}", 0, 0, -1, told)


def resident(program: Program, seen: Sample | Finished) -> Iterator[TruthLine]:
    """Yield what one process shows: its need in `run`, and in the import if that has one of its own.

    Of a program that ends before its answer, the phase in which it died has to be right as well.
    """
    sizes = {name: int(quantity.value) for name, quantity in seen.values.items() if quantity.unit == "B"}
    status = str(seen.status)
    told = status if seen.status is Status.OK else f"{status} in {seen.phase}"
    ends = program.facts.get("ENDS")
    if seen.values["left_behind"].value or told != (f"{ends} in run" if ends else "ok"):
        yield missing(program.name, seen.reason[:60], told)
        return
    need = program.facts["NEED"]
    if "BESIDE" in program.facts:
        yield _beside(program, sizes.get("kernel_growth", 0), seen.notes)
        return
    yield TruthLine(program.name, need, sizes["run_peak"] - sizes["run_start"], program.bound(need), told)
    if "IMPORT_NEED" in program.facts:
        need = program.facts["IMPORT_NEED"]
        figure = sizes["import_peak"] - sizes["bare_peak"]
        yield TruthLine(f"{program.name}, import", need, figure, program.bound(need), told)


def _beside(program: Program, figure: int, notes: Sequence[str]) -> TruthLine:
    """Return what the kernel counted of memory that no resident size shows; it has to be named beside the row."""
    if not any("beside its resident memory" in note for note in notes):
        return missing(program.name, "not named beside its row")
    return TruthLine(program.name, program.facts["NEED"], figure, program.bound(program.facts["NEED"]), "beside")


def native(program: Program, row: Outcome) -> TruthLine:
    """Return what tracemalloc saw of native memory: nothing, and the row has to be labelled so."""
    traced = [int(s.values["traced_peak"].value) for s in row.samples if s.instrument is Instrument.TRACED]
    if not traced or untraced(row) is not CautionKind.NATIVE:
        return missing(program.name, "not labelled as native memory")
    return TruthLine(f"{program.name}, traced", 0, max(traced), UNSEEN, "native")


def children(program: Program, row: Outcome) -> TruthLine:
    """Return what is said of child processes: all of the need is theirs, and none of it is called native memory."""
    if untraced(row):
        return missing(program.name, "labelled as native memory")
    need = program.facts["NEED"]
    return TruthLine(f"{program.name}, in children", need, round(child_memory(row)), program.bound(need), "children")
