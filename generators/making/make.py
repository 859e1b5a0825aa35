"""Make a dataset: a file with its manifest beside it, or a stream of bytes."""

import hashlib
import os
import platform
import shutil
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench.host import files
from bench.host.files import Unfinished
from bench.model.errors import DataError, UsageError
from bench.model.types import Manifest, Recipe, Truth
from generators.content import faker_pool, truths
from generators.lines import settings
from generators.lines.blocks import BLOCK, Block
from generators.lines.generator import REALISTIC, Generator
from generators.making import manifests, parallel, recipes
from generators.making.identity import BlockTree, Hashes
from generators.making.ledger import Ledger, Progress
from generators.making.remote_store import UnfinishedObject
from generators.registry import ALL

WORTH: Final = 128 * BLOCK
"""Lines below which another process costs more to start than it saves."""

_SHORT: Final = 64
"""Bytes of a line, where only the size of a dataset is known."""


def make(  # noqa: PLR0913 - each has one value for nearly everybody
    recipe: Recipe,
    path: Path,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    force: bool = False,
    whole: bool = False,
) -> Manifest:
    """Write the dataset of a recipe to a file, with its manifest beside it; leave alone what is there already.

    Args:
        recipe: what to make.
        path: where to; its folder has to be there.
        jobs: processes. The bytes are the same with any number of them.
        progress: called with the numbers of lines and bytes that are done.
        force: write over another file of that name.
        whole: also hash the whole file, which one process does while the others make it.

    Raises:
        DataError: if something else is there, or it cannot be written, or Faker gives another vocabulary.
    """
    check(recipe)
    path = Path(os.path.realpath(path))
    if path.is_symlink() or (path.exists() and not path.is_file()):  # a link still: one that leads in a circle
        raise DataError(f"{path} is not a regular file.", "Choose another --out, or --out - for the standard output.")
    present = None if force else _present(recipe, path, whole=whole)
    if present is not None:
        return present
    with files.partial(path, manifests.beside(path)) as unfinished:
        ledger = Ledger(recipe, shutil.disk_usage(path.parent).free, progress)
        with files.flushed_meanwhile(unfinished.file):
            manifest = fill(recipe, ledger, unfinished, jobs=jobs, whole=whole)
        unfinished.accompany(manifests.to_json(manifest))
    return manifest


def fill(
    recipe: Recipe, ledger: Ledger, file: Unfinished | UnfinishedObject, *, jobs: int = 1, whole: bool = False
) -> Manifest:
    """Write a dataset into an empty file, in several processes where it is worth that.

    Raises:
        DataError: if it cannot be made.
        OSError: if it cannot be written.
    """
    several = min(jobs, -(-(recipe.lines or (recipe.size or 0) // _SHORT) // WORTH))
    if several > 1 and file.path:
        hashes, truth = parallel.write(recipe, file.path, ledger, several, whole=whole)
    else:
        hashes, truth = write(recipe, ledger, file.write, whole=whole)
    return _manifest(recipe, ledger, hashes, truth)


def stream(
    recipe: Recipe, put: Callable[[memoryview], object], progress: Progress | None = None, *, whole: bool = False
) -> Manifest:
    """Hand the bytes of a dataset over in order, block by block; return what was made.

    Args:
        recipe: what to make.
        put: takes the bytes.
        progress: called with the numbers of lines and bytes that are done.
        whole: also hash all bytes as one.

    Raises:
        DataError: if Faker gives another vocabulary.
    """
    check(recipe)
    ledger = Ledger(recipe, None, progress)
    hashes, truth = write(recipe, ledger, put, whole=whole)
    return _manifest(recipe, ledger, hashes, truth)


def write(
    recipe: Recipe, ledger: Ledger, put: Callable[[memoryview], object], *, whole: bool = False
) -> tuple[Hashes, Truth]:
    """Make a dataset in this process; return its hashes and the truth about it."""
    tree, sha256 = BlockTree(recipe.first), hashlib.sha256()

    def keep(block: Block) -> int:
        place = ledger.admit(len(block.ends), len(block.data))
        kept = block if place.limit is None else block.cut(place.limit)
        put(kept.data)
        tree.add(hashlib.sha256(kept.data).digest(), len(kept.ends))
        if whole:
            sha256.update(kept.data)
        ledger.settle(len(kept.ends), len(kept.data))
        return len(kept.ends)

    truth = ALL[recipe.generator].write(recipe, ledger.spans(), keep)
    return Hashes(tree.digest(), sha256.hexdigest() if whole else ""), truth


def check(recipe: Recipe) -> None:
    """Make sure that a recipe means here what it meant where it was written.

    Raises:
        DataError: if the generator or the vocabulary is another one.
    """
    generator = ALL.get(recipe.generator)
    if generator is None or recipe.version != generator.VERSION:
        hint = "Check out the release that made it, or make a new recipe."
        raise DataError(f"{recipe.generator} of version {recipe.version} cannot be made by this release.", hint)
    locale = _locale(recipe, generator)
    if locale is not None:
        faker_pool.of(recipe, locale)


def _locale(recipe: Recipe, generator: Generator) -> str | None:
    """Return the locale of a recipe, whose settings may have come from anywhere; None if it has no vocabulary."""
    try:
        known = recipes.settled(generator, REALISTIC, recipe.knobs)
        read = settings.read(generator.SETTINGS, known)
        locale: str | None = getattr(read, "locale", None)
    except UsageError as error:
        raise DataError(f"The recipe is invalid. {error}", "Has its manifest been edited?") from error
    return locale


def _present(recipe: Recipe, path: Path, *, whole: bool) -> Manifest | None:
    """Return the manifest of the wanted file if it is there already; see that nothing else is."""
    if not path.exists():
        _require_free(path)
        return None
    known = manifests.read(path)
    if known is not None and replace(known.recipe, faker=recipe.faker, vocabulary=recipe.vocabulary) == recipe:
        check(known.recipe)  # another Faker may have given the same vocabulary
        if not manifests.fault(path, known):
            return _hash_whole(path, known) if whole and not known.sha256 else known
    raise DataError(
        f"{path} already exists and is a different file.", "Add --force to overwrite it, or choose another --out."
    )


def _hash_whole(path: Path, known: Manifest) -> Manifest:
    """Add the hash of a whole file to its manifest."""
    manifest = replace(known, sha256=manifests.digest(path))
    files.write_atomically(manifests.beside(path), manifests.to_json(manifest))
    return manifest


def _require_free(path: Path) -> None:
    """Make sure that what lies where the manifest of a new file goes is an older manifest, if anything.

    Raises:
        DataError: if it is something else.
    """
    try:
        if os.path.lexists(manifests.beside(path)):
            manifests.read(path)
    except DataError as error:
        hint = "Add --force to overwrite it, or choose another --out."
        raise DataError(f"{manifests.beside(path)} already exists and is not a manifest.", hint) from error


def _manifest(recipe: Recipe, ledger: Ledger, hashes: Hashes, truth: Truth) -> Manifest:
    return Manifest(
        recipe=recipe,
        sha256=hashes.whole,
        blocks_sha256=hashes.blocks,
        bytes=ledger.bytes,
        lines=ledger.lines,
        truth=truths.finished(truth),
        versions={"python": platform.python_version()} | {name: version(name) for name in ("faker", "numpy")},
    )
