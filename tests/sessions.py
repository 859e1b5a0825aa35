"""The noxfile, and what each of its sessions of a verb runs, such as bench -> `bench run`."""

from pathlib import Path

from bench.model.verbs import VERBS

NOXFILE = Path(__file__).resolve().parent.parent / "noxfile.py"


def sessions() -> dict[str, str]:
    """Return the module and the verb that each session calls; those of tests and styles call none of ours."""
    return {name: verb.command for name, verb in VERBS.items()}
