"""What a scheduler and its workers run for us: above all a program of ours as a child, which ends with its worker.

It is sent to them as it is, so it imports only the standard library: their Python need not know us.
"""

import io
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

_MOST = 1 << 26  # bytes that are kept of what a child says
_LOOK = 0.5  # seconds between two looks
_PATIENCE = 10.0  # seconds for a child to end by itself


def run(words: Sequence[str], folder: str, message: str, wanted: Callable[[], bool]) -> tuple[int, str, str]:
    """Run a module by this Python; return its exit code and what it printed and complained of in the end.

    Its input stays open while it is wanted. A worker that is killed closes that too, so no child outlives it.

    Args:
        words: the module and its arguments.
        folder: to work in, where the module is found.
        message: a line for its input.
        wanted: whether its result is still awaited.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as complaints:
        command = [sys.executable, "-m", *words]
        surroundings = os.environ | {"PYTHONSAFEPATH": ""}  # it would keep Python from looking in the folder
        child = subprocess.Popen(
            command, bufsize=0, cwd=folder, env=surroundings, stdin=subprocess.PIPE, stdout=out, stderr=complaints
        )
        try:
            with suppress(BrokenPipeError):  # what it complained of says more
                child.stdin.write(message.encode() + b"\n")  # type: ignore[union-attr]  # a pipe was asked for
            while wanted():
                with suppress(subprocess.TimeoutExpired):
                    child.wait(_LOOK)
                    break
            child.stdin.close()  # type: ignore[union-attr]
            with suppress(subprocess.TimeoutExpired):
                child.wait(_PATIENCE)
        finally:
            child.kill()
            child.wait()
        texts = []
        for file in (out, complaints):
            file.seek(max(file.seek(0, 2) - _MOST, 0))
            texts.append(file.read().decode(errors="replace"))
        return child.returncode, texts[0], texts[1]


def place(code: bytes, folder: str) -> str:
    """Unpack code in a folder, whole or not at all, unless it is there; return the folder."""
    if not Path(folder).is_dir():
        with tempfile.TemporaryDirectory(dir=Path(folder).parent) as above:
            building = Path(above, "code")
            building.mkdir(0o700)
            with zipfile.ZipFile(io.BytesIO(code)) as archive:
                archive.extractall(building)
            building.rename(folder)
    return folder


def workers(dask_scheduler: Any) -> dict[str, dict[str, Any]]:  # noqa: ANN401 - Dask's own, which finds it by that name
    """Return what a scheduler knows of each of its workers, without asking any: one that hangs would not answer."""
    return {
        address: {
            "nthreads": worker.nthreads,
            "resources": worker.resources,
            "local_directory": worker.local_directory,
            "host": {"python": dict(worker.versions.get("host", ())).get("python")},
            "packages": {"distributed": worker.versions.get("packages", {}).get("distributed")},
        }
        for address, worker in dask_scheduler.workers.items()
    }
