"""Try to get out of the private view in every way that we know, and answer with the names of those that worked.

An implementation like any other; PLACES is put in by `tests.faults.escaping`. Nothing is damaged by a try that works:
what is opened for writing is not written to, and what is set is set to what it was.
"""

import ctypes
import mmap
import os
import struct
import time

PLACES = {}
WORKED, MISTAKE = 3, 4
libc = ctypes.CDLL(None, use_errno=True)


def run(path):
    codes = {name: code_of(attempt) for name, attempt in tries(str(path), os.getppid()).items()}
    assert MISTAKE not in codes.values(), codes
    return sorted(name for name, code in codes.items() if code == WORKED)


def code_of(attempt):
    """Some of them unshare or mount, so each has a process of its own."""
    child = os.fork()
    if not child:
        try:
            os._exit(WORKED if attempt() else 0)
        except OSError:
            os._exit(0)
        finally:
            os._exit(MISTAKE)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def tries(data, monitor):
    found = {
        "write the data": lambda: appended(data),
        "truncate the data": lambda: os.truncate(data, os.stat(data).st_size) is None,
        "change the mode of the data": lambda: os.chmod(data, os.stat(data).st_mode & 0o777) is None,
        "change the times of the data": lambda: os.utime(data) is None,
        "change the owner of the data": lambda: os.chown(data, os.getuid(), os.getgid()) is None,
        "remove the data": lambda: os.unlink(data) is None,
        "rename the data": lambda: os.rename(data, data + ".old") is None,
        "link the data": lambda: os.link(data, os.environ["TMPDIR"] + "/linked") is None,
        "map the data for writing": lambda: mapped(data),
        "set an attribute of the data": lambda: os.setxattr(data, "user.kept", b"answer") is None,
        "open the data by its handle": lambda: by_handle(data),
        "disks": lambda: any(opened(f"/dev/{name}", os.O_RDWR) for name in os.listdir("/dev") if disk(name)),
        "terminals": lambda: opened(PLACES["terminal"], os.O_WRONLY | os.O_NOCTTY),
        "console": lambda: any(opened(f"/dev/{name}", os.O_WRONLY | os.O_NOCTTY) for name in ("console", "tty1")),
        "log of the kernel": lambda: opened("/dev/kmsg", os.O_WRONLY),
        "memory of the machine": lambda: opened("/dev/mem", os.O_RDONLY),
        "make a device": lambda: os.mknod(os.environ["TMPDIR"] + "/disk", 0o60600, os.makedev(8, 0)) is None,
        "settings of the kernel": lambda: opened("/proc/sys/kernel/hostname", os.O_WRONLY),
        "its own mark": lambda: opened("/proc/self/clear_refs", os.O_WRONLY),
        "root of the first process": lambda: os.listdir("/proc/1/root/") and seen(f"/proc/1/root{PLACES['answers']}"),
        "root of the monitor": lambda: seen(f"/proc/{monitor}/root{PLACES['answers']}"),
        "set the clock": lambda: time.clock_settime(time.CLOCK_REALTIME, time.time()) is None,
        "chroot": lambda: os.chroot("/proc") is None,
    }
    for name in ("environment", "base", "kit", "module", "cache", "checkout", "home"):
        found[f"write to {name}"] = lambda place=PLACES[name]: made(place)
    for name in ("answers", "manifest", "scratch", "shared", "other"):
        found[f"see {name}"] = lambda place=PLACES[name]: seen(place)
    found |= {f"the monitor's {name}": attempt for name, attempt in against_the_monitor(monitor).items()}
    found |= {f"control group {path}": lambda path=path: opened(path, os.O_WRONLY) for path in groups()}
    here = mounts(data)
    found |= here
    found |= {f"{name}, as root of another namespace": in_namespace(attempt) for name, attempt in here.items()}
    return found


def against_the_monitor(pid):
    return {
        "environment": lambda: opened(f"/proc/{pid}/environ", os.O_RDONLY),
        "memory": lambda: opened(f"/proc/{pid}/mem", os.O_RDWR),
        "files": lambda: any(
            opened(f"/proc/{pid}/fd/{number}", os.O_RDONLY) for number in os.listdir(f"/proc/{pid}/fd")
        ),
        "namespace": lambda: libc.setns(os.open(f"/proc/{pid}/ns/mnt", os.O_RDONLY), 0) == 0,
        "registers": lambda: libc.ptrace(0x4206, pid, 0, 0) == 0,
    }


def mounts(data):
    cache = PLACES["cache"].encode()
    return {
        "unmount what hides the cache": lambda: libc.umount2(cache, 2) == 0 and seen(PLACES["answers"]),
        "unmount what hides /tmp": lambda: libc.umount2(b"/tmp", 2) == 0 and seen(PLACES["scratch"]),
        "unmount the data": lambda: libc.umount2(data.encode(), 2) == 0 and appended(data),
        "remount the root": lambda: libc.mount(None, b"/", None, ctypes.c_ulong(0x1020), None) == 0,
        "remount the data": lambda: libc.mount(None, data.encode(), None, ctypes.c_ulong(0x1020), None) == 0,
        "lift what is only to be read": lambda: attributes(b"/") and made("/"),
        "lift what keeps the data": lambda: attributes(data.encode()) and appended(data),
        "mount the disk again": lambda: (
            libc.mount(b"/", (os.environ["TMPDIR"]).encode(), None, ctypes.c_ulong(0x5000), None) == 0
            and made(os.environ["TMPDIR"])
        ),
        "move the root": lambda: libc.syscall(155, b"/tmp", b"/tmp") == 0,
    }


def attributes(path):
    return libc.syscall(442, -100, path, 0x8000, struct.pack("4Q", 0, 1, 0, 0), 32) == 0


def in_namespace(attempt):
    def attempted():
        uid, gid = os.getuid(), os.getgid()
        if libc.unshare(0x10020000):
            return False
        for name, text in (("setgroups", "deny"), ("uid_map", f"0 {uid} 1"), ("gid_map", f"0 {gid} 1")):
            try:
                with open(f"/proc/self/{name}", "w") as file:
                    file.write(text)
            except OSError:
                pass  # it has all capabilities there without being root
        return attempt()

    return attempted


def appended(path):
    return opened(path, os.O_WRONLY | os.O_APPEND)


def opened(path, flags):
    os.close(os.open(path, flags))
    return True


def mapped(path):
    with open(path, "r+b") as file, mmap.mmap(file.fileno(), 0):
        return True


def made(place):
    """Make a file in a folder, or open one for writing."""
    if not os.path.isdir(place):
        return appended(place)
    path = os.path.join(place, f"planted-{os.getpid()}")
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    os.unlink(path)
    return True


def seen(path):
    return os.path.lexists(path)


def disk(name):
    return os.stat(f"/dev/{name}").st_mode & 0o170000 == 0o60000


def groups():
    for line in open("/proc/self/cgroup"):
        _, names, path = line.rstrip().split(":", 2)
        kind = names.removeprefix("name=") or "unified"
        for folder in (f"/sys/fs/cgroup/{kind}{path}", f"/sys/fs/cgroup{path}", f"/sys/fs/cgroup/{kind}"):
            if os.path.exists(f"{folder}/cgroup.procs"):
                yield f"{folder}/cgroup.procs"


def by_handle(path):
    """Open the file by what the kernel calls it, through another mount, as `open_by_handle_at` lets root do."""
    handle, mount = ctypes.create_string_buffer(struct.pack("Ii", 128, 0) + bytes(128)), ctypes.c_int()
    if libc.name_to_handle_at(-100, path.encode(), handle, ctypes.byref(mount), 0):
        return False
    root = os.open("/", os.O_RDONLY)
    return libc.open_by_handle_at(root, handle, os.O_RDONLY) >= 0
