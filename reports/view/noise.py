"""What else the machine did, round by round: of each figure the worst of the round's processes."""

from typing import Final

from bench.analysis.cautions import load
from bench.model import formatting
from bench.model.types import Quantity, Run
from reports.page.parts import Strip
from reports.page.strips import strip

TITLES: Final = {
    "others": "Other processes",
    "steal": "Taken by the hypervisor",
    "throttled": "Held back by a quota",
    "cpu_pressure": "Waiting for a core (the measured process included)",
    "io_pressure": "Waiting for a disk",
    "memory_pressure": "Waiting for memory",
    "swapped": "Moved to or from swap",
    "load": "Load (the measured process included)",
}
OF: Final = {"steal": " of all cores", "swapped": "", "load": " processes"}
TIME: Final = " of the time"
LEAST_SHARE: Final = 5  # percent that a strip is high at least


def noise(run: Run) -> tuple[Strip, ...]:
    """Return a strip for each figure that showed any sign."""
    return tuple(_strip(run, name) for name in TITLES if _largest(run, name))


def nothing_of(run: Run) -> str:
    """Name what was looked for and not seen."""
    silent = [TITLES[name] for name in TITLES if _largest(run, name) == 0]
    return f"Not observed: {', '.join(silent).lower()}." if silent else ""


def _largest(run: Run, name: str) -> float | None:
    return max((quantity.value for quantity in load.worst_by_round(run, name).values()), default=None)


def _strip(run: Run, name: str) -> Strip:
    known = {f"round {number + 1}": worst for number, worst in load.worst_by_round(run, name).items()}
    peak = max(known.values(), key=lambda quantity: quantity.value)
    least = LEAST_SHARE if peak.unit == "%" else 0
    full = f"; full height is {least} %" if peak.value < least else ""
    shown = {label: _describe(quantity) for label, quantity in known.items()}
    counts = {label: quantity.value for label, quantity in known.items()}
    most = load.of_cores(peak.value / 100) if name == "others" else f"{_describe(peak)}{OF.get(name, TIME)}"
    said = f"at most {most}{_count_disturbed(run, name)}{full}"
    return strip(TITLES[name], said, counts, shown, least=least)


def _count_disturbed(run: Run, name: str) -> str:
    """Return in how many rounds that was more than on a quiet machine; empty for a reading that is no sign of it."""
    found = load.find_load(run, name) if name in load.WORDS else None
    if found is None:
        return ""
    return f"; over {found.limit:g} % in {found.disturbed or 'none'} of {formatting.plural(found.rounds, 'round')}"


def _describe(quantity: Quantity) -> str:
    if quantity.unit == "B":
        return formatting.memory(quantity.value)
    return f"{quantity.value:.1f} %" if quantity.unit == "%" else f"{quantity.value:.2f}"
