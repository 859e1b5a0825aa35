"""Spell values and statements as the project's formatter does: double quotes unless they cost escapes, 120 columns."""

import keyword
import re
from collections.abc import Sequence
from typing import Final

WIDTH: Final = 120
# fmt: off
TAKEN: Final = frozenset({
    "answer", "block", "blocks", "bytes", "columns", "content", "counts", "csv", "database", "dict", "duckdb",
    "fields", "filter", "found", "hash", "id", "inner", "input", "iter", "json", "key", "label", "len", "line",
    "lines", "list", "log", "map", "max", "min", "more", "msgspec", "next", "object", "open", "orjson", "outer",
    "parts", "path", "pl", "places", "print", "quantiles", "range", "re", "record", "records", "row", "rows", "run",
    "set", "slice", "sorted", "sqlite3", "str", "sum", "sums", "table", "text", "total", "type", "value", "values",
    "vars", "zip",
})
# fmt: on
"""Names that generated code uses itself, or that are Python's own."""


def identifier(field: str) -> str:
    """Return the name that a field has in Python and SQL."""
    name = re.sub(r"[^A-Za-z0-9_]+", "_", field).strip("_").lower() or "field"
    name = f"field_{name}" if name[0].isdigit() else name
    return f"{name}_" if name in TAKEN or keyword.iskeyword(name) else name


def sql_name(field: str) -> str:
    """Return the name that a field has in SQL, where quotes keep it from being a keyword."""
    return f'"{identifier(field)}"'


def text(value: str) -> str:
    """Return a text as a literal of Python."""
    return _quote(value.encode("unicode_escape").decode("ascii") if not value.isprintable() else _escape(value))


def data(value: bytes) -> str:
    """Return bytes as a literal of Python."""
    shown = "".join(
        _CODES.get(byte) or (chr(byte) if chr(byte).isprintable() and chr(byte).isascii() else f"\\x{byte:02x}")
        for byte in value
    )
    return "b" + _quote(shown)


def number(value: float) -> str:
    """Return a number as a literal of Python and SQL."""
    return repr(value)


def pattern(expression: str, prefix: str = "r") -> str:
    """Return a regular expression without both kinds of quotes as a raw literal."""
    quote = "'" if '"' in expression else '"'
    return f"{prefix}{quote}{expression}{quote}"


def compiled(name: str, expression: Sequence[str], prefix: str = "r", *, flags: str = "") -> str:
    """Return the statement that compiles an expression of several rows: on one line if it fits."""
    further = [flags] if flags else []
    opening, whole = f"{name} = re.compile(", "".join(expression)
    if not ("'" in whole and '"' in whole):
        flat = f"{opening}{', '.join([pattern(whole, prefix), *further])})"
        if len(flat) <= WIDTH:
            return flat
    literals = [pattern(row, prefix) for row in expression]
    literals[-1] += "," if flags else ""
    return rows(opening, [*literals, *(f"{each}," for each in further)], ")")


def block(opening: str, items: Sequence[str], closing: str, *, indent: int = 0) -> str:
    """Return items between brackets: on one line if they fit, else a line for each; indented but for the first line."""
    flat = f"{opening}{', '.join(items)}{closing}"
    return (
        flat if indent + len(flat) <= WIDTH else rows(opening, [f"{item}," for item in items], closing, indent=indent)
    )


def rows(opening: str, lines: Sequence[str], closing: str, *, indent: int = 0) -> str:
    """Return lines between brackets, indented but for the first line."""
    inner = " " * (indent + 4)
    return f"{opening}\n" + "".join(f"{inner}{line}\n" for line in lines) + f"{' ' * indent}{closing}"


def joined(opening: str, parts: Sequence[str], operator: str, closing: str, *, indent: int) -> str:
    """Return a condition between two texts: on one line if it fits, else in brackets with a line for each part."""
    flat = f"{opening}{f' {operator} '.join(parts)}{closing}"
    if indent + len(flat) <= WIDTH or len(parts) == 1:
        return flat
    inner = " " * (indent + 4)
    return f"{opening}(\n{inner}" + f"\n{inner}{operator} ".join(parts) + f"\n{' ' * indent}){closing}"


_BACKSLASH: Final = "\\"
_CODES: Final = {0x5C: "\\\\", 0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t"}


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\")


def _quote(escaped: str) -> str:
    quote = "'" if escaped.count('"') > escaped.count("'") else '"'
    return f"{quote}{escaped.replace(quote, _BACKSLASH + quote)}{quote}"
