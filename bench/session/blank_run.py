"""What is settled about a run before its first sample."""

from collections.abc import Mapping

from bench.host import git, machine
from bench.inputs.data.prepared import Prepared
from bench.inputs.environments import Environment
from bench.model.types import Cell, Dataset, Plan, Run
from bench.results import outcomes, result_file
from bench.session import admission
from bench.session.admission import Places
from bench.session.resolve import Asked

Data = Mapping[str, tuple[Prepared, ...]]
"""The data of each workload, by its name."""


def ids(data: Data) -> dict[str, tuple[str, ...]]:
    """Return the id of every dataset of each workload that has any."""
    return {name: tuple(each.dataset.id for each in prepared) for name, prepared in data.items() if prepared}


def described(data: Data) -> dict[str, Dataset]:
    """Return every dataset by its id, as a result keeps it now."""
    return {each.dataset.id: each.described() for every in data.values() for each in every}


def blank(asked: Asked, drafted: Plan, data: Data, places: Places) -> Run:
    """Return the run before its first sample."""
    chosen = [item.sha256 for item in asked.workloads] + [item.sha256 for item in asked.implementations]
    used = [place for place in places.values() if isinstance(place, Environment)]
    return Run(
        format=result_file.FORMAT,
        plan=drafted,
        machine=machine.describe(),
        workloads={workload.name: workload for workload in asked.workloads},
        implementations=asked.implementations,
        data=described(data),
        files={sha256: asked.catalogue.files[sha256] for sha256 in chosen},
        environments={place.id: place.locked for place in used},
        outcomes=outcomes.conclude(drafted.cells, (), _environments(places, drafted)),
        checkout=git.of(),
    )


def _environments(places: Places, drafted: Plan) -> dict[Cell, str]:
    """Return the id of each row's environment, where it has one."""
    found = {key: place.id for key, place in places.items() if isinstance(place, Environment)}
    return {cell: found[admission.candidate(cell)] for cell in drafted.cells if admission.candidate(cell) in found}
