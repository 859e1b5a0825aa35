"""Read the declaration of a format, a file of TOML, and say in which of its lines something is wrong."""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from bench.model.errors import BenchError

HINT: Final = "docs/formats.md says what a format holds; any file of bench/formats/shipped is an example."
KINDS: Final = ("line", "json", "logfmt", "csv")
LONGEST: Final = 400  # characters of what is wrong
_TABLE: Final = re.compile(r"\s*\[{1,2}\s*([A-Za-z_]+)\s*\]{1,2}")
_KEY: Final = re.compile(r"\s*\"?([\w.@$-]+)\"?\s*=\s*")
_PATH: Final = re.compile(r"(.*?)(?: - at (?:key in )?`\$\.?([^`]*)`)?", re.DOTALL)
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)


class RecordsTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What belongs to a record: lines that do not begin as one go on the one before."""

    multiline: bool = False
    begins: str = ""


class ColumnsTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
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


class SampleLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line, and what some of its fields are."""

    line: str
    fields: dict[str, Any] = {}


class OtherLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line that is of another form."""

    line: str


class Declaration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file declares; one of `line`, `json`, `logfmt` and `csv` says how a line is read."""

    title: str
    line: str | None = None
    json: dict[str, tuple[str, ...]] | None = None
    logfmt: dict[str, tuple[str, ...]] | None = None
    csv: ColumnsTable | None = None
    records: RecordsTable = RecordsTable()
    samples: tuple[SampleLine, ...] = ()
    others: tuple[OtherLine, ...] = ()


class Source:
    """The text of a declaration, in which places are looked up.

    Args:
        path: its file, for errors.
        text: what is in it.
    """

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = text.split("\n")

    def error(self, problem: str, table: str = "", key: str = "", *, number: int = 0, at: int = -1) -> BenchError:
        """Return an error that names the place.

        Args:
            problem: what is wrong.
            table: the table of the place; empty is none.
            key: the key in it; empty is the head of the table.
            number: of the table among those of its name.
            at: the character of the key's value; -1 is none.
        """
        line, value = self._place(table, key, number)
        column = f":{value + at + 1}" if at >= 0 and value else ""
        where = f":{line}{column}" if line else ""
        said = " ".join(problem.split())  # a key may hold a line end, and a sample a megabyte
        said = f"{said[:LONGEST]} ..." if len(said) > LONGEST else said
        return BenchError(f"{self._path}{where}: {said}{'' if said.endswith(('?', '...')) else '.'}", HINT)

    def _place(self, table: str, key: str, number: int) -> tuple[int, int]:
        """Return line and column, from 1, where the value of a key begins; 0 for what is not found."""
        current, seen, head = "", dict[str, int](), 0
        for line, text in enumerate(self._lines, 1):
            if found := _TABLE.match(text):
                current = found[1]
                seen[current] = seen.get(current, -1) + 1
            if current != table or seen.get(current, 0) != number:
                continue
            head = head or (line if table else 0)
            assigned = _KEY.match(text)
            if key and assigned and assigned[1] == key:
                quoted = text[assigned.end() : assigned.end() + 1] in {"'", '"'}
                return line, assigned.end() + 1 if quoted and "\\" not in text else 0
        return head, 0


def read(path: Path) -> tuple[Declaration, Source]:
    """Read a declaration.

    Raises:
        BenchError: if it cannot be read, is not TOML, or holds what a declaration does not; the place is named.
    """
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except OSError as error:
        raise BenchError(f"{path} cannot be read: {error.strerror}.", HINT) from error
    except UnicodeDecodeError as error:
        raise BenchError(f"{path} is not text in UTF-8.", HINT) from error
    except (ValueError, RecursionError) as error:
        raise BenchError(f"{path}{_at(str(error))}.", HINT) from error
    source = Source(path, text)
    declared = _converted(table, source)
    for problem, where, key in _problems(declared):
        raise source.error(problem, where, key)
    return declared, source


def _at(said: str) -> str:
    """Return what is wrong with TOML, its place first."""
    found = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", said, re.DOTALL)
    return f":{found[2]}:{found[3]}: it is not TOML: {found[1]}" if found else f": it is not TOML: {said}"


def _converted(table: Mapping[str, Any], source: Source) -> Declaration:
    try:
        return msgspec.convert(table, type=Declaration)
    except msgspec.ValidationError as error:
        found = _PATH.fullmatch(str(error))
        problem, path = (found[1], found[2] or "") if found else (str(error), "")
        parts = re.match(r"([a-z]*)(?:\[(\d+|\.\.\.)\])?(?:\.(\w+))?", path)
        where, number, key = (parts[1], parts[2], parts[3] or "") if parts else ("", None, "")
        if unknown := _UNKNOWN.fullmatch(problem):
            key, problem = unknown[1], _stranger(unknown[1], where)
        elif where in {"title", "line"}:
            where, key = "", where
        count = int(number) if number and number.isdigit() else 0
        if where and not isinstance(table.get(where), dict | list):
            where, key = "", where
        raise source.error(problem[:1].lower() + problem[1:], where, key, number=count) from error


def _stranger(name: str, table: str) -> str:
    types = {"records": RecordsTable, "csv": ColumnsTable, "samples": SampleLine, "others": OtherLine}
    known = types.get(table, Declaration).__struct_fields__
    near = difflib.get_close_matches(name, known, n=1)
    return f"`{name}` means nothing here; " + (
        f"did you mean `{near[0]}`?" if near else f"known are {', '.join(known)}"
    )


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
        yield f"a record of {kinds[0]} is one line, so [records] means nothing", "records", ""
    if declared.csv:
        yield from (_of_columns(declared.csv))


def _of_columns(table: ColumnsTable) -> Iterator[tuple[str, str, str]]:
    ways = [bool(table.header), bool(table.columns), bool(table.directive)]
    if sum(ways) != 1:
        yield "one of `header`, `columns` and `directive` says what the columns are called", "csv", ""
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
