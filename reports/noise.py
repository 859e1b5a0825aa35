"""What else the machine did, round by round: of each figure the worst of the round's processes."""

from collections.abc import Iterable
from typing import Final

from bench import formatting
from bench.model import Instrument, Quantity, Run, Sample
from reports.page import Strip
from reports.strips import strip

TITLES: Final = {
    "others": "Other processes",
    "steal": "Taken by the hypervisor",
    "throttled": "Held back by a quota",
    "cpu_pressure": "Waiting for a core",
    "io_pressure": "Waiting for a disc",
    "memory_pressure": "Waiting for memory",
    "swapped": "Moved to or from swap",
    "load": "Load",
}


def noise(run: Run) -> tuple[Strip, ...]:
    """Return a strip for each figure that was recorded."""
    rounds = _rounds(sample for outcome in run.outcomes for sample in outcome.samples)
    return tuple(
        _strip(name, rounds)
        for name in TITLES
        if any(name in each.noise for found in rounds.values() for each in found)
    )


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
    said = f"at most {_said(peak)}"
    shown = {label: _said(quantity) for label, quantity in known.items()}
    return strip(TITLES[name], said, {label: quantity.value for label, quantity in known.items()}, shown)


def _worst(samples: list[Sample], name: str) -> Quantity | None:
    found = [sample.noise[name] for sample in samples if name in sample.noise]
    return max(found, key=lambda quantity: quantity.value, default=None)


def _said(quantity: Quantity) -> str:
    if quantity.unit == "B":
        return formatting.memory(quantity.value)
    return f"{quantity.value:.1f} %" if quantity.unit == "%" else f"{quantity.value:.2f}"
