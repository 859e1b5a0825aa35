"""The result itself, as text that a page can carry."""

import base64
import zlib
from typing import Final

import msgspec

from bench.model.commands import typed
from bench.model.errors import ResultError
from bench.model.types import Run
from bench.results import result_file

PLAIN: Final = 1_000_000  # bytes; a result of the default run has a quarter of it


def embed(run: Run) -> str:
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
            f"Write its rows as text: {typed('reports', 'md', 'RESULT')}",
        )
    deflated = base64.b64encode(zlib.compress(plain, 9)).decode()
    return msgspec.json.encode({"deflated": deflated}).decode()
