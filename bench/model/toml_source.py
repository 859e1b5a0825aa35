"""Read a file of TOML into a type, strictly, and say in which of its lines something is wrong."""

import difflib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from msgspec.inspect import DataclassType, DictType, ListType, StructType, Type, UnionType, VarTupleType, type_info

from bench.model.errors import BenchError
from bench.model.paths import read_named

LARGEST: Final = 16 << 20  # bytes of a file
DEEPEST: Final = 100  # parts of a key: the library takes time and memory by their square
LONGEST: Final = 400  # characters of what is said of a file
_DEEP: Final = re.compile(rf"""(?:(?:(?<![\w-])[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{DEEPEST}}}""")
_TABLE: Final = re.compile(r"\s*\[{1,2}\s*([A-Za-z_]+)\s*\]{1,2}")
_KEY: Final = re.compile(r"\s*\"?([\w.@$-]+)\"?\s*=\s*")
_PATH: Final = re.compile(r"(.*?)(?: - at (?:key in )?`\$\.?([^`]*)`)?", re.DOTALL)
_STEPS: Final = re.compile(r"(\w*)(?:\[(\d+|\.\.\.)\])?(?:\.(\w+))?")

Read = TypeVar("Read")


class TomlSource:
    """The text of a file, in which places are looked up.

    Args:
        path: the file, for errors.
        text: what is in it.
        hint: what helps, whatever is wrong.
    """

    def __init__(self, path: Path, text: str, hint: str) -> None:
        self.path = path
        self._lines = text.split("\n")
        self._hint = hint

    def error(self, problem: str, table: str = "", key: str = "", *, number: int = 0, at: int = -1) -> BenchError:
        """Return an error that names the place.

        Args:
            problem: what is wrong.
            table: the table of the place; empty is none.
            key: the key in it; empty is the head of the table.
            number: of the table among those of its name, from 0.
            at: the character of the key's value; -1 is none.
        """
        line, value = self._place(table, key, number)
        column = f":{value + at + 1}" if at >= 0 and value else ""
        where = f":{line}{column}" if line else ""
        said = " ".join(problem.split())  # a key may hold a line end, and a value a megabyte
        said = f"{said[:LONGEST]} ..." if len(said) > LONGEST else said
        return BenchError(f"{self.path}{where}: {said}{'' if said.endswith(('?', '...')) else '.'}", self._hint)

    def has_table(self, name: str) -> bool:
        """Return whether a line begins a table of this name."""
        return any(found[1] == name for found in map(_TABLE.match, self._lines) if found)

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


def read(path: Path, kind: type[Read], hint: str) -> tuple[Read, TomlSource]:
    """Read a file into a type; a name that the type does not have is an error, since it may be a misspelt one.

    Args:
        path: the file.
        kind: a dataclass or a msgspec structure.
        hint: what helps, whatever is wrong.

    Raises:
        BenchError: if it cannot be read, is not TOML, or holds what the type does not; the place is named.
    """
    try:
        text = read_named(path, LARGEST).decode().replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise BenchError(f"{path} cannot be read: {error.strerror}.", hint) from error
    except UnicodeDecodeError as error:
        raise BenchError(f"{path} is not text in UTF-8.", hint) from error
    return convert(text, path, kind, hint)


def convert(text: str, path: Path, kind: type[Read], hint: str) -> tuple[Read, TomlSource]:
    """Read a text of TOML into a type; arguments and errors are those of `read`."""
    try:
        table = parse(text)
    except ValueError as error:
        raise BenchError(f"{path}{_not_toml(str(error))}.", hint) from error
    source = TomlSource(path, text, hint)
    for steps, name, known in _unknown(table, type_info(kind)):
        near = difflib.get_close_matches(name, known, n=1)
        meant = f"did you mean `{near[0]}`?" if near else f"known keys are {', '.join(known)}"
        raise _placed(source, f"{steps}.{name}".lstrip("."), f"unknown key `{name}`; {meant}")
    try:
        return msgspec.convert(table, type=kind), source
    except msgspec.ValidationError as error:
        found = _PATH.fullmatch(str(error))
        problem, steps = (found[1], found[2] or "") if found else (str(error), "")
        names = re.findall(r"[A-Za-z_]\w*", steps)
        within = f" in `{names[-1]}`" if names else ""
        raise _placed(source, steps, f"{problem[:1].lower()}{problem[1:]}{within}") from error


def parse(text: str) -> dict[str, Any]:
    """Return the table of a text of TOML.

    Raises:
        ValueError: if it is none, or nests too deep to be read.
    """
    if _DEEP.search(text):
        raise ValueError(f"a key has more than {DEEPEST} parts")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError(str(error)) from error


def _not_toml(said: str) -> str:
    """Return what is wrong with TOML, its place first."""
    found = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", said, re.DOTALL)
    return f":{found[2]}:{found[3]}: it is not TOML: {found[1]}" if found else f": it is not TOML: {said}"


def _placed(source: TomlSource, steps: str, problem: str) -> BenchError:
    """Return an error at a place that is given by the steps that lead to it, such as `claims[1].figures[0].unit`."""
    found = _STEPS.match(steps)
    where, number, key = (found[1], found[2], found[3] or "") if found else ("", None, "")
    if not source.has_table(where):
        where, key = "", where
    return source.error(problem, where, key, number=int(number) if number and number.isdigit() else 0)


def _unknown(value: object, kind: Type, steps: str = "") -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield each name that its type does not have: where it is, the name, and those that the type has."""
    if isinstance(kind, UnionType):
        kind = next((each for each in kind.types if isinstance(each, StructType | DataclassType)), kind)
    if isinstance(kind, StructType | DataclassType) and isinstance(value, dict):
        fields = {field.encode_name: field.type for field in kind.fields}
        for name, below in value.items():
            if name in fields:
                yield from _unknown(below, fields[name], f"{steps}.{name}".lstrip("."))
            else:
                yield steps, name, tuple(fields)
    elif isinstance(kind, ListType | VarTupleType) and isinstance(value, list):
        for number, below in enumerate(value):
            yield from _unknown(below, kind.item_type, f"{steps}[{number}]")
    elif isinstance(kind, DictType) and isinstance(value, dict):
        for name, below in value.items():
            yield from _unknown(below, kind.value_type, f"{steps}.{name}".lstrip("."))
