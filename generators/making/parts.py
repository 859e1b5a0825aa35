"""A dataset in parts: which lines are in which file, how one is made alone, and what all of them are together.

A part always has `PART` lines, the last what is left, so a recipe has the same parts with the same names everywhere.
Each is a file like any other, with its manifest. `dataset.json`, the manifest of the whole, is written when all are
there.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from bench.model.errors import DataError, UsageError
from bench.model.types import Manifest, ManifestPart, Recipe
from generators.content import truths
from generators.making import identity, make, manifests, recipes
from generators.making.ledger import Ledger, Progress
from generators.making.stores import PartStore
from generators.registry import ALL

DATASET: Final = "dataset.json"
_START: Final = "part-"


@dataclass(frozen=True, slots=True)
class DataPart:
    """One part of a dataset.

    Args:
        number: counted from 1.
        count: how many parts the dataset has.
        name: of its file.
        recipe: of its lines.
    """

    number: int
    count: int
    name: str
    recipe: Recipe

    @property
    def manifest(self) -> str:
        """Name of the file with its manifest."""
        return manifests.beside(Path(self.name)).name


class Fault(StrEnum):
    """What is wrong with a file in a folder of parts."""

    MISSING = "is missing"
    UNKNOWN = "has no manifest that can be read"
    FOREIGN = "is a part of another dataset"
    CHANGED = "was changed after it was made"
    DUPLICATE = "is another copy of a part"


@dataclass(frozen=True, slots=True)
class PartFault:
    """A file that keeps a dataset from being whole.

    Args:
        name: of the file.
        fault: what is wrong with it.
        part: that has to be made again; None where the file only has to go.
    """

    name: str
    fault: Fault
    part: DataPart | None = None


@dataclass(frozen=True, slots=True)
class FoundParts:
    """What was found in a folder of parts.

    Args:
        whole: recipe of the dataset.
        parts: its parts.
        manifests: of each part that is there, by its name, without what was counted.
        faults: what is wrong.
    """

    whole: Recipe
    parts: Sequence[DataPart]
    manifests: dict[str, Manifest]
    faults: Sequence[PartFault]


def merge(store: PartStore, found: FoundParts) -> Manifest:
    """Return the manifest of the whole; all parts have to be there.

    Raises:
        DataError: if what they say was counted does not add up.
    """
    each = [found.manifests[part.name] for part in found.parts]
    parts = [
        ManifestPart(part.name, one.recipe.first, one.lines, one.bytes, one.blocks_sha256)
        for part, one in zip(found.parts, each, strict=True)
    ]
    versions = {name: {one.versions.get(name, "") for one in each} for name in each[0].versions}
    try:  # one after the other, for there may be more of them than memory holds
        truth = truths.finished(truths.merge(manifest(store, part).truth for part in found.parts))
    except (TypeError, ValueError, AttributeError) as error:
        hint = "`verify PART --remake` finds the one that was edited."
        raise DataError("The counts in the manifests of the parts do not add up.", hint) from error
    return Manifest(
        recipe=found.whole,
        blocks_sha256=identity.joined([bytes.fromhex(one.blocks_sha256) for one in each]),
        bytes=sum(one.bytes for one in each),
        lines=sum(one.lines for one in each),
        truth=truth,
        versions={name: ", ".join(sorted(values)) for name, values in versions.items()},
        parts=tuple(parts),
    )


def manifest(store: PartStore, part: DataPart) -> Manifest:
    """Return the manifest of a part that is there.

    Raises:
        DataError: if it cannot be read.
    """
    try:
        return manifests.parse(store.read(part.manifest))
    except (OSError, ValueError) as error:
        raise DataError(f"{store.address(part.manifest)} cannot be read: {error}") from error


def divide(whole: Recipe) -> list[DataPart]:
    """Return the parts of a dataset, whose number of lines is known and which begins with its first line.

    Raises:
        UsageError: if there are too many.
    """
    lines = whole.lines or 0
    if lines > manifests.MOST_LINES:
        raise UsageError(f"{lines:,} lines are too many parts.", f"Ask for {manifests.MOST_LINES:,} at most.")
    firsts = range(0, lines, identity.PART)
    count, suffix = len(firsts), ALL[whole.generator].SUFFIX
    return [
        DataPart(
            number,
            count,
            f"{_START}{number:0{len(str(count))}}{suffix}",
            recipes.piece(whole, first, min(first + identity.PART, lines)),
        )
        for number, first in enumerate(firsts, 1)
    ]


def make_part(  # noqa: PLR0913 - each has one value for nearly everybody
    store: PartStore,
    part: DataPart,
    whole: Recipe,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    force: bool = False,
) -> Manifest:
    """Make one part, with its manifest; leave alone what is there already, by its recipe and its size.

    The manifest gets its name first. So a part whose file is there has one, whenever its maker was killed.

    Args:
        store: where to.
        part: which.
        whole: recipe of the dataset.
        jobs: processes.
        progress: called with the numbers of lines and bytes that are done.
        force: write over another file of that name.

    Raises:
        DataError: if something else is there, or it cannot be made or written.
    """
    make.check(part.recipe)
    if not force and (known := present(store, part, whole, store.sizes())):
        return known
    with store.new(part.name) as file:
        ledger = Ledger(part.recipe, store.room(), progress)
        made = replace(make.fill(part.recipe, ledger, file, jobs=jobs), part_of=whole.lines)
        store.put(part.manifest, manifests.to_json(made))
    return made


def present(store: PartStore, part: DataPart, whole: Recipe, sizes: dict[str, int]) -> Manifest | None:
    """Return the manifest of a part that is there already, by its recipe and its size; None if there is none.

    Raises:
        DataError: if something else is there.
    """
    if part.name not in sizes:
        return None
    known = _describe(store, part.name, sizes)
    if known is None or _fault(part, whole, known, sizes):
        hint = "Add --force to overwrite it, or choose another --out."
        raise DataError(f"{store.address(part.name)} already exists and is a different file.", hint)
    return known


def survey(store: PartStore) -> FoundParts:
    """Look which parts are in a folder, by their manifests and sizes.

    Raises:
        DataError: if there is none.
    """
    sizes = store.sizes()
    names = sorted(name for name in sizes if name.startswith(_START) and not name.endswith(manifests.SUFFIX))
    read = ((name, _describe(store, name, sizes)) for name in names)
    described = {name: replace(known, truth={}) for name, known in read if known and known.part_of}
    if not described:
        raise DataError(f"{store.place} holds no part of a dataset.")
    whole = _most_frequent([_whole(known) for known in described.values()])
    parts = divide(whole)
    faults = [
        PartFault(part.name, fault, part)
        for part in parts
        if (fault := _fault(part, whole, described.get(part.name), sizes))
    ]
    expected = {part.name for part in parts}
    recipes_of_parts = [_bare(part.recipe) for part in parts]
    for name in (name for name in names if name not in expected):
        is_copy = name in described and _bare(described[name].recipe) in recipes_of_parts
        faults.append(PartFault(name, Fault.DUPLICATE if is_copy else Fault.FOREIGN))
    return FoundParts(whole, parts, described, faults)


def changed(store: PartStore, found: FoundParts, watch: Callable[[bytes], object] | None = None) -> Iterator[PartFault]:
    """Read every part, and yield those whose content is not what was made.

    Args:
        store: where they lie.
        found: what is known of them; all are there.
        watch: sees all bytes of the dataset, in their order.
    """
    for part in found.parts:
        chunks = store.chunks(part.name)
        seen = chunks if watch is None else (chunk for chunk in chunks if watch(chunk) is None)
        if identity.of_content(seen, part.recipe) != found.manifests[part.name].blocks_sha256:
            yield PartFault(part.name, Fault.CHANGED, part)


def dataset(store: PartStore) -> Manifest | None:
    """Return the manifest of the whole that lies in a folder; None if there is none.

    Raises:
        DataError: if it cannot be read.
    """
    try:
        return manifests.parse(store.read(DATASET)) if DATASET in store.sizes() else None
    except (OSError, ValueError) as error:
        raise DataError(f"{store.address(DATASET)} cannot be read: {error}", "Join the parts again.") from error


def _fault(part: DataPart, whole: Recipe, known: Manifest | None, sizes: dict[str, int]) -> Fault | None:
    """Return what is wrong with the file of a part, as far as its manifest and its size tell."""
    if part.name not in sizes:
        return Fault.MISSING
    if known is None:
        return Fault.UNKNOWN
    if _bare(known.recipe) != _bare(part.recipe) or known.part_of != whole.lines:
        return Fault.FOREIGN
    as_made = (known.bytes, known.lines) == (sizes[part.name], part.recipe.lines) and known.blocks_sha256
    return None if as_made else Fault.CHANGED


def _describe(store: PartStore, name: str, sizes: dict[str, int]) -> Manifest | None:
    beside = manifests.beside(Path(name)).name
    try:
        return manifests.parse(store.read(beside)) if beside in sizes else None
    except (OSError, ValueError):
        return None


def _whole(known: Manifest) -> Recipe:
    return replace(known.recipe, first=0, lines=known.part_of)


def _bare(recipe: Recipe) -> Recipe:
    """Return a recipe without the release of Faker: another may give the same vocabulary."""
    return replace(recipe, faker="")


def _most_frequent(wholes: Sequence[Recipe]) -> Recipe:
    keys = [msgspec.json.encode(_bare(whole), order="deterministic") for whole in wholes]
    return wholes[keys.index(Counter(keys).most_common(1)[0][0])]
