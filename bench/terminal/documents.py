"""What `--json` prints: one document for each verb that has a result. `docs/json.md` describes them.

Their schema is published as `docs/json.schema.json`:

python -c "from bench.terminal import documents; print(documents.schema())" > docs/json.schema.json
"""

import inspect
import sys
from collections.abc import Mapping
from typing import Final

import msgspec

from bench.model.characters import plain_json

FORMAT: Final = 1


class CheckedRow(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the answers of one implementation: `ok`, or why not."""

    workload: str
    implementation: str
    origin: str
    python: str
    status: str
    reason: str
    notes: tuple[str, ...]


class CheckDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Of `check`: every implementation that was asked for."""

    rows: tuple[CheckedRow, ...]
    format: int = FORMAT


class ListedImplementation(msgspec.Struct, frozen=True, kw_only=True):
    """One way to answer; what it requires is listed, and why it cannot be measured if so."""

    name: str
    origin: str
    title: str
    requires: tuple[str, ...]
    problem: str


class ListedWorkload(msgspec.Struct, frozen=True, kw_only=True):
    """One question, with its implementations."""

    name: str
    title: str
    source: str
    size: int
    baseline: str
    implementations: tuple[ListedImplementation, ...]


class ListDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Of `list`: all implementations, whether or not they need libraries."""

    workloads: tuple[ListedWorkload, ...]
    format: int = FORMAT


class ListedChange(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of a row in both results: after to before, with its interval, and what may be said of it."""

    row: str
    metric: str
    before: str
    after: str
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    verdict: str
    reason: str


class CompareDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Of `compare`: every figure of every row that both results have; `only` has the other rows, in words."""

    base: str
    new: str
    headline: str
    changes: tuple[ListedChange, ...]
    only: tuple[str, ...]
    cautions: tuple[str, ...]
    format: int = FORMAT


class ListedBudget(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of a budget, what was found, and whether it is held."""

    row: str
    figure: str
    limit: str
    found: str
    verdict: str
    by: str
    tightest: str
    cautions: tuple[str, ...]


class BudgetsDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Of `budgets`: each of them, the broken ones first."""

    held: bool
    budgets: tuple[ListedBudget, ...]
    format: int = FORMAT


class ListedTrial(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of a claim on one Python."""

    python: str
    verdict: str


class ListedClaim(msgspec.Struct, frozen=True, kw_only=True):
    """One claim; `changes` are the verdicts that differ from the recorded ones, in words."""

    id: str
    verdict: str
    trials: tuple[ListedTrial, ...]
    changes: tuple[str, ...]
    cautions: tuple[str, ...]


class ClaimsDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Of `claims`: each of them, and where the page about them is."""

    page: str
    claims: tuple[ListedClaim, ...]
    format: int = FORMAT


class ListedField(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a log; `examples` are left out without `--show-data`."""

    name: str
    types: tuple[str, ...]
    present: float
    distinct: int
    examples: tuple[str, ...]


class ListedFormat(msgspec.Struct, frozen=True, kw_only=True):
    """How a format reads the lines that were looked at; the share of records, with its interval."""

    name: str
    title: str
    records: int
    other_lines: int
    share: float
    share_low: float
    share_high: float


class SniffDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Of `sniff`: the format that reads a log, if one does, and its fields; or a declaration that would."""

    bytes: int
    lines: int
    chosen: ListedFormat | None
    fields: tuple[ListedField, ...]
    others: tuple[ListedFormat, ...]
    proposal: str
    format: int = FORMAT


Document = CheckDocument | ListDocument | CompareDocument | BudgetsDocument | ClaimsDocument | SniffDocument
_TYPES: Final = (CheckDocument, ListDocument, CompareDocument, BudgetsDocument, ClaimsDocument, SniffDocument)


def write(document: Document) -> None:
    """Print a document on standard output."""
    sys.stdout.write(indent(document))


def schema() -> str:
    """Return the JSON Schema of all documents."""
    found, parts = msgspec.json.schema_components(_TYPES, ref_template="#/$defs/{name}")
    return format_schema({"anyOf": list(found), "$defs": parts})


def format_schema(schema: Mapping[str, object]) -> str:
    """Return a JSON Schema as text, the same with every release of msgspec, some of which indent descriptions."""
    evened = {name: _evened(each, name) for name, each in schema.items()}
    return indent({"$schema": "https://json-schema.org/draft/2020-12/schema", **evened})


def _evened(part: object, name: str = "") -> object:
    """Return a named part of a schema without the indentation that docstrings have in their file."""
    if isinstance(part, Mapping):
        return {inner: _evened(each, inner) for inner, each in part.items()}
    if isinstance(part, list):
        return [_evened(each) for each in part]
    return inspect.cleandoc(part) if name == "description" and isinstance(part, str) else part


def indent(plain: object) -> str:
    """Return a document as JSON for people too, which no CI runner takes for a command."""
    return plain_json(msgspec.json.format(msgspec.json.encode(plain), indent=2).decode()) + "\n"
