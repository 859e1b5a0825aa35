"""Dask.distributed as what runs a cluster."""

import hashlib
import logging
import platform
import time
import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from threading import Event
from typing import Any, Final

import cloudpickle
import distributed
from distributed import Client, Future, LocalCluster

from bench.host import temporary
from generators.cluster import dask_scheduler, remote
from generators.cluster.engine import ClusterError, Crew, NoSchedulerError, TaskAnswer, difference
from generators.cluster.remote import place, run

CONNECTING: Final = 10.0
"""Seconds that a scheduler has to answer."""

_LOOKING: Final = 60.0  # seconds that a worker has to say what it is
_MOST_LOOKING: Final = 50  # workers that get the code at a time: it is a megabyte, and all pass through the scheduler
_OURS, _NO_MODULE = "error: ", "No module named"  # what our programs, and Python, complain with
_PYTHON, _DASK = "its Python", "its release of distributed"


@dataclass(frozen=True, slots=True)
class ClusterProgram:
    """The program that workers start.

    Args:
        words: the module and its arguments.
        code: a zip that each worker unpacks once, and starts it in.
        look: the line that makes it say what it is, and end.
        needed: what it has to say, by name.
        facts: reads that from what it says.
        resource: of a worker that each task takes one of; empty for one of its threads.
        remedy: the command that starts a worker which lacks no module.
    """

    words: Sequence[str]
    code: bytes
    look: str
    needed: Mapping[str, str]
    facts: Callable[[str], Mapping[str, str]]
    resource: str = ""
    remedy: str = ""


@dataclass(slots=True)
class _Known:
    """What is known of a worker: how many slots it has, once it was found fit. Another one has another folder."""

    slots: int
    folder: str
    looking: Future | None
    until: float
    is_fit: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def connected(address: str, program: ClusterProgram, say: Callable[[str], None]) -> Iterator["DaskEngine"]:
    """Connect to a scheduler, or start one here with as many workers as `local:N` says, and leave it in the end.

    Args:
        address: of the scheduler, such as `tcp://scheduler:8786`.
        program: that workers start.
        say: is given a line for each worker that is left out.

    Raises:
        ClusterError: if none answers, or it is of another release.
    """
    _silence()
    with ExitStack() as opened, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of versions, which are compared here
        kind, _, count = address.partition(":")
        if kind == "local":
            folder = str(opened.enter_context(temporary.folder()))
            options = {"threads_per_worker": 1, "memory_limit": 0, "dashboard_address": None}
            places = {"local_directory": folder, "scheduler_kwargs": {"local_directory": folder}}
            local = LocalCluster(n_workers=int(count), processes=False, **places, **options)
            address = opened.enter_context(local).scheduler_address
        client = dask_scheduler.reach(address, CONNECTING)
        opened.callback(_close, client)
        yield DaskEngine(client, program, say)


def _silence() -> None:
    """Keep Dask from printing its own view of what is said here in one line; its loggers have levels of their own."""
    for name in ("distributed", "tornado", "asyncio", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in {"distributed", "tornado", "asyncio"}:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _close(client: Client) -> None:
    with suppress(Exception):  # it may be gone
        client.close(timeout=CONNECTING)


class DaskEngine:
    """A connection to a scheduler. Each task is pinned to one worker, so that Dask gives none a second time.

    Args:
        client: the connection.
        program: that workers start.
        say: is given a line for each worker that is left out.

    Raises:
        ClusterError: if the scheduler is of another release.
    """

    def __init__(self, client: Client, program: ClusterProgram, say: Callable[[str], None]) -> None:
        self._client = client
        self._program = program
        self._say = say
        self._run = uuid.uuid4().hex
        self._digest = hashlib.sha256(program.code).hexdigest()
        self._known: dict[str, _Known] = {}
        self._given: dict[int, Future] = {}
        self._changed = Event()
        cloudpickle.register_pickle_by_value(remote)
        self._needed = {_PYTHON: _minor(platform.python_version()), _DASK: distributed.__version__}
        scheduler = self._asked(client.sync, client.scheduler.versions, packages=[])
        if unlike := difference(_releases(scheduler), self._needed):
            raise ClusterError(f"The scheduler cannot be used: {unlike}.", "Start it by a Python like this one.")

    def crew(self) -> Crew:
        """Return the workers that are there now; ask new ones what they are.

        Raises:
            ClusterError: if the scheduler is gone.
        """
        workers = self._asked(self._client.run_on_scheduler, remote.workers)
        self._known = {
            address: known
            for address, known in self._known.items()
            if address in workers and workers[address]["local_directory"] == known.folder
        }
        new = {address: worker for address, worker in workers.items() if address not in self._known}
        looking = sum(known.looking is not None for known in self._known.values())
        self._admit(dict(islice(new.items(), _MOST_LOOKING - looking)))
        for address, known in self._known.items():
            if known.looking is not None and (known.looking.done() or time.monotonic() > known.until):
                self._decide(address, known, known.looking)
        every = self._known.values()
        return Crew(
            slots={address: known.slots for address, known in self._known.items() if known.is_fit},
            undecided=len(workers) - sum(known.looking is None for known in every),
            unfit=sum(known.looking is None and not known.is_fit for known in every),
            facts={address: known.facts for address, known in self._known.items() if known.is_fit},
        )

    def give(self, ticket: int, message: str, worker: str) -> None:
        """Start the program on a worker, and write a line to it."""
        self._given[ticket] = self._submitted(str(ticket), message, worker)

    def take(self, seconds: float) -> Sequence[TaskAnswer]:
        """Return the answers that came; wait for one, but no longer than so many seconds."""
        self._changed.wait(seconds)
        self._changed.clear()
        ended = {ticket: future for ticket, future in self._given.items() if future.done()}
        if self._client.status != "running":
            raise _gone()
        answers = [answer for ticket, future in ended.items() if (answer := self._answer(ticket, future))]
        for answer in answers:
            del self._given[answer.ticket]
        return answers

    def forget(self, ticket: int) -> None:
        """Expect no answer any more; its program ends when its worker notices that."""
        self._given.pop(ticket).release()

    def leave_out(self, worker: str, why: str) -> None:
        """Name a worker that is to be used no more; it is unfit from then on."""
        known = self._known.get(worker)
        if known and known.is_fit:
            known.is_fit = False
            self._say_left_out(worker, why)

    def _slots(self, worker: Mapping[str, Any]) -> int:
        wanted = self._program.resource
        return int(worker["resources"].get(wanted, 0) if wanted else worker["nthreads"])

    def _admit(self, new: Mapping[str, Mapping[str, Any]]) -> None:
        """Compare the versions of new workers, and ask those that are alike what their program is.

        Dask's own comparison only warns, and a task for a worker of another Python hangs.
        """
        for address, worker in new.items():
            unlike = difference(_releases(worker), self._needed)
            slots = self._slots(worker)
            if not unlike and not slots:
                unlike = f"it has no slot; start it with --resources {self._program.resource}=1"
            future = None if unlike else self._submitted("look", self._program.look, address, self._program.code)
            until = time.monotonic() + _LOOKING
            self._known[address] = _Known(slots, worker["local_directory"], future, until)
            if unlike:
                self._say_left_out(address, unlike)

    def _decide(self, address: str, known: _Known, looking: Future) -> None:
        known.looking = None
        answer = self._answer(0, looking) if looking.done() else None
        try:
            facts = self._program.facts(answer.said) if answer and not answer.problem else {}
        except ValueError:
            facts = {}
        unlike = answer.problem or difference(facts, self._program.needed) if answer else dask_scheduler.SILENT
        known.is_fit, known.facts = not unlike, facts
        if unlike:
            self._say_left_out(address, unlike)
        if _NO_MODULE in unlike and self._program.remedy:
            self._say(f"Start it with what Leanlines needs: {self._program.remedy}")

    def _say_left_out(self, worker: str, why: str) -> None:
        self._say(f"The worker {worker} is left out: {why.rstrip('.')}.")

    def _submitted(self, name: str, message: str, worker: str, code: bytes = b"") -> Future:
        key = f"leanlines-{self._run}-{name}-{uuid.uuid4().hex}"
        arguments = (self._program.words, message, self._digest, code)
        slot = {self._program.resource: 1} if self._program.resource else None
        future = self._client.submit(_starter(), *arguments, key=key, workers=[worker], resources=slot, pure=False)
        future.add_done_callback(lambda _: self._changed.set())
        return future

    def _answer(self, ticket: int, future: Future) -> TaskAnswer | None:
        """Return what came of a task; None if that was lost with its worker, which is to be noticed yet."""
        if future.status != "finished":
            reason = future.exception(timeout=CONNECTING) if future.status == "error" else None
            why = str(reason or future.status).partition("\n")[0]
            return TaskAnswer(ticket, problem=f"it could not be started: {why}")
        try:
            code, said, complaint = future.result(timeout=CONNECTING)
        except Exception:  # noqa: BLE001 - of many kinds
            return None
        problem = (_reason(complaint) or f"it ended with exit code {code}") if code else ""
        return TaskAnswer(ticket, said=said, problem=problem)

    def _asked(self, ask: Callable[..., Any], *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - Dask's answers
        """Ask the scheduler, which may be gone."""
        try:
            return ask(*arguments, callback_timeout=CONNECTING, **options)
        except Exception as error:
            raise _gone(str(error).rpartition(">: ")[2]) from error  # without Dask's own words for a connection


def _gone(why: str = "") -> NoSchedulerError:
    return NoSchedulerError(f"The scheduler of the cluster is gone{f': {why}' if why else ''}.".replace("..", "."))


def _starter() -> Callable[[Sequence[str], str, str, bytes], tuple[int, str, str]]:
    """Return what a worker runs. Dask sends a function by its name, which no worker knows, unless it is a local one."""

    def start(words: Sequence[str], message: str, digest: str, code: bytes) -> tuple[int, str, str]:
        """Run the program for as long as the task is one of the worker's own; code comes with the first task."""
        from distributed import get_worker  # noqa: PLC0415 - sent to the worker without what is imported above

        worker = get_worker()
        key = worker.get_current_task()

        def wanted() -> bool:
            task = worker.state.tasks.get(key)
            return task is not None and task.state == "executing"

        folder = place(code, f"{worker.local_directory}/leanlines-{digest}")
        return run(words, folder, message, wanted)

    return start


def _reason(complaint: str) -> str:
    """Return why a program of ours ended, without its hint, which is about a command line that was not typed there."""
    lines = complaint.strip().splitlines() or [""]
    return next((line.removeprefix(_OURS) for line in reversed(lines) if line.startswith(_OURS)), lines[-1])


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _releases(versions: Mapping[str, Any]) -> dict[str, str]:
    """Return what is compared, out of what Dask knows of a process."""
    host, packages = dict(versions["host"]), versions["packages"]
    return {_PYTHON: _minor(str(host["python"])), _DASK: str(packages["distributed"])}
