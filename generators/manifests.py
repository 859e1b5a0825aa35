"""The manifest that lies beside a generated file and says what it is."""

import hashlib
from pathlib import Path

import msgspec

from bench.errors import DataError
from bench.model import Manifest


def beside(path: Path) -> Path:
    """Return where the manifest of a file lies."""
    return path.with_name(path.name + ".manifest.json")


def read(path: Path) -> Manifest | None:
    """Return the manifest of a file, or None if it has none.

    Raises:
        DataError: if the manifest cannot be read.
    """
    try:
        return msgspec.json.decode(beside(path).read_bytes(), type=Manifest)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, msgspec.ValidationError) as error:
        hint = "Delete it and make the file again with --force."
        raise DataError(f"The manifest {beside(path)} cannot be read: {error}", hint) from error


def digest(path: Path) -> str:
    """Return the sha-256 of a file as it is now."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def to_json(manifest: Manifest) -> bytes:
    """Return the text of a manifest."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
