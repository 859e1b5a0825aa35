"""Folders of implementations outside the checkout: where they lie on the machines of a cluster."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from bench.host import code
from bench.inputs.origins import ORIGIN, origins_of
from bench.model.errors import UsageError
from bench.model.paths import CHECKOUT
from bench.session.resolve import ResolvedRequest

_PLACE: Final = "given"
_RULE: Final = "Links, hidden files and what git ignores stay here: put a file in its place, or add it to git."


def places(folders: Sequence[Path]) -> dict[str, Path]:
    """Return the folders by their names below the code that a worker unpacks, where their rows have the same origins.

    Raises:
        BenchError: if one is not a folder.
    """
    return {f"{_PLACE}/{origin}": folder for origin, folder in origins_of(folders).items() if origin != ORIGIN}


def unpacked(names: Iterable[str]) -> tuple[Path, ...]:
    """Return where folders of these names lie on a machine that unpacked them."""
    return tuple(CHECKOUT / name for name in names)


def require_sent(resolved: ResolvedRequest) -> None:
    """Refuse to measure what would not reach the machines, if it was named or lies in a folder that was.

    Raises:
        UsageError: if something would not.
        BenchError: if a folder holds more than is sent.
    """
    folders = places(resolved.request.folders)
    sent = code.files(folders)
    for place, folder in folders.items():
        if not any(name.startswith(f"{place}/") for name in sent):
            raise UsageError(f"{folder} holds nothing that is sent to the machines of a cluster.", _RULE)
    paths = set(sent.values())
    for item in resolved.implementations:
        path = resolved.catalogue.path(item.workload, item.name, item.origin)
        if path not in paths and (resolved.request.patterns or item.origin != ORIGIN):
            raise UsageError(f"{path} is not sent to the machines of a cluster.", _RULE)
