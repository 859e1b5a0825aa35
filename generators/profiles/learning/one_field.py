"""Learn one field: whether its values are times, texts, numbers or templates, and what they are like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import msgspec
import numpy as np

from generators.profiles import schema, times, words
from generators.profiles.learning import pools
from generators.profiles.learning.columns import FieldColumn, again, copied
from generators.profiles.learning.pools import Ints, Pool
from generators.profiles.learning.wording import LineWording
from generators.profiles.schema import FieldFacts
from generators.profiles.splitting import OTHER

_LOOKED_AT: Final = 2_000
_NUMERIC: Final = 0.9
_STRICT: Final = frozenset(
    {"client", "host", "address", "ip", "remote_addr", "port", "pid", "tid", "bytes", "size", "status"}
)


@dataclass(frozen=True, slots=True)
class LearntField:
    """One field, as far as it is known before it is put beside others."""

    facts: FieldFacts
    index: Ints | None
    ids: Ints
    copied: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FieldLearning:
    """Learns one field after the other.

    Args:
        wording: what they are called.
        keep: those whose values are to be literal.
        kinds: what is known of what some are, by the names in the profile.
        starts: the first line of each stretch of the sample.
        lines: how many there are.
        is_json: whether quotes tell numbers from texts.
    """

    wording: LineWording
    keep: frozenset[str]
    kinds: Mapping[str, str]
    starts: Sequence[int]
    lines: int
    is_json: bool

    def learn(self, name: str, column: FieldColumn) -> LearntField:
        """Learn a field."""
        values, ids = list(column.values), np.array(column.ids, dtype=np.int64)
        lines, shown = self.lines, self.wording.name(name)
        spread = column.spread(ids, lines)
        if name not in self.keep and (pattern := self._pattern(values)):
            timed = _time(shown, pattern, values, column, self.starts)
            return LearntField(msgspec.structs.replace(timed, distinct=len(values), growth=_growth(ids)), None, spread)
        kind, pool = self._pool(name, values, ids)
        facts = FieldFacts(
            name=shown,
            kind=kind,
            distinct=len(values),
            growth=_growth(ids),
            heads=pool.heads,
            rare=pool.rare,
            places=pool.places,
            again=again(ids),
        )
        at = np.array(column.lines, dtype=np.int64)
        return LearntField(facts, column.spread(pool.index.take(ids), lines), spread, copied(ids, at))

    def _pattern(self, values: Sequence[str]) -> str:
        """Return how times are written; empty if these are none, such as 181500 where no number begins with 0."""
        found = times.pattern([value.strip('"') for value in values])
        is_number = self.is_json and not values[0].startswith('"')
        return "" if is_number and found.startswith("%H") else found

    def _pool(self, name: str, values: Sequence[str], ids: Ints) -> tuple[str, Pool]:
        keep = name in self.keep
        kind = "text" if keep else self.kinds.get(self.wording.name(name)) or _kind(name, values)
        if kind == "template":
            return kind, pools.templates(name, values, ids)
        if kind == "number":
            return kind, pools.numbers(name, values, ids)
        return "text", pools.texts(name, values, ids, keep=keep, strict=words.role(name) in _STRICT)


def _kind(name: str, values: Sequence[str]) -> str:
    """Return what the values of a field are, by its role and their form."""
    role = words.role(name)
    if role in words.TEMPLATES or name == OTHER:
        return "template"
    some = values[:_LOOKED_AT]
    numeric = sum(pools.plain(value) is not None for value in some) >= _NUMERIC * len(some)
    return "number" if numeric and not words.identifies(name) and not words.literal(name) else "text"


def _growth(ids: Ints) -> int:
    """Return the exponent, in hundredths, by which distinct values grow from half of the sample to all of it.

    Values are numbered as they come, so the highest number is that of the last new one.
    """
    half = ids[: len(ids) // 2]
    return round(100 * float(np.log2((ids.max() + 1) / (half.max() + 1)))) if len(half) else 0


def _time(name: str, pattern: str, values: Sequence[str], column: FieldColumn, starts: Sequence[int]) -> FieldFacts:
    """Learn a time: steps are those within a stretch of the sample, of which these lines are the first."""
    mark = '"' if values[0].startswith('"') else ""
    found = times.moments(pattern, (value.strip('"') for value in values))
    stretch = np.searchsorted(starts, column.lines, side="right").tolist()
    both = zip(stretch, column.ids, strict=True)
    moments = [(part, moment) for part, at in both if (moment := found[at]) is not None]
    steps = [after - before for (one, before), (other, after) in pairwise(moments) if one == other]
    forward = sorted(step for step in steps if 0 <= step < times.DAY)
    return FieldFacts(
        name=name,
        kind="time",
        pattern=f"{mark}{pattern}{mark}",
        steps=schema.quantiles(forward),
        mean=sum(forward) // max(len(forward), 1),
        back=1000 * sum(step < 0 for step in steps) // max(len(steps), 1),
    )
