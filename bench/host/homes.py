"""Where this user is at home: what the environment says and what the system says may differ, or both be silent."""

import os
import pwd
from contextlib import suppress
from pathlib import Path


def homes() -> set[Path]:
    """Return the home folders of this user, each as it is written and without links; none if none is known."""
    found = set()
    with suppress(RuntimeError):
        found.add(Path.home())
    with suppress(KeyError):
        found.add(Path(pwd.getpwuid(os.getuid()).pw_dir))
    return found | {each.resolve() for each in found}
