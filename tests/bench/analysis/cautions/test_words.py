"""Every caution, one of a kind, as a reader gets it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from bench.analysis.analysis import Analysis
from bench.analysis.cautions.caution import CautionKind
from bench.model.types import Instrument, Outcome, Quantity, Run, Sample, Status
from tests.bench.analysis.cautions.test_of_run import NATIVE, drifting, waiting, with_figures, with_noise
from tests.bench.builders import (
    BASELINE,
    DATA,
    MACHINE,
    MIB,
    a_cell,
    a_row,
    a_row_of,
    a_run,
    resident,
    timed,
    times,
    traced,
)
from tests.gold import Gold

CELL = a_cell("bytes_blocks")
LOG = replace(DATA, kind="own log", utf8=False)
NOISE: Mapping[str, float] = {
    "steal": 6.5,
    "others": 95.0,
    "throttled": 12.0,
    "memory_pressure": 3.0,
    "io_pressure": 30.0,
}


def beside(*rows: Outcome, **changes: Any) -> Run:
    return a_run(a_row(), *rows, a_row(control=True), **changes)


def of_times(
    values: Sequence[float], *, name: str = "bytes_blocks", cache: Literal["warm", "cold"] = "warm", **changes: float
) -> Outcome:
    return a_row_of(*timed(a_cell(name, cache=cache), values, **changes))


def scattering(rounds: int, scatter: float = 0.02) -> Run:
    cells = (a_cell(), CELL, a_cell(control=True))
    return a_run(*(a_row_of(*timed(cell, times(1.0, rounds=rounds, scatter=scatter, seed=cell))) for cell in cells))


def empty() -> Outcome:
    sample = Sample(cell=a_cell(), instrument=Instrument.RESIDENT, values={"entries": Quantity(0, "1")})
    return replace(a_row(), samples=(sample, *a_row().samples))


def runs() -> list[Run]:
    picky = replace(a_row("picky", status=Status.ERROR), notes=("UTF-8 input only: it fails.",))
    native = a_row_of(*resident(NATIVE, (150.0,), imported=48.0), *traced(NATIVE, 0.02))
    mapped = with_figures(native, Instrument.RESIDENT, run_file=140 * MIB)
    children = with_figures(native, Instrument.RESIDENT, processes=3, run_growth=2 * MIB)
    computing = {"first_call_seconds": 0.000001, "witnessed_first_seconds": 0.05}
    honest = with_figures(a_row(), Instrument.TIMING, first_call_seconds=0.04, witnessed_first_seconds=0.04)
    usual = {"cpu_before_calls": 0.042, "instrument_cpu": 0.036, "cpu_after_calls": 0.007}
    around = [with_figures(a_row(name), Instrument.TIMING, **usual) for name in (BASELINE, "counter_lines")]
    around.append(with_figures(a_row("bytes_blocks"), Instrument.TIMING, **usual | {"cpu_before_calls": 0.3}))
    two_faces = with_figures(a_row("bytes_blocks"), Instrument.TIMING, run_growth=760 * MIB)
    lean_when_traced = with_figures(a_row("bytes_blocks"), Instrument.TRACED, run_growth=40 * MIB)
    return [
        *(with_noise(a_run(), **{name: Quantity(share, "%")}) for name, share in NOISE.items()),
        with_noise(a_run(waiting(3.4), waiting(1.5, "bytes_blocks")), cpu_pressure=Quantity(97.0, "%")),
        a_run(drifting(BASELINE), drifting("bytes_blocks"), drifting(BASELINE, control=True)),
        beside(of_times([(0.82, 1.31)[number % 3 == 0] * each for number, each in enumerate(times(1.0, rounds=16))])),
        beside(of_times([3.1, *times(1.0)[1:]])),
        beside(of_times(times(1.0), later=0.4)),
        beside(of_times(times(1.0), later=0.001)),
        scattering(3),
        scattering(12, scatter=0.15),
        beside(of_times(times(1.0)[:4])),
        a_run(children),
        a_run(mapped),
        a_run(native, machine=replace(MACHINE, huge_pages="always")),
        a_run(a_row_of(*resident(CELL, (12.0,)), *traced(CELL, 256.0))),
        a_run(a_row_of(*resident(CELL, (74.0,), imported=266.0), *traced(CELL, 64.0))),
        a_run(a_row_of(*resident(CELL, (300.0, 420.0, 310.0)))),
        a_run(of_times(times(1.0), cache="cold", page_cache_resident=0.6)),
        a_run(of_times(times(1.0), page_cache_resident=0.3)),
        a_run(of_times(times(1.0), swapped=300 * MIB)),
        a_run(*a_run().outcomes, data=replace(DATA, bytes=9 * 2**30)),
        beside(picky, data=LOG),
        a_run(empty(), data=replace(LOG, utf8=True)),
        beside(with_figures(a_row("bytes_blocks"), Instrument.TIMING, body_cpu=0.3)),
        beside(with_figures(a_row("bytes_blocks"), Instrument.TIMING, written=512 * MIB)),
        beside(with_figures(two_faces, Instrument.RESIDENT, run_growth=600 * MIB)),
        beside(with_figures(lean_when_traced, Instrument.RESIDENT, run_growth=600 * MIB)),
        a_run(honest, with_figures(a_row("bytes_blocks"), Instrument.TIMING, **computing), a_row(control=True)),
        a_run(*around, a_row(control=True)),
    ]


def test_every_kind_of_caution_reads_as_agreed(gold: Gold) -> None:
    found = {caution.kind: caution.text for run in runs() for caution in Analysis(run).cautions}

    assert found.keys() == set(CautionKind)
    gold("cautions", "all", "\n".join(f"{kind}: {text}" for kind, text in sorted(found.items())))
