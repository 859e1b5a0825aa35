"""Make one file in several processes.

A worker makes its block, reports how long it is, is told its offset, writes there itself and hashes the block, so that
no byte passes through this process. Offsets are given in the order of the blocks. Where the hash of the whole file is
asked for, what has been written without a gap is read back (it is in memory still) and hashed beside.
"""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Condition
from typing import BinaryIO, cast

import msgspec

from bench.model.errors import DataError
from bench.model.paths import CHECKOUT, surroundings
from bench.model.types import Recipe, Truth
from generators.content import truths
from generators.lines.blocks import LineSpan
from generators.making.follower import Follower
from generators.making.identity import BlockTree, Hashes
from generators.making.ledger import BlockPlace, Ledger


def write(recipe: Recipe, path: Path, ledger: Ledger, jobs: int, *, whole: bool = False) -> tuple[Hashes, Truth]:
    """Write a dataset into an existing, empty file; return its hashes and the truth about it.

    Args:
        recipe: of the dataset.
        path: of the file.
        ledger: the account of it.
        jobs: processes.
        whole: whether to hash the whole file as well.

    Raises:
        DataError: if a worker could not do its part.
        OSError: if it could not write.
    """
    order = _Order(ledger, BlockTree(recipe.first))
    workers = [_Worker(recipe, path) for _ in range(jobs)]
    follower = Follower(path) if whole else None
    with ExitStack() as followed, ThreadPoolExecutor(jobs) as pool:
        if follower:
            followed.enter_context(follower)
        try:
            served = [pool.submit(worker.serve, order, follower) for worker in workers]
            done, _ = wait(served, return_when=FIRST_EXCEPTION)
            truth = truths.merge([one.result() for one in sorted(done, key=served.index)])
        finally:
            order.stop()
            for worker in workers:
                worker.end()
    return Hashes(order.identity(), follower.digest() if follower else ""), truth


class _Order:
    """Hands out spans, and places in the order of the spans; puts their hashes in that order, too."""

    def __init__(self, ledger: Ledger, tree: BlockTree) -> None:
        self._ledger = ledger
        self._tree = tree
        self._leaves: dict[int, tuple[bytes, int]] = {}
        self._hashed = 0
        self._spans = enumerate(ledger.spans())
        self._turn = 0
        self._changed = Condition()
        self._stopped = False

    def spans(self) -> Iterator[tuple[int, LineSpan]]:
        """Give numbered spans to the next worker that asks."""
        while True:
            with self._changed:
                found = None if self._stopped else next(self._spans, None)
            if found is None:
                return
            yield found

    def place(self, number: int, lines: int, size: int) -> BlockPlace:
        """Wait until every block before has its place, and take the next."""
        with self._changed:
            self._changed.wait_for(lambda: self._turn == number or self._stopped)
            if self._stopped:
                raise DataError("Abandoned: another part of the file could not be made.")
            place = self._ledger.admit(lines, size)
            self._turn += 1
            self._changed.notify_all()
            return place

    def settle(self, number: int, lines: int, size: int, leaf: bytes) -> None:
        """Count what was kept of a block, whose hash is given."""
        with self._changed:
            self._ledger.settle(lines, size)
            self._leaves[number] = (leaf, lines)
            while found := self._leaves.pop(self._hashed, None):
                self._hashed += 1
                if found[1]:  # nothing of the blocks after the size that was asked for
                    self._tree.add(*found)

    def identity(self) -> str:
        """Return the identity of what was kept, once all is."""
        return self._tree.digest()

    def stop(self) -> None:
        """Let nobody wait any longer."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()


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
        self._say(msgspec.json.encode(recipe))

    def serve(self, order: _Order, follower: Follower | None) -> Truth:
        """Have spans made until there are no more; return the truth about them."""
        for number, span in order.spans():
            [made] = self._ask("made", b"%d %d %d" % (span.block, span.first, span.last))
            size = int(made)
            place = order.place(number, span.last - span.first, size)
            limit = size if place.limit is None else place.limit
            lines, kept, leaf = self._ask("kept", b"%d %d" % (place.offset, limit))
            order.settle(number, int(lines), int(kept), bytes.fromhex(leaf.decode()))
            if follower:
                follower.written(place.offset, int(kept))
        return self._truth()

    def end(self) -> None:
        """End the process; it has been heard, or it is not wanted any more."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._questions, self._answers):
            with suppress(BrokenPipeError):
                pipe.close()

    def _truth(self) -> Truth:
        self._say(b"end")
        truth: Truth = msgspec.json.decode(self._hear("truth"))
        return truth

    def _ask(self, answer: str, question: bytes) -> list[bytes]:
        self._say(question)
        return self._hear(answer).split()

    def _say(self, text: bytes) -> None:
        with suppress(BrokenPipeError):  # the worker has ended; what it said last is still to be heard
            self._questions.write(text + b"\n")
            self._questions.flush()

    def _hear(self, answer: str) -> bytes:
        kind, _, rest = self._answers.readline().rstrip(b"\n").partition(b" ")
        if kind == b"unwritten":
            raise OSError(*msgspec.json.decode(rest, type=tuple[int, str]))
        if kind == b"failed":
            raise DataError(*msgspec.json.decode(rest, type=tuple[str, str]))
        if kind != answer.encode():
            raise DataError("A worker process ended unexpectedly.", "Try again with --jobs 1.")
        return rest
