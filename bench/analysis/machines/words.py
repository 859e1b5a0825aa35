"""Word what several machines say, for console and report alike. Pure."""

from collections.abc import Iterator

from bench.analysis.machines.blocks import KindVerdict, MachineBlock, MachineSection
from bench.analysis.statistics.blocks import Together
from bench.analysis.statistics.times import TimeVerdict
from bench.model import formatting
from bench.model.types import Cell, Machine, Run, Status

MACHINE_HEADS = ("Machine", "Kind", "Rounds", "Baseline", "Noise floor", "Noise")
ROW_HEADS = ("Machine", "Time", "Compared with the baseline", "Peak memory")


def machine_rows(run: Run, section: MachineSection) -> Iterator[tuple[str, ...]]:
    """Yield a line for each machine, by `MACHINE_HEADS`."""
    for block in section.blocks:
        floor = formatting.difference(block.floor.ratio) if block.floor else formatting.NOT_AVAILABLE
        slow = f" ({formatting.significant(block.slow)} times the median)" if block.slow else ""
        noise = "far above the others; left out of common figures" if block.noisy else "like the others"
        if block.floor is None:
            noise = formatting.NOT_AVAILABLE
        seconds = f"{formatting.seconds(block.seconds)}{slow}"
        yield block.name, machine_kind(run.pooled[block.name]), str(block.rounds), seconds, floor, noise


def row_lines(section: MachineSection, cell: Cell) -> Iterator[tuple[str, ...]]:
    """Yield what each machine says of a row, by `ROW_HEADS`."""
    peaks = section.peaks(cell)
    for block in section.blocks:
        peak = formatting.memory(peaks.get(block.name))
        yield (
            block.name,
            formatting.seconds(block.section.seconds.get(cell)),
            _describe(section, block, cell),
            peak,
        )


def row_verdict(section: MachineSection, cell: Cell) -> str:
    """Return the common verdict of the machines on a row, for each kind of machine."""
    if failed := section.failures(cell):
        where = ", ".join(f"{status} on {name}" for name, status in failed.items())
        return f"{where}: nothing is claimed about it on any machine"
    found = section.verdicts(cell)
    said = {each.machines: _of_kind(section, each, cell) for each in found if each.machines}
    parts = [f"{', '.join(names)}: {text}" if len(found) > 1 else text for names, text in said.items()]
    memory = ["memory differs between machines"] if section.memory_differs(cell) else []
    return "; ".join((*parts, *memory))


def _of_kind(section: MachineSection, verdict: KindVerdict, cell: Cell) -> str:
    members = [block for block in section.blocks if block.name in verdict.machines]
    ratios = [found.ratio for block in members if (found := section.comparison(block, cell)) and found.ratio]
    if verdict.depends:
        return f"depends on the machine: {formatting.between(min(ratios), max(ratios))}"
    if verdict.together:
        return _together(verdict.together, len(members))
    if verdict.both:
        return f"{verdict.both} on both machines"
    if len(members) == 1:
        return _describe(section, members[0], cell)
    return "nothing is claimed of these machines together"


def _together(found: Together, machines: int) -> str:
    where = f"on {found.machines} machines together"
    if found.machines < machines:
        where = f"on {found.machines} of {machines} machines together"
    low, high = found.low, found.high
    if found.verdict is TimeVerdict.SLOWER:
        low, high = 1 / found.high, 1 / found.low
    said = formatting.times(found.ratio) if found.verdict in {TimeVerdict.FASTER, TimeVerdict.SLOWER} else found.verdict
    return f"{said} {where}, between {formatting.ratio(low)} and {formatting.ratio(high)}"


def _describe(section: MachineSection, block: MachineBlock, cell: Cell) -> str:
    row = section.outcome(block, cell)
    if row is None or row.status is Status.SKIPPED:
        return "not pooled from here"
    if row.status is not Status.OK:
        return f"{row.status}: {row.reason}"
    if row is block.section.baseline:
        return "baseline"
    found = section.comparison(block, cell)
    return found.words if found else "not compared"


def machine_kind(machine: Machine) -> str:
    """Return what kind of machine it is."""
    cores = formatting.plural(machine.cores, "core")
    pages = f", huge pages {machine.huge_pages}" if machine.huge_pages else ""
    return f"{machine.processor or machine.architecture}, {cores}, {formatting.amount(machine.memory)}{pages}"
