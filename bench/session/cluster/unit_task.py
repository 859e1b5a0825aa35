"""The program that workers of a cluster start: it reads one line that says what to do, and writes one."""

import msgspec

from bench.session.cluster import given, here
from bench.session.cluster.messages import MachineLook, UnitTask
from bench.session.cluster.one_unit import measure_unit
from bench.terminal import task_input


def main() -> None:
    """Read one task, and do it."""
    line = task_input.read_line()
    if not line:
        return
    task = msgspec.json.decode(line, type=UnitTask | MachineLook)
    if isinstance(task, MachineLook):
        task_input.answer(here.facts(given.unpacked(task.folders)))
        return
    task_input.end_with_input()
    task_input.answer(measure_unit(task))
