"""Give a run a copy of its data: nothing that it measures can change what others use, nor others what it measures."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

from bench.inputs.data.prepared import Prepared
from bench.measured.monitor.edits import stamp
from bench.model.errors import DataError


def own(prepared: Prepared, folder: Path) -> Prepared:
    """Return the data as a file alone in a new folder; a number as it is.

    Args:
        prepared: the data.
        folder: where the new folder goes.

    Raises:
        DataError: if there is no room for it.
        DatasetChangedError: if it is no longer what was hashed.
    """
    if not isinstance(prepared.source, Path):
        return prepared
    place = folder / f"data-{len(list(folder.iterdir()))}"
    target = place / prepared.source.name
    try:
        place.mkdir()
        _copy(prepared.source, target)
    except OSError as error:
        raise DataError(
            f"The data cannot be copied for this run: {error.strerror}: {folder}.",
            "A run measures a copy of its own. Make room there, or set LEANLINES_CACHE to a folder on another disk.",
        ) from error
    prepared.check_stamp()
    return replace(prepared, source=target, stamp=stamp(target.stat()))


def _copy(source: Path, target: Path) -> None:
    """Copy a file and see it on disk, so that nothing is written back while something is measured.

    File systems that can share blocks between files do so.
    """
    with source.open("rb") as reader, target.open("wb") as writer:
        try:
            while os.copy_file_range(reader.fileno(), writer.fileno(), 1 << 30):
                pass
        except (AttributeError, OSError):  # other systems, and pairs of file systems that cannot
            reader.seek(writer.seek(0))
            writer.truncate()
            shutil.copyfileobj(reader, writer, 1 << 20)
        writer.flush()
        os.fsync(writer.fileno())
