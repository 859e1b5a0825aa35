"""Print how exactly the two limits are kept: `python -m tests.faults`.

Twenty launches that hang, in four ways, each with how long after its limit it had ended; then programs that take memory
at several speeds and in several ways, each with what was held when the limit had done its work.
"""

import sys
import tempfile
from pathlib import Path

from bench.model.types import Instrument, Limits
from bench.process.launch import Finished, Job, launch

MIB = 1 << 20
SECONDS = 2
LONG = 60
MEMORY = 512 * MIB
ALLOWED = max(0.05 * MEMORY, 64 * MIB)
LAUNCHES = 20
HANGS = ("sleeps_for_ever", "spins_in_python", "spins_in_c", "ignores_every_signal")
GROWS = {
    "1 MiB at a time": "kept.append(bytearray(1 << 20))",
    "16 MiB at a time": "kept.append(bytearray(16 << 20))",
    "256 MiB at a time": "kept.append(bytearray(256 << 20))",
    "small objects": "kept.append([object() for _ in range(1000)])",
    "1 MiB every ms": "kept.append(bytearray(1 << 20)); time.sleep(0.001)",
    "16 MiB every 10 ms": "kept.append(bytearray(16 << 20)); time.sleep(0.01)",
    "pages of a map": "\n        kept.append(mmap.mmap(-1, 4 << 20)); kept[-1].write(bytes(4 << 20))",
    "children of 8 MiB": "kept.append(os.fork())\n        if not kept[-1]: held = bytearray(8 << 20); time.sleep(60)",
    "children in pieces": "kept.append(os.fork())\n        if not kept[-1]: touched = pieces(8 << 20); time.sleep(60)",
    "children that write": (
        "kept = kept or bytearray(200 << 20)\n        if not os.fork(): kept[::4096] = bytes(len(kept) // 4096)"
    ),
    "children in one call": (
        "kept.append(os.fork())\n        if not kept[-1]: held = mapped(400 << 20, mmap.MAP_POPULATE); time.sleep(60)"
    ),
    "children that exchange": (
        "kept = kept or pieces(200 << 20)\n"
        "        if not os.fork(): kept.close(); held = huge(200 << 20); time.sleep(60)"
    ),
    "programs of 8 MiB": "kept.append(subprocess.Popen([sys.executable, '-S', '-c', HOLDS]))",
    "children of children": "os.fork(); kept.append(bytearray(1 << 20)); time.sleep(0.002)",
}
PROGRAM = """import mmap, os, subprocess, sys, time

HOLDS = "import time; held = bytearray(8 << 20); time.sleep(60)"

def mapped(size, flags=0):
    return mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | flags)

def huge(size):
    held = mapped(size)
    held.madvise(mmap.MADV_HUGEPAGE)
    for at in range(0, size, mmap.PAGESIZE):
        held[at] = 1
    return held

def pieces(size):
    held = mapped(size)
    while held.tell() < size:
        held.write(bytes(1 << 18))
    return held

def run(n):
    kept = []
    while True:
        """


def main() -> int:
    """Measure both and return 0 if every launch kept to what is promised."""
    late = [_overshoot(HANGS[number % len(HANGS)]) for number in range(LAUNCHES)]
    over = [
        _beyond(name, PROGRAM + body, instrument)
        for name, body in GROWS.items()
        for instrument in (Instrument.RESIDENT, Instrument.TIMING)
    ]
    print(f"at most {max(late):.3f} s late, at most {max(over) / MIB:.0f} MiB beyond (allowed {ALLOWED / MIB:.0f})")
    return int(max(late) > 1 or max(over) > ALLOWED)


def _overshoot(name: str) -> float:
    finished = _launched(Path(__file__).with_name("modules") / f"{name}.py", Instrument.RESIDENT, SECONDS)
    late = finished.values["process_seconds"].value - SECONDS
    print(f"{name:25} {finished.status:12} {late:6.3f} s late", flush=True)
    return late


def _beyond(name: str, source: str, instrument: Instrument) -> float:
    with tempfile.TemporaryDirectory() as folder:
        module = Path(folder) / "grows.py"
        module.write_text(source)
        finished = _launched(module, instrument, LONG)
    beyond = finished.values["peak"].value - MEMORY
    print(f"{name:25} {finished.status:12} {beyond / MIB:6.1f} MiB beyond ({instrument})", flush=True)
    return beyond


def _launched(module: Path, instrument: Instrument, seconds: float) -> Finished:
    limits = Limits(seconds=seconds, memory=MEMORY)
    return launch(Job(python=Path(sys.executable), module=module, instrument=instrument, sources=(1,), limits=limits))


if __name__ == "__main__":
    sys.exit(main())
