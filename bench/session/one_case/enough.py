"""Check whether memory is enough for one implementation: call it several times under the kernel's limit.

The limit is that of a control group, which ends the process the moment it is over; no polling, which comes late, and no
limit of addresses, which are not memory. Where several threads allocate, the answer is a share of calls and not a
size, so it is one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bench.correctness import judging
from bench.correctness.judging import CheckResult
from bench.host.control_groups import ALONE
from bench.model import formatting
from bench.model.errors import BenchError
from bench.model.request import Request
from bench.model.types import Instrument, Status
from bench.process import guards
from bench.process.launch import launch
from bench.session.listener import Display
from bench.session.one_case.call import PreparedCall, only_one, prepared

HELD: Final = "kernel_peak"


@dataclass(frozen=True, slots=True)
class EnoughMemory:
    """What came of the calls.

    Args:
        name: workload and implementation.
        data: what it was called on, in words.
        python: version of its interpreter.
        allowed: bytes that each call could hold.
        needed: bytes that a call without a limit held at most, as the kernel counts them.
        resident: bytes that were resident at most in that call: the figure of tables and reports.
        ended: how many calls the kernel ended.
        others: how many calls did not answer rightly for another reason, by that reason.
        calls: how many there were.
    """

    name: str
    data: str
    python: str
    allowed: int
    needed: int
    resident: int
    ended: int
    others: Counter[str]
    calls: int

    @property
    def right(self) -> int:
        """How many calls answered rightly within the limit."""
        return self.calls - self.ended - self.others.total()


def is_enough(request: Request, allowed: int, calls: int, display: Display) -> EnoughMemory:
    """Call an implementation without a limit, and then several times with one.

    Args:
        request: for one implementation.
        allowed: bytes that each call may hold, interpreter and imports included.
        calls: how many with the limit.
        display: for the progress.

    Raises:
        UsageError: if the request names no implementation, or several.
        BenchError: if the kernel cannot hold it to a limit here, or it is not right without one.
    """
    resolved = only_one(request, "enough")
    if missing := guards.available()[guards.KERNEL]:
        raise BenchError(
            f"The kernel cannot hold a process to a memory limit here: {missing}.",
            f"Where systemd runs, start the command with {ALONE} COMMAND",
        )
    with prepared(resolved, display) as call:
        display.stage("Calling run", 1 + calls)
        display.step("without a limit")
        free = _call(call, 0)
        if free.status is not Status.OK:
            raise BenchError(f"Even without a limit it is not right ({free.status}): {free.reason}")
        found = []
        for number in range(calls):
            display.step(f"call {number + 1}")
            found.append(_call(call, allowed))
    return _conclude(call, allowed, free, found)


def _conclude(call: PreparedCall, allowed: int, free: CheckResult, found: Sequence[CheckResult]) -> EnoughMemory:
    item, data = call.resolved.implementations[0], call.data.dataset
    others = (each for each in found if each.status not in {Status.OK, Status.MEMORY_LIMIT})
    return EnoughMemory(
        name=f"{item.workload}/{item.name}",
        data=data.id if data.kind == "number" else f"{formatting.count(data.lines)} lines of {data.id}",
        python=call.resolved.interpreters[0].version,
        allowed=allowed,
        needed=int(free.values[HELD].value),
        resident=int(free.values["peak"].value),
        ended=sum(each.status is Status.MEMORY_LIMIT for each in found),
        others=Counter(f"{each.status}: {each.reason}" for each in others),
        calls=len(found),
    )


def _call(call: PreparedCall, allowed: int) -> CheckResult:
    """Call it once, under a limit unless that is 0.

    Raises:
        BenchError: if this process was not in a control group, though others are.
    """
    job = replace(call.job(Instrument.RESIDENT), allowed=allowed or call.target.limits.memory)
    finished = launch(job)
    if HELD not in finished.values:
        raise BenchError("The kernel did not count this process.", "Run the command again.")
    return replace(judging.judge(call.question, finished, None), values=finished.values)
