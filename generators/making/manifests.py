"""The manifest that lies beside a generated file and says what it is."""

import hashlib
import re
from pathlib import Path
from typing import Final

import msgspec

from bench.model.errors import DataError
from bench.model.types import Manifest, Recipe
from generators.making import identity

SUFFIX: Final = ".manifest.json"
MOST_LINES: Final = 100_000 * identity.PART
"""Lines of a dataset in parts; its manifest lists each part."""

_CHUNK: Final = 1 << 20
_HASH: Final = re.compile("[0-9a-f]{64}")
_TRUTH: Final = dict[str, int | list[int] | dict[str, int | dict[str, int]]]


def beside(path: Path) -> Path:
    """Return where the manifest of a file lies."""
    return path.with_name(path.name + SUFFIX)


def read(path: Path) -> Manifest | None:
    """Return the manifest of a file, or None if it has none.

    Raises:
        DataError: if the manifest cannot be read.
    """
    try:
        return parse(_content(beside(path)))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        hint = "Delete it and recreate the file with --force."
        reason = error.strerror if isinstance(error, OSError) else error
        raise DataError(f"The manifest {beside(path)} cannot be read: {reason}", hint) from error


def parse(text: bytes) -> Manifest:
    """Return what a manifest says.

    Raises:
        ValueError: if it is no manifest, or says what cannot be.
    """
    manifest = msgspec.json.decode(text, type=Manifest)
    _check(manifest)
    return manifest


def _content(path: Path) -> bytes:
    """Read an ordinary file; a pipe would be waited for."""
    if path.exists() and not path.is_file():
        raise ValueError("it is not a regular file")
    return path.read_bytes()


def _check(manifest: Manifest) -> None:
    """Make sure that a manifest, which may have been edited, is possible.

    Raises:
        ValueError: if it does not.
    """
    recipe = manifest.recipe
    if (recipe.lines is None) == (recipe.size is None):
        raise ValueError("the recipe has to say either lines or size")
    wanted = recipe.size if recipe.lines is None else recipe.lines
    if not wanted or min(wanted, recipe.first, recipe.seed) < 0:
        raise ValueError("a number of the recipe is too small")
    hashes = list(filter(None, (manifest.sha256, manifest.blocks_sha256)))
    if not hashes or not all(map(_HASH.fullmatch, hashes)):
        raise ValueError("it has no sha256 and no blocks_sha256 that is one")
    if manifest.part_of is not None and not recipe.first < manifest.part_of <= MOST_LINES:
        raise ValueError("it cannot be a part of so many lines")
    msgspec.convert(manifest.truth, _TRUTH)


def fault(path: Path, manifest: Manifest, *, whole: bool = False) -> str:
    """Return what identifies a file as it is now, if that is not what its manifest says; otherwise nothing.

    Args:
        path: the file.
        manifest: what it should be, by its blocks, or by the hash of the whole where there is no other.
        whole: compare the hash of the whole file too, where the manifest has one.
    """
    wanted = []
    if manifest.blocks_sha256:
        wanted.append((blocks_digest(path, manifest.recipe), manifest.blocks_sha256))
    if manifest.sha256 and (whole or not wanted):
        wanted.append((digest(path), manifest.sha256))
    return next((found for found, known in wanted if found != known), "")


def blocks_digest(path: Path, recipe: Recipe) -> str:
    """Return the identity of a file as it is now, by the recipe that it is said to have."""
    with path.open("rb", buffering=0) as file:
        return identity.of_content(iter(lambda: file.read(_CHUNK), b""), recipe)


def digest(path: Path) -> str:
    """Return the sha-256 of a file as it is now."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def to_json(manifest: Manifest) -> bytes:
    """Return the text of a manifest."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
