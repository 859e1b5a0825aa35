"""Have data made once, keep it with its hash and truth, and take parts of it."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from bench.host import machine
from bench.host.cache import cache, fingerprints, keeping
from bench.inputs.data import packed
from bench.inputs.data.files.unpacking import blocks_of
from bench.inputs.data.prepared import Prepared
from bench.measured.monitor.edits import stamp
from bench.model import commands
from bench.model.errors import DataError, PlaceError
from bench.model.types import Dataset, Manifest, Recipe
from generators.making import make, manifests, recipes
from generators.profiles import keeping as kept_profiles
from generators.profiles import reading
from generators.registry import ALL, GENERATORS, TWIN

PREVIEW_LINES: Final = 8
LONGEST_TABLE: Final = 200
OF_FIELDS: Final = "values"  # what a twin counts of its fields: invented, and of no use to a reader

Progress = Callable[[int, int], None]
"""Told how many lines and how many bytes are made."""


def number(value: int) -> Prepared:
    """Return the dataset of a workload that is given a number and has no file."""
    return Prepared(Dataset(id=f"n-{value}", kind="number", lines=value), value)


def recipe(generator: str, lines: int, *, seed: int = 1, preset: str = "realistic") -> Recipe:
    """Return all that decides the bytes of synthetic data.

    Raises:
        UsageError: if there is no such generator or preset.
    """
    return recipes.recipe(generator, lines=lines, seed=seed, preset=preset)


def twin(profile: str, lines: int, *, seed: int = 1) -> Recipe:
    """Return all that decides the bytes of a twin, whose profile is kept in the cache from now on.

    Args:
        profile: the text of a profile.
        lines: how many lines.
        seed: any whole number from 0 on.

    Raises:
        DataError: if it is no profile, or was changed.
    """
    known = kept_profiles.keep(reading.parse_given(profile))
    return recipes.recipe(TWIN, lines=lines, seed=seed, profile=known, total=lines)


def plan_synthetic(recipe: Recipe, packing: str = "") -> Prepared:
    """Return what is known of the data of a recipe without making it: its name and its number of lines."""
    path = cache.folder("data") / _file_name(recipe)
    name = packed.name_of(path.stem) if packing else path.stem
    return Prepared(Dataset(id=name, kind="synthetic", recipe=recipe, lines=recipe.lines or 0), path)


def has_preset(generator: str, preset: str) -> bool:
    """Whether a generator knows settings of that name."""
    return preset in GENERATORS[generator].PRESETS


def synthetic(recipe: Recipe, progress: Progress | None = None, *, packing: str = "") -> Prepared:
    """Return the data of a recipe; it is made on the first call and read again on later ones.

    Args:
        recipe: what decides its bytes.
        progress: is called with the lines and bytes done.
        packing: how its file is packed; empty if it is plain.

    Raises:
        DataError: if it cannot be made.
    """
    path = cache.place("data") / _file_name(recipe)
    try:
        with keeping.alone(path):
            manifest = _manifest_if_whole(path, recipe) or _make_data(recipe, path, progress)
    except PlaceError as error:
        raise DataError(str(error), _elsewhere()) from error
    except OSError as error:
        raise DataError(f"Data cannot be stored in {path.parent}: {error.strerror}.", _elsewhere()) from error
    dataset = Dataset(
        id=path.stem,
        kind="synthetic",
        recipe=manifest.recipe,
        sha256=manifest.sha256,
        blocks_sha256=manifest.blocks_sha256,
        bytes=manifest.bytes,
        lines=manifest.lines,
        truth={key: _cut(table) for key, table in manifest.truth.items() if key != OF_FIELDS},
        preview=preview(path),
    )
    counted = None if recipe.generator == TWIN else manifest.truth  # its values are none that a workload asks for
    plain = Prepared(dataset, path, stamp(path.stat()), counted)
    return packed.pack_file(plain) if packing else plain


def _make_data(recipe: Recipe, path: Path, progress: Progress | None) -> Manifest:
    """Make data, write down what its manifest is, and let no other user write to either."""
    both = (path, manifests.beside(path))
    for each in both:
        keeping.clear(each)
    manifest = make.make(recipe, path, jobs=machine.cores(), progress=progress, force=True, whole=True)
    for each in both:
        each.chmod(0o644)
    keeping.record(manifests.beside(path))
    return manifest


def _elsewhere() -> str:
    return (
        "Data is stored in the cache folder: set LEANLINES_CACHE to one on another disk, "
        f"empty it by {commands.typed('bench clean')}, or ask for fewer --lines."
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """What a file holds.

    Args:
        sha256: of its content.
        lines: number of line ends, plus one for an unended last line.
        bytes: its size.
    """

    sha256: str
    lines: int
    bytes: int


def measure(blocks: Iterable[bytes], *watchers: Callable[[bytes], object]) -> Measured:
    """Read blocks once, so that others see the same."""
    digest, lines, size, last = hashlib.sha256(), 0, 0, b"\n"
    for block in blocks:
        digest.update(block)
        lines += block.count(b"\n")
        size += len(block)
        last = block[-1:]
        for see in watchers:
            see(block)
    return Measured(digest.hexdigest(), lines + (last != b"\n"), size)


def preview(path: Path, packing: str = "") -> tuple[str, ...]:
    """Return the first lines of a file, or of what is packed in it."""
    with BytesIO(next(packed.content_of(path, packing), b"")) if packing else path.open("rb") as file:
        lines = [file.readline(1000) for _ in range(PREVIEW_LINES)]
    return tuple(line.rstrip(b"\r\n").decode("utf-8", "replace") for line in lines if line)


def head(prepared: Prepared, lines: int, folder: Path) -> Path | int:
    """Return the first lines of a dataset as a file of their own in `folder`, or the whole if it has no more.

    The file is written once: later calls find it there.
    """
    if isinstance(prepared.source, int):
        return min(prepared.source, lines)
    if prepared.dataset.lines <= lines:
        return prepared.source
    path = folder / f"head-{lines}-{prepared.dataset.id}"
    if not path.exists():
        _write(path, prepared, lines)
    return path


def part(prepared: Prepared, lines: int, folder: Path) -> Prepared:
    """Return the first lines of a file as data of their own; the file lies in `folder`, and nothing of it is shown."""
    return _copy(prepared, lines, folder, copies=1)


def twice(prepared: Prepared, folder: Path) -> Prepared:
    """Return a file's content twice in a row as data of its own: twice the lines, and nothing new in them."""
    return _copy(prepared, prepared.dataset.lines, folder, copies=2)


def _copy(prepared: Prepared, lines: int, folder: Path, *, copies: int) -> Prepared:
    source = prepared.source
    if not isinstance(source, Path):
        raise DataError(f"{prepared.dataset.id} is a number, and a number has no lines to copy.")
    path = folder / f"{lines}-of-{prepared.dataset.id}-{copies}"
    measured = _write(path, prepared, lines, copies)
    name = "own-log" if prepared.dataset.kind == "own log" else prepared.dataset.id
    dataset = Dataset(
        id=f"{name}-{measured.sha256[:8]}",
        kind=prepared.dataset.kind,
        recipe=prepared.dataset.recipe,
        sha256=measured.sha256,
        bytes=measured.bytes,
        lines=measured.lines,
        utf8=prepared.dataset.utf8 or None,  # whole lines of a text are text
        nul=False if prepared.dataset.nul is False else None,
        copies=copies,
    )
    part = Prepared(dataset, path, stamp(path.stat()))
    return packed.of_file(part, path) if prepared.dataset.packed else part


def _measure(path: Path) -> Measured:
    with path.open("rb", buffering=0) as file:
        return measure(blocks_of(file))


def _write(path: Path, prepared: Prepared, lines: int, copies: int = 1) -> Measured:
    """Write the first lines of a file so many times to another one, packed as it is, and say what that holds."""
    source, packing = prepared.source, prepared.dataset.packed.packing if prepared.dataset.packed else ""
    assert isinstance(source, Path)  # noqa: S101 - a number has no lines
    with path.open("wb") as target:
        taken = (block for _ in range(copies) for block in _take(packed.content_of(source, packing), lines))
        with packed.GzipWriter(target) if packing else nullcontext(target) as writer:
            return measure(taken, writer.write)


def _take(blocks: Iterable[bytes], lines: int) -> Iterator[bytes]:
    """Yield the first lines block by block, since a line may be longer than memory."""
    for block in blocks:
        ends = block.count(b"\n")
        if ends >= lines:
            yield _first_lines(block, lines)
            return
        yield block
        lines -= ends


def _first_lines(block: bytes, lines: int) -> bytes:
    """Return a block up to and with its line end of that number."""
    end = 0
    for _ in range(lines):
        end = block.index(b"\n", end) + 1
    return block[:end]


def _file_name(recipe: Recipe) -> str:
    """Return a name that tells people the recipe's main points, and that no other recipe has."""
    key = hashlib.sha256(repr((recipe.version, sorted(recipe.knobs.items()), recipe.vocabulary)).encode()).hexdigest()
    amount = f"{recipe.lines}" if recipe.lines is not None else f"{recipe.size}B"
    suffix = ALL[recipe.generator].SUFFIX
    return f"{recipe.generator}-{amount}-seed{recipe.seed}-{key[:8]}{suffix}"


def _manifest_if_whole(path: Path, recipe: Recipe) -> Manifest | None:
    """Return the manifest if it is what was written, is of this recipe, and the file still has the hash that it had."""
    if keeping.fault(manifests.beside(path)) or fingerprints.fault(path) or not path.is_file():
        return None
    try:
        manifest = manifests.read(path)
        is_whole = manifest is not None and manifest.recipe == recipe and _measure(path).sha256 == manifest.sha256
    except (DataError, OSError):
        return None  # what the cache holds is made again
    return manifest if is_whole else None


def _cut(table: object) -> object:
    """Keep the largest entries of a long table, so that a result stays small whatever the data."""
    if not isinstance(table, dict) or len(table) <= LONGEST_TABLE:
        return table
    largest = sorted(table.items(), key=lambda item: (-item[1], item[0]))[:LONGEST_TABLE]
    return dict(largest)
