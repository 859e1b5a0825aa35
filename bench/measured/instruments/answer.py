"""Answer every source, or pieces of one, one call each, and measure nothing."""

from __future__ import annotations

import gc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from bench.measured.worker.task import Task

METRICS: dict[str, str] = {}
LONGEST = 1 << 16  # bytes of a first line that is a header


def measure(task: Task, _kit: str) -> dict[str, object]:
    """Call `run` once per source; the digests are in the order of the sources.

    With the option `piece_seconds`, the sources are a file and a list of pieces of it (offset, length), and the one
    answer lists those to the first line and to each piece that there was time for.
    """
    if "piece_seconds" in task.options:
        task.begin()
        answers = _answer_pieces(task)
        task.end()
        task.keep(answers)
        return {}
    if hasattr(gc, "freeze"):  # PyPy has none
        gc.freeze()  # before each call garbage is looked for: only among what the calls left, where nothing is measured
    for source in task.sources:
        task.begin()
        answer = task.function(source)
        task.refuse_unfinished(answer)
        task.end()
        task.keep(answer)
        del answer
    return {}


def _answer_pieces(task: Task) -> list[object]:
    """Ask for pieces as files of their own, each behind the first line where that alone answers nothing: a header."""
    from contextlib import suppress  # noqa: PLC0415  as below
    from gzip import compress  # noqa: PLC0415  as little as possible is loaded before an implementation is
    from pathlib import Path  # noqa: PLC0415
    from tempfile import gettempdir  # noqa: PLC0415
    from time import perf_counter  # noqa: PLC0415

    source, pieces = task.sources
    assert isinstance(source, Path)  # noqa: S101
    assert isinstance(pieces, list)  # noqa: S101
    place = Path(gettempdir()) / source.name
    is_packed = bool(task.options.get("packed"))

    def ask(content: bytes) -> object:
        place.unlink(missing_ok=True)  # a file that is cut to nothing and written again waits for the disk
        place.write_bytes(compress(content, 1) if is_packed else content)
        return task.function(place)

    end = perf_counter() + float(str(task.options["piece_seconds"]))
    with source.open("rb") as file:
        head = b"" if is_packed else file.readline(LONGEST)
        with suppress(Exception):  # nothing at all is no data of some workloads
            head = head if ask(head) == ask(b"") else b""
        answers = [ask(head)]
        for offset, length in pieces:
            if perf_counter() > end:
                break
            file.seek(offset)
            answers.append(ask(head + file.read(length)))
    return answers
