"""Read a file of claims, such as `claims.toml`: somebody's published figures, and how each is tested."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.analysis.claims.findings import Claim
from bench.model import formatting, toml_source

_HINT: Final = "Give --claims a file of claims; claims.toml in the checkout is a complete example."
_ROWS: Final = {"saved": 2, "ratio": 2, "room": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """A file of claims.

    Args:
        title: who claims this, and where.
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
        BenchError: if it cannot be read, is not TOML, or holds a claim that cannot be tested; the place is named.
    """
    claims, source = toml_source.read(path, Claims, _HINT)
    if not claims.claims:
        raise source.error("it holds no claim")
    ids = [claim.id for claim in claims.claims]
    for number, claim in enumerate(claims.claims):
        if claim.id in ids[:number]:
            raise source.error(f"two claims are called {claim.id}", "claims", "id", number=number)
        for key, problem in _problems(claim):
            raise source.error(f"claim {claim.id}: {problem}", "claims", key, number=number)
    return claims


def _problems(claim: Claim) -> Iterator[tuple[str, str]]:
    """Yield what cannot be tested: its key, and why."""
    if all(figure.published is None for figure in claim.figures):
        yield "figures", "no figure of it is published"
    if claim.tolerance < 0:
        yield "tolerance", "its tolerance is negative"
    for figure in claim.figures:
        needed = _ROWS.get(figure.measure, 1)
        if len(figure.rows) < needed:
            yield "figures", f"`{figure.measure}` of {figure.name} needs {formatting.plural(needed, 'row')}"
        for row in figure.rows:
            if "/" not in row:
                yield "figures", f"the row {row} is not of the form workload/implementation"
    try:
        claim.explains.format_map({figure.name: "" for figure in claim.figures})
    except (KeyError, ValueError, IndexError) as error:
        yield "explains", f"its explanation quotes a figure that it does not have ({error})"
