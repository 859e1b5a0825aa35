"""Say which commit of this project measures, so that a step in its history can be laid at a commit's door.

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


def of(folder: Path = CHECKOUT) -> Checkout | None:
    """Return the commit that a folder is a checkout of; None if that is not known."""
    top, commit = _git(folder, "rev-parse", "--show-toplevel"), _git(folder, "rev-parse", "--verify", "HEAD")
    if not top or not commit or not HASH.fullmatch(commit) or Path(top).resolve() != folder.resolve():
        return None
    changes = _git(folder, "status", "--porcelain")
    return None if changes is None else Checkout(commit=commit, changed=bool(changes))


def _git(folder: Path, *arguments: str) -> str | None:
    """Return what git says of a folder, whatever repository the caller's environment points at."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *QUIETLY, *arguments],
            capture_output=True,
            env=surroundings,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None
