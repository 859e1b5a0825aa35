"""Make one file in several processes, this one among them.

Each makes a block, reports how long it is, learns its offset, and writes and hashes the block itself, so that no byte
passes between processes. Offsets are given in the order of the blocks. This process makes blocks in a thread from the
beginning, while the others still load what they need; most of its time is numpy's, which leaves the interpreter to the
threads that talk with the others. Where the hash of the whole file is asked for, what has been written without a gap is
read back (it is in memory still) and hashed beside.
"""

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Condition
from typing import BinaryIO, Final, cast

import msgspec

from bench.model.errors import BenchError, DataError, UsageError
from bench.model.paths import CHECKOUT, surroundings
from bench.model.types import Recipe, Truth
from generators.content import truths
from generators.lines.blocks import LineSpan
from generators.making.follower import Follower
from generators.making.identity import BlockTree, Hashes
from generators.making.ledger import BlockPlace, Ledger
from generators.making.worker import Maker

_AHEAD: Final = 2
"""Spans that a worker has, at most: it begins the next one without waiting until this process has heard of the last."""

_GLANCE: Final = 0.5  # seconds
_TURN: Final = 0.0005
"""Seconds after which a thread that talks with a worker may interrupt the one that makes blocks. Python's own 5 ms are
about the time of a block, and a worker would wait as long for an answer."""

_ERRORS: Final[dict[bytes, type[BenchError]]] = {b"failed": DataError, b"refused": UsageError}


def write(recipe: Recipe, path: Path, ledger: Ledger, jobs: int, *, whole: bool = False) -> tuple[Hashes, Truth]:
    """Write a dataset into an existing, empty file; return its hashes and the truth about it.

    Args:
        recipe: of the dataset.
        path: of the file.
        ledger: the account of it.
        jobs: processes, this one included.
        whole: whether to hash the whole file as well.

    Raises:
        UsageError: if the recipe asks for what cannot be.
        DataError: if a worker could not do its part.
        OSError: if it could not write.
    """
    follower = Follower(path) if whole else None
    order = _Order(ledger, BlockTree(recipe.first), follower)
    workers: list[_Worker] = []
    with ExitStack() as open_, ThreadPoolExecutor(jobs) as pool:
        descriptor = os.open(path, os.O_WRONLY)
        open_.callback(os.close, descriptor)
        open_.callback(sys.setswitchinterval, sys.getswitchinterval())
        sys.setswitchinterval(_TURN)
        if follower:
            open_.enter_context(follower)
        try:
            workers.extend(_Worker(recipe, path) for _ in range(jobs - 1))
            served = [pool.submit(Maker(recipe, descriptor, _Share(order)).run)]
            served += [pool.submit(worker.serve, _Share(order)) for worker in workers]
            done = _wait_for(served)
            truth = truths.merge([one.result() for one in sorted(done, key=served.index)])
        finally:
            order.stop()
            for worker in workers:
                worker.end()
    return Hashes(order.identity(), follower.digest() if follower else ""), truth


def _wait_for(served: Sequence[Future[Truth]]) -> set[Future[Truth]]:
    """Wait until all have ended, or one has failed; return those that have ended.

    An interrupt is not heard within a wait that had all but begun as it came, or where another thread got it: so none
    lasts long.
    """
    while True:
        done, left = wait(served, _GLANCE, FIRST_EXCEPTION)
        if not left or any(one.exception() for one in done):
            return done


class _Order:
    """Hands out spans, and places in the order of the spans; puts their hashes in that order, too."""

    def __init__(self, ledger: Ledger, tree: BlockTree, follower: Follower | None) -> None:
        self._ledger = ledger
        self._tree = tree
        self._follower = follower
        self._made: dict[int, tuple[int, int]] = {}
        self._places: dict[int, BlockPlace] = {}
        self._leaves: dict[int, tuple[bytes, int]] = {}
        self._hashed = 0
        self._spans = enumerate(ledger.spans())
        self._turn = 0
        self._changed = Condition()
        self._stopped = False

    def next_span(self) -> tuple[int, LineSpan] | None:
        """Return what is to be made next, and its number; None if there is no more."""
        with self._changed:
            return None if self._stopped else next(self._spans, None)

    def made(self, number: int, lines: int, size: int) -> None:
        """Note how long a block is; give it its place, and those after it, if every block before has its own."""
        with self._changed:
            self._made[number] = lines, size
            while self._turn in self._made:
                self._places[self._turn] = self._ledger.admit(*self._made.pop(self._turn))
                self._turn += 1
            self._changed.notify_all()

    def place(self, number: int) -> BlockPlace:
        """Wait until a block has its place."""
        with self._changed:
            self._changed.wait_for(lambda: number in self._places or self._stopped)
            if self._stopped:
                raise DataError("Abandoned: another part of the file could not be made.")
            return self._places[number]

    def settle(self, number: int, lines: int, size: int, leaf: bytes) -> None:
        """Count what was kept of a block, whose hash is given."""
        with self._changed:
            self._ledger.settle(lines, size)
            if self._follower:
                self._follower.written(self._places[number].offset, size)
            del self._places[number]
            self._leaves[number] = (leaf, lines)
            while found := self._leaves.pop(self._hashed, None):
                self._hashed += 1
                if found[1]:  # nothing of the blocks after the size that was asked for
                    self._tree.add(*found)

    def identity(self) -> str:
        """Return the identity of what was kept, once all is."""
        return self._tree.digest()

    def stop(self) -> None:
        """Let no process wait any longer."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()


class _Share:
    """The part of an order that one process fills: which blocks it was given, in their order."""

    def __init__(self, order: _Order) -> None:
        self._order = order
        self._unmade: deque[int] = deque()
        self._unplaced: deque[int] = deque()
        self._unsettled: deque[int] = deque()

    def spans(self) -> Iterator[LineSpan]:
        while found := self._order.next_span():
            number, span = found
            self._unmade.append(number)
            yield span

    def made(self, lines: int, size: int) -> None:
        number = self._unmade.popleft()
        self._order.made(number, lines, size)
        self._unplaced.append(number)

    def place(self) -> BlockPlace:
        number = self._unplaced.popleft()
        self._unsettled.append(number)
        return self._order.place(number)

    def kept(self, lines: int, size: int, leaf: bytes) -> None:
        self._order.settle(self._unsettled.popleft(), lines, size, leaf)


class _Worker:
    """A process that makes blocks (`generators.making.worker`), and the talk with it."""

    def __init__(self, recipe: Recipe, path: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "generators.making.worker", str(path.absolute())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=CHECKOUT,  # whatever lies in the user's folder passes for no module
            env={**surroundings(), "OPENBLAS_NUM_THREADS": "1"},  # 0.1 s less to start: none is used
            start_new_session=True,  # Ctrl-C is for this process, which ends its workers
        )
        self._questions = cast("BinaryIO", self._process.stdin)
        self._answers = cast("BinaryIO", self._process.stdout)
        self._ahead = _AHEAD if recipe.size is None else 1  # or else a block waits until those before it are made
        self._say(msgspec.json.encode(recipe))

    def serve(self, share: _Share) -> Truth:
        """Have spans made until there are no more; return the truth about them."""
        spans = share.spans()
        while True:
            kind, rest = self._hear()
            if kind == b"truth":
                truth: Truth = msgspec.json.decode(rest)
                return truth
            words = rest.split()
            if kind == b"kept":
                share.kept(int(words[0]), int(words[1]), bytes.fromhex(words[2].decode()))
                continue
            if kind == b"made":
                share.made(*map(int, words))
            for _ in range(self._ahead if kind == b"ready" else 1):
                span = next(spans, None)
                self._say(b"span %d %d %d" % (span.block, span.first, span.last) if span else b"span")
            if kind == b"made":
                place = share.place()
                self._say(b"place %d" % place.offset + (b"" if place.limit is None else b" %d" % place.limit))

    def end(self) -> None:
        """End the process; it has been heard, or it is not wanted any more."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._questions, self._answers):
            with suppress(BrokenPipeError):
                pipe.close()

    def _say(self, text: bytes) -> None:
        with suppress(BrokenPipeError):  # the worker has ended; what it said last is still to be heard
            self._questions.write(text + b"\n")
            self._questions.flush()

    def _hear(self) -> tuple[bytes, bytes]:
        """Return what kind of thing the worker says, and the thing.

        Raises:
            UsageError: if its part cannot be.
            DataError: if it could not make its part, or ended.
            OSError: if it could not write.
        """
        kind, _, rest = self._answers.readline().rstrip(b"\n").partition(b" ")
        if kind == b"unwritten":
            raise OSError(*msgspec.json.decode(rest, type=tuple[int, str]))
        if kind in _ERRORS:
            raise _ERRORS[kind](*msgspec.json.decode(rest, type=tuple[str, str]))
        if kind not in {b"ready", b"made", b"kept", b"truth"}:
            raise DataError("A worker process ended unexpectedly.", "Try again with --jobs 1.")
        return kind, rest
