"""Read a file of claims, such as `claims.toml`: somebody's published figures, and how each is tested."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

import msgspec

from bench.analysis.claims.findings import Claim, Figure
from bench.model.errors import BenchError

_HINT: Final = "claims.toml in the checkout is a complete example."
_ROWS: Final = {"saved": 2, "ratio": 2, "room": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """A file of claims.

    Args:
        title: who claims these things, and where.
        sizes: workload -> the sizes at which it is measured; its own size where none is given.
        claims: in the order of the file.
    """

    title: str
    claims: tuple[Claim, ...]
    sizes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def rows(self) -> tuple[str, ...]:
        """Every row that a figure needs, as `workload/implementation`."""
        return tuple(dict.fromkeys(row for claim in self.claims for figure in claim.figures for row in figure.rows))


def read(path: Path) -> Claims:
    """Read a file of claims.

    Raises:
        BenchError: if it cannot be read, is not TOML, or holds a claim that cannot be tested; the claim is named.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BenchError(f"{path} cannot be read: {error.strerror}.", "Give --claims a file.") from error
    except (ValueError, RecursionError) as error:
        raise BenchError(f"{path} is not TOML: {error}.", _HINT) from error
    for problem in _unknown_names(table):
        raise BenchError(f"{path}: {problem}.", _HINT)
    try:
        claims = msgspec.convert(table, type=Claims)
    except msgspec.ValidationError as error:
        raise BenchError(f"{path} does not hold claims: {error}.", _HINT) from error
    for problem in _problems(claims):
        raise BenchError(f"{path}: {problem}.", _HINT)
    return claims


def _unknown_names(table: Mapping[str, Any]) -> Iterable[str]:
    """Find what a typing error would otherwise hide."""
    yield from _strangers(table, Claims, "the file")
    for claim in _tables(table, "claims"):
        name = f"claim {claim.get('id', '?')}"
        yield from _strangers(claim, Claim, name)
        for figure in _tables(claim, "figures"):
            yield from _strangers(figure, Figure, f"figure {figure.get('name', '?')} of {name}")


def _tables(table: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Return the tables of an array; what is not of that form is told by the types."""
    found = table.get(name, [])
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _strangers(table: Mapping[str, Any], kind: type, where: str) -> Iterable[str]:
    known = {each.name for each in fields(kind)}
    for name in table:
        if name not in known:
            yield f"{where} has `{name}`, which means nothing; known are {', '.join(sorted(known))}"


def _problems(claims: Claims) -> Iterable[str]:
    ids = [claim.id for claim in claims.claims]
    yield from (f"two claims are called {name}" for name in dict.fromkeys(ids) if ids.count(name) > 1)
    if not claims.claims:
        yield "it holds no claim"
    for claim in claims.claims:
        yield from (f"claim {claim.id}: {problem}" for problem in _problems_of(claim))


def _problems_of(claim: Claim) -> Iterable[str]:
    if all(figure.published is None for figure in claim.figures):
        yield "no figure of it is published"
    if claim.tolerance < 0:
        yield "its tolerance is negative"
    for figure in claim.figures:
        if len(figure.rows) < _ROWS.get(figure.measure, 1):
            yield f"`{figure.measure}` of {figure.name} needs {_ROWS.get(figure.measure, 1)} rows"
        yield from (
            f"the row {row} is not of the form workload/implementation" for row in figure.rows if "/" not in row
        )
    try:
        claim.explains.format_map({figure.name: "" for figure in claim.figures})
    except (KeyError, ValueError, IndexError) as error:
        yield f"its explanation quotes a figure that it does not have ({error})"
