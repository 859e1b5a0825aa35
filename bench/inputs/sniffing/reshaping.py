"""Recognize records that no line begins, for which no format can be written, and say what makes lines of them."""

import re
from pathlib import Path
from typing import Final

from bench.formats.ranking import LogSample
from bench.model import commands

LOOKED_AT: Final = 100  # lines
LEAST: Final = 0.9  # share of the lines that have to be fields of a journal
_FIELD: Final = re.compile(rb"_{0,2}[A-Z][A-Z0-9_]*=")
_ARRAY: Final = re.compile(rb"\s*\[\s*(?:\{|$)")
_OBJECT: Final = re.compile(rb"\s*\{\s*$")  # which goes on in the next line


def reshape(taken: LogSample, log: Path) -> str:
    """Return what the records of a log are, and what writes them as a line each; empty if they may be lines.

    Args:
        taken: a sample of it, which no format reads.
        log: its file, for the command.
    """
    head = taken.lines[:LOOKED_AT]
    filled = [line for line in head if line.strip()]
    if not filled:
        return ""
    if len(filled) < len(head) and sum(map(bool, map(_FIELD.match, filled))) >= LEAST * len(filled):
        return (
            "Its records are blocks of lines, as `journalctl -o export` writes them; "
            "`journalctl -o json` writes a line for each."
        )
    found = {"one array of objects": (_ARRAY, ".[]"), "objects of several lines": (_OBJECT, ".")}
    for what, (begins, wanted) in found.items():
        if begins.match(filled[0]):
            return f"It is JSON, {what}; this writes a line for each: {_command(wanted, taken, log)}"
    return ""


def _command(wanted: str, taken: LogSample, log: Path) -> str:
    source = Path("FILE") if taken.is_beginning else log  # of a packed one, what is in it
    target = commands.beside(source, f"{source.stem}.jsonl")
    return f"jq -c '{wanted}' {commands.quoted(source)} > {commands.quoted(target)}"
