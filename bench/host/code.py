"""The code that machines of a cluster run: that of this checkout, and of further folders that a user names.

Links, hidden files and what git ignores stay here.
"""

import hashlib
import io
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import Final

from packaging.requirements import Requirement

from bench.host import git
from bench.model import formatting
from bench.model.commands import OURS
from bench.model.errors import BenchError
from bench.model.paths import CHECKOUT

_PARTS: Final = ("bench", "generators", "impls")
_NOTHING_ADDED: Final[Mapping[str, Path]] = MappingProxyType({})

MOST_ADDED: Final = 1 << 26
"""Bytes of a further folder, which every worker gets and keeps in memory while it unpacks them."""


def files(added: Mapping[str, Path] = _NOTHING_ADDED) -> dict[str, Path]:
    """Return the files, in order, by the names that they get where they are unpacked.

    Args:
        added: further folders, by the names that they get there.

    Raises:
        BenchError: if one of these holds more than is sent.
    """
    ignored = git.ignored(CHECKOUT, *_PARTS) if (CHECKOUT / ".git").exists() else frozenset()
    found = {f"{part}/{name}": path for part in _PARTS for name, path in _regular(CHECKOUT / part)}
    found = {name: path for name, path in found.items() if name not in ignored}
    return found | {f"{place}/{name}": path for place, folder in added.items() for name, path in _added(place, folder)}


def _regular(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not path.is_symlink() and path.suffix != ".pyc" and _is_sent(name):
            yield str(name), path


def _is_sent(name: Path) -> bool:
    return str(name).isprintable() and not any(part.startswith(".") for part in name.parts)


def _added(place: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a further folder; what was unpacked here was chosen where it was packed."""
    ignored = frozenset() if folder == CHECKOUT / place else git.ignored(folder, ".")
    size = 0
    for name, path in _regular(folder):
        if name not in ignored:
            size += path.stat().st_size
            if size > MOST_ADDED:
                problem = f"{folder} holds more than {formatting.size(MOST_ADDED)}, too much to send to every worker."
                raise BenchError(problem, "Name a folder that holds only implementations.")
            yield name, path


def digest(added: Mapping[str, Path] = _NOTHING_ADDED) -> str:
    """Return what tells this code from other code."""
    found = hashlib.sha256()
    for name, path in files(added).items():
        found.update(name.encode() + b"\0")
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:12]


def pack(added: Mapping[str, Path] = _NOTHING_ADDED) -> bytes:
    """Return them as a zip, which is the same wherever the files are."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in files(added).items():
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def libraries(further: Sequence[str] = ()) -> list[str]:
    """Return the releases of the libraries that it runs with here, and that of what workers are made of.

    Args:
        further: names of further libraries that it needs.
    """
    declared = CHECKOUT / "pyproject.toml"
    if declared.is_file():
        needed = tomllib.loads(declared.read_text())["project"]["dependencies"]
    else:
        needed = metadata.requires(OURS) or ()
    wanted = [Requirement(each) for each in (*needed, "distributed", *further)]
    return [
        f"{each.name}=={metadata.version(each.name)}" for each in wanted if not each.marker or each.marker.evaluate()
    ]
