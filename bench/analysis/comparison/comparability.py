"""The reasons why figures of two results cannot be compared, or only with care. Pure."""

from collections.abc import Iterator

from bench.analysis.comparison.pairing import Pair, is_same_build, name
from bench.model import formatting
from bench.model.types import Machine, Run, Status


def bars(base: Run, new: Run) -> str:
    """Return why no time can be compared; empty if it can."""
    one, other = base.machine, new.machine
    if _hardware(one) != _hardware(other):
        return "the machines differ"
    if one.huge_pages != other.huge_pages:
        return f"transparent huge pages were {one.huge_pages} and are now {other.huge_pages}"
    return ""


def describe_machines(base: Run, new: Run) -> str:
    """Return on what each of two results was measured; empty if that is the same."""
    one, other = base.machine, new.machine
    if _hardware(one) != _hardware(other):
        return f"The machines differ: it was {_describe(one)}, and is now {_describe(other)}."
    if one.huge_pages != other.huge_pages:
        return f"Transparent huge pages were {one.huge_pages} and are now {other.huge_pages}."
    return ""


def rebuilt(base: Run, new: Run) -> str:
    """Name the Pythons that are different builds of one version in two results; empty if there are none."""
    versions = {row.cell.interpreter for row in base.outcomes if not is_same_build(base, new, row.cell)}
    return " and ".join(sorted(versions))


def time_bars(pair: Pair) -> str:
    """Return why the time of one row cannot be compared; empty if it can."""
    before, after = (section.baseline for section in pair.sections)
    if not pair.same_python:
        one, other = pair.before.cell.interpreter, pair.after.cell.interpreter
        return f"the builds of Python {one} differ" if one == other else f"Python was {one} and is now {other}"
    if before is None or after is None or {before.status, after.status} != {Status.OK}:
        return "one of the results has no baseline"
    if name(before.cell) != name(after.cell):
        return f"the baseline was {before.cell.implementation} and is now {after.cell.implementation}"
    if not pair.same_baseline:
        return f"the code of the baseline {before.cell.implementation} changed"
    return "it is the baseline that times are compared with" if pair.before is before else ""


def cautions(base: Run, new: Run) -> Iterator[str]:
    """Say what else differs between the two."""
    one, other = base.machine, new.machine
    if _hardware(one) != _hardware(other):
        yield (
            f"The machines differ: it was {_describe(one)}, and is now {_describe(other)}. Times are not compared; "
            "resident memory may differ by the size of pages and caches."
        )
    if one.huge_pages != other.huge_pages:
        yield (
            f"Transparent huge pages were {one.huge_pages} and are now {other.huge_pages}: an array that is only "
            "partly used may count in full. Times are not compared, and memory figures may be affected."
        )
    if one.system != other.system:
        yield f"The operating system was {one.system} and is now {other.system}."
    versions = [{row.cell.interpreter for row in run.outcomes} for run in (base, new)]
    if versions[0] != versions[1]:
        said = [", ".join(sorted(each)) for each in versions]
        yield (
            f"Python was {said[0]} and is now {said[1]}. Where it differs, times are not compared, and memory figures "
            "may be affected."
        )
    if version := rebuilt(base, new):
        yield f"Python {version} is another build than before. Its times are not compared, and its memory may differ."
    for question in sorted(base.workloads.keys() & new.workloads.keys()):
        if base.workloads[question].sha256 != new.workloads[question].sha256:
            yield f"The workload {question} itself changed in between."


def _hardware(machine: Machine) -> tuple[object, ...]:
    return machine.architecture, machine.processor, machine.cores, machine.memory


def _describe(machine: Machine) -> str:
    memory = formatting.amount(machine.memory)
    return f"{machine.processor or machine.architecture} with {formatting.plural(machine.cores, 'core')} and {memory}"
