"""Say how alike a log and its twin are: properties of both, side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log2
from typing import Final

from generators.profiles.schema import POINTS, FieldFacts, Profile
from generators.profiles.splitting import OTHER

NEAR: Final = 0.1
"""Relative difference up to which properties are alike."""

SMALL: Final = 0.01
"""Shares below it are too small for a relative difference to mean anything."""

_QUANTILES: Final = {"1 %": 0, "25 %": 8, "50 %": 16, "75 %": 24, "99 %": POINTS - 1}
_CLOSE: Final = 4
"""Powers of two up to 16 lines."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a log and of its twin.

    Args:
        name: what it is.
        log: of the log.
        twin: of its twin.
        aimed_at: whether a twin is meant to have it; the others are shown only.
        share: whether it is a share.
    """

    name: str
    log: float
    twin: float
    aimed_at: bool
    share: bool

    @property
    def difference(self) -> float:
        """The relative difference; infinite where the log has none of it."""
        if self.log:
            return self.twin / self.log - 1
        return float("inf") if self.twin else 0.0

    @property
    def is_near(self) -> bool:
        """Whether both are alike."""
        tiny = self.share and max(self.log, self.twin) < SMALL
        return tiny or abs(round(self.difference, 6)) <= NEAR


@dataclass(frozen=True, slots=True)
class _Figure:
    value: float
    aimed_at: bool = True
    share: bool = False


def compare(log: Profile, twin: Profile) -> list[Property]:
    """Return the properties of both.

    Args:
        log: profile of the log.
        twin: profile of the twin, learnt with the same kinds and pairs of fields.
    """
    of_twin = dict(_figures(twin))
    return [
        Property(name, one.value, of_twin[name].value if name in of_twin else 0.0, one.aimed_at, one.share)
        for name, one in _figures(log)
    ]


def _figures(profile: Profile) -> Iterator[tuple[str, _Figure]]:
    lines = max(profile.lines, 1)
    yield "bytes per line", _Figure(profile.bytes / lines)
    for name, point in _QUANTILES.items():
        yield f"bytes of a line, {name}", _Figure(profile.lengths[point] if profile.lengths else 0)
    yield "lines that are not ASCII", _Figure(profile.wide / 1000, share=True)
    yield "lines that end in CR LF", _Figure(profile.crlf / 1000, share=True)
    yield "size once packed", _Figure(profile.packed / 1000, aimed_at=False, share=True)
    for field in profile.fields:
        yield from _of_field(field, max(profile.sampled, 1))
    for joint in profile.joint:
        names = [field.name for field in profile.fields] + ["form"]
        yield f"{names[joint.parent]} with {names[joint.child]}: pairs", _Figure(joint.distinct)


def _of_field(field: FieldFacts, lines: int) -> Iterator[tuple[str, _Figure]]:
    name = "lines of another form" if field.name == OTHER else field.name
    if field.kind == "time":
        yield f"{name}: lines a second", _Figure(1e6 / max(field.mean, 1))
        yield f"{name}: distinct", _Figure(field.distinct, aimed_at=False)
        return
    counts = [head.count for head in field.heads]
    yield f"{name}: distinct", _Figure(field.distinct)
    yield f"{name}: lines", _Figure((sum(counts) + field.rare.count) / lines, share=True)
    yield f"{name}: share of the most frequent", _Figure(max(counts, default=0) / lines, share=True)
    yield f"{name}: share of rare values", _Figure(field.rare.count / lines, share=True)
    if field.kind == "template":
        yield f"{name}: templates", _Figure(len(counts))
    else:
        yield f"{name}: frequent values", _Figure(len(counts), aimed_at=False)
    yield f"{name}: entropy in bits", _Figure(_entropy(field))
    if field.rare.points:
        yield f"{name}: median of rare values", _Figure(field.rare.points[POINTS // 2])
    yield f"{name}: seen within 16 lines, beyond chance", _Figure(sum(field.again[:_CLOSE]) / 1000, share=True)


def _entropy(field: FieldFacts) -> float:
    total = sum(head.count for head in field.heads) + field.rare.count
    if not total:
        return 0.0
    heads = -sum(head.count / total * log2(head.count / total) for head in field.heads)
    each = field.rare.count / max(field.rare.distinct, 1) / total
    return heads - (field.rare.count / total * log2(each) if field.rare.count else 0.0)
