"""Turn what an implementation raised into a status and a reason in words, piece by piece.

No absolute path gets out: the implementation's own lines are named by file, others by their place under a library root.
Only the last few frames are in the reason, the innermost of the implementation's own among them; the frames of the
harness are left out. What was raised in a process of a pool comes with the line that raised it there.
A piece is longer than what is published: private words can be found while a text is whole, so they are taken out
before it is cut (`bench.process.redaction`).
"""

from __future__ import annotations

import sys

from bench.measured.worker.answers import BadAnswerError
from bench.measured.worker.loading import LoadError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from traceback import FrameSummary

FRAMES = 4
LONGEST = 1 << 16  # characters of a piece, more than any search path that is met in practice
UNDECLARED = """. The file declares no library; if it needs one, begin it with a PEP 723 block,
where a package of your own is "NAME @ git+ADDRESS@COMMIT":
# /// script
# dependencies = ["NAME"]
# ///"""


class TamperingError(Exception):
    """The implementation reset or replaced an instrument, so its figures cannot be believed."""


def explain(error: BaseException, phase: str, module: str) -> tuple[str, list[str]]:
    """Return (status, pieces of the reason) for what left the implementation `module` (its path) in a phase."""
    told = {BadAnswerError: "bad-return-type", LoadError: "load-error", TamperingError: "suspect"}
    for kind, status in told.items():
        if isinstance(error, kind):
            return status, [_whole(str(error))]
    if isinstance(error, SystemExit):
        return "exit", [f"it called sys.exit({_show(error.code)}) and delivered no answer"]
    if isinstance(error, ModuleNotFoundError) and phase == "import":
        declared = "" if _may_declare(module) else UNDECLARED
        return "missing-dependency", [f"No module named {_show(error.name)}{declared}"]
    return "error", [_headline(error), *_frames(error, module)]


def _may_declare(module: str) -> bool:
    """Return whether a file has a PEP 723 block; what cannot be read may have one."""
    try:
        with open(module, encoding="utf-8", errors="replace") as file:  # noqa: PTH123  nothing more is imported here
            return any(line.rstrip() == "# /// script" for line in file)
    except OSError:
        return True


def _whole(text: str) -> str:
    """Return a text whole unless it is endless; then a line says where it was cut, as in what a process prints."""
    missing = len(text) - LONGEST
    return text if missing <= 0 else f"{text[:LONGEST]}\n[... {missing} characters not kept ...]\n"


def _headline(error: BaseException) -> str:
    try:
        text = _whole(str(error))
    except Exception:  # noqa: BLE001  an exception's own __str__ may raise anything
        text = "(its text is not available)"
    return type(error).__name__ + (": " + text if text else "")


def _show(value: object) -> str:
    try:
        return _whole(repr(value))
    except Exception:  # noqa: BLE001  as above
        return type(value).__name__


def _frames(error: BaseException, module: str) -> list[str]:
    from traceback import extract_tb  # noqa: PLC0415  only a failure pays for it

    try:
        frames = extract_tb(error.__traceback__)
    except Exception:  # noqa: BLE001  the reason without its lines is better than none
        return []
    theirs = [frame for frame in frames if "/kits/" not in frame.filename or frame.filename == module]
    own = [number for number, frame in enumerate(theirs) if frame.filename == module][-1:]
    rest = [number for number in range(len(theirs)) if number not in own][len(own) - FRAMES :]
    return [*(_line(theirs[number], module) for number in sorted((*own, *rest))), *_elsewhere(error, module)]


def _elsewhere(error: BaseException, module: str) -> list[str]:
    """Name the implementation's line in the process of a pool that raised an exception, which brings its traceback."""
    text = str(getattr(error.__cause__, "tb", ""))
    start = f'File "{module}", line '
    places = [line.strip()[len(start) :] for line in text.splitlines() if line.strip().startswith(start)]
    return [f"{relative(module, module)}, line {_whole(place)}, in a process of a pool" for place in places[-1:]]


def _line(frame: FrameSummary, module: str) -> str:
    text = f": {frame.line}" if frame.line else ""
    return f"{relative(frame.filename, module)}, line {frame.lineno}, in {frame.name}{_whole(text)}"


def relative(filename: str, module: str) -> str:
    """Name a source file without its absolute path, and a module that is frozen into the interpreter by its source."""
    if filename.startswith("<frozen ") and filename.endswith(">"):
        return f"{filename[len('<frozen ') : -1].replace('.', '/')}.py"
    if filename == module:
        return module.rpartition("/")[2]
    roots = sorted({root for root in (*sys.path, sys.prefix, sys.base_prefix) if root.startswith("/")}, key=len)
    for root in reversed(roots):
        if filename.startswith(root.rstrip("/") + "/"):
            return filename[len(root.rstrip("/")) + 1 :]
    return filename.rpartition("/")[2]
