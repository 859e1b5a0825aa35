"""Every instrument is named wherever a run asks what one is: a new member fails here, by the place that lacks it."""

import itertools
from dataclasses import replace

import pytest

from bench.analysis.forecast.costs import of_chosen
from bench.cli.dry_run_table import PARTS
from bench.model.sweep import processes
from bench.model.types import Cell, Instrument, Limits, Plan
from bench.process.figures import CLAIMED
from bench.results.outcomes import DECISIVE, LOST
from bench.session.processes.reserving import list_later

CELL = Cell(workload="w", implementation="x", interpreter="3.11.7", data="main")
USUAL = Plan(run_id="r", started="", limits=Limits(seconds=1, memory=1), rounds=8, resident_processes=3)
EVERYTHING = replace(USUAL, timeline=True, seconds_by_line=True, count_allocations=True)
PLACES = {
    "a file in bench/measured/instruments": {*CLAIMED},
    "LOST in bench/results/outcomes.py": {*LOST, *DECISIVE},
    "PARTS in bench/cli/dry_run_table.py": {*itertools.chain.from_iterable(PARTS.values())},
    "processes in bench/model/sweep.py, or of_chosen in bench/analysis/forecast/costs.py": {
        Instrument.ANSWER,  # the check, which is once for all sizes
        *processes(EVERYTHING, CELL),
        *of_chosen(EVERYTHING),
    },
    "list_later in bench/session/processes/reserving.py": {*DECISIVE, *list_later(EVERYTHING)},
}


@pytest.mark.parametrize("place", PLACES)
def test_every_instrument_is_named_in(place: str) -> None:
    assert set(Instrument) - PLACES[place] == set()
