"""Find what two results have in common: the same rows on the same data, in pairs. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bench.analysis.analysis import Analysis
from bench.analysis.sections import Section
from bench.analysis.statistics.memory import traced_repeats
from bench.model import cells
from bench.model.errors import ResultError
from bench.model.types import Cell, Dataset, EdgeCasePolicy, Outcome, Run

SAME_DATA: Final = "Measure both with the same --lines, --seed and --preset, or on the same --log."


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One row in both results.

    Args:
        key: its name, unique among the pairs.
        before: in the first.
        after: in the second.
        sections: what it is compared with, in each.
        same_code: whether its file and its libraries are the same.
        same_python: whether its interpreter is, in version and build as far as the results know.
        same_baseline: whether the code of the baseline is the same.
        traced: by which share of the smaller one its traced memory may differ between equal processes.
        edge_cases: whether both runs asked it edge cases.
    """

    key: str
    before: Outcome
    after: Outcome
    sections: tuple[Section, Section]
    same_code: bool
    same_python: bool
    same_baseline: bool
    traced: float
    edge_cases: bool


def pairs(base: Analysis, new: Analysis) -> tuple[Pair, ...]:
    """Return every row that both have, on the same data.

    Raises:
        ResultError: if they share no workload, or measured one on different data.
    """
    several = len({each.interpreter for each in base.sections}) > 1
    return tuple(pair for twins in _matches(base, new) for pair in _pairs(base.run, new.run, *twins, several=several))


def only(base: Analysis, new: Analysis, found: Iterable[Pair]) -> Iterator[str]:
    """Name the rows that only one of them has."""
    known = {cell for pair in found for cell in (pair.before.cell, pair.after.cell)}
    data = {(section.workload, section.data) for analysis in (base, new) for section in analysis.sections}
    counted = Counter(workload for workload, _ in data)
    for analysis, title_ in ((base, "only in the first"), (new, "only in the second")):
        for section in analysis.sections:
            for row in section.rows:
                if row.cell not in known:
                    where = f", on {section.data}" if counted[row.cell.workload] > 1 else ""
                    yield f"{row.cell.workload}/{row.cell.implementation} ({row.cell.interpreter}{where}): {title_}"


def _matches(base: Analysis, new: Analysis) -> Iterator[tuple[Section, Section]]:
    mine, theirs = base.sections, new.sections
    shared = {each.workload for each in mine} & {each.workload for each in theirs}
    if not shared:
        raise ResultError("The two results have no workload in common.", "Compare results of the same --workload.")
    for name in sorted(shared):
        one, other = ([each for each in found if each.workload == name] for found in (mine, theirs))
        known = [each for each in one if any(_same_data(base.run, each, new.run, twin) for twin in other)]
        if not known:
            raise ResultError(f"{name} was measured on different data: {_both(_data(one), _data(other))}.", SAME_DATA)
        for section in known:
            same = [each for each in other if _same_data(base.run, section, new.run, each)]
            twin = _nearest_python(section, same, one)
            if twin:
                yield section, twin


def _nearest_python(section: Section, twins: Sequence[Section], mine: Sequence[Section]) -> Section | None:
    """Return the section of the same Python, or else of the same series, or else of the only other one."""
    nearness: tuple[Callable[[str], str], ...] = (str, cells.series)
    for part in nearness:
        found = [each for each in twins if part(each.interpreter) == part(section.interpreter)]
        if found:
            return found[0]
    alone = len({each.interpreter for each in mine}) == 1 == len({each.interpreter for each in twins})
    return twins[0] if alone else None


def _same_data(base: Run, one: Section, new: Run, other: Section) -> bool:
    return one.cache == other.cache and _identity(base.data[one.data]) == _identity(new.data[other.data])


def _identity(data: Dataset) -> str:
    return data.sha256 or data.id


def _data(found: Iterable[Section]) -> str:
    return ", ".join(dict.fromkeys(each.data for each in found))


def _both(one: str, other: str) -> str:
    return f"{one} and {other}" if one != other else f"{one}, whose bytes differ"


def _pairs(base: Run, new: Run, one: Section, other: Section, *, several: bool) -> Iterator[Pair]:
    theirs = {name(row.cell): row for row in other.rows}
    same_baseline = _same_code(base, one.baseline, new, other.baseline)
    for row in one.rows:
        twin = theirs.get(name(row.cell))
        if twin is None:
            continue
        yield Pair(
            key=_key(row.cell, base, several=several),
            before=row,
            after=twin,
            sections=(one, other),
            same_code=_same_code(base, row, new, twin),
            same_python=row.cell.interpreter == twin.cell.interpreter and is_same_build(base, new, row.cell),
            same_baseline=same_baseline,
            edge_cases=EdgeCasePolicy.OFF not in {base.plan.edge_cases, new.plan.edge_cases},
            traced=max(traced_repeats(base, row), traced_repeats(new, twin)),
        )


def is_same_build(base: Run, new: Run, cell: Cell) -> bool:
    """Return whether the Python of a case was built alike in two results; yes where one of them does not know it."""
    known = {run.builds[cell.interpreter] for run in (base, new) if cell.interpreter in run.builds}
    return len(known) < 2  # noqa: PLR2004  of two


def _key(cell: Cell, run: Run, *, several: bool) -> str:
    parts = [f"{cell.workload}/" if len(run.workloads) > 1 else "", cell.implementation]
    parts += [f"@{cell.origin}"] if cell.origin != "impls" else []
    parts += [f" · {cell.interpreter}"] if several else []
    parts += [" · cold"] if cell.cache == "cold" else []
    return "".join(parts)


def name(cell: Cell) -> Cell:
    """Return what makes a row the same in two runs: everything but data and interpreter."""
    return replace(cell, data="", interpreter="")


def _same_code(base: Run, one: Outcome | None, new: Run, other: Outcome | None) -> bool:
    if one is None or other is None:
        return False
    files = (base.implementation(one.cell).sha256, new.implementation(other.cell).sha256)
    libraries = (base.environments.get(one.environment, ()), new.environments.get(other.environment, ()))
    return files[0] == files[1] != "" and libraries[0] == libraries[1]
