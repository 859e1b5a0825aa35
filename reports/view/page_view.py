"""From a run to a page: everything that is printed, in the order in which it appears.

Only pure modules of `bench` are used; nothing here looks at the machine, the clock or the environment, so that the same
result always gives the same page.
"""

from dataclasses import replace
from typing import Final

from bench.analysis.analysis import Analysis
from bench.analysis.claims.file import Claims
from bench.analysis.machines.blocks import machine_sections
from bench.model import formatting
from bench.model.types import Run
from reports.drawing.palette import looks
from reports.page.page import Page
from reports.page.section import PageSection, Row
from reports.view import machines
from reports.view.claims import list_claims
from reports.view.details.detail import detail
from reports.view.groups import RowGroup, groups, key_of
from reports.view.noise import noise, nothing_of
from reports.view.provenance import again, guards
from reports.view.provenance import machine as machine_view
from reports.view.provenance.data import data_facts, other_data
from reports.view.provenance.embedding import embed
from reports.view.provenance.method import PHASES, method
from reports.view.sections import identity, section
from reports.view.sentences import quiet
from reports.view.verdict import verdict

NO_CLAIMS: Final = Claims(title="", claims=())
DETAILS_FOR_ALL: Final = 50  # rows; beyond, details are kept for the front, the story and the failed


def view(run: Run, claims: Claims = NO_CLAIMS, *, analysis: Analysis | None = None) -> Page:
    """Return the page of a run, with what it says of published claims; its analysis may be there already."""
    analysis, whole = analysis or Analysis(run), run
    run, of_machines = analysis.run, machine_sections(whole)
    found = analysis.cautions
    looked = looks(map(identity, run.outcomes))
    found_groups = groups(analysis)
    plain = tuple(_add_details(analysis, group, section(analysis, group, looked, found)) for group in found_groups)
    made = tuple(
        machines.add_machines(replace(each, claims=list_claims(analysis, each.workload, claims)), group, of_machines)
        for each, group in zip(plain, found_groups, strict=True)
    )
    main = dict.fromkeys([*(group.dataset.id for group in found_groups), *filter(None, [run.twin_beside])])
    repeating = again.commands(whole)
    workloads = ", ".join(dict.fromkeys(each.workload for each in made))
    return Page(
        title=f"{workloads or 'nothing measured'} · {run.plan.started[:10]}",
        started=run.plan.started,
        verdict=verdict(analysis),
        sections=made,
        quiet=quiet(run, found),
        cautions=tuple(each.text for each in found if each.where is None),
        guards=formatting.guarded(run.guards),
        explained=tuple(guards.explain(run)),
        data=tuple(data_facts(run, run.data[name]) for name in main),
        other_data=other_data([run.data[name] for name in run.data if name not in main]),
        machine=machine_view.machine_facts(run),
        noise=noise(run),
        silent=nothing_of(run),
        method=method(run),
        phases=PHASES,
        environments=tuple((name, locked) for name, locked in sorted(run.environments.items()) if locked),
        commands=repeating,
        placeholders=again.placeholders(whole, [each.line for each in repeating]),
        repeated=again.show_repeated(run),
        measured=machine_view.describe_measured(run),
        machines=machines.tables(whole, of_machines),
        result=embed(whole),
    )


def _add_details(analysis: Analysis, group: RowGroup, made: PageSection) -> PageSection:
    outcomes = {key_of(outcome.cell, group): outcome for outcome in group.rows}
    shown = _choose_detailed(made, {key for key, outcome in outcomes.items() if outcome.cell in analysis.front})

    def full(row: Row) -> Row:
        return replace(row, detail=detail(analysis.run, group, outcomes[row.key])) if row.key in shown else row

    return replace(made, rows=tuple(map(full, made.rows)), failed=tuple(map(full, made.failed)))


def _choose_detailed(made: PageSection, front: set[str]) -> set[str]:
    """Choose the rows that get their details: all, or where there are too many those that matter most."""
    rows = [*made.rows, *made.failed]
    if len(rows) <= DETAILS_FOR_ALL:
        return {row.key for row in rows}
    chosen = [*(row for row in made.rows if row.baseline), *made.failed[:DETAILS_FOR_ALL]]
    return front | {row.key for row in chosen} | set(made.steps)
