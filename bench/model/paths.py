"""Where this project lies, and how a process of ours finds its modules there."""

import os
from pathlib import Path
from typing import Final

CHECKOUT: Final = Path(__file__).resolve().parents[2]
INSTALLED: Final = CHECKOUT.name == "_house"
"""Whether this is an installed package, whose files are never written: what a user makes goes to the working folder."""


def surroundings() -> dict[str, str]:
    """Return the environment of a Python that runs a module of ours, whatever PYTHONSAFEPATH says.

    It replaces PYTHONPATH: whatever lies in the user's folders passes for no module.
    """
    return {**os.environ, "PYTHONPATH": str(CHECKOUT)}
