"""What an instrument works with: the function, its sources, and the moments that the monitor has to know."""

from __future__ import annotations

from gc import collect
from os import O_CREAT, O_TRUNC, O_WRONLY, close
from os import open as open_descriptor

from bench.measured.worker.answers import canonical, refuse_unfinished
from bench.measured.worker.phase_channel import DONE, RUN, Channel, write_pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any


class Task:
    """One implementation, to be called under one instrument.

    Args:
        channel: to the monitor.
        sources: what `run` gets: one, or several for the instrument that only wants answers.
    """

    def __init__(self, channel: Channel, sources: tuple[object, ...]) -> None:
        self.channel = channel
        self.sources = sources
        self.options: Mapping[str, object] = channel.job["options"]
        self.module: str = channel.job["module"]
        self.function: Callable[[object], object] = refuse_call
        self.digests: list[str] = []

    def begin(self) -> object:
        """Collect garbage, announce that a call of `run` comes next, and return what it gets: the first source.

        A number may be another one than before: nothing in this process knows it until now.
        """
        collect()
        number = self.channel.enter(RUN)
        return int(number) if number else self.sources[0]

    def end(self) -> None:
        """Announce that the calls are over: what follows is the harness's own work."""
        self.channel.enter(DONE)

    def refuse_unfinished(self, answer: object) -> None:
        """Check an answer's type; part of a timed call, or a generator would be timed before it did anything."""
        refuse_unfinished(answer)

    def keep(self, answer: object) -> None:
        """Digest one answer, and store its text where the job asks for that."""
        digest = _new_digest()

        def seen() -> Iterator[str]:
            for piece in canonical(answer):
                digest.update(piece.encode("ascii"))
                yield piece

        self._store(seen())
        self.digests.append(digest.hexdigest())

    def _store(self, pieces: Iterator[str]) -> None:
        folder = self.channel.job["answers"]
        if folder is None:
            for _ in pieces:
                pass
            return
        handle = open_descriptor(f"{folder}/answer-{len(self.digests)}.json", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        try:
            write_pieces(handle, pieces)
        finally:
            close(handle)


def _new_digest() -> Any:  # noqa: ANN401  a hash of whichever module has one
    """Return a SHA-256 of nothing, by Python's own code: OpenSSL, which `hashlib` loads, takes each process 3 ms.

    It is loaded here, because nothing of it may count as the implementation's.
    """
    for name in ("_sha2", "_sha256"):  # from Python 3.12 on, and before
        try:
            return __import__(name).sha256()
        except ImportError:
            continue
    from hashlib import sha256  # noqa: PLC0415  of a Python that was built without its own

    return sha256()


def refuse_call(_source: object) -> object:
    """Stand in for the function until it is loaded."""
    raise RuntimeError("nothing is loaded yet")
