"""Choose a change of the data that changes an answer to which few records matter, or many alike."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Final

from bench.correctness.effects import KnownRecord, group_of
from bench.process.job import Edit

_RANDOM: Final = secrets.SystemRandom()


def aim(records: Sequence[KnownRecord], answer: Collection[str], most: int) -> tuple[Edit, ...]:
    """Replace records, or two at once where those that count have lengths of their own.

    Args:
        records: of the file, with what they count for.
        answer: the entries of the answer to the data as it is; empty if they are not known.
        most: how many to replace.
    """
    return _aim(records, answer, most) or _aim(_pairs(records), answer, most)


def _pairs(records: Sequence[KnownRecord]) -> list[KnownRecord]:
    """Return records that follow one another as one, each in one pair at most."""
    found: list[KnownRecord] = []
    at = {each.offset: each for each in records}
    for first in _RANDOM.sample(records, len(records)):
        next_ = at.get(first.offset + len(first.content) + 1)
        if next_ and first.offset in at:
            content = first.content + b"\n" + next_.content
            found.append(KnownRecord(first.offset, content, first.effect | next_.effect, first.groups | next_.groups))
            del at[first.offset], at[next_.offset]
    return found


def _aim(records: Sequence[KnownRecord], answer: Collection[str], most: int) -> tuple[Edit, ...]:
    """Add to one group of the answer and take from others: to and from rare ones above all, whose quantiles move first.

    What is added has another effect than the group's entry: a median that comes more often stays the median. Of that
    group, only records that are the entry itself are taken.
    """
    wanted = set(map(group_of, answer))
    counting = [each for each in records if each.effect]
    counting = [each for each in counting if each.groups & wanted] or counting
    if not counting:
        return ()
    sizes = Counter(group for each in counting for group in each.groups)
    chosen = _RANDOM.choices(list(sizes), [1 / size for size in sizes.values()])[0]
    group = [each for each in counting if chosen in each.groups and each.effect.isdisjoint(answer)]
    added = _add(records, group, (most + 1) // 2)
    taken = {edit.offset for edit in added}.union(each.offset for each in group if added)
    left = [each for each in counting if each.offset not in taken]
    _RANDOM.shuffle(left)
    left.sort(key=lambda each: (each.effect.isdisjoint(answer), min(sizes[group] for group in each.groups)))
    edits = [*added, *islice(_take(records, left), most - len(added))]
    return tuple(sorted(edits, key=lambda edit: edit.offset))


def _add(records: Sequence[KnownRecord], group: Sequence[KnownRecord], most: int) -> list[Edit]:
    """Replace records of other groups by records of one group, all with one effect."""
    found: list[Edit] = []
    effects = list({each.effect for each in group})
    _RANDOM.shuffle(effects)
    names = {name for each in group for name in each.groups}
    others = [each for each in records if names.isdisjoint(each.groups)]
    _RANDOM.shuffle(others)
    for effect in effects:
        alike = {len(each.content): each.content for each in group if each.effect == effect}
        edits = (Edit(each.offset, each.content, alike[n]) for each in others if (n := len(each.content)) in alike)
        found = max(found, list(islice(edits, most)), key=len)
        if len(found) > most // 2:
            break
    return found


def _take(records: Sequence[KnownRecord], counting: Sequence[KnownRecord]) -> Iterator[Edit]:
    """Replace records that count by others, in the order given; those that count for nothing first."""
    by_length: defaultdict[int, dict[frozenset[str], KnownRecord]] = defaultdict(dict)
    for each in sorted(_RANDOM.sample(records, len(records)), key=lambda record: bool(record.effect)):
        by_length[len(each.content)].setdefault(each.groups, each)
    for place in counting:
        others = by_length[len(place.content)].values()
        other = next((each for each in others if each.groups.isdisjoint(place.groups)), None)
        if other:
            yield Edit(place.offset, place.content, other.content)
