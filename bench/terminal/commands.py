"""Word a command of ours so that whoever reads it can type it.

What the harness needs may lie only in an environment that nox made, where `python -m bench` of the reader's own Python
finds nothing. So what a process prints has the form in which it was itself started; the noxfile tells it how nox was
typed. What is published has one form everywhere, since the same result gives the same bytes on every machine.
"""

import os
import shlex
from collections.abc import Sequence
from typing import Final

NOX: Final = "LEANLINES_NOX"  # set by the noxfile: how nox was typed, such as `.venv/bin/nox`
SESSIONS: Final = {
    "bench run": "bench",
    "bench check": "check",
    "bench debug": "debug",
    "bench new": "new",
    "bench list": "list",
    "bench lock": "lock",
    "bench compare": "compare",
    "bench budgets": "budgets",
    "bench claims": "claims",
    "bench clean": "clean",
    "reports": "report",
    "reports site": "site",
    "generators": "data",
}
"""The session of nox that runs a module of ours."""


def program(command: str) -> str:
    """Return what stands before the arguments of a command, for its help."""
    nox = os.environ.get(NOX, "")
    return f"{nox} -s {SESSIONS[command]} --" if nox and command in SESSIONS else f"python -m {command}"


def typed(command: str, *arguments: str) -> str:
    """Return what the person at this terminal may type.

    Args:
        command: a module of ours and its verb, such as `bench run`; where no session runs it, nox is left out.
        arguments: what follows, each quoted where a shell would cut or change it.
    """
    nox = os.environ.get(NOX, "")
    if nox and command in SESSIONS:
        return _by_nox(nox, command, arguments)
    return " ".join([f"python -m {command}", *map(shlex.quote, arguments)])


def published(command: str, *arguments: str) -> str:
    """Return the same for a file that others read: by nox, whatever this machine has."""
    return _by_nox("nox", command, arguments)


def _by_nox(nox: str, command: str, arguments: Sequence[str]) -> str:
    words = " ".join(map(shlex.quote, arguments))
    return f"{nox} -s {SESSIONS[command]}{f' -- {words}' if words else ''}"
