"""Start a run of the harness as a user does, in a session of its own, and know all that belongs to it.

Its temporary folder is private, so a process belongs to it if the name of that folder stands in its environment. Its
implementations write down every measured process that began, so that the journal can be held to something that the
harness did not write.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.measured.monitor.proc import is_zombie
from bench.model.types import Instrument
from bench.results import journal, result_file
from tests.started import opened

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("one", "two")
RIGHT = (ROOT / "tests/faults/cheats/modules/honest.py").read_text()
MARKING = RIGHT.replace(
    "def run(path):\n",
    """\
import os
import time

MARK = f"{os.getpid()}-{time.monotonic_ns()}"


def run(path):
    if not path.name.startswith("question-"):  # which an exam asks
        open(os.path.join(MARKS, MARK), "w").close()
""",
)
"""It writes down that a measured process began."""


@dataclass(frozen=True)
class RunPlace:
    """The private folders of a run."""

    root: Path

    @classmethod
    def made(cls, root: Path) -> "RunPlace":
        place = cls(root)
        for folder in (place.temporary, place.marks, place.mine):
            folder.mkdir(parents=True)
        for name in NAMES:
            (place.mine / f"{name}.py").write_text(MARKING.replace("MARKS", repr(str(place.marks))))
        return place

    @property
    def out(self) -> Path:
        return self.root / "out"

    @property
    def temporary(self) -> Path:
        return self.root / "tmp"

    @property
    def marks(self) -> Path:
        return self.root / "marks"

    @property
    def mine(self) -> Path:
        return self.root / "mine"

    @property
    def folder(self) -> Path | None:
        """The result folder, once a result is in it."""
        return next((path.parent for path in self.out.glob("*/result.json")), None)

    def measured(self) -> int:
        """How many measured processes began."""
        return len(list(self.marks.iterdir()))

    def kept(self) -> int:
        """How many are in the journal; exams are not counted."""
        if self.folder is None:
            return 0
        entries = journal.read(self.folder / result_file.JOURNAL)
        return sum(entry.sample.instrument is not Instrument.ANSWER for entry in entries)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a run of few lines and two implementations; or go on with one."""
        asked = arguments or ("--quick", "--rounds", "2", "--lines", "2k", "--impl", "*@mine", "--out", str(self.out))
        words = [sys.executable, "-m", "tests.started", "run", "--impls", str(self.mine), *asked]
        return subprocess.Popen(
            words,
            cwd=ROOT,
            env=os.environ | {"TMPDIR": str(self.temporary)} | opened(self.marks),
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def alive(self) -> list[int]:
        """Return the processes that belong to this run."""
        mark, found = str(self.temporary).encode(), []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                belongs = mark in path.read_bytes()
            except OSError:
                continue
            if belongs and not is_zombie(int(path.parent.name)):
                found.append(int(path.parent.name))
        return found

    def temporary_left(self) -> list[str]:
        return [path.name for path in self.temporary.iterdir()]


def until(true: Callable[[], object], seconds: float) -> float:
    """Wait until something is so, and return how long that took; it may not take longer than so many seconds."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            raise AssertionError(f"it was not so after {seconds} s")
        time.sleep(0.02)
    return time.monotonic() - began


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[None]:
    """See that a process is gone, whatever happens."""
    try:
        yield
    finally:
        process.kill()
        process.communicate()
