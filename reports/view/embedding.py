"""The result as a report carries it: JSON that `bench.results.result_file` reads back.

A usual result is embedded as it is. A large one is deflated, so that a report of hundreds of implementations stays
small enough to send; the page's script can still save it as it was.
"""

import base64
import zlib
from typing import Final

import msgspec

from bench.model.errors import ResultError
from bench.model.types import Run
from bench.results import result_file
from bench.terminal import commands

PLAIN: Final = 1_000_000  # bytes; a result of the default run has a quarter of it


def embedded(run: Run) -> str:
    """Return the result as JSON text.

    Raises:
        ResultError: if a figure is not a finite number, or the result is larger than a reader of reports takes.
    """
    plain = msgspec.json.format(result_file.to_json(run), indent=-1)
    if len(plain) <= PLAIN:
        return plain.decode()
    if len(plain) > result_file.INFLATED:
        raise ResultError(
            f"The result has {len(plain):,} bytes, and a report carries {result_file.INFLATED:,} at most.",
            f"Write its rows as text: {commands.typed('reports', 'md', 'RESULT')}",
        )
    deflated = base64.b64encode(zlib.compress(plain, 9)).decode()
    return msgspec.json.encode({"deflated": deflated}).decode()
