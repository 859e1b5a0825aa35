"""A tree of real processes, started by a monitor of their own: it becomes the parent of all that is below it."""

import errno
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench.measured.monitor import proc

ROOT = Path(__file__).parents[4]
pytestmark = pytest.mark.skipif(not proc.AVAILABLE, reason="there is no /proc here")
BEGIN = """
import os, signal, sys, time
from bench.measured.monitor import proc
from bench.measured.monitor import process_tree
from bench.measured.monitor.process_tree import ProcessTree, Suspension

process_tree.CALL = process_tree.HALT = 30  # a busy machine lets a process run late, and so stop late

def started(code, count):
    null = os.open(os.devnull, os.O_RDWR)
    tree = ProcessTree([sys.executable, "-c", "import os, signal, sys, time\\n" + code], os.environ, (null, null, null))
    while len(living()) < count:
        time.sleep(0.001)
    return tree

def living():
    return sorted(proc.living())

def told():
    print(*said, flush=True)
    tree.kill()
    tree.sweep()
    print(len(living()))

def never():
    return False

said = []
"""
# None goes on without end: a test that is held up meanwhile would never catch it again.
FORKS = "for _ in range(1000):\\n    os.fork() or time.sleep(60)\\n    time.sleep(0.001)\\ntime.sleep(60)"
DOUBLES = "for _ in range(9):\\n    os.fork()\\n    time.sleep(0.3)\\ntime.sleep(60)"
LEAVES = f"os.setsid() if not os.fork() else None\\n{FORKS}"


def said(code: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + code], cwd=ROOT, stdout=subprocess.PIPE, check=True, timeout=60
    )
    return done.stdout.decode().splitlines()


@pytest.mark.parametrize("program", [FORKS, DOUBLES, LEAVES], ids=["forks", "doubles", "leaves its group"])
def test_all_stand_still_and_then_go_on(program: str) -> None:
    code = f"""
tree = started("{program}", 8)
began = time.monotonic()
with Suspension(tree.worker, set(), never) as still:
    before = living()
    time.sleep(0.2)
    said += [living() == before, any(proc.can_run(pid) for pid in before), still.seconds]
said += [0.2 < still.seconds < time.monotonic() - began]
while len(living()) <= len(before):
    time.sleep(0.001)
told()
"""
    assert said(code) == ["True False 0.0 True", "0"]


def test_whoever_had_stopped_by_itself_is_not_woken() -> None:
    code = """
tree = started("if not os.fork():\\n    os.kill(os.getpid(), signal.SIGSTOP)\\ntime.sleep(60)", 2)
while not (asleep := {pid for pid, memory in proc.living().items() if memory.stopped}):
    time.sleep(0.001)
with Suspension(tree.worker, asleep, never):
    said += [sum(proc.can_run(pid) for pid in living())]
said += [sum(proc.can_run(pid) for pid in living()), len(asleep)]
told()
"""
    assert said(code) == ["0 1 1", "0"]


CALLS = """from mmap import MAP_ANONYMOUS, MAP_POPULATE, MAP_PRIVATE, mmap
while True:
    mmap(-1, 256 << 20, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE).close()
"""


WITHIN = """
tree = started({calls!r}, 1)
while max(memory.high for memory in proc.living().values()) < 128 << 20:
    time.sleep(0.001)  # until it is known to map
"""


def test_a_process_within_a_long_call_is_waited_for() -> None:
    code = f"""{WITHIN.format(calls=CALLS)}
with Suspension(tree.worker, set(), never) as still:
    said += [still.hopeless, any(proc.can_run(pid) for pid in living())]
told()
"""
    assert said(code) == ["False False", "0"]


def test_a_process_within_a_long_call_is_left_to_run_where_that_is_given_up() -> None:
    code = f"""{WITHIN.format(calls=CALLS)}
for _ in range(200):  # it may stop at once, between two calls
    with Suspension(tree.worker, set(), lambda: True) as still:
        ran = any(proc.can_run(pid) for pid in living())
    if still.hopeless:
        break
    time.sleep(0.01)
said += [still.hopeless, ran]
told()
"""
    assert said(code) == ["True True", "0"]


def test_whoever_is_over_does_not_go_on() -> None:
    code = f"""
tree = started("{FORKS}", 3)
with Suspension(tree.worker, set(), never) as still:
    still.over = True
said += [any(proc.can_run(pid) for pid in living())]
told()
"""
    assert said(code) == ["False", "0"]


@pytest.mark.parametrize(
    ("runs", "spends", "ends", "found"),
    [
        (False, 0.0, 3, "0 3"),
        (True, 0.0, 60, "0 60"),  # what waits for a processor that long
        (True, 9.0, 60, "1 22"),  # what has one, and does not end
        (True, 0.0, 9999, "1 501"),
    ],
)
def test_a_helper_that_follows_while_the_machine_stalls_was_not_left_behind(
    runs: bool,  # noqa: FBT001
    spends: float,
    ends: int,
    found: str,
) -> None:
    code = f"""
tree = started("os.fork() and os._exit(0)\\ntime.sleep(60)", 1)
while tree.code is None:
    tree.reap()
looks = []
process_tree.monotonic = lambda: 60 * len(looks)  # so long does each look take
proc.runs = lambda _: {runs}
proc.read_cpu = lambda _: {spends} * len(looks)

def follow(_):
    looks.append(living())
    if len(looks) == {ends}:
        (helper,) = looks[-1]
        os.kill(helper, signal.SIGKILL)
        os.waitid(os.P_PID, helper, os.WEXITED | os.WNOWAIT)  # from then on it can be reaped

process_tree.sleep = follow
said += [tree.sweep(), len(looks)]
told()
"""
    assert said(code) == [found, "0"]


def test_who_may_open_no_file_does_not_take_that_for_nobody_being_left() -> None:
    code = """
import resource
tree = started("time.sleep(60)", 1)
kept = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (3, kept[1]))
try:
    said += [tree.sweep()]
except OSError as error:
    said += [error.errno]
resource.setrlimit(resource.RLIMIT_NOFILE, kept)
said += [len(living())]
told()
"""
    assert said(code) == [f"{errno.EMFILE} 1", "0"]


GUARDED = """
module = process_tree

def refuse():
    raise PermissionError(1, "not here")

def tried(guards, *command):
    null = os.open(os.devnull, os.O_RDWR)
    try:
        tree = ProcessTree([*command], {}, (null, null, null), guards)
        while tree.code is None:
            tree.reap()
        said.append(tree.code)
    except module.GuardError as error:
        said.append(f"{error.guard}: {error.strerror}")
    except OSError as error:
        said.append(error.strerror)
    said.append(len(proc.descendants(os.getpid())))
"""
LEADS = "import os; os._exit(os.getsid(0) != os.getpid() or len(os.listdir('/proc/self/fd')) > 4)"


@pytest.mark.parametrize(
    ("guards", "command", "patience", "outcome"),
    [
        ("{'first': int, 'second': refuse}", "true", 30, "second: not here"),
        ("{'slow': lambda: time.sleep(60)}", "true", 0.2, "slow: .* 0.2 s"),
        ("{'first': int}", "/no/such/program", 30, "No such file or directory"),
        ("{'first': int}", sys.executable, 30, "0"),
    ],
    ids=["refused", "slow", "no program", "whole"],
)
def test_a_guard_takes_hold_before_anything_is_started(
    guards: str, command: str, patience: float, outcome: str
) -> None:
    tried = f"module.SETTING_UP = {patience}\ntried({guards}, {command!r}, '-c', {LEADS!r})\nprint(*said, sep='|')\n"

    (line,) = said(GUARDED + tried)
    assert re.fullmatch(rf"{outcome}\|0", line), line
