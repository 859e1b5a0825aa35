"""Keep a folder from which measured processes start: our own measured code and pyperf, and nothing else.

The checkout cannot serve, since its root on `sys.path` would show the whole harness to an implementation; nor can the
site-packages folder that pyperf stands in. The folder's name is the hash of what is in it, so it is made once, serves
processes at the same time, and never changes under one that runs.
"""

import functools
import hashlib
import importlib.util
import os
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from bench import cache, removal
from bench.errors import BenchError

_HERE: Final = Path(__file__).parent
_OURS: Final = ("measured/*.py", "runners/*.py")
COMPILING: Final = 60.0  # seconds, which a second is enough for
_START: Final = """\
import sys

from bench.measured.{name} import main

if __name__ == "__main__":  # a spawned child of multiprocessing reads this file too
    main({arguments})
"""


@functools.cache
def folder() -> Path:
    """Return the kit, making it if it is not there yet.

    Raises:
        BenchError: if the cache folder cannot be written.
    """
    contents = _contents()
    digest = hashlib.sha256()
    for name, content in sorted(contents.items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    kit = cache.place("kits") / digest.hexdigest()[:16]
    if not kit.is_dir():
        try:
            _make(kit, contents)
        except OSError as error:
            raise BenchError(
                f"The cache folder cannot be written: {error.strerror}: {kit.parent}",
                "Set LEANLINES_CACHE to a folder that can.",
            ) from error
    return kit


@functools.cache
def compiled(python: Path) -> Path:
    """Return the kit with its byte code for one interpreter: a process that cannot write there would compile it anew.

    That would take every process 20 ms, and stand in its memory.
    """
    kit = folder()
    with suppress(OSError, subprocess.SubprocessError):  # an interpreter that is none is found out when it is started
        command = [str(python.absolute()), "-I", "-S", "-m", "compileall", "-q", str(kit)]
        subprocess.run(command, capture_output=True, timeout=COMPILING, check=False)
    return kit


def _contents() -> dict[str, bytes]:
    files = {f"bench/{path.relative_to(_HERE)}": path for pattern in _OURS for path in _HERE.glob(pattern)}
    files |= {f"pyperf/{path.name}": path for path in _pyperf().glob("*.py")}
    contents = {name: path.read_bytes() for name, path in files.items()}
    contents["bench/__init__.py"] = b""
    contents["worker.py"] = _START.format(name="worker", arguments="sys.argv[1]").encode()
    for name in ("monitor", "trial"):
        # -I keeps their own folder off the path.
        start = _START.format(name=name, arguments="").replace(
            "import sys\n", "import sys\n\nsys.path.insert(0, __file__.rpartition('/')[0])\n"
        )
        contents[f"{name}.py"] = start.encode()
    return contents


def _pyperf() -> Path:
    spec = importlib.util.find_spec("pyperf")
    if spec is None or spec.origin is None:
        raise BenchError("pyperf is not installed, so nothing can be timed.", "Install the project's requirements.")
    return Path(spec.origin).parent


def _make(kit: Path, contents: dict[str, bytes]) -> None:
    """Write the folder under another name first; whoever renames first wins, and both have the same bytes."""
    building = Path(tempfile.mkdtemp(dir=kit.parent))
    try:
        for name, content in contents.items():
            (building / name).parent.mkdir(parents=True, exist_ok=True)
            (building / name).write_bytes(content)
        building.chmod(0o755)
        os.rename(building, kit)  # noqa: PTH104  it has to fail on a folder that is there
    except OSError:
        if not kit.is_dir():
            raise
    finally:
        removal.remove(building)
