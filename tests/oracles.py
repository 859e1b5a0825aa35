"""Libraries that a few tests hold ours to, and that take a second to import: whoever asks none does without."""

import importlib
from typing import Any


def stats() -> Any:
    """Return `scipy.stats`."""
    return importlib.import_module("scipy.stats")
