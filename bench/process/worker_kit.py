"""Keep a folder from which measured processes start: our own measured code and pyperf, and nothing else.

The checkout cannot serve, since its root on `sys.path` would show the whole harness to an implementation; nor can the
site-packages folder that pyperf is in. The folder's name is the hash of what is in it and of the interpreter that
it is compiled for: what is executed is compared with the checkout when a run begins and when it ends, and no process
writes bytecode to it.
"""

import functools
import hashlib
import importlib.util
import os
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Final

from bench.host.cache import keeping
from bench.model.errors import BenchError
from bench.model.paths import CHECKOUT

PATIENCE: Final = 60.0  # seconds for an interpreter to compile the kit
_MEASURED: Final = CHECKOUT / "bench" / "measured"
_MAINS: Final = {
    "worker": "worker.worker",
    "monitor": "monitor.monitor",
    "sampler": "monitor.standard_sampler",
    "trial": "sandbox.trial",
}
# What a worker of pyperf asks of these modules. The real ones take half of its time to start: one looks for hooks of
# installed packages, and an implementation's libraries have no business there; the other can tune the system.
_HOOKS: Final = b"""\
def get_hook_names():
    return ()


def instantiate_selected_hooks(names):
    return {}
"""
_SYSTEM: Final = b"""\
import sys

OS_LINUX = sys.platform.startswith("linux")
"""
_START: Final = """\
import sys

from bench.measured.{main} import main

main({arguments})
"""


def folder(python: Path) -> Path:
    """Return the kit for processes of an interpreter, which is made if it is not there as it was made.

    Raises:
        BenchError: if the cache folder cannot be written.
    """
    real = os.path.realpath(python)
    return keeping.keep("kits", _name(real), functools.partial(_make, real), whole=_is_ours, watched=True)


@functools.cache
def _name(python: str) -> str:
    digest = hashlib.sha256(os.fsencode(python))
    for name, content in sorted(_contents().items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]


def _is_ours(kit: Path) -> bool:
    """Compare with the checkout what is executed; that there is nothing else, its record says."""
    return all((kit / name).read_bytes() == content for name, content in _contents().items())


@functools.cache
def _contents() -> dict[str, bytes]:
    files = {str(path.relative_to(CHECKOUT)): path for path in _MEASURED.rglob("*.py")}
    files |= {f"pyperf/{path.name}": path for path in _pyperf().glob("*.py")}
    contents = {name: path.read_bytes() for name, path in files.items()}
    contents |= {"bench/__init__.py": b"", "pyperf/_hooks.py": _HOOKS, "pyperf/_system.py": _SYSTEM}
    return contents | {f"{name}.py": _start(name).encode() for name in _MAINS}


def _start(name: str) -> str:
    """Return the file that an interpreter is started with."""
    start = _START.format(main=_MAINS[name], arguments="sys.argv[1]" if name == "worker" else "")
    if name == "worker":
        return start
    # -I keeps their own folder off the path.
    return start.replace("import sys\n", "import sys\n\nsys.path.insert(0, __file__.rpartition('/')[0])\n")


def _pyperf() -> Path:
    spec = importlib.util.find_spec("pyperf")
    if spec is None or spec.origin is None:
        raise BenchError("pyperf is not installed, so nothing can be timed.", "Install the project's requirements.")
    return Path(spec.origin).parent


def _make(python: str, kit: Path) -> None:
    """Write the files and compile them: a process that had to would be slower, and hold more when it begins."""
    for name, content in _contents().items():
        (kit / name).parent.mkdir(parents=True, exist_ok=True)
        (kit / name).write_bytes(content)
    command = [python, "-I", "-m", "compileall", "-q", str(kit)]
    with suppress(OSError, subprocess.TimeoutExpired):  # no interpreter: `launch` says so
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=PATIENCE)
