"""Measure `tests.faults.escapes` with something to find all around it: `python -m tests.faults.escaping FOLDER`.

Prints what became of it, as JSON: `status`, `reason`, `worked` and, of the private view, `missing`.
"""

import json
import os
import pty
import pwd
import sys
import tempfile
from pathlib import Path

from bench.host.cache import cache
from bench.model.types import Instrument, Limits
from bench.process import guards, worker_kit
from bench.process.launch import Job, launch

SOURCE = Path(__file__).parent / "escapes" / "every_way.py"
SHARED = Path("/dev/shm")  # noqa: S108  where implementations keep answers


def escape(folder: Path) -> dict[str, object]:
    """Let it try, and say what worked."""
    answers = folder / "answers-0"
    answers.mkdir()
    _, terminal = pty.openpty()
    places, data = _places(folder)
    places["terminal"] = os.ttyname(terminal)
    module = Path(places["module"])
    module.write_text(SOURCE.read_text().replace("PLACES = {}", f"PLACES = {places!r}"))
    job = Job(
        python=Path(sys.executable),
        module=module,
        instrument=Instrument.ANSWER,
        sources=(data,),
        limits=Limits(seconds=30, memory=1 << 30),
        answers=answers,
    )
    finished = launch(job)
    Path(places["shared"]).unlink()
    told = answers / "answer-0.json"
    return {
        "status": str(finished.status),
        "reason": finished.reason,
        "worked": json.loads(told.read_text())[1:] if told.exists() else None,
        "missing": guards.available()[guards.VIEW],
    }


def _checkout() -> Path:
    """Return the checkout; where it lies in a folder for temporary files, a process has one of its own in its place."""
    found = SOURCE.parents[3]
    temporary = (tempfile.gettempdir(), "/tmp", "/var/tmp")  # noqa: S108  only looked at
    return Path(sys.prefix) if any(found.is_relative_to(os.path.realpath(each)) for each in temporary) else found


def _places(folder: Path) -> tuple[dict[str, str], Path]:
    """Put an answer wherever one may lie, and return these places and the data."""
    data = cache.place("data") / "web_log-1-seed1-00000000.log"
    manifest, other = data.with_name(f"{data.name}.manifest.json"), data.with_name("web_log-2-seed1-00000000.log")
    answer = cache.place("answers") / f"{0:024}" / "answer-0.json"
    scratch, shared = folder / "answers-earlier", SHARED / f"leanlines-test-{os.getpid()}"
    answer.parent.mkdir(exist_ok=True)
    for path in (data, manifest, other, answer, scratch, shared):
        path.write_text("42\n")
    places = {
        "environment": sys.prefix,
        "base": str(Path(os.__file__).parent),
        "kit": str(worker_kit.folder(Path(sys.executable))),
        "module": str(folder / "escapes.py"),
        "cache": str(cache.folder()),
        "checkout": str(_checkout()),
        "home": next((each.pw_dir for each in pwd.getpwall() if each.pw_uid == os.getuid()), "/home"),
        "answers": str(answer),
        "manifest": str(manifest),
        "scratch": str(scratch),
        "shared": str(shared),
        "other": str(other),
    }
    return places, data


if __name__ == "__main__":
    tempfile.tempdir = None
    print(json.dumps(escape(Path(sys.argv[1]))))  # noqa: T201
