"""`python -m bench enough`: its options, and what it prints."""

from pathlib import Path
from typing import Final

from bench.cli.live.progress import RunProgress
from bench.cli.one_case.options import CalledWith
from bench.model import formatting
from bench.model.errors import UsageError
from bench.session.one_case.enough import EnoughMemory, is_enough
from bench.terminal import console

NOT_ENOUGH: Final = 3
LEAST: Final = 1 << 20  # bytes; no interpreter starts with less
CALLS: Final = 10


def enough(  # noqa: PLR0913  an option each
    name: str,
    called: CalledWith,
    *,
    memory: int,
    calls: int = CALLS,
    lines: int | None = None,
    impls: tuple[Path, ...] = (),
    timeout: float | None = None,
) -> int:
    """Say whether memory is enough for one implementation; arguments are those of `app.enough`.

    The exit code is 0 if it was enough each time, and 3 if not.
    """
    if lines and called.log:
        raise UsageError("--lines has no effect with --log.", "Remove one of them.")
    if memory < LEAST or calls < 1:
        wrong = f"--memory {memory:,} B" if memory < LEAST else f"--calls {calls}"
        raise UsageError(f"{wrong} is too little.", "Give at least 1 MiB, and one call.")
    request = called.request(name, impls=impls, lines=lines, timeout=timeout)
    with RunProgress() as display:
        found = is_enough(request, memory, calls, display)
    console.say(describe(found))
    return 0 if found.right == found.calls else NOT_ENOUGH


def describe(found: EnoughMemory) -> str:
    """Say how often it was enough, and what happened otherwise."""
    share = f"{found.right} of {formatting.plural(found.calls, 'call')} right at {formatting.memory(found.allowed)}"
    held = (
        f"Without a limit, it needed {formatting.memory(found.needed)}, counted as a limit counts memory. Its resident "
        f"memory, the figure in tables and reports, was {formatting.memory(found.resident)}: it includes pages of the "
        "interpreter and of files that are in memory anyway."
    )
    said = [f"{found.name}: {share}, on {found.data}, Python {found.python}.", held]
    said += [f"The kernel ended {formatting.plural(found.ended, 'call')}, which needed more."] if found.ended else []
    said += [f"{formatting.plural(count, 'call')} failed otherwise: {reason}" for reason, count in found.others.items()]
    return "\n".join(said)
