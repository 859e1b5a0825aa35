"""Give a measured process a view of its own: what it writes is seen by no other, and no answer lies within its reach.

Entered in a forked child of the monitor, between fork and exec, so that the monitor stays outside and clears up from
there. Namespaces do it, with root's rights or, where these are refused, with those that every user has in a user
namespace of his own. Which of the two works is found out by trying: root in a container may have neither.

    read-only   all but the sandbox and the folder that gets the answers
    its own     the folders for temporary files (folders of the sandbox, on disk: a tmpfs would be memory that no
                resident size shows), /dev/shm (a tmpfs, as the one outside is), System V and POSIX message queues
    empty       caches, which hold answers, but for what is shown in them again: kit, environment, data
    closed      devices that no program needs: root could write to a disk, and any user to his terminals
                sockets of services: some start programs outside of the view for whoever asks
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Handles = list[tuple[str, str, int]]
    """Path, kind and open tree (-1 for none) of what is mounted, outer before inner."""

NEWNS, NEWUSER, NEWIPC = 0x20000, 0x10000000, 0x8000000  # of unshare
REC, PRIVATE, NOSUID, NODEV = 0x4000, 0x40000, 2, 4  # of mount
HERE, EMPTY_PATH, RECURSIVE, CLONE, CLOEXEC, FROM_HANDLE = -100, 0x1000, 0x8000, 1, 0o2000000, 4
OPEN_TREE, MOVE_MOUNT, MOUNT_SETATTR = 428, 429, 442  # the numbers of these calls on every current architecture
ATTRIBUTE_RDONLY, ATTRIBUTE_NOSUID, ATTRIBUTE_NODEV = 1, 2, 4
CAPBSET_DROP = 24  # of prctl
CAPABILITIES = 64  # the kernel has 41 today
# CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID, IPC_LOCK: of these programs make use. By any of the others
# root could undo the view or look behind it (mount, ptrace, handles of files, modules), or have the system prefer it to
# its rivals (SYS_NICE, and SYS_RESOURCE by a limit).
KEPT = {0, 1, 3, 4, 5, 6, 7, 14}
TERMINALS, MULTIPLEXER, NOTHING = "/dev/pts", "/dev/ptmx", "/dev/null"
EMPTY_SIZE = 1 << 20  # bytes: it holds names only
SHARED = "/dev/shm"  # noqa: S108
COVER, EMPTY, MEMORY, SHOWN, WRITABLE = "cover", "empty", "memory", "shown", "writable"

_libc = ctypes.CDLL(None, use_errno=True)


def enter(orders: Mapping[str, Any]) -> None:
    """Leave the shared view for good.

    Args:
        orders: `sandbox` (which gets a folder `view`), `temporary` (folders that are replaced by ones of the sandbox),
            `hidden` (folders that are empty), `shown` and `writable` (what is there all the same, read-only or not),
            `links` (other names of these: name -> path), `devices` (that can be opened), `sockets` (that lead nowhere),
            `memory` (bytes that /dev/shm may hold). All but the other names are real paths.

    Raises:
        OSError: if the system refuses a part.
    """
    _unshare()
    _mount("none", "/", "", REC | PRIVATE)
    trees = _open_mounts(orders)
    _restrict(HERE, b"/", ATTRIBUTE_RDONLY | ATTRIBUTE_NOSUID | ATTRIBUTE_NODEV, RECURSIVE)
    _open_devices(orders["devices"])
    for path, kind, handle in trees:
        if handle < 0:
            size, mode = (EMPTY_SIZE, 755) if kind == EMPTY else (orders["memory"], 1777)
            _mount_memory(path, f"size={size},mode={mode}")
        else:
            _put(path, kind, handle)
    for path in filter(os.path.exists, orders["sockets"]):
        _attach(_tree(NOTHING), path)
    for link, path in orders["links"].items():
        if not os.path.exists(link):  # noqa: PTH110  pathlib costs the monitor 10 ms, here and below
            os.makedirs(os.path.dirname(link), exist_ok=True)  # noqa: PTH103, PTH120
            os.symlink(path, link)  # noqa: PTH211
    for path, kind, _ in trees:
        if kind == EMPTY:
            _restrict(HERE, path.encode(), ATTRIBUTE_RDONLY, 0)
    os.chdir(f"{orders['sandbox']}/work")  # the folder is the same, the way to it is another
    _drop_capabilities()


def _unshare() -> None:
    if not _libc.unshare(NEWNS | NEWIPC):
        return
    uid, gid = os.getuid(), os.getgid()
    if _libc.unshare(NEWNS | NEWIPC | NEWUSER):
        full = ctypes.get_errno() == errno.ENOSPC  # which is told as "no space left on device"
        raise OSError(errno.ENOSPC, "user.max_user_namespaces allows no more") if full else _refusal("unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        handle = os.open(f"/proc/self/{name}", os.O_WRONLY)
        try:
            os.write(handle, text.encode())
        except OSError as error:
            raise OSError(error.errno, f"{name}: {error.strerror}") from error
        finally:
            os.close(handle)


def _open_mounts(orders: Mapping[str, Any]) -> Handles:
    """Open what is mounted again while it can still be seen, outer before inner."""
    wanted = dict.fromkeys((path for path in orders["hidden"] if os.path.isdir(path)), EMPTY)  # noqa: PTH112
    if os.path.isdir(SHARED):  # noqa: PTH112
        wanted[os.path.realpath(SHARED)] = MEMORY
    wanted |= dict.fromkeys(orders["temporary"], COVER) | dict.fromkeys(orders["shown"], SHOWN)
    wanted |= dict.fromkeys((orders["sandbox"], *orders["writable"]), WRITABLE)
    found: Handles = []
    for path, kind in sorted(wanted.items()):
        around = [each for outer, each, _ in found if path.startswith(f"{outer}/")]
        if kind == SHOWN and around[-1:] not in ([COVER], [EMPTY], [MEMORY]):
            continue  # it stays where it is
        if kind in {EMPTY, MEMORY}:
            found.append((path, kind, -1))
        else:
            found.append((path, kind, _tree(_replacement(orders["sandbox"], path) if kind == COVER else path)))
    return found


def _replacement(sandbox: str, place: str) -> str:
    """Make the folder of the sandbox that takes the place of one for temporary files."""
    folder = f"{sandbox}/view/{place.strip('/').replace('/', '-')}"
    os.mkdir(folder, 0o700)  # noqa: PTH102
    return folder


def _mount_memory(path: str, options: str) -> None:
    os.makedirs(path, exist_ok=True)  # noqa: PTH103  what it lay in may be covered now
    _mount("tmpfs", path, "tmpfs", NOSUID | NODEV, options)


def _put(path: str, kind: str, handle: int) -> None:
    """Mount one tree."""
    only = ATTRIBUTE_RDONLY if kind == SHOWN else 0
    _restrict(handle, b"", only | ATTRIBUTE_NOSUID | ATTRIBUTE_NODEV, EMPTY_PATH | RECURSIVE)
    if not os.path.lexists(path):
        _make_place(path, handle)
    _attach(handle, path)


def _make_place(path: str, handle: int) -> None:
    """Make what a tree is mounted on: a folder, or an empty file."""
    if os.path.isdir(f"/proc/self/fd/{handle}"):  # noqa: PTH112
        os.makedirs(path)  # noqa: PTH103
    else:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def _open_devices(devices: list[str]) -> None:
    """Let some devices be used again, and terminals that are opened from here on."""
    for path in devices:
        if os.path.exists(path):  # noqa: PTH110  it may have been unplugged
            handle = _tree(path)
            _restrict(handle, b"", 0, EMPTY_PATH, ATTRIBUTE_NODEV)
            _attach(handle, path)
    if os.path.isdir(TERMINALS):  # noqa: PTH112
        _mount("devpts", TERMINALS, "devpts", NOSUID, "newinstance,ptmxmode=0666")
        if not os.path.islink(MULTIPLEXER):  # noqa: PTH114  which leads to the new one
            _attach(_tree(f"{TERMINALS}/ptmx"), MULTIPLEXER)


def _drop_capabilities() -> None:
    """Let root have, from exec on, little more than a user has."""
    for capability in range(CAPABILITIES):
        if capability not in KEPT:
            _libc.prctl(CAPBSET_DROP, capability, 0, 0, 0)  # one that is unknown or was dropped before is refused


def _tree(path: str) -> int:
    handle = _libc.syscall(OPEN_TREE, HERE, path.encode(), CLONE | CLOEXEC | RECURSIVE)
    _check(handle < 0, "open_tree")
    return int(handle)


def _attach(handle: int, path: str) -> None:
    _check(_libc.syscall(MOVE_MOUNT, handle, b"", HERE, path.encode(), FROM_HANDLE), "move_mount")
    os.close(handle)


def _restrict(place: int, path: bytes, attributes: int, flags: int, given_up: int = 0) -> None:
    wanted = struct.pack("4Q", attributes, given_up, 0, 0)
    _check(_libc.syscall(MOUNT_SETATTR, place, path, flags, wanted, len(wanted)), "mount_setattr")


def _mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    texts = [text.encode() or None for text in (source, target, kind)]
    _check(_libc.mount(*texts, ctypes.c_ulong(flags), options.encode() or None), "mount")


def _check(failed: object, what: str) -> None:
    if failed:
        raise _refusal(what)


def _refusal(what: str) -> OSError:
    """Return what the system said to a call; never of which path, since a result keeps it."""
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")
