"""Find workloads and implementations in their folders.

A folder is a workload, a file is an implementation; the folder is the registry. What a file says of itself is read by
`sources/definitions.py`.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bench.inputs.origins import ORIGIN, OUTSIDE, leads_out, origins_of
from bench.inputs.sources import definitions
from bench.model import commands
from bench.model.errors import BenchError
from bench.model.paths import CHECKOUT, read_named
from bench.model.types import Implementation, Workload

NONE_NAMED: Final[Mapping[str, Path]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that could be measured.

    Args:
        workloads: name -> workload.
        implementations: in the order of the story, then by name.
        paths: (workload, implementation, origin) -> its file; both empty for the workload's own.
        files: sha-256 -> text.
        given: the options that name further folders, for commands.
    """

    workloads: Mapping[str, Workload]
    implementations: tuple[Implementation, ...]
    paths: Mapping[tuple[str, str, str], Path]
    files: Mapping[str, str]
    given: tuple[str | Path, ...] = ()

    def path(self, workload: str, implementation: str = "", origin: str = "") -> Path:
        """Return the file of a workload, or of one of its implementations."""
        return self.paths[workload, implementation, origin]

    def sha256(self, workload: str, implementation: str, origin: str) -> str:
        """Return the hash of an implementation's text as it was read."""
        wanted = workload, implementation, origin
        return next(each.sha256 for each in self.implementations if (each.workload, each.name, each.origin) == wanted)

    def of(self, workload: str) -> tuple[Implementation, ...]:
        """Return the implementations of one workload."""
        return tuple(each for each in self.implementations if each.workload == workload)


def catalogue(
    folders: Sequence[Path] = (), flat_workload: str = "", named: Mapping[str, Path] = NONE_NAMED
) -> Catalogue:
    """Read `impls/` and further folders of implementations.

    Args:
        folders: more implementations, each flat (files for `flat_workload`) or foldered by workload.
        flat_workload: the workload that files lying flat in a folder belong to.
        named: further folders whose origin is not their own name; no command has to name them again.

    Raises:
        BenchError: if a folder or a name in it cannot be used.
    """
    found: dict[Workload | Implementation, Path] = {}
    files: dict[str, str] = {}
    origins = {**origins_of(folders), **named}
    for origin, folder in origins.items():
        for item, path in _scan(folder, origin, flat_workload):
            found[item] = path
            files[item.sha256] = definitions.content(path, folder)[0].decode("utf-8", "replace")
    _require_one_question_each(found)
    workloads = {item.name: item for item in found if isinstance(item, Workload)}
    implementations = [item for item in found if isinstance(item, Implementation)]
    for item in implementations:
        if item.workload not in workloads:
            raise BenchError(
                f"{found[item]} answers the workload '{item.workload}', which does not exist.",
                f"Workloads: {', '.join(sorted(workloads))}. Name one with --workload.",
            )
    paths = {key_of(item): path for item, path in found.items()}
    ordered = tuple(sorted(implementations, key=lambda i: _order(i, workloads)))
    return Catalogue(workloads, ordered, paths, files, _list_given(folders, flat_workload))


def _require_one_question_each(found: Mapping[Workload | Implementation, Path]) -> None:
    """Refuse a second, different definition of a workload, which would silently replace the first for every row."""
    first: dict[str, Workload] = {}
    for item in found:
        if isinstance(item, Workload) and first.setdefault(item.name, item).sha256 != item.sha256:
            raise BenchError(
                f"{found[item]} asks a different question from {found[first[item.name]]}, under the same name.",
                "Remove the copy, or rename its folder to make it a workload of its own.",
            )


def _list_given(folders: Sequence[Path], flat_workload: str) -> tuple[str | Path, ...]:
    """Return the options by which another command finds the same folders; a flat one needs its workload named."""
    named = ("--workload", flat_workload) if folders and flat_workload else ()
    return (*named, *commands.each("--impls", folders))


def digest(path: Path) -> str:
    """Return the hash of a file's text as it is now; empty if it cannot be read."""
    try:
        return hashlib.sha256(read_named(path)).hexdigest()
    except OSError:
        return ""


def of_files(paths: Mapping[tuple[str, str, str], Path], files: Mapping[str, str]) -> Catalogue:
    """Return a catalogue of these files and no others.

    Args:
        paths: as in `Catalogue`.
        files: their texts.

    Raises:
        BenchError: if a workload among them is none.
    """
    workloads = {key[0]: definitions.read_workload(path) for key, path in paths.items() if not key[1]}
    items = [definitions.read_implementation(path, key[0], key[2]) for key, path in paths.items() if key[1]]
    return Catalogue(workloads, tuple(sorted(items, key=lambda item: _order(item, workloads))), paths, files)


def key_of(item: Workload | Implementation) -> tuple[str, str, str]:
    """Return workload, implementation and origin; the last two are empty for a workload's own file."""
    return (item.name, "", "") if isinstance(item, Workload) else (item.workload, item.name, item.origin)


def _scan(folder: Path, origin: str, flat_workload: str) -> Iterator[tuple[Workload | Implementation, Path]]:
    for path in _entries(folder):
        if path.is_dir() and not path.name.startswith((".", "__")):
            yield from _scan_workload(path, origin, folder)
        elif _is_implementation(path) and path.parent != CHECKOUT / "impls":
            if not flat_workload:
                raise BenchError(
                    f"The workload of {path} is unknown: its folder is not named after one.",
                    "Name one workload with --workload, or move the file into a folder named after its workload.",
                )
            yield definitions.read_implementation(path, flat_workload, origin, folder), path


def _scan_workload(folder: Path, origin: str, within: Path) -> Iterator[tuple[Workload | Implementation, Path]]:
    definition = folder / "__init__.py"
    if definition.is_file():
        if leads_out(definition, within):
            raise BenchError(f"{definition} is {OUTSIDE}.", "Copy the file there.")
        yield definitions.read_workload(definition), definition
    for path in _entries(folder):
        if _is_implementation(path):
            yield definitions.read_implementation(path, folder.name, origin, within), path


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise BenchError(f"{folder} cannot be read: {error.strerror}.", "Give --impls a readable folder.") from error


def list_answered(folders: Sequence[Path]) -> frozenset[str]:
    """Return the workloads that the folders have a folder for; an empty name stands for files beside those.

    Raises:
        BenchError: if one is no folder, or cannot be read.
    """
    given = [folder for origin, folder in origins_of(folders).items() if origin != ORIGIN]
    entries = [path for folder in given for path in _entries(folder)]
    inner = [path for path in entries if path.is_dir() and not path.name.startswith((".", "__"))]
    named = (path.name for path in inner if _answers(path))
    return frozenset({*named, *("" for path in entries if _is_implementation(path))})


def _answers(folder: Path) -> bool:
    """Whether it is a folder of a workload, and not one of data or results beside those."""
    return any(path.name == "__init__.py" or _is_implementation(path) for path in _entries(folder))


def _is_implementation(path: Path) -> bool:
    """Whether it is an ordinary file of that kind: a pipe would never end, and a dangling link holds nothing."""
    return path.suffix == ".py" and not path.name.startswith((".", "__")) and path.is_file()


def _order(item: Implementation, workloads: Mapping[str, Workload]) -> tuple[str, int, str, str]:
    steps = workloads[item.workload].steps
    return item.workload, steps.index(item.name) if item.name in steps else len(steps), item.name, item.origin
