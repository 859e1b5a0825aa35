"""Find the control groups that this process is in, of version 1 and 2, from its own up to the outermost.

A limit of any of them holds. Inside a container the paths of /proc/self/cgroup may be those of the host, which are
not there, so folders that do not exist are skipped.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

ROOT: Final = Path("/")
LEAF: Final = "leanlines-harness"
ALONE: Final = "systemd-run --user --scope -p Delegate=yes"


def folders(controller: str, root: Path = ROOT) -> Iterator[Path]:
    """Yield the folders of one controller (`memory`, `cpu`), the innermost first."""
    for line in text(root / "proc/self/cgroup").splitlines():
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        for base in _bases(controllers, controller, root):
            yield from _upwards(base, path)


def text(path: Path) -> str:
    """Return a small system file, or nothing if this machine does not show it."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def pairs(path: Path) -> dict[str, int]:
    """Return a file of lines `name number`, such as /proc/vmstat; what is not a number is left out."""
    words = (line.split() for line in text(path).splitlines())
    return {each[0]: int(each[1]) for each in words if len(each) > 1 and each[1].isdigit()}


def number(path: Path) -> int | None:
    """Return the number that a file holds alone; None for `max` or no file."""
    content = text(path).strip()
    return int(content) if content.isdigit() else None


def _bases(controllers: str, wanted: str, root: Path) -> Iterator[Path]:
    if not controllers:
        yield root / "sys/fs/cgroup"
    elif wanted in controllers.split(","):
        yield root / "sys/fs/cgroup" / wanted


def _upwards(base: Path, path: str) -> Iterator[Path]:
    parts = [part for part in PurePosixPath(path).parts if part not in {"/", ".."}]
    for depth in range(len(parts), -1, -1):
        folder = base.joinpath(*parts[:depth])
        if folder.is_dir():
            yield folder


def own_memory(root: Path = ROOT) -> tuple[Path, int]:
    """Return the folder of the group that counts this process's memory, and its version.

    Raises:
        LookupError: if there is none; the reason is for people.
    """
    for line in text(root / "proc/self/cgroup").splitlines():
        number, controllers, path = line.split(":", 2)
        counts_memory = "memory" in controllers.split(",")
        base = root / "sys/fs/cgroup" / ("memory" if counts_memory else "")
        folder = base.joinpath(*PurePosixPath(path).parts[1:])
        if counts_memory and folder.is_dir():
            return folder, 1
        if number == "0" and "memory" in text(folder / "cgroup.controllers").split():
            return folder, 2
    raise LookupError("no control group counts the memory of this process")


def become_leaf(folder: Path) -> None:
    """Let a group of version 2 have groups for memory below it; for that it must hold no process itself.

    Only this process is moved, into a group of its own below; others are not ours to move.

    Raises:
        LookupError: if others are in the group; the reason is for people.
        OSError: if the group was not delegated to this user.
    """
    control = folder / "cgroup.subtree_control"
    if "memory" in text(control).split():
        return
    if set(text(folder / "cgroup.procs").split()) - {str(os.getpid())}:
        raise LookupError(f"its control group holds other processes; start it with `{ALONE} COMMAND`")
    leaf = folder / LEAF
    leaf.mkdir(exist_ok=True)
    try:
        (leaf / "cgroup.procs").write_text(str(os.getpid()))
        control.write_text("+memory")
    except OSError:
        with suppress(OSError):
            (folder / "cgroup.procs").write_text(str(os.getpid()))
        with suppress(OSError):
            leaf.rmdir()
        raise
