"""Start one of the three command lines: know where its user is, and say which library is missing.

`nox -f elsewhere/noxfile.py` works in the folder of that file, while the user names files from where they are.
The noxfile says where that is. Standard library only: it is imported where nothing is installed.
"""

import gc
import importlib
import os
import resource
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import which
from typing import Final, NoReturn

from bench.model import commands
from bench.terminal import interrupts

FOLDER: Final = "LEANLINES_FOLDER"  # set by the noxfile: the folder in which nox was typed
SELDOM: Final = (20_000, 20, 20)
"""Thresholds of the search for garbage: by Python's own a report takes a fifth longer to draw."""
LEAST_FILES: Final = 64
"""Open files that a command needs: with half of them all work, with a quarter errors blame whatever is opened next."""
MORE_FILES: Final = "Type `ulimit -n 1024`, in a new shell if this one refuses it, and then the command again."


def start(module: str, name: str, words: Sequence[str] | None = None) -> NoReturn:
    """Run a command line, and end the process with its exit code.

    Args:
        module: that was started, such as `bench`.
        name: of the module that has its `main`.
        words: its arguments; what was typed, by default.
    """
    words = sys.argv[1:] if words is None else words
    _leave_without_files()
    interrupts.load()
    try:
        main = _load(name)
        enter_folder()
        code = main(words)
    except ModuleNotFoundError as error:  # of the command line, or of the verb, which imports what it needs
        leave_without(module, error, words)
    interrupts.leave(code)


def _leave_without_files() -> None:
    """End where too few files may be open, before that is taken for a library or a Python that is missing."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed != resource.RLIM_INFINITY and allowed < LEAST_FILES:
        sys.exit(
            f"error: A process may open {allowed} files here; Leanlines needs at least {LEAST_FILES}.\n"
            f" hint: {MORE_FILES}"
        )


def _load(name: str) -> Callable[[Sequence[str]], int]:
    """Return what runs a command line. What is loaded is no garbage, so none is looked for in it."""
    gc.disable()
    main: Callable[[Sequence[str]], int] = importlib.import_module(name).main
    gc.freeze()
    gc.set_threshold(*SELDOM)
    gc.enable()
    return main


def enter_folder() -> None:
    """Work in the folder in which nox was typed, so that the names of files on the command line mean what they say."""
    if folder := os.environ.pop(FOLDER, ""):
        os.chdir(folder)


def leave_without(module: str, missing: ModuleNotFoundError, words: Sequence[str] = ()) -> NoReturn:
    """End where a library is missing, with the command that has it.

    Args:
        module: that was started, such as `bench`.
        missing: what could not be imported.
        words: what the module was to do.

    Raises:
        ModuleNotFoundError: if it is a part of this project, which cannot be installed.
    """
    if (missing.name or module).partition(".")[0] in {"bench", "generators", "leanlines", "reports"}:
        raise missing
    sys.exit(
        f"error: {missing}: this Python lacks what {module} needs.\n"
        f" hint: Run it with nox, which installs the libraries: {_by_nox(module, words)}"
    )


def _by_nox(module: str, words: Sequence[str]) -> str:
    nox = _nox()
    verb = f"{module} {words[0]}" if words else module
    if verb in commands.SESSIONS:
        return commands.by_nox(nox, verb, *words[1:])
    return commands.by_nox(nox, module, *words) if module in commands.SESSIONS else f"{nox} -l"


def _nox() -> str:
    """Return how nox is typed here: the one beside this Python, the one on the search path, or one that is to come."""
    beside = Path(sys.orig_argv[0] or sys.executable).with_name("nox")
    if beside.parent != Path() and beside.exists():
        return commands.quoted(beside)
    if which("nox"):
        return "nox"
    python = commands.quoted(sys.orig_argv[0] or "python3")
    return f"{python} -m venv .venv && .venv/bin/python -m pip install --quiet 'nox[uv]>=2025.5.1' && .venv/bin/nox"
