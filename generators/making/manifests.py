"""The manifest that lies beside a generated file and says what it is."""

import hashlib
from pathlib import Path
from typing import Final

import msgspec

from bench.model.errors import DataError
from bench.model.types import Manifest

_TRUTH: Final = dict[str, int | list[int] | dict[str, int | dict[str, int]]]


def beside(path: Path) -> Path:
    """Return where the manifest of a file lies."""
    return path.with_name(path.name + ".manifest.json")


def read(path: Path) -> Manifest | None:
    """Return the manifest of a file, or None if it has none.

    Raises:
        DataError: if the manifest cannot be read.
    """
    try:
        manifest = msgspec.json.decode(_content(beside(path)), type=Manifest)
        _check(manifest)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, msgspec.ValidationError) as error:
        hint = "Delete it and recreate the file with --force."
        reason = error.strerror if isinstance(error, OSError) else error
        raise DataError(f"The manifest {beside(path)} cannot be read: {reason}", hint) from error
    return manifest


def _content(path: Path) -> bytes:
    """Read an ordinary file; a pipe would be waited for."""
    if path.exists() and not path.is_file():
        raise ValueError("it is not a regular file")
    return path.read_bytes()


def _check(manifest: Manifest) -> None:
    """See that a manifest, which anybody may have edited, says what can be.

    Raises:
        ValueError: if it does not.
    """
    recipe = manifest.recipe
    if (recipe.lines is None) == (recipe.size is None):
        raise ValueError("the recipe has to say either lines or size")
    wanted = recipe.size if recipe.lines is None else recipe.lines
    if not wanted or min(wanted, recipe.first, recipe.seed) < 0:
        raise ValueError("a number of the recipe is too small")
    msgspec.convert(manifest.truth, _TRUTH)


def digest(path: Path) -> str:
    """Return the sha-256 of a file as it is now."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def to_json(manifest: Manifest) -> bytes:
    """Return the text of a manifest."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
