"""A format of logs: what its declaration says, ready to read lines and to write them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from bench.formats import by_keys
from bench.formats.by_columns import ColumnsReading
from bench.formats.by_keys import JsonReading, LogfmtReading
from bench.formats.by_nesting import NestedReading
from bench.formats.by_template import TemplateReading
from bench.formats.declaration import KINDS, MESSAGE, Declaration
from bench.formats.pieces import FieldPiece
from bench.formats.reading import Fields, FormatReading
from bench.formats.template import Template

REQUIRED: Final = "required"  # a list in [json] of keys that are no alias: without them a line is of another form
KNOWN: Final = "severity"  # a type whose words are known says more of a line than one that takes any word
BESIDE: Final = 3  # fields that it counts for beside itself
FIXED: Final = {"json": 5, "logfmt": 4, "csv": 3}


@dataclass(frozen=True, slots=True)
class LogFormat:
    """A format.

    Args:
        name: that of its file, without its ending.
        declared: what the file says.
        template: of a line; None where a line names its fields or its columns are named.
        begins: what a record begins with; None where each line is one.
        inner: the format of the records that its messages are; None if they are text.
    """

    name: str
    declared: Declaration
    template: Template | None = None
    begins: re.Pattern[bytes] | None = None
    inner: "LogFormat | None" = None

    @property
    def kind(self) -> str:
        """How a line is read: line, json, logfmt or csv."""
        return next(kind for kind in KINDS if getattr(self.declared, kind) is not None)

    @property
    def specific(self) -> int:
        """How much it says of a line: of formats that read the same lines equally well, the one that says most wins."""
        if self.inner:
            return replace(self, inner=None).specific + self.inner.specific
        if self.template:
            known = sum(isinstance(piece, FieldPiece) and piece.type == KNOWN for piece in self.template.pieces)
            return len(self.template.fields) + BESIDE * known
        required = len((self.declared.json or {}).get(REQUIRED, ()))
        return FIXED[self.kind] + 10 * required

    @property
    def aliases(self) -> Mapping[str, Sequence[str]]:
        """Field -> the keys that may hold it, where a line names its fields."""
        named = self.declared.json or self.declared.logfmt or {}
        return {name: keys for name, keys in named.items() if name != REQUIRED}

    def without_aliases(self) -> "LogFormat":
        """Return the format with fields called as their keys are, but for a message that holds a record of another."""
        declared, kept = self.declared, {REQUIRED, MESSAGE} if self.inner else {REQUIRED}
        for kind in ("json", "logfmt"):
            if (table := getattr(declared, kind)) is not None:
                keys = {name: keys for name, keys in table.items() if name in kept}
                declared = msgspec.structs.replace(declared, **{kind: keys})
        return replace(self, declared=declared, inner=self.inner.without_aliases() if self.inner else None)

    def reading(self) -> FormatReading:
        """Begin a pass over a log."""
        if self.inner:
            outer = replace(self, inner=None).reading()
            return NestedReading(outer, self.inner.reading(), self.declared.parts)
        if self.template:
            return TemplateReading(self.template, self.begins)
        if (table := self.declared.csv) is not None:
            return ColumnsReading(table, self.begins)
        keys = dict(self.declared.json or self.declared.logfmt or {})
        required = keys.pop(REQUIRED, ())
        return (JsonReading if self.kind == "json" else LogfmtReading)(keys, required)

    def write(self, fields: Fields) -> bytes:
        """Return a line of these fields, as one reading of it returns them.

        Raises:
            ValueError: if no line of this format would be read as these fields.
        """
        if self.inner:
            raise ValueError(f"{self.name} has lines that hold records of {self.inner.name}, and none of its own.")
        if self.template:
            names = [piece.name for piece in self.template.fields]
            return self.template.write(
                {name: None if (value := fields.get(name)) is None else str(value) for name in names}
            )
        if self.kind == "csv":
            raise ValueError(f"{self.name} has rows below a header, and no line of its own.")
        return by_keys.as_json(fields) if self.kind == "json" else by_keys.as_logfmt(fields)
