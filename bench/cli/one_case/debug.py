"""`python -m bench debug`: its options, and what it prints."""

from pathlib import Path
from typing import Final

from bench.cli.live.progress import RunProgress
from bench.cli.one_case.options import CalledWith
from bench.inputs.data.files.log_files import STANDARD_INPUT
from bench.model.errors import UsageError
from bench.session.one_case import debug as debugging
from bench.terminal import console

NOT_OK: Final = 3
SIZE: Final = 20_000  # lines of synthetic data
UNGUARDED: Final = "Not guarded: in the debugger the file runs with all your rights, and its output is not redacted."


def debug(
    name: str,
    called: CalledWith,
    *,
    pdb: bool = False,
    impls: tuple[Path, ...] = (),
    timeout: float | None = None,
) -> int:
    """Call one implementation, print what it gave, and return the exit code; arguments are those of `app.debug`."""
    request = called.request(name, impls=impls, lines=None if called.log else SIZE, timeout=timeout)
    if pdb and STANDARD_INPUT in called.log:
        raise UsageError("--pdb reads commands from standard input, so --log - cannot use it.", "Give --log a file.")
    if pdb:
        console.say(UNGUARDED, verdict=True)
        return debugging.debug_with_pdb(request)
    with RunProgress() as display:
        done = debugging.debug(request, display)
    console.say(done.output + done.verdict)
    return 0 if done.right else NOT_OK
