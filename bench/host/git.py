"""The commits of the code that measures and of the code that is measured: a step in a history has a commit.

Nothing is kept but the hash and whether files differ from it. A checkout without git, an unpacked archive inside
somebody else's repository, or a git that refuses to look: all of these are "not known", never an error.
"""

import os
import re
import subprocess
from pathlib import Path
from typing import Final

from bench.model.paths import CHECKOUT
from bench.model.types import Checkout

HASH: Final = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
SECONDS: Final = 20
QUIETLY: Final = ("--no-optional-locks", "-c", "core.fsmonitor=false")

Done = subprocess.CompletedProcess[bytes]


def of(folder: Path = CHECKOUT) -> Checkout | None:
    """Return the commit that a folder is a checkout of; None if that is not known."""
    top, commit = _git(folder, "rev-parse", "--show-toplevel"), _git(folder, "rev-parse", "--verify", "HEAD")
    if not top or not commit or not HASH.fullmatch(commit) or Path(top).resolve() != folder.resolve():
        return None
    changes = _git(folder, "status", "--porcelain")
    return None if changes is None else Checkout(commit=commit, changed=bool(changes))


def of_part(folder: Path) -> Checkout | None:
    """Return the commit of the repository that a folder is in, and whether anything in that folder differs from it.

    None if that is not known, or nothing in the folder is that repository's: an environment that lies in a repository
    is no part of it.
    """
    commit = _git(folder, "rev-parse", "--verify", "HEAD")
    if not commit or not HASH.fullmatch(commit) or not _git(folder, "ls-files", "--", "."):
        return None
    changes = _git(folder, "status", "--porcelain", "--", ".")
    return None if changes is None else Checkout(commit=commit, changed=bool(changes))


def ignored(folder: Path, *parts: str) -> frozenset[str]:
    """Return the files of parts of a checkout that git ignores, by their names below it; none where it says nothing."""
    done = call(folder, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", *parts)
    return frozenset(done.stdout.decode("utf-8", "surrogateescape").split("\0")) if done else frozenset()


def _git(folder: Path, *arguments: str) -> str | None:
    """Return what git says of a folder, without blanks around it; None if it says nothing."""
    done = call(folder, *arguments)
    return done.stdout.decode("utf-8", "replace").strip() if done and done.returncode == 0 else None


def call(folder: Path, *arguments: str, given: bytes = b"", seconds: float = SECONDS) -> Done | None:
    """Run git in a folder, whatever repository the caller's environment points at; nothing is asked of a terminal.

    Args:
        folder: where it runs.
        arguments: of git.
        given: its standard input.
        seconds: after which it is ended.

    Returns:
        What became of it; None if there is no git here, or it did not end.
    """
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        return subprocess.run(
            ["git", "-C", str(folder), *QUIETLY, *arguments],
            input=given,
            capture_output=True,
            env=surroundings | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
