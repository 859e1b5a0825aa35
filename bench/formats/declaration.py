"""Read the declaration of a format, a file of TOML, and say in which of its lines something is wrong."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from bench.model import toml_source
from bench.model.paths import page
from bench.model.toml_source import TomlSource

HINT: Final = f"{page('formats.md')} says what a format holds, with examples."
MESSAGE: Final = "message"  # the field that may hold a record of another format, and what belongs to it
KINDS: Final = ("line", "json", "logfmt", "csv")


class RecordsTable(msgspec.Struct, frozen=True):
    """What belongs to a record: lines that do not begin as one continue the one before."""

    multiline: bool = False
    begins: str = ""


class PartsTable(msgspec.Struct, frozen=True):
    """How a line says that its message continues in a later one.

    Attributes:
        unfinished: field -> its value in such a line.
        ends: what a complete message ends with; it is not part of the message.
        stream: the field by which lines that are parts of different messages are distinguished.
    """

    unfinished: dict[str, str] = {}
    ends: str = ""
    stream: str = ""


class ColumnsTable(msgspec.Struct, frozen=True):
    """How the columns of a format are known.

    Attributes:
        header: whether the first line names them.
        delimiters: what may part them; where there are several, the header tells.
        columns: their names, where no line has them.
        at_least: how many values a row has; 0 is as many as there are columns.
        directive: what a line begins with that names them, wherever it is.
        comment: what a line begins with that is no row.
    """

    header: bool = False
    delimiters: tuple[str, ...] = (",",)
    columns: tuple[str, ...] = ()
    at_least: int = 0
    directive: str = ""
    comment: str = ""


class SampleLine(msgspec.Struct, frozen=True):
    """A line, and what some of its fields are."""

    line: str
    fields: dict[str, Any] = {}


class OtherLine(msgspec.Struct, frozen=True):
    """A line that is of another form."""

    line: str


class Declaration(msgspec.Struct, frozen=True):
    """What a file declares; one of `line`, `json`, `logfmt` and `csv` says how a line is read.

    `inner` is the format of the records that messages are, a shipped one or a declaration. `parts` says how a message
    is cut into several lines. `name` is that of the format where no file of its own has it.
    """

    title: str
    name: str = ""
    line: str | None = None
    json: dict[str, tuple[str, ...]] | None = None
    logfmt: dict[str, tuple[str, ...]] | None = None
    csv: ColumnsTable | None = None
    records: RecordsTable = RecordsTable()
    inner: str = ""
    parts: PartsTable | None = None
    samples: tuple[SampleLine, ...] = ()
    others: tuple[OtherLine, ...] = ()


def read(path: Path) -> tuple[Declaration, TomlSource]:
    """Read a declaration.

    Raises:
        BenchError: if it cannot be read, is not TOML, or holds what a declaration does not; the place is named.
    """
    return _check(*toml_source.read(path, Declaration, HINT))


def convert(text: str, path: Path) -> tuple[Declaration, TomlSource]:
    """Read a declaration from its text, at `path`; errors are those of `read`."""
    return _check(*toml_source.convert(text, path, Declaration, HINT))


def _check(declared: Declaration, source: TomlSource) -> tuple[Declaration, TomlSource]:
    for problem, where, key in _problems(declared):
        raise source.error(problem, where, key)
    return declared, source


def _problems(declared: Declaration) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong, and its table and key."""
    kinds = [kind for kind in KINDS if getattr(declared, kind) is not None]
    if not declared.title.strip():
        yield "the title is empty", "", "title"
    if not kinds:
        yield 'nothing says how a line is read: line = "...", [json], [logfmt] or [csv]', "", "title"
    if len(kinds) > 1:
        yield (
            f"{' and '.join(kinds)} both say how a line is read; keep one",
            kinds[-1] if kinds[-1] != "line" else "",
            "",
        )
    if declared.records.multiline and declared.records.begins:
        yield "`multiline` and `begins` both say where a record begins; keep one", "records", "begins"
    if declared.records != RecordsTable() and kinds[0] in {"json", "logfmt"}:
        yield f"a record of {kinds[0]} is one line, so [records] has no effect", "records", ""
    if declared.csv:
        yield from (_of_columns(declared.csv))


def _of_columns(table: ColumnsTable) -> Iterator[tuple[str, str, str]]:
    ways = [bool(table.header), bool(table.columns), bool(table.directive)]
    if sum(ways) != 1:
        yield "name the columns by one of `header`, `columns` and `directive`", "csv", ""
    if not table.delimiters or any(len(each) != 1 or each in '"\r\n' for each in table.delimiters):
        yield "a delimiter is one character, and neither a quote nor a line end", "csv", "delimiters"
    if len(set(table.columns)) != len(table.columns):
        twice = next(name for name in table.columns if table.columns.count(name) > 1)
        yield f"two columns are called {twice}", "csv", "columns"
    if not 0 <= table.at_least <= max(len(table.columns), table.at_least * (not table.columns)):
        yield (
            f"a row has {len(table.columns)} values at most, so at_least cannot be {table.at_least}",
            "csv",
            "at_least",
        )
