"""Make a dataset in parts on the workers of a cluster."""

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from bench.host import code
from bench.host.files import PARTIAL
from bench.model import commands
from bench.model.errors import DataError
from bench.model.formatting import plural, verb
from bench.model.types import Recipe
from generators.cli import console, options
from generators.cli.parts import join, making
from generators.cluster import starting
from generators.cluster.driving import ClusterTask, Driver
from generators.cluster.engine import ClusterEngine, ClusterError, NoSchedulerError, NoWorkerError
from generators.making import make, part_task, parts, remote_store
from generators.making.part_task import LookTask, MadePart, PartTask
from generators.making.parts import DataPart
from generators.making.stores import PartStore, store
from generators.profiles import keeping, schema
from generators.registry import TWIN

Answer = TypeVar("Answer")

_SHOWN: Final = 200
_OPTIONS: Final = ("--memory-limit", "0")  # of a worker: what it measures is not what it starts


def make_all(order: options.Order, whole: Recipe) -> None:
    """Make every part that is not there yet, and join them.

    Raises:
        DataError: if one cannot be made.
        ClusterError: if the cluster cannot be used, or is gone.
    """
    make.check(whole)
    there = store(order.out if isinstance(order.out, str) else order.out.absolute())
    there.create()
    sizes = {} if order.force else there.sizes()
    missing = [part for part in parts.divide(whole) if not parts.present(there, part, whole, sizes)]
    if missing:
        with _engine(order.cluster, there) as engine:
            _make(engine, missing, order, whole, there)
    join(there.place)


def _make(
    engine: ClusterEngine, missing: Sequence[DataPart], order: options.Order, whole: Recipe, there: PartStore
) -> None:
    common = _common(order, whole, there)
    tasks = [ClusterTask(str(there.address(part.name)), partial(_message, common, part.number)) for part in missing]
    made = Counter[str]()
    wanted = replace(whole, lines=sum(part.recipe.lines or 0 for part in missing))
    with console.MakingProgress(wanted, quiet=order.quiet) as display:

        def take(_task: ClusterTask, said: str) -> str:
            try:
                answer = _read(said, MadePart)
            except ValueError:
                return f"its program said {said[-_SHOWN:]!r}"
            if not answer.problem:
                made.update(parts=1, lines=answer.lines, bytes=answer.bytes)
                display(made["lines"], made["bytes"])
            return answer.problem

        try:
            Driver(engine, tasks, take).run()
        except ClusterError as error:
            were = verb(made["parts"], "was", "were")
            done = f"{made['parts']:,} of {plural(len(missing), 'missing part')} {were} reported as made."
            again = making(there, whole, ("--cluster", order.cluster), *(["--force"] if order.force else []))
            start = starting.command(order.cluster, *_OPTIONS)
            first = f"Start one: {start}. " if isinstance(error, NoWorkerError) else ""
            first = f"{error.hint} " if isinstance(error, NoSchedulerError) else first
            hint = f"{first}Resume with: {again}"
            raise ClusterError(f"{error} {done}", hint) from error
    if not order.quiet:
        console.say(f"made {plural(made['parts'], 'part')} in {display.seconds:.1f} s")


def _common(order: options.Order, whole: Recipe, there: PartStore) -> PartTask:
    """Return what all parts have in common; the profile of a twin goes with each."""
    profile = schema.text(keeping.load(str(whole.knobs["profile"]))) if whole.generator == TWIN else ""
    place = {"folder": str(there.place)} if isinstance(there.place, Path) else {"url": there.place}
    return PartTask(whole=whole, number=0, force=order.force, profile=profile, **place)


def _message(common: PartTask, number: int) -> str:
    """Return the line that has a worker make a part."""
    return msgspec.json.encode(msgspec.structs.replace(common, number=number)).decode()


def _read(said: str, kind: type[Answer]) -> Answer:
    """Read the last line of a program, whose Python may have said more before.

    Raises:
        ValueError: if it is something else.
    """
    return msgspec.json.decode(said.strip().rpartition("\n")[2], type=kind)


@contextmanager
def _engine(address: str, there: PartStore) -> Iterator[ClusterEngine]:
    """Connect to a cluster whose workers see what is here, and give them the code of this checkout."""
    try:
        from generators.cluster import dask_engine  # noqa: PLC0415 - nobody else needs it
    except ImportError as error:
        problem = "--cluster needs distributed, which this installation lacks."
        raise DataError(problem, commands.installing("distributed")) from error
    further = [] if isinstance(there.place, Path) else remote_store.libraries(there.place)
    with _mark(there) as mark:
        program = dask_engine.ClusterProgram(
            words=("generators", "part-task"),
            code=code.pack(),
            look=msgspec.json.encode(LookTask(mark)).decode(),
            needed=part_task.facts(mark),
            facts=lambda said: _read(said, dict[str, str]),
            remedy=starting.with_libraries(address, *_OPTIONS, further=further),
        )
        with dask_engine.connected(address, program, console.warn) as engine:
            yield engine


@contextmanager
def _mark(there: PartStore) -> Iterator[str]:
    """Leave a file in a folder for as long as workers are asked whether they see it."""
    if not isinstance(there.place, Path):
        yield ""
        return
    mark = there.place / f".{parts.DATASET}.{secrets.token_hex(4)}{PARTIAL}"
    there.put(mark.name, b"")
    try:
        yield str(mark)
    finally:
        mark.unlink(missing_ok=True)  # another call may have been the first to join them, which clears the folder
