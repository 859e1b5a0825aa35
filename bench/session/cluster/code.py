"""The code that machines of a cluster run: that of this checkout, but no links, hidden files or what git ignores."""

import hashlib
import io
import tomllib
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement

from bench.host import git
from bench.model.commands import OURS
from bench.model.paths import CHECKOUT

_PARTS: Final = ("bench", "generators", "impls")


def files() -> dict[str, Path]:
    """Return the files, in order, by their names below the checkout."""
    ignored = git.ignored(CHECKOUT, *_PARTS) if (CHECKOUT / ".git").exists() else frozenset()
    return {name: path for name, path in _regular() if name not in ignored}


def _regular() -> Iterator[tuple[str, Path]]:
    for part in _PARTS:
        for path in sorted((CHECKOUT / part).rglob("*")):
            name = path.relative_to(CHECKOUT)
            if path.is_file() and not path.is_symlink() and path.suffix != ".pyc" and not _is_hidden(name):
                yield str(name), path


def _is_hidden(name: Path) -> bool:
    return any(part.startswith(".") for part in name.parts)


def digest() -> str:
    """Return what tells this code from other code."""
    found = hashlib.sha256()
    for name, path in files().items():
        found.update(name.encode() + b"\0")
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:12]


def pack() -> bytes:
    """Return them as a zip, which is the same wherever the files are."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in files().items():
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def libraries() -> list[str]:
    """Return the releases of the libraries that it runs with here, and that of what workers are made of."""
    declared = CHECKOUT / "pyproject.toml"
    if declared.is_file():
        needed = tomllib.loads(declared.read_text())["project"]["dependencies"]
    else:
        needed = metadata.requires(OURS) or ()
    wanted = [Requirement(each) for each in (*needed, "distributed")]
    return [
        f"{each.name}=={metadata.version(each.name)}" for each in wanted if not each.marker or each.marker.evaluate()
    ]
