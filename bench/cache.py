"""Where the harness keeps what it can make again: data, vocabularies, environments, kits, reference answers."""

import os
from pathlib import Path


def folder(kind: str = "") -> Path:
    """Return the cache folder, or the folder in it for one kind of thing; it may not exist yet.

    `LEANLINES_CACHE` wins, then `XDG_CACHE_HOME/leanlines`, then `~/.cache/leanlines`.
    """
    chosen = os.environ.get("LEANLINES_CACHE")
    base = Path(chosen) if chosen else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "leanlines"
    return base.absolute() / kind
