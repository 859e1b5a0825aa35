"""Make a dataset's file: under a partial name first, under its own name once it is whole and on the disk."""

import hashlib
import os
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from bench.errors import DataError
from bench.model import Manifest, Recipe
from generators import manifests
from generators.contract import BLOCK, Span
from generators.registry import GENERATORS

Progress = Callable[[int, int], None]
"""Told how many lines and how many bytes are done."""


def make(
    recipe: Recipe, path: Path, *, jobs: int = 1, progress: Progress | None = None, force: bool = False
) -> Manifest:
    """Write the dataset of a recipe to a file, with its manifest beside it.

    Raises:
        DataError: if the file exists already, or cannot be written.
    """
    del jobs
    if path.exists() and not force:
        known = manifests.read(path)
        if known is not None and known.recipe == recipe:
            return known
        raise DataError(f"{path} exists already.", "Add --force to make it anew, or choose another name with --out.")
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("wb") as file:
            sink = _Sink(recipe, file.write, progress)
            truth = GENERATORS[recipe.generator].write(recipe, sink.spans(), sink.put)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise DataError(f"{path} cannot be written: {error.strerror}.") from error
    manifest = Manifest(
        recipe=recipe,
        sha256=sink.digest.hexdigest(),
        bytes=sink.bytes,
        lines=sink.lines,
        truth=truth,
        versions={name: version(name) for name in ("numpy", "faker")},
    )
    manifests.write(manifest, path)
    return manifest


class _Sink:
    def __init__(self, recipe: Recipe, write: Callable[[bytes], object], progress: Progress | None) -> None:
        self._recipe = recipe
        self._write = write
        self._progress = progress
        self.digest = hashlib.sha256()
        self.lines = 0
        self.bytes = 0
        self._done = False

    def spans(self) -> Iterator[Span]:
        block = 0
        while not self._done:
            left = BLOCK if self._recipe.lines is None else min(BLOCK, self._recipe.lines - self.lines)
            if left <= 0:
                return
            yield Span(block, 0, left)
            block += 1

    def put(self, data: bytes) -> int:
        size = self._recipe.size
        if size is not None and self.bytes + len(data) >= size:
            data = data[: data.index(b"\n", size - self.bytes - 1) + 1]
            self._done = True
        kept = data.count(b"\n")
        self._write(data)
        self.digest.update(data)
        self.lines += kept
        self.bytes += len(data)
        if self._progress is not None:
            self._progress(self.lines, self.bytes)
        return kept
