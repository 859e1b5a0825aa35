"""How many lines of the log hold `|ERROR|`?

Less than which errors there are, and how often: no field is looked at, no message kept. It is what `grep -c` answers,
and is measured beside the other questions to say how far they are from it.
"""

from pathlib import Path

SOURCE = "web_log"
SIZE = 1_000_000
BASELINE = "grep_count"
STEPS = ()

HOSTILE = {
    "an empty file": b"",
    "none": b"t|INFO|a|i|u\n",
    "twice in a line": b"t|ERROR|ERROR|i|u\n|ERROR||ERROR|\nERROR\n",
    "no last newline": b"t|ERROR|a|i|u\nt|ERROR|b|i|u",
    "NUL and invalid bytes": b"\0|ERROR|\xff\n\xfe\n|ERROR|\0\n",
}


def reference(path: Path) -> int:
    """Look at one line at a time."""
    with path.open("rb") as log:
        return sum(b"|ERROR|" in line for line in log)
