"""What a line looks like in each kind of data that a workload names as its `SOURCE`.

The workload's docstring is the contract; this says it in one line, for a log that does not match.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LOOKED_AT: Final = 20  # lines
LONGEST: Final = 2048  # bytes of a line that are looked at
MOST: Final = 0.5  # share of the lines that have to be of a form; a stack trace or a banner is none


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one kind of data.

    Args:
        line: how a line has to look, in words or as an example.
        pattern: what such a line matches, in time that grows with its length alone.
        head: whether that is said of the first line alone.
    """

    line: str
    pattern: re.Pattern[bytes]
    head: bool = False


def _match_name(column: bytes) -> bytes:
    """Return what looks ahead for the name of a column, which may be in quotes, or follow a byte order mark."""
    return rb'(?=(?:.*[,"]|\xef\xbb\xbf|)%b(?:[,"\r]|\Z))' % column


PIPED: Final = "web_log"
FORMS: Final[Mapping[str, Form]] = {
    PIPED: Form("timestamp|level|message|ip_address|user_id", re.compile(rb"[^|]*(\|[^|]*){4}")),
    "combined_log": Form(
        '203.0.113.7 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 404 271 "-" "Mozilla/5.0"',
        re.compile(rb'.*\[[0-9][^\[\]]*+\] "(?:[^"\\]++|\\.)*+" \d{3}(?: .*)?\r?'),
    ),
    "orders_csv": Form(
        "a comma-separated header with country, price_cents and quantity, then a line per order",
        re.compile(b"".join(map(_match_name, (b"country", b"price_cents", b"quantity"))) + rb".*"),
        head=True,
    ),
}


def likely(path: Path) -> str:
    """Return the kind of data that the first lines of a file look like; empty if none."""
    with path.open("rb") as file:
        read = (file.readline(LONGEST).removesuffix(b"\n").removesuffix(b"\r") for _ in range(LOOKED_AT))
        lines = [line for line in read if line]
    return next((name for name in FORMS if lines and share(lines, name) > MOST), "")


def share(lines: Sequence[bytes], name: str) -> float:
    """Return the share of lines that have a form, by its name; 1 for a form about which nothing is known."""
    form = FORMS.get(name)
    looked_at = lines[:1] if form and form.head else lines
    if form is None or not looked_at:
        return 1.0
    return sum(bool(form.pattern.fullmatch(line)) for line in looked_at) / len(looked_at)
