"""What else the machine did, round by round: of each figure the worst of the round's processes."""

from collections.abc import Iterable
from typing import Final

from bench.model import formatting
from bench.model.types import Instrument, Quantity, Run, Sample
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
LEAST_SHARE: Final = 5  # percent that a strip is high at least


def noise(run: Run) -> tuple[Strip, ...]:
    """Return a strip for each figure of which there was any sign."""
    rounds = _rounds(sample for outcome in run.outcomes for sample in outcome.samples)
    return tuple(_strip(name, rounds) for name in TITLES if _largest(rounds, name))


def nothing_of(run: Run) -> str:
    """Name what was looked for and not seen."""
    rounds = _rounds(sample for outcome in run.outcomes for sample in outcome.samples)
    silent = [TITLES[name] for name in TITLES if _largest(rounds, name) == 0]
    return f"No sign of: {', '.join(silent).lower()}." if silent else ""


def _largest(rounds: dict[int, list[Sample]], name: str) -> float | None:
    found = [sample.noise[name].value for samples in rounds.values() for sample in samples if name in sample.noise]
    return max(found, default=None)


def _rounds(samples: Iterable[Sample]) -> dict[int, list[Sample]]:
    found: dict[int, list[Sample]] = {}
    for sample in samples:
        if sample.instrument is Instrument.TIMING and sample.round is not None and sample.noise:
            found.setdefault(sample.round, []).append(sample)
    return dict(sorted(found.items()))


def _strip(name: str, rounds: dict[int, list[Sample]]) -> Strip:
    worst = {f"round {number + 1}": _worst(samples, name) for number, samples in rounds.items()}
    known = {label: quantity for label, quantity in worst.items() if quantity}
    peak = max(known.values(), key=lambda quantity: quantity.value)
    least = LEAST_SHARE if peak.unit == "%" else 0
    full = f"; full height is {least} %" if peak.value < least else ""
    shown = {label: _describe(quantity) for label, quantity in known.items()}
    counts = {label: quantity.value for label, quantity in known.items()}
    return strip(TITLES[name], f"at most {_describe(peak)}{full}", counts, shown, least=least)


def _worst(samples: list[Sample], name: str) -> Quantity | None:
    found = [sample.noise[name] for sample in samples if name in sample.noise]
    return max(found, key=lambda quantity: quantity.value, default=None)


def _describe(quantity: Quantity) -> str:
    if quantity.unit == "B":
        return formatting.memory(quantity.value)
    return f"{quantity.value:.1f} %" if quantity.unit == "%" else f"{quantity.value:.2f}"
