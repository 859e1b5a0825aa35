"""How many bytes does the log hold, if it is read to its end?

Nobody who answers anything about a log can be faster than this. It is measured beside the other questions, so that
their times can be told as multiples of it.
"""

from pathlib import Path

SOURCE = "web_log"
SIZE = 1_000_000
BASELINE = "read_blocks"
STEPS = ()

HOSTILE = {"an empty file": b"", "one byte": b"x", "no last newline": b"a\nb", "NUL bytes": b"\0\n\0"}


def reference(path: Path) -> int:
    """Ask the file system."""
    return path.stat().st_size
