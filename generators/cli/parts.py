"""Make parts of a dataset, join them, and check them."""

import random
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from bench.model import commands
from bench.model.commands import Word
from bench.model.errors import DataError, UsageError
from bench.model.formatting import plural, verb
from bench.model.types import Manifest, Recipe
from generators.cli import console, options
from generators.lines.settings import defaults
from generators.making import make, manifests, parts
from generators.making.parts import Fault, FoundParts, PartFault
from generators.making.stores import PartStore, store
from generators.profiles import keeping
from generators.registry import ALL, TWIN

_SHOWN: Final = 10


def make_share(order: options.Order, whole: Recipe, share: tuple[int, int]) -> None:
    """Make every part of a share that is not there yet.

    Args:
        order: what was asked for.
        whole: recipe of the dataset.
        share: which, and of how many.

    Raises:
        UsageError: if the dataset has fewer parts.
        DataError: if one cannot be made.
    """
    number, count = share
    divided = parts.divide(whole)
    if count > len(divided):
        hint = f"Write --part {min(number, len(divided))}/{len(divided)}."
        lines, have = plural(whole.lines or 0, "line"), verb(whole.lines or 0, "has", "have")
        problem = f"{lines} {have} {plural(len(divided), 'part')}, fewer than {plural(count, 'share')}."
        raise UsageError(problem, hint)
    there = store(order.out)
    there.create()
    for part in divided[number - 1 :: count]:
        with console.MakingProgress(part.recipe, quiet=order.quiet) as display:
            made = parts.make_part(there, part, whole, jobs=order.jobs, progress=display, force=order.force)
        done = "made {}" if display.seconds else "{} already exists"
        if not order.quiet:
            console.say(f"{done.format(there.address(part.name))}: {console.facts(made, display.seconds)}")


def join(folder: Path | str) -> None:
    """Write the manifest of all parts in a folder; clear what killed makers left behind.

    Raises:
        DataError: if a part is missing or is not what it should be.
    """
    there = store(folder)
    found = _survey(there)
    made = parts.merge(there, found)
    there.put(parts.DATASET, manifests.to_json(made))
    makers = [parts.DATASET, *(one for part in found.parts for one in (part.name, part.manifest))]
    for name in there.clear(makers):
        console.warn(f"removed {there.address(name)}, which its maker left unfinished")
    if left := there.uploads():
        of = f"{plural(left, 'upload')} of killed makers {verb(left, 'is', 'are')} unfinished in {folder}"
        console.warn(f"{of}: let a lifecycle rule of the bucket end what costs money (AbortIncompleteMultipartUpload)")
    console.say(f"joined {plural(len(made.parts), 'part')} in {folder}: {console.facts(made, 0.0)}")


def joined(folder: Path | str) -> Manifest:
    """Return the manifest of the parts in a folder.

    Raises:
        DataError: if they were not joined.
    """
    there = store(folder)
    known = parts.dataset(there)
    if known is None:
        hint = f"Join its parts: {commands.typed('generators', 'join', folder)}"
        raise DataError(f"{folder} has no {parts.DATASET}.", hint)
    return known


def verify(folder: Path | str, *, whole: bool, remake: bool | int) -> None:
    """Check that all parts in a folder are intact, and are the dataset that they were joined to.

    Args:
        folder: where they lie.
        whole: also hash all bytes as one.
        remake: how many parts, drawn at random, are made again and compared; True for all.

    Raises:
        DataError: if they are not.
    """
    known, there = joined(folder), store(folder)
    found = _survey(there)
    if replace(parts.merge(there, found), versions=known.versions) != known:
        hint = f"Join the parts again: {commands.typed('generators', 'join', folder)}"
        raise DataError(f"{there.address(parts.DATASET)} is not the manifest of the parts beside it.", hint)
    all_bytes = sha256()
    if faults := list(parts.changed(there, found, all_bytes.update if whole else None)):
        raise _error(there, found.whole, faults)
    count = len(found.parts) if remake is True else min(int(remake), len(found.parts))
    for part in sorted(random.sample(found.parts, count), key=lambda part: part.number):
        check_remade(str(there.address(part.name)), parts.manifest(there, part))
    hashes = console.hashes(replace(known, sha256=all_bytes.hexdigest() if whole else ""))
    console.say(f"{folder} is intact: {plural(len(found.parts), 'part')}, {hashes}")


def check_remade(name: str, manifest: Manifest) -> None:
    """Make data again, without keeping it, and hold it and its manifest to each other.

    Raises:
        DataError: if they differ.
    """
    with console.MakingProgress(manifest.recipe) as display:
        made = make.stream(manifest.recipe, lambda _: None, display, whole=not manifest.blocks_sha256)
    by_blocks = made.blocks_sha256 == manifest.blocks_sha256
    if not (by_blocks if manifest.blocks_sha256 else made.sha256 == manifest.sha256):
        raise DataError(f"The recipe of {name} gives different bytes here: {console.hashes(made)}.")
    known = replace(manifest, sha256=made.sha256, blocks_sha256=made.blocks_sha256)
    if replace(made, part_of=manifest.part_of, versions=manifest.versions) != known:
        raise DataError(f"{name} is intact, but its manifest is wrong about it.", "Recreate it with --force.")


def _survey(there: PartStore) -> FoundParts:
    found = parts.survey(there)
    if found.faults:
        raise _error(there, found.whole, found.faults)
    return found


def _error(there: PartStore, whole: Recipe, faults: Sequence[PartFault]) -> DataError:
    """Name what is wrong, with the commands that mend it."""
    said = [f"{each.name} {each.fault}" for each in faults[:_SHOWN]]
    more = [f"and {plural(len(faults) - _SHOWN, 'more file')}"] if len(faults) > _SHOWN else []
    mending = [_command(there, whole, each) for each in faults[:_SHOWN]]
    return DataError(f"{there.place} is not a whole dataset: {', '.join(said + more)}.", " && ".join(mending))


def _command(there: PartStore, whole: Recipe, fault: PartFault) -> str:
    """Return the command that makes a part, or removes what is none."""
    part = fault.part
    if part is None:
        unwanted = [there.address(name) for name in (fault.name, manifests.beside(Path(fault.name)).name)]
        return commands.shell("rm", "-f", *unwanted) if isinstance(there.place, Path) else f"Remove {unwanted[0]}."
    force = () if fault.fault is Fault.MISSING else ("--force",)
    return making(there, whole, ("--part", f"{part.number}/{part.count}"), *force)


def making(there: PartStore, whole: Recipe, which: Sequence[Word], *more: Word) -> str:
    """Return the command that makes parts of a dataset."""
    kind: list[Word] = [whole.generator, *_options(whole)]
    if whole.generator == TWIN:
        kind = ["like", keeping.place(str(whole.knobs["profile"])), "--total", str(whole.knobs["total"])]
    amount = ("--lines", str(whole.lines), "--seed", str(whole.seed))
    return commands.typed("generators", *kind, *amount, *which, "--out", there.place, *more)


def _options(whole: Recipe) -> list[str]:
    """Return the settings of a recipe as options, without those that have their default."""
    usual = defaults(ALL[whole.generator].SETTINGS)
    words: list[str] = []
    for name, value in whole.knobs.items():
        if value != usual.get(name):
            words += [f"--{name.replace('_', '-')}", *([] if value is True else [str(value)])]
    return words
