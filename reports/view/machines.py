"""What the machines of a pooled result say: a table of them, and of each row what each says and all together."""

from collections.abc import Sequence
from dataclasses import replace

from bench.analysis.machines import words
from bench.analysis.machines.blocks import MachineSection
from bench.model.types import Run
from reports.page.parts import Table
from reports.page.section import PageSection, Row
from reports.view.groups import RowGroup, key_of


def tables(run: Run, sections: Sequence[MachineSection]) -> tuple[tuple[str, Table], ...]:
    """Return the title and the table of the machines of each section; none of one machine."""
    return tuple(
        (_title(each), Table(heads=words.MACHINE_HEADS, rows=tuple(words.machine_rows(run, each)))) for each in sections
    )


def add_machines(made: PageSection, group: RowGroup, sections: Sequence[MachineSection]) -> PageSection:
    """Return a section whose rows say what each machine measured; as it is for one machine."""
    cells = {row.cell for row in group.rows}
    found = {key_of(cell, group): (each, cell) for each in sections for cell in each.cells if cell in cells}

    def full(row: Row) -> Row:
        if row.key not in found:
            return row
        section, cell = found[row.key]
        table = Table(heads=words.ROW_HEADS, rows=tuple(words.row_lines(section, cell)))
        detail = replace(row.detail, machines=table) if row.detail else None
        return replace(row, detail=detail, together=words.row_verdict(section, cell))

    return replace(made, rows=tuple(map(full, made.rows)), failed=tuple(map(full, made.failed)))


def _title(section: MachineSection) -> str:
    shown = section.blocks[0].section
    return f"{shown.workload} on {shown.data}, Python {shown.interpreter}"
