"""Word a command of ours so that a reader can type it.

What the harness needs may lie only in an environment that nox made, where `python -m bench` of the reader's own Python
finds nothing. So what a process prints has the form in which it was itself started, the installed `leanlines` included;
the noxfile says how nox was typed. What is published has one form everywhere, since the same result gives the same
bytes on every machine.
"""

import itertools
import os
import re
import shlex
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from shutil import which
from typing import Final

from bench.model.characters import visible
from bench.model.verbs import VERBS

OURS: Final = "leanlines"  # the command that is installed
NOX: Final = "LEANLINES_NOX"  # set by the noxfile: how nox was typed, such as `.venv/bin/nox`
UV: Final = "UV"  # set by uv in the processes that it starts
ENDING: Final = re.compile(r"(?<=.)(?:\.[A-Za-z]\w*)+$")  # of the name of a file: .profile.json
PARENT: Final = "/proc/{}/cmdline"
SESSIONS: Final = {verb.command: name for name, verb in VERBS.items()}
"""The verb, which is also a session of nox, that runs a module of ours."""


Word = str | Path
"""A word of a command; a Path is the name of a file, which must not pass for an option."""


def program(command: str) -> str:
    """Return what comes before the arguments of a command, for its help."""
    nox = os.environ.get(NOX, "")
    if nox and command in SESSIONS:
        return f"{nox} -s {SESSIONS[command]} --"
    return shell(OURS, *_verbs(command)) if _ours() and not nox else f"python -m {command}"


def typed(command: str, *arguments: Word) -> str:
    """Return what the person at this terminal may type.

    Args:
        command: a module of ours and its verb, such as `bench run`; where no session runs it, nox is left out.
        arguments: what follows, each quoted where a shell would cut or change it.
    """
    nox = os.environ.get(NOX, "")
    if nox and command in SESSIONS:
        return by_nox(nox, command, *arguments)
    if not nox and (ours := _ours()):
        return shell(*ours, *_verbs(command), *arguments)
    return shell(sys.orig_argv[0] or "python", "-m", *command.split(), *arguments)


def installing(*packages: str) -> str:
    """Return what installs packages beside the harness itself."""
    return shell(sys.executable, "-m", "uv", "pip", "install", "--python", sys.executable, *packages)


def _verbs(command: str) -> list[str]:
    """Return what stands for a module of ours and its verb after the name of the command, such as `bench`."""
    if command in SESSIONS:
        return [SESSIONS[command]]
    module, *verbs = command.split()
    return [SESSIONS[module], *verbs] if module in SESSIONS else verbs


def _ours() -> list[str]:
    """Return how the installed command was typed that runs in this process; nothing if something else does."""
    start = Path(sys.argv[0])
    if start.name == OURS:
        return _by_uvx() or [OURS if which(OURS) == str(start) else str(start)]
    if start.parts[-2:] == (OURS, "__main__.py"):
        return [sys.orig_argv[0] or "python", "-m", OURS]
    return []


def _by_uvx() -> list[str]:
    """Return how uv was typed that runs the command for this once; it puts that on the search path of no shell."""
    if UV not in os.environ:
        return []
    try:
        words = Path(PARENT.format(os.getppid())).read_bytes().decode(errors="surrogateescape").split("\0")[:-1]
    except OSError:
        return []
    ended = len(words) - len(sys.argv[1:])
    if words[1:2] != ["tool"] or words[ended:] != sys.argv[1:]:
        return []
    return [*(["uvx"] if words[2:3] == ["uvx"] else ["uv", "tool", "run"]), *words[3:ended]]


def resumed(folder: Path, repeated: Sequence[Word]) -> str:
    """Return the command that resumes the run whose result folder this is, with the options that it is given again."""
    return typed("bench run", "--resume", folder, *repeated)


def published(command: str, *arguments: Word, installed: bool = False) -> str:
    """Return the same for a file that others read, whatever this machine has.

    Args:
        command: as in `typed`.
        arguments: likewise.
        installed: whether what measured was installed, so that its reader installs it as well; nox is named otherwise.
    """
    return shell(OURS, *_verbs(command), *arguments) if installed else by_nox("nox", command, *arguments)


def by_nox(nox: str, command: str, *arguments: Word) -> str:
    """Return the command that has nox run it; `nox` is how that is typed."""
    words = shell(*arguments)
    return f"{nox} -s {SESSIONS[command]}{f' -- {words}' if words else ''}"


def each(option: str, values: Iterable[Word]) -> tuple[Word, ...]:
    """Return an option that is repeated for each of several values."""
    return tuple(word for value in values for word in (option, value))


def listed(text: str) -> tuple[str, ...]:
    """Return the names between the commas of a word that was meant as several."""
    return tuple(name for part in text.split(",") if (name := part.strip()))


def shell(*words: Word) -> str:
    """Return words as a line that a shell reads as exactly these words."""
    return " ".join(map(quoted, words))


def quoted(word: Word) -> str:
    """Return a word as a shell reads it, in characters that everybody sees and that every terminal passes on."""
    text = str(word)
    if isinstance(word, Path) and text.startswith("-"):
        text = f"./{text}"
    # A CI runner may obey ##, so it is changed where it is printed.
    plain = all(map(_is_seen, text)) and "##" not in text
    return shlex.quote(text) if plain else f"$'{''.join(map(_escape, text))}'"


def _is_seen(character: str) -> bool:
    """Return whether a terminal shows it: some that Python calls printable have no width (variation selectors)."""
    return character.isprintable() and visible(character) == character


def _escape(character: str) -> str:
    if _is_seen(character) and character != "#":
        return f"\\{character}" if character in "\\'" else character
    return "".join(f"\\x{byte:02x}" for byte in os.fsencode(character))


def unpacked(command: str, packed: Word, plain: Path, then: str = "") -> str:
    """Return the line that writes what a packed file holds to another file.

    Args:
        command: what unpacks it, whatever its name ends with: `gzip -dc <`, or a program that takes a name.
        packed: the file.
        plain: the other, which does not exist yet.
        then: what reads what was unpacked, and writes what the other file is to hold; empty if that is the same.
    """
    return f"{command} {quoted(packed)}{f' | {then}' if then else ''} > {quoted(plain)}"


def beside(path: Path, name: str) -> Path:
    """Return a path for a new file beside another, or here where nothing can be written there."""
    folder = path.parent if os.access(path.parent, os.W_OK) else Path()
    return unused(folder / name)


def unused(path: Path) -> Path:
    """Return a path at which nothing lies: this one, or one with a number before its ending: app-2.profile.json."""
    ending = ENDING.search(path.name)
    kind = ending[0] if ending else ""
    stem = path.name.removesuffix(kind)
    names = itertools.chain([path.name], (f"{stem}-{number}{kind}" for number in itertools.count(2)))
    return next(path.parent / name for name in names if not os.path.lexists(path.parent / name))
