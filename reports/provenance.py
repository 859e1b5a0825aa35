"""Where a result comes from: data, machine, environments, and the commands that make it again.

Only what the result carries is shown, and a result carries no host name, user or path.
"""

import shlex
from collections.abc import Mapping

from bench import formatting
from bench.model import Dataset, Instrument, Machine, Recipe, Run, Sample
from reports.columns import spans
from reports.page import Command, Count, Counts, DataFacts, Table

MESSAGES_SHOWN = 10
NOISE = {
    "steal": "steal",
    "cpu_pressure": "pressure on CPU",
    "io_pressure": "pressure on I/O",
    "memory_pressure": "pressure on memory",
    "load": "load",
}


def data_facts(dataset: Dataset) -> DataFacts:
    """Describe one dataset."""
    truth = dataset.truth or {}
    hours = {f"{hour:02d}:00": count for hour, count in enumerate(truth.get("hours", ()))}
    lengths = {f"up to {bound} bytes": count for bound, count in truth.get("lengths", {}).items()}
    counted = {
        "Levels": dict(_most(truth.get("levels", {}))),
        "Most frequent messages": dict(_most(truth.get("errors", {}))),
        "Hours of the day": hours,
        "Lengths of lines": lengths,
    }
    return DataFacts(
        title=dataset.id,
        facts=tuple(_facts(dataset)),
        preview=dataset.preview,
        counts=tuple(_counts(title, counts) for title, counts in counted.items() if counts),
    )


def _counts(title: str, counts: Mapping[str, int]) -> Counts:
    full = max(counts.values())
    rows = (Count(name, formatting.count(count), spans([("accent", count)], full)) for name, count in counts.items())
    return Counts(title, tuple(rows))


def machine_facts(machine: Machine) -> tuple[tuple[str, str], ...]:
    """Describe the computer; what could not be had says so."""
    facts = {
        "System": f"{machine.system}, {machine.architecture}",
        "Processor": machine.processor,
        "Cores": formatting.count(machine.cores),
        "Memory": _gibibytes(machine.memory),
        "Swap": None if machine.swap is None else _gibibytes(machine.swap) if machine.swap else "none",
        "Frequency governor": machine.governor,
        "Turbo": None if machine.turbo is None else "on" if machine.turbo else "off",
        "Transparent huge pages": machine.huge_pages,
    }
    said = tuple((name, text or formatting.NOT_AVAILABLE) for name, text in facts.items())
    return said + tuple(sorted(machine.versions.items()))


def commands(run: Run) -> tuple[Command, ...]:
    """Return the commands that run this again."""
    arguments = shlex.join(run.plan.arguments)
    lines = {
        f"nox -s bench -- {arguments}".rstrip(" -"): "Make the same data, measure again and draw the report.",
        f"python -m bench check {arguments}".rstrip(): "Check the answers only.",
        "nox -s bench -- --again report.html": "Measure what this file describes, and compare.",
    }
    return tuple(Command(line=line, purpose=purpose) for line, purpose in lines.items())


def noise(run: Run) -> Table:
    """Return what else the machine did, one line per round; the worst of its processes counts."""
    rounds: dict[int, list[Sample]] = {}
    for outcome in run.outcomes:
        for sample in outcome.samples:
            if sample.instrument is Instrument.TIMING and sample.round is not None and sample.noise:
                rounds.setdefault(sample.round, []).append(sample)
    names = [name for name in NOISE if any(name in sample.noise for samples in rounds.values() for sample in samples)]
    rows = (_noise_row(number, rounds[number], names) for number in sorted(rounds))
    return Table(heads=("Round", *(NOISE[name] for name in names)), rows=tuple(rows) if names else ())


def _noise_row(number: int, samples: list[Sample], names: list[str]) -> tuple[str, ...]:
    return (str(number), *(_worst(samples, name) for name in names))


def _worst(samples: list[Sample], name: str) -> str:
    found = [sample.noise[name] for sample in samples if name in sample.noise]
    if not found:
        return formatting.NOT_AVAILABLE
    worst = max(found, key=lambda quantity: quantity.value)
    return f"{worst.value:.1f} %" if worst.unit == "%" else f"{worst.value:.2f}"


def _facts(dataset: Dataset) -> list[tuple[str, str]]:
    if dataset.kind == "number":
        return [("Number", formatting.count(dataset.lines))]
    sizes = [
        ("Lines", formatting.count(dataset.lines)),
        ("Size", f"{formatting.size(dataset.bytes)} ({formatting.count(dataset.bytes)} bytes)"),
        ("SHA-256", dataset.sha256),
    ]
    if dataset.recipe is None:
        return [("Kind", "a log of the user's own"), *sizes]
    malformed = (dataset.truth or {}).get("malformed")
    extra = [] if malformed is None else [("Malformed records", formatting.count(malformed))]
    return [("Kind", "synthetic"), *sizes, *extra, *_recipe(dataset.recipe)]


def _recipe(recipe: Recipe) -> list[tuple[str, str]]:
    wanted = f"--lines {recipe.lines}" if recipe.lines is not None else f"--size {recipe.size}"
    return [
        ("Generator", f"{recipe.generator}, version {recipe.version}, seed {recipe.seed}"),
        ("Knobs", ", ".join(f"{name} = {value}" for name, value in recipe.knobs.items()) or "none"),
        ("Vocabulary", f"Faker {recipe.faker}, {recipe.vocabulary}" if recipe.faker else "none"),
        ("Make it", f"python -m generators {recipe.generator} {wanted} --seed {recipe.seed} --out FILE"),
    ]


def _most(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MESSAGES_SHOWN]


def _gibibytes(size: int) -> str:
    return f"{size / 2**30:.1f} GiB"
