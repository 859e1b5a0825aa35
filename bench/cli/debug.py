"""`python -m bench debug`: its options, and what it prints."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cyclopts import Parameter

from bench.cli.options import Duration, require_log
from bench.cli.progress import RunProgress
from bench.model.request import Request
from bench.session import debug as debugging
from bench.terminal import console

NOT_OK: Final = 3
SIZE: Final = 20_000  # lines of synthetic data


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class OwnLog:
    """What it is called on.

    Attributes:
        log: Your own log instead of 20,000 synthetic lines.
        format: The format of that log, by its name or as a file (docs/formats.md): how many of its lines are records of
            it is counted.
    """

    log: Path | None = None
    format: str = ""


def debug(
    name: str,
    *,
    pdb: bool = False,
    own: OwnLog | None = None,
    impls: tuple[Path, ...] = (),
    timeout: Duration = None,
) -> int:
    """Call one implementation once: show its output, time and memory, and check its answers.

    Args:
        name: WORKLOAD/NAME.
        pdb: Run it in Python's debugger.
        own: What it is called on.
        impls: Folder with more implementations.
        timeout: Time limit of a process, such as 10s; default: 5m, and 1m for a test case.
    """
    own = own or OwnLog()
    require_log(own.format, own.log)
    workload, _, _ = name.rpartition("/")
    request = Request(
        workloads=(workload,) if workload else (),
        patterns=(name,),
        folders=impls,
        log=own.log,
        format=own.format,
        sizes=() if own.log else (SIZE,),
        timeout=timeout,
    )
    if pdb:
        return debugging.debug_with_pdb(request)
    with RunProgress() as display:
        done = debugging.debug(request, display)
    console.say(done.output + done.verdict)
    return 0 if done.right else NOT_OK
