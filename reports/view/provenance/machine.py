"""What a report says of the machine and of the code that measured."""

from bench.model import formatting
from bench.model.commands import OURS
from bench.model.types import Build, Checkout, Machine, Run


def machine_facts(run: Run) -> tuple[tuple[str, str], ...]:
    """Describe the computer, the Pythons that were measured, and what measured; what is not known says so."""
    machine = run.machine
    facts = {
        "System": f"{machine.system}, {machine.architecture}",
        "Processor": machine.processor,
        "Cores": formatting.count(machine.cores),
        "Memory": _gibibytes(machine.memory),
        "Swap": None if machine.swap is None else _gibibytes(machine.swap) if machine.swap else "none",
        "Frequency governor": machine.governor,
        "Turbo": None if machine.turbo is None else "on" if machine.turbo else "off",
        "Transparent huge pages": machine.huge_pages,
        "Instruction counter": _counter(machine.no_instructions),
    }
    said = tuple((name, text or formatting.NOT_AVAILABLE) for name, text in facts.items())
    others = sorted((name, release) for name, release in machine.versions.items() if name != OURS)
    builds = ((f"Build of Python {name}", build(each)) for name, each in run.builds.items())
    return (*said, *builds, *others, (OURS, machine.versions.get(OURS) or version(run.checkout)))


def _counter(obstacle: str | None) -> str | None:
    return f"{formatting.NOT_AVAILABLE}: {obstacle}" if obstacle else "available" if obstacle == "" else None


def build(described: Build) -> str:
    """Describe how a Python was built, as far as that is known."""
    gil = "no GIL unless a library needs it" if "freethreaded" in described.variants else ""
    checks = "with debug checks" if "debug" in described.variants else ""
    jit = "with JIT" if "jit" in described.variants else ""
    parts = (described.compiler, *described.options, described.allocator, gil, jit, checks)
    return ", ".join(filter(None, parts)) or formatting.NOT_AVAILABLE


def was_installed(machine: Machine) -> bool:
    """Return whether an installed package measured, which has a release, and not a checkout, which has a commit."""
    return OURS in machine.versions


def version(checkout: Checkout | None) -> str:
    """Say which commit of this project measured."""
    return formatting.NOT_AVAILABLE if checkout is None else _commit(checkout)


def describe_measured(run: Run) -> str:
    """Say which commit the measured code is of, and when that was."""
    of = " and ".join(map(_commit, run.commits()))
    return f"Measured{f' at {of}' if of else ''} on {run.plan.started[:10]}"


def _commit(checkout: Checkout) -> str:
    return f"commit {checkout.commit}{' with changed or new files' if checkout.changed else ''}"


def _gibibytes(size: int) -> str:
    return f"{size / 2**30:.1f} GiB"
