"""What a report says of the machine and of the code that measured."""

from bench.model import formatting
from bench.model.commands import OURS
from bench.model.types import Checkout, Machine, Run


def machine_facts(machine: Machine, checkout: Checkout | None) -> tuple[tuple[str, str], ...]:
    """Describe the computer, and what measured; what could not be had says so."""
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
    others = sorted((name, release) for name, release in machine.versions.items() if name != OURS)
    return (*said, *others, (OURS, machine.versions.get(OURS) or version(checkout)))


def was_installed(machine: Machine) -> bool:
    """Tell whether an installed package measured, which has a release, and not a checkout, which has a commit."""
    return OURS in machine.versions


def version(checkout: Checkout | None) -> str:
    """Say which commit of this project measured."""
    return formatting.NOT_AVAILABLE if checkout is None else _commit(checkout)


def measured(run: Run) -> str:
    """Say which commit the measured code is of, and when that was."""
    of = " and ".join(map(_commit, run.commits()))
    return f"Measured{f' at {of}' if of else ''} on {run.plan.started[:10]}"


def _commit(checkout: Checkout) -> str:
    return f"commit {checkout.commit}{' with changes' if checkout.changed else ''}"


def _gibibytes(size: int) -> str:
    return f"{size / 2**30:.1f} GiB"
