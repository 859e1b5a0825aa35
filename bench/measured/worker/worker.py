"""Be the measured process: load one implementation by its path, hand it to one instrument, leave a result.

Everything that the harness needs is bound before the implementation is loaded, and its folder is taken off `sys.path`
and out of `sys.modules`, so that nothing of ours can be imported by accident or replaced. Imports here are few and
light: they are part of the figure of the bare interpreter, and what is loaded already costs the implementation nothing.
"""

from __future__ import annotations

import faulthandler
import sys
from os import _exit

from bench.measured.worker.answers import plain_json
from bench.measured.worker.failures import explain
from bench.measured.worker.loading import compile_parts, entry_point, execute
from bench.measured.worker.phase_channel import BYE, IMPORT, OWN, Channel
from bench.measured.worker.task import Task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def main(folder: str) -> None:
    """Measure what the job in a private folder describes."""
    channel = Channel(folder)
    faulthandler.enable()
    faulthandler.register(channel.job["stack_signal"])
    runner = _runner(channel.job["instrument"])
    task = Task(channel, tuple(_source(each) for each in channel.job["sources"]))
    kit = _hide_the_kit()
    result: dict[str, Any] = {"status": "ok", "reason": []}
    try:
        result |= _measure(task, runner, kit)
    except BaseException as error:  # noqa: BLE001  whatever an implementation raises is a result
        phase = channel.phase
        _leave_run(channel)
        status, pieces = explain(error, phase, task.module)
        result = {"status": status, "reason": pieces, "phase": phase}
    threads = _threads_left()
    result |= {"answers": task.digests, "threads": threads, "gil": _took_the_gil()}
    channel.leave(plain_json(result))
    channel.enter(BYE)
    if threads:
        _flush(sys.stdout)
        _flush(sys.stderr)
        _exit(0)  # the interpreter would wait for them


def _measure(task: Task, runner: Any, kit: str) -> dict[str, Any]:  # noqa: ANN401  as below
    if hasattr(runner, "prepare"):
        runner.prepare()
    task.channel.enter(IMPORT)
    module, loaded = execute(compile_parts(task.module), task.module, lambda: task.channel.announce(OWN))
    task.function = entry_point(module, task.channel.job["function"])
    measured = runner.measure(task, kit)
    return {**measured, "values": {**loaded, **measured.get("values", {})}, "phase": "done"}


def _leave_run(channel: Channel) -> None:
    if channel.phase != "done":
        channel.enter("done")


def _runner(name: str) -> Any:  # noqa: ANN401  a module; each file under instruments/ has `measure`, some have `prepare`
    return __import__(f"bench.measured.instruments.{name}", fromlist=["measure"])


def _hide_the_kit() -> str:
    for name in [name for name in sys.modules if name == "bench" or name.startswith("bench.")]:
        del sys.modules[name]
    del sys.argv[1:]
    return sys.path.pop(0)


def _source(described: tuple[str, object]) -> object:
    kind, value = described
    if kind == "value":
        return value
    from pathlib import Path  # noqa: PLC0415  implementations that get a number need not pay for it

    return Path(str(value))


def _threads_left() -> int:
    threading = sys.modules.get("threading")
    if threading is None:
        return 0
    return len([thread for thread in threading.enumerate() if thread is not threading.main_thread()])


def _took_the_gil() -> bool:
    """Return whether an interpreter that can do without a GIL has it on: a library that was imported asked for it."""
    return "t" in getattr(sys, "abiflags", "") and sys._is_gil_enabled()  # type: ignore[attr-defined]  # noqa: SLF001


def _flush(stream: Any) -> None:  # noqa: ANN401  the implementation may have put anything there, or closed it
    try:
        stream.flush()
    except Exception:  # noqa: BLE001  what was printed is only shown for debugging
        return
