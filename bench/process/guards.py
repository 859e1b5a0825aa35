"""What keeps a figure from being forged, as far as this machine lets it: found out by trying, once a command."""

import functools
import marshal
import secrets
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from bench.host import control_groups, removal
from bench.measured.sandbox import group
from bench.model import formatting
from bench.model.sweep import is_swept
from bench.model.types import Guard, Instrument, Plan, Sample, Status
from bench.process import visible, worker_kit
from bench.process.kernel import HELD_BESIDE

CHANGED: Final = "data changed in every timed process"
VIEW: Final = "private view"
KERNEL: Final = "kernel's own peak"
ATTEMPTS: Final = 3  # changes of the data that are tried, each with twice as many records, until one changes the answer
PATIENCE: Final = 30.0  # seconds for a trial, which takes some 40 ms
MEMORY: Final = 1 << 20  # bytes that a trial may hold in /dev/shm
PLENTY: Final = 1 << 30  # bytes that it may hold in all
COMPARED: Final = "data and environments compared at the end"
KILLED: Final = "an earlier part of this run ended before that"
UNKNOWN: Final = "its first part does not say whether it was in force"
_ELSEWHERE: Final = "only Linux has it"

Group = tuple[str, int, str, int]
"""Folder, version, token and limit of a control group, as `bench.measured.sandbox.group` takes them."""


@functools.cache
def available() -> Mapping[str, str]:
    """Try each guard in a process that measures nothing.

    Returns:
        Name -> why it is missing; an empty text if it is in force.
    """
    if sys.platform != "linux":
        return dict.fromkeys((VIEW, KERNEL), _ELSEWHERE)
    try:
        tried: Group | tuple[()] = group_for(secrets.token_hex(6), PLENTY)
        found = {}
    except LookupError as error:
        tried, found = (), {KERNEL: str(error)}
    except OSError as error:
        tried, found = (), {KERNEL: str(error.strerror)}
    sandbox = Path(tempfile.gettempdir()).absolute() / f"leanlines-{secrets.token_hex(6)}"
    shown = (worker_kit.folder(Path(sys.executable)), *visible.interpreter(Path(sys.executable)))
    view = visible.orders(sandbox, shown, MEMORY)
    content = marshal.dumps({"sandbox": str(sandbox), "view": view, "group": tried}, 2)
    command = [sys.executable, "-S", "-E", "-I", str(worker_kit.folder(Path(sys.executable)) / "trial.py")]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=False)
        found |= dict(marshal.loads(done.stdout))  # noqa: S302  our own process wrote it
    except (OSError, subprocess.SubprocessError, EOFError, ValueError, TypeError):
        pass  # what is not found is said below
    finally:
        removal.remove(sandbox)
    return {name: str(found.get(name, "it could not be tried")) for name in (VIEW, KERNEL)}


def group_for(token: str, limit: int) -> Group:
    """Return the arguments of a control group for one process.

    Args:
        token: 12 hexadecimal digits that no other group has.
        limit: bytes that it may hold, as the kernel counts them.

    Raises:
        LookupError: if there can be none; the reason is for people.
        OSError: if the system refuses it.
    """
    folder, version = _own_group()
    return str(folder), version, token, limit


@functools.cache
def _own_group() -> tuple[Path, int]:
    folder, version = control_groups.own_memory()
    if version > 1:
        control_groups.become_leaf(folder)
    return folder, version


def sweep() -> None:
    """Remove the groups of monitors that are gone."""
    if is_in_force(KERNEL):
        group.sweep(str(_own_group()[0]))


def is_in_force(name: str) -> bool:
    """Return whether a guard is available here."""
    return not available()[name]


def of_run() -> tuple[Guard, ...]:
    """Return the guards as a result keeps them."""
    return tuple(Guard(name, missing) for name, missing in available().items())


def conclude(begun: Iterable[Guard], plan: Plan, samples: Sequence[Sample]) -> tuple[Guard, ...]:
    """Return the guards of a run with what they showed.

    Args:
        begun: those that were found when it began.
        plan: of the run.
        samples: of the run; those of sizes that only show growth are ranked nowhere.
    """
    return (
        *_of_data(each for each in samples if not is_swept(plan, each.cell)),
        *(replace(guard, found=_find(guard, samples)) for guard in begun),
    )


def _of_data(samples: Iterable[Sample]) -> tuple[Guard, ...]:
    """Say whether the data was changed in every timed process, so that its answer had to be computed in the call."""
    timed = [each for each in samples if each.instrument is Instrument.TIMING and each.status is Status.OK]
    if not timed:
        return ()
    every = Counter(each.cell.workload for each in timed)
    unchanged = Counter(each.cell.workload for each in timed if not each.variant)
    parts = [f"{few} of {every[name]} processes of {name}" for name, few in unchanged.items() if few < every[name]]
    whole = [name for name, few in unchanged.items() if few == every[name]]
    missing = " and ".join(sorted(parts) + sorted(whole))
    tried = f"none of the changes tried (at most {ATTEMPTS}) changed the answer of {missing}"
    return (Guard(CHANGED, tried if missing else ""),)


def _find(guard: Guard, samples: Iterable[Sample]) -> str:
    """Return in how many rows the kernel's own peak differs from the resident one."""
    if guard.name != KERNEL or guard.missing:
        return ""
    rows = {each.cell for each in samples if any(note.endswith(HELD_BESIDE) for note in each.notes)}
    return f"differs in {formatting.plural(len(rows), 'row')}" if rows else "agrees"


def of_both(earlier: tuple[Guard, ...], later: tuple[Guard, ...], *, killed: bool = False) -> tuple[Guard, ...]:
    """Return the guards of a run that was measured in two parts: in force only if they were in both.

    Args:
        earlier: of the first part.
        later: of the second.
        killed: whether the first was killed, so that what it ran from was not checked at its end.
    """
    before = {guard.name: guard.missing for guard in earlier}
    both = tuple(Guard(guard.name, guard.missing or before.get(guard.name, UNKNOWN)) for guard in later)
    return (*both, Guard(COMPARED, KILLED)) if killed or COMPARED in before else both
