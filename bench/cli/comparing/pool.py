"""`python -m bench pool RUN...`: make one result of those that several machines have of one plan."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench.analysis.analysis import Analysis
from bench.analysis.machines import words
from bench.analysis.machines.blocks import MachineSection, machine_sections
from bench.cli import tables
from bench.model import commands
from bench.model.cells import name
from bench.model.errors import UsageError
from bench.model.types import Run, Status
from bench.results import pooling, result_file, run_folder
from bench.terminal import console
from bench.terminal.grid import GridColumn

NOT_OK: Final = 3


def pool(*runs: Path, out: Path) -> int:
    """Pool results of one plan, print what each machine and all together say, and return the exit code.

    Arguments are those of `verbs.pool`.

    Raises:
        UsageError: if there are too few, or one is named twice.
        BenchError: if one cannot be read, or they are not of one plan.
    """
    if len(runs) < pooling.FEWEST:
        raise UsageError("One result is not enough to pool.", "Name one for each machine: out/RUN-1 out/RUN-2.")
    if repeated := next((path for path in runs if runs.count(path) > 1), None):
        raise UsageError(f"{repeated} is named twice.", "Name each result once.")
    run_id = f"pooled-{datetime.now(UTC):%Y-%m-%d-%H%M%S-%f}"
    found = pooling.pool({str(path): result_file.read(path) for path in runs}, run_id)
    with run_folder.locked(out / run_id) as folder:
        result_file.write(found.run, folder / result_file.RESULT)
    _show(found)
    result = out / run_id / result_file.RESULT
    console.say(f"Result: {result}")
    drawn = result.with_name("report.html")
    console.say(f"Draw it: {commands.typed('reports', 'html', result, '--out', drawn)}")
    if all(row.status in {Status.OK, Status.SKIPPED} for row in found.run.outcomes):
        return 0
    console.say(tables.failures(found.run))
    return NOT_OK


def _show(found: pooling.Pooling) -> None:
    for machine, source in found.names.items():
        console.say(f"{machine}: {source}")
    for said in found.refused:
        console.say(said)
    tables.show(Analysis(found.run))
    show_machines(found.run)


def show_machines(run: Run) -> None:
    """Print what each machine of a pooled result says; nothing of one machine."""
    if run.pooled:
        console.say("Each table above shows the figures of one machine; times of different machines are never mixed.")
    for section in machine_sections(run):
        _show_section(run, section)


def _show_section(run: Run, section: MachineSection) -> None:
    shown = section.blocks[0].section
    title = f"Machines: {shown.workload} on {shown.data}, Python {shown.interpreter}"
    machine, *heads = map(str.lower, words.MACHINE_HEADS)
    rows = list(words.machine_rows(run, section))
    texts = (", ".join(f"{head} {cell}" for head, cell in zip(heads, row[1:], strict=True)) for row in rows)
    sentences = (f"{row[0]}: {words_}" for row, words_ in zip(rows, texts, strict=True))
    columns = (GridColumn(machine, "names"), *(GridColumn(head, "prose") for head in heads))
    output = console.output()
    output.print(tables.drawn(title, columns, rows, sentences, output))
    for cell in section.cells:
        if said := words.row_verdict(section, cell):
            console.say(f"{name(cell)}: {said}")
