"""Name the folders that implementations come from: its origin tells a row apart from its namesakes."""

import itertools
import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from bench.inputs.published_arguments import origin as origin_of
from bench.model import commands
from bench.model.errors import BenchError
from bench.model.paths import CHECKOUT

ORIGIN: Final = "impls"

OUTSIDE: Final = "a link that leads out of its folder of implementations"


def leads_out(path: Path, folder: Path) -> bool:
    """Return whether links on the way to a file lead out of a folder, to what is not called the same there.

    Installers and stores of packages put links in place of files, to such as `.../impls/error_counts/one.py`.
    """
    target, known = path.resolve(), path.relative_to(folder.parent).parts
    return not (target.is_relative_to(folder.resolve()) or target.parts[-len(known) :] == known)


def origins_of(folders: Sequence[Path]) -> dict[str, Path]:
    """Name the checkout's folder and each further one; two of the same name are distinguished by a number.

    Raises:
        BenchError: if one is not a folder.
    """
    origins = {ORIGIN: CHECKOUT / "impls"}
    for folder in folders:
        if not folder.is_dir():
            raise BenchError(f"{folder} is not a folder of implementations.", _folders(folder))
        name = re.sub(r"[^A-Za-z0-9_.-]", "_", origin_of(folder.resolve())) or "folder"
        origins[unused(name, origins)] = folder.resolve()
    return origins


def unused(name: str, origins: Collection[str]) -> str:
    """Return a name that no origin has: this one, or one with a number after it."""
    numbered = (f"{name}-{number}" for number in itertools.count(2))
    return next(each for each in itertools.chain([name], numbered) if each not in origins)


def _folders(given: Path) -> str:
    """Say how a folder is named that is none: several in one word are distinguished by their comma."""
    parts = commands.listed(str(given))
    if len(parts) > 1:
        return f"Repeat it: {commands.shell(*commands.each('--impls', map(Path, parts)))}"
    if given.exists():
        return "Give --impls the folder that it lies in."
    begun = commands.typed("bench new", "error_counts", "my_idea", "--impls", given)
    return f"Give --impls a folder that exists, or make this one, with a first file: {begun}"
