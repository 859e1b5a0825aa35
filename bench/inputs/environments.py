"""Give each set of requirements and interpreter an environment of exactly these, made once by uv and kept.

A measured process sees the standard library and what its file asked for: neither the libraries of the harness nor what
else happens to be installed in the interpreter. Files that need the same share an environment.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from packaging.specifiers import SpecifierSet

from bench.host import files, temporary
from bench.host.cache import cache, keeping
from bench.inputs.pythons import uv
from bench.inputs.pythons.interpreters import Interpreter, name_for_uv
from bench.model import commands
from bench.model.errors import BenchError
from bench.process.job import JIT, VARIABLES
from bench.process.redaction import Redactor

MEMRAY: Final = "1.20.0"
UNREACHABLE: Final = "no package registry could be reached"
"""How a reason begins that is the machine's, and not that of what was to be installed there."""

EXCERPT: Final = re.compile(r"\d*\s*\|")  # a line of a file that uv quotes, and what it underlines there
_NO_ANSWER: Final = ("error sending request", "the network was disabled")  # as uv puts it
_INSTALLED: Final = "leanlines.json"
_LOCK_HEAD: Final = re.compile(r"# .*; made by: ")


class MissingDependencyError(BenchError):
    """A requirement cannot be installed; the row says so and the others continue."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What an environment has to hold.

    Args:
        requirements: as the PEP 723 block lists them.
        lock: text of the lock beside the file; empty without one.
        script: the file, where uv is to read its block and its own lock; None where these requirements are all.
        settings: what that block says beyond them.
    """

    requirements: tuple[str, ...] = ()
    lock: str = ""
    script: Path | None = None
    settings: str = ""

    def key(self, version: str) -> str:
        """Return what tells two environments apart, on every machine alike."""
        by_uv = [self.settings] if self.script else []
        told = json.dumps([sorted(self.requirements), self.lock, version, *by_uv])
        return hashlib.sha256(told.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Environment:
    """An interpreter together with installed requirements.

    Args:
        id: the key of `Run.environments`.
        python: the executable to start.
        locked: what is installed, each as `name==version`.
    """

    id: str
    python: Path
    locked: tuple[str, ...]


def prepare(needs: Needs, interpreter: Interpreter) -> Environment:
    """Return an environment that holds exactly what is needed; it is made on the first call.

    Raises:
        MissingDependencyError: if something cannot be installed; the reason ends with the command to try by hand.
    """
    key = needs.key(interpreter.version)
    folder = keeping.keep(
        "environments",
        _name(needs, interpreter),
        lambda building: _install(building, needs, interpreter),
        whole=_is_whole,
        large=True,
        watched=True,
        until=uv.is_stopped,
    )
    locked = json.loads((folder / _INSTALLED).read_text())
    name = f"python-{interpreter.version.replace(' ', '-')}" + (f"-{key}" if needs.requirements else "")
    return Environment(name, folder / "bin" / "python", tuple(locked))


def prepare_memray(interpreter: Interpreter) -> Path:
    """Return the folder that memray is in for an interpreter: of an environment that nothing is measured in.

    Raises:
        MissingDependencyError: as `prepare`.
    """
    made = prepare(Needs(requirements=(f"memray=={MEMRAY}",)), interpreter).python.parent.parent
    return next(made.glob("lib*/python*/site-packages"))


def is_made(needs: Needs, interpreter: Interpreter) -> bool:
    """Return whether such an environment is there already."""
    name = _name(needs, interpreter)
    return keeping.is_kept("environments", name) and _is_whole(cache.folder("environments") / name)


def write_lock(requirements: Sequence[str], requires_python: str, path: Path) -> None:
    """Pin requirements and all that they need in turn, for every platform, by hash and without addresses.

    Raises:
        MissingDependencyError: if no set of releases fits.
        BenchError: if a file lies there that is no lock of ours.
    """
    if path.exists() and not _LOCK_HEAD.match(path.read_text(errors="replace")):
        hint = f"Move it away: {commands.shell('mv', path, commands.unused(path.with_name(f'{path.name}.old')))}"
        raise BenchError(f"{path} already exists and is not a Leanlines lock file.", hint)
    oldest = next((each.version for each in SpecifierSet(requires_python) if each.operator == ">="), "3.10")
    with temporary.folder() as folder:
        wanted = folder / "requirements.in"
        wanted.write_text("\n".join(requirements) + "\n")
        made = uv.uv(
            *("pip", "compile", "--universal", "--generate-hashes", "--no-annotate", "--no-header"),
            *("--python-version", oldest, "--quiet", str(wanted)),
        )
    if made.returncode:
        raise MissingDependencyError(f"{path.name} cannot be written: {last_words(made.stderr)}")
    files.write_atomically(path, (_lock_line(requirements) + made.stdout).encode())


def lock_of_pins(requirements: Sequence[str], pins: Sequence[str]) -> str:
    """Return a lock of releases alone, `name==version` each, where their hashes are not known."""
    return _lock_line(requirements) + "".join(f"{each}\n" for each in pins)


def read_lock(requirements: Sequence[str], path: Path) -> str:
    """Return the text of a lock; empty if there is none, or if it was made for other requirements."""
    if not path.is_file():
        return ""
    text = path.read_text(errors="replace")
    return text if text.startswith(_lock_head(requirements)) else ""


def is_outdated(requirements: Sequence[str], path: Path) -> bool:
    """Return whether there is a lock that was made for other requirements, and so pins nothing."""
    return path.is_file() and not read_lock(requirements, path)


def _lock_line(requirements: Sequence[str]) -> str:
    return f"{_lock_head(requirements)}{commands.published('bench lock')}\n"


def _lock_head(requirements: Sequence[str]) -> str:
    """Return how a lock for these begins; by what it was made is for its reader."""
    return f"# {', '.join(sorted(requirements))}; made by: "


def _name(needs: Needs, interpreter: Interpreter) -> str:
    return hashlib.sha256(f"{needs.key(interpreter.version)} {interpreter.path}".encode()).hexdigest()[:12]


def _is_whole(folder: Path) -> bool:
    """Return whether the interpreter that an environment leads to is still there."""
    return (folder / "bin" / "python").exists()


def _install(folder: Path, needs: Needs, interpreter: Interpreter) -> None:
    made = uv.uv("venv", "--no-project", "--relocatable", "--python", str(interpreter.path), str(folder))
    if made.returncode:
        raise MissingDependencyError(
            f"no environment could be made for {interpreter.version}: {last_words(made.stderr)}"
        )
    python = str(folder / "bin" / "python")
    if needs.requirements:
        _fill(folder, python, needs, interpreter)
    for variant in JIT.keys() & interpreter.build.variants:
        (folder / VARIABLES).write_text(json.dumps(JIT[variant]))
    frozen = uv.uv("pip", "freeze", "--python", python).stdout.splitlines()
    published = [_publishable(line) for line in frozen if line.strip()]
    (folder / _INSTALLED).write_text(json.dumps(published))


def _fill(folder: Path, python: str, needs: Needs, interpreter: Interpreter) -> None:
    # Files of its own, that no other environment and no cache shares; compiled, for nothing is written there later.
    own = ("--link-mode", "copy", "--compile-bytecode", "--python", python)
    if needs.script:
        locked = ("--locked",) if needs.lock else ()
        done = uv.uv("sync", "--script", str(needs.script), "--active", *locked, *own, active=folder)
        if done.returncode and needs.lock and "--locked" in done.stderr:
            name = needs.script.name
            raise MissingDependencyError(
                f"{name}.lock was made for other requirements; to recreate it, in its folder: "
                f"{commands.shell('uv', 'lock', '--script', Path(name))}"
            )
    elif needs.lock:
        (folder / "lock.txt").write_text(needs.lock)
        how = "--require-hashes" if "--hash=" in needs.lock else "--no-deps"  # pins are all that was installed
        done = uv.uv("pip", "install", *own, how, "-r", str(folder / "lock.txt"))
    else:
        done = uv.uv("pip", "install", *own, *needs.requirements)
    if done.returncode:
        why = f"{UNREACHABLE}: " if any(words in done.stderr for words in _NO_ANSWER) else ""
        raise MissingDependencyError(f"{why}{last_words(done.stderr)}; to try it by hand{_by_hand(needs, interpreter)}")


def _by_hand(needs: Needs, interpreter: Interpreter) -> str:
    """Say by which command the same is installed for a moment, whether or not its reader has an environment."""
    python = name_for_uv(interpreter.version)
    if needs.script:
        sync = commands.shell("uv", "sync", "--script", Path(needs.script.name), "--python", python)
        return f", in its folder: {sync}"
    each = commands.each("--with", needs.requirements)
    return f": {commands.shell('uv', 'run', '--no-project', '--python', python, *each, 'python', '-V')}"


def _publishable(locked: str) -> str:
    """Leave out where a library was fetched from, if not by name: that may be a path, or an address with a password."""
    name, found, place = locked.partition(" @ ")
    if locked.startswith("-e "):
        name, found, place = "-e", " @ ", locked
    return f"{name} @ {place.rpartition('/')[2].partition('#')[0].partition('?')[0]}" if found else locked


def last_words(text: str) -> str:
    """Return what a tool said last, on one line, without colour, paths and names of this machine or addresses.

    An address may hold a password, and the name of a private host.
    """
    ascii_only = text.encode("ascii", "ignore").decode()  # without the arrows and corners that uv draws
    said = (line.strip() for line in ascii_only.splitlines() if "environment at:" not in line)
    told = [line for line in said if line and not EXCERPT.match(line)]
    words = re.sub(r"\w+://[^\s`'\")]*", "(address)", " ".join(told[-2:]))
    return Redactor([cache.folder()])(words)[:400] or "no reason was given"
