"""What machines say alone and together, as a reader gets it."""

from dataclasses import replace

from bench.analysis.machines import words
from bench.analysis.machines.blocks import machine_sections
from bench.model.types import Run, Status
from tests.bench.builders import a_cell
from tests.bench.machines import alike, failing, one_machine, pooled
from tests.gold import Gold


def said(*runs: Run, row: str = "generator_chain") -> str:
    run = pooled(*runs)
    (section,) = machine_sections(run)
    rows = [*words.machine_rows(run, section), *words.row_lines(section, a_cell(row))]
    return "\n".join([*map(" | ".join, rows), words.row_verdict(section, a_cell(row))])


def on_another(run: Run) -> Run:
    return replace(run, machine=replace(run.machine, processor="", cores=1, huge_pages="always"))


def test_what_machines_say_reads_as_agreed(gold: Gold) -> None:
    found = {
        "three alike": said(*alike(3)),
        "three, slower": said(*alike(3, chain=2.0)),
        "two of four are noisy": said(*alike(3), one_machine(4, scatter=0.3)),
        "it depends": said(*alike(3), one_machine(4, chain=0.8)),
        "two agree": said(*alike(2)),
        "two do not": said(one_machine(1), one_machine(2, chain=1.0)),
        "another kind, slower, with another peak": said(*alike(3), on_another(one_machine(4, peak=700.0))),
        "one of three is slow": said(*alike(2), one_machine(3, slowness=2.0)),
        "wrong on one": said(*alike(3), failing(one_machine(4), "generator_chain")),
        "left out on one": said(*alike(3), failing(one_machine(4), "generator_chain", Status.SKIPPED)),
        "the baseline": said(*alike(3), row="readlines_objects"),
    }
    gold("machines", "words", "\n\n".join(f"{name}:\n{text}" for name, text in found.items()))
