"""The programs whose need is known, each launched as `nox -s truth -- --direct` launches it."""

import sys
from pathlib import Path

import pytest

from bench.process import guards
from bench.process.launch import launch
from tests.needs import denied
from tests.studies.memory_programs import Program, programs
from tests.studies.truth.__main__ import job_for
from tests.studies.truth.table import resident


@pytest.mark.measuring  # children that hold memory at the same time do so only where each gets its turn
@pytest.mark.parametrize("program", programs(), ids=lambda program: program.name)
def test_a_known_need_is_measured_within_its_bound(program: Program) -> None:
    if "BESIDE" in program.facts and not guards.is_in_force(guards.KERNEL):
        denied(f"the kernel counts nothing for us: {guards.available()[guards.KERNEL]}")
    for _ in range(program.repeats):
        lines = list(resident(program, launch(job_for(program.path, Path(sys.executable)))))

        assert lines
        assert all(line.good for line in lines), "\n".join(map(str, lines))
