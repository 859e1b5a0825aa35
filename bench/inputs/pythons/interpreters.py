"""Find a Python to measure with, and say which build of its release it is.

Two builds of one release differ in time and memory as much as two releases do: without a GIL, with a JIT, with debug
checks. So the build is part of the version's name, in uv's words where it has some (`3.14.0+freethreaded`), and with
it of each case, environment and comparison. A build like most has the plain version. One with a JIT is two Pythons:
`3.14.0` and `3.14.0+jit` where that is off unless it is asked for, and else `3.14.0+jit` and `3.14.0+nojit`.
"""

import functools
import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from bench.inputs.pythons import uv
from bench.model import commands
from bench.model.errors import UsageError
from bench.model.types import Build
from bench.process.job import JIT

_OLDEST: Final = (3, 10)
_DESCRIBE: Final = """
import json, platform, sys, sysconfig
known = sysconfig.get_config_vars()
jit = getattr(sys, "_jit", None)
print(json.dumps({
    "version": platform.python_version(),
    "name": sys.implementation.name,
    "compiler": platform.python_compiler(),
    "freethreaded": bool(known.get("Py_GIL_DISABLED")),
    "debug": hasattr(sys, "gettotalrefcount"),
    "jit": jit and jit.is_enabled(),
    "jit_off": bool(jit and not jit.is_enabled() and jit.is_available()),
    "arguments": str(known.get("CONFIG_ARGS") or ""),
    "flags": " ".join(str(known.get(each) or "") for each in ("OPT", "CFLAGS", "CONFIGURE_CFLAGS_NODIST")),
    "pymalloc": known.get("WITH_PYMALLOC"),
}))
"""
_VARIANTS: Final = ("freethreaded", "debug", "jit", "nojit")
_OF_UV: Final = _VARIANTS[:2]  # which uv knows by name
_JIT_OFF: Final = "JIT off"
_FLAG: Final = re.compile(r"(?<!\S)-(?:O\w*|march=\S+|flto|fsanitize=\S+)(?=\s|=|$)")
_ARGUMENTS: Final = {"--enable-optimizations": "profile-guided", "--with-lto": "link-time optimisation"}


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python to measure with.

    Args:
        path: its executable.
        version: such as `3.11.7`, `3.14.0+freethreaded` or `pypy 3.10.14`.
        build: how it was built.
    """

    path: Path
    version: str
    build: Build = field(default_factory=Build)


@functools.cache
def own_interpreter() -> Interpreter:
    """Return the Python that the harness itself runs on, without the harness's libraries."""
    return _describe(Path(getattr(sys, "_base_executable", sys.executable)))


def find_interpreter(wanted: str) -> Interpreter:
    """Find a Python by version or path among those that the machine has, those that pyenv keeps included.

    Args:
        wanted: in uv's words, such as `3.14t` or a path, or the version of an `Interpreter`, such as `3.14.0+jit`; a
            path may end with `+jit` or `+nojit` too.

    Raises:
        UsageError: if there is none, or it is older than 3.10.
    """
    path, _, switch = wanted.rpartition("+")
    if "/" not in wanted or switch not in JIT or Path(wanted).exists():
        path, switch = wanted, ""
    search = uv.uv("python", "find", "--no-python-downloads", "--system", name_for_uv(path), further=_kept_by_pyenv())
    found = None if search.returncode else _describe(Path(search.stdout.strip()))
    tags = _tags(f"+{switch}" if "/" in wanted else wanted)
    found = found and _switch_jit(found, tags)
    if found is None or not tags <= _answered(found):
        raise UsageError(
            f"No Python '{wanted}' was found on this machine.",
            "Install it, or give --python the path of one; `uv python list` shows what is available.",
        )
    return _with_build(found) if tags - {*_VARIANTS} else found


@functools.cache
def python_for(wanted: str) -> str:
    """Return how a row is measured that needs another Python than this one, such as `>=3.13`."""
    try:
        version = find_interpreter(wanted).version
    except UsageError:
        return f"This machine has none; `{commands.shell('uv', 'python', 'install', wanted)}` installs one."
    return f"`--python {version.replace(' ', '@')}` measures with one that this machine has."


def name_for_uv(version: str) -> str:
    """Return how uv is asked for a version: it knows PyPy and some variants of a build by name, and no other ones."""
    if "/" in version:
        return version
    plain, _, tags = version.replace(" ", "@").partition("+")
    return "+".join([plain, *(each for each in tags.split("+") if each in _OF_UV)])


def tell_apart(interpreters: Iterable[Interpreter]) -> tuple[Interpreter, ...]:
    """Return interpreters with a version of their own each: builds that differ in more than variants get a hash of it.

    Raises:
        UsageError: if two of them are the same build.
    """
    once: dict[tuple[Path, tuple[str, ...]], Interpreter] = {}
    for each in interpreters:
        once.setdefault((each.path.resolve(), each.build.variants), each)
    counted = Counter(each.version for each in once.values())
    named: dict[str, Interpreter] = {}
    for each in once.values():
        one = _with_build(each) if counted[each.version] > 1 else each
        if other := named.get(one.version):
            raise UsageError(
                f"{other.path} and {one.path} are the same build of Python {each.version}, so nothing would differ.",
                f"Give one of them: --python {other.path}",
            )
        named[one.version] = one
    return tuple(named.values())


def _with_build(interpreter: Interpreter) -> Interpreter:
    described = json.dumps(asdict(interpreter.build), sort_keys=True)
    tag = f"build{hashlib.sha256(described.encode()).hexdigest()[:6]}"
    return replace(interpreter, version="+".join([interpreter.version.partition("+build")[0], tag]))


def _tags(version: str) -> set[str]:
    return {each for each in version.partition("+")[2].split("+") if each}


def _answered(interpreter: Interpreter) -> set[str]:
    """Return the tags by which it may be asked for: a JIT that is off anyway need not be turned off."""
    return _tags(_with_build(interpreter).version) | ({"nojit"} if _JIT_OFF in interpreter.build.options else set())


def _switch_jit(interpreter: Interpreter, tags: set[str]) -> Interpreter:
    """Turn the JIT of a build on or off, where it is not by itself as the tags ask for."""
    is_off, is_on = _JIT_OFF in interpreter.build.options, "jit" in interpreter.build.variants
    wanted = "jit" if is_off and "jit" in tags else "nojit" if is_on and "nojit" in tags else ""
    return _describe(interpreter.path, wanted) if wanted else interpreter


def _describe(path: Path, jit: str = "") -> Interpreter:
    # With -I no variable counts, and so that of the JIT needs others to be taken away.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    how, surroundings = ("-PsS", clean | JIT[jit]) if jit else ("-IS", None)
    command = [str(path), how, "-c", _DESCRIBE]
    try:
        done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=True, timeout=30)
        known = json.loads(done.stdout)
        version, name = known["version"], known["name"]
    except (OSError, ValueError, TypeError, KeyError, subprocess.SubprocessError) as error:
        raise UsageError(f"{path} is not a working Python.", "Give --python a version or an executable.") from error
    if tuple(int(part) for part in version.split(".")[:2]) < _OLDEST:
        raise UsageError(f"Python {version} is too old to measure with.", "Use Python 3.10 or newer.")
    build = _build({**known, "nojit": jit == "nojit" and known["jit_off"]})
    label = "+".join([version.rstrip("+"), *build.variants])
    return Interpreter(path, label if name == "cpython" else f"{name} {label}", build)


def _build(known: Mapping[str, Any]) -> Build:
    chosen = [
        text for argument, text in _ARGUMENTS.items() if re.search(rf"{argument}(?!=no)(?![\w-])", known["arguments"])
    ]
    levels = _FLAG.findall(known["flags"])
    last = [each for each in levels if each.startswith("-O")][-1:]  # the last one counts
    others = dict.fromkeys(each for each in levels if not each.startswith("-O"))
    return Build(
        variants=tuple(each for each in _VARIANTS if known[each]),
        compiler=known["compiler"],
        options=(*last, *others, *chosen, *([_JIT_OFF] if known["jit_off"] else [])),
        allocator="mimalloc" if known["freethreaded"] else "pymalloc" if known["pymalloc"] else "malloc",
    )


def _kept_by_pyenv() -> list[str]:
    """Return the folders of its interpreters, which stand in no search path; none if they may not be read."""
    try:
        root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
        return sorted(str(folder) for folder in root.glob("versions/*/bin"))
    except (OSError, RuntimeError):  # the second of a user who has no home folder
        return []
