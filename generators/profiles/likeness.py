"""Compare a log with its twin, property by property."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Final

from bench.formats.log_format import LogFormat
from bench.model.types import TwinProperty
from generators.profiles import reading, schema
from generators.profiles.learn import SAMPLE, learn
from generators.profiles.schema import POINTS, FieldFacts, Profile
from generators.profiles.splitting import OTHER

_QUANTILES: Final = {"1 %": 0, "25 %": 8, "50 %": 16, "75 %": 24, "99 %": POINTS - 1}
MOST_FREQUENT: Final = "share of the most frequent"
_CLOSE: Final = 4
"""Powers of two up to 16 lines."""


@dataclass(frozen=True, slots=True)
class _Figure:
    value: float
    aimed_at: bool = True
    share: bool = False


def learn_rounded(path: Path, form: LogFormat | None, *, most: int = SAMPLE, like: Profile | None = None) -> Profile:
    """Return the profile of a log, or of the twin of one like it, with the three digits that it is written with.

    Args:
        path: the file.
        form: its format; None guesses.
        most: bytes that are read of it.
        like: the profile of the log, if this is its twin.

    Raises:
        DataError: if it cannot be read, or holds too little.
    """
    return reading.parse(schema.text(learn(path, form, most=most, like=like)).encode())


def compare(log: Profile, twin: Profile, form: LogFormat | None = None) -> list[TwinProperty]:
    """Return the properties of both.

    Args:
        log: profile of the log.
        twin: profile of the twin, learnt with the same kinds and pairs of fields.
        form: the format whose names its fields may be called by; None leaves those that a profile withholds numbered.
    """
    names = _names(log, form)
    of_twin = dict(_figures(twin, names))
    return [
        TwinProperty(name, one.value, of_twin[name].value if name in of_twin else 0.0, one.aimed_at, one.share)
        for name, one in _figures(log, names)
    ]


def _names(profile: Profile, form: LogFormat | None) -> Mapping[str, str]:
    """Return what the fields of a profile are called, by the line of their format, if they are all that it has."""
    fields = [field.name for field in profile.fields if field.name != OTHER]
    named = [piece.name for piece in form.template.fields] if form and form.template else []
    return dict(zip(fields, named, strict=True)) if len(fields) == len(named) else {}


def _figures(profile: Profile, shown: Mapping[str, str]) -> Iterator[tuple[str, _Figure]]:
    lines = max(profile.lines, 1)
    yield "bytes per line", _Figure(profile.bytes / lines)
    for name, point in _QUANTILES.items():
        yield f"bytes of a line, {name}", _Figure(profile.lengths[point] if profile.lengths else 0)
    yield "lines that are not ASCII", _Figure(profile.wide / 1000, share=True)
    yield "lines that end in CR LF", _Figure(profile.crlf / 1000, share=True)
    yield "size once packed", _Figure(profile.packed / 1000, aimed_at=False, share=True)
    for field in profile.fields:
        yield from _of_field(field, shown.get(field.name, field.name), max(profile.sampled, 1))
    names = [shown.get(field.name, field.name) for field in profile.fields] + ["form"]
    for joint in profile.joint:
        yield f"{names[joint.parent]} with {names[joint.child]}: pairs", _Figure(joint.distinct)


def _of_field(field: FieldFacts, name: str, lines: int) -> Iterator[tuple[str, _Figure]]:
    name = "lines of another form" if field.name == OTHER else name
    if field.kind == "time":
        yield f"{name}: lines a second", _Figure(1e6 / max(field.mean, 1))
        yield f"{name}: distinct", _Figure(field.distinct, aimed_at=False)
        return
    counts = [head.count for head in field.heads]
    yield f"{name}: distinct", _Figure(field.distinct)
    yield f"{name}: lines", _Figure((sum(counts) + field.rare.count) / lines, share=True)
    yield f"{name}: {MOST_FREQUENT}", _Figure(max(counts, default=0) / lines, share=True)
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
