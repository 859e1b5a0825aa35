"""Find everything that a request names, before anything is made or started."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bench.formats import shipped
from bench.formats.log_format import LogFormat
from bench.inputs import catalogue as discovery
from bench.inputs import embedded_sources, selection, written_workloads
from bench.inputs.catalogue import Catalogue
from bench.inputs.data import copies, datasets, requested, twins
from bench.inputs.data.datasets import Progress
from bench.inputs.data.files.log_files import STANDARD_INPUT
from bench.inputs.data.own_logs import own_log
from bench.inputs.data.prepared import Prepared
from bench.inputs.pythons import interpreters
from bench.inputs.pythons.interpreters import Interpreter
from bench.inputs.sources.definitions import format_of
from bench.model.errors import UsageError
from bench.model.log_words import GIVEN
from bench.model.request import Request
from bench.model.types import Cell, Implementation, Recipe, Workload
from bench.session import plan

EMBEDDED: Final = "embedded"

Ids = Mapping[str, Sequence[str]]
"""Workload -> ids of its data."""


@dataclass(frozen=True, slots=True)
class ResolvedRequest:
    """What a request comes to.

    Args:
        request: as it came.
        catalogue: everything that could be measured.
        workloads: the chosen ones, each with the baseline that holds in this run.
        implementations: the chosen ones.
        interpreters: to measure with.
        added: implementations that fit the request, and are no part of the run that it resumes.
    """

    request: Request
    catalogue: Catalogue
    workloads: tuple[Workload, ...]
    implementations: tuple[Implementation, ...]
    interpreters: tuple[Interpreter, ...]
    added: tuple[Implementation, ...] = ()

    def cells(self, data: Ids, further: Ids) -> tuple[Cell, ...]:
        """Return the rows, given the ids of each workload's data; a sweep compares nobody, so it has no controls."""
        return (*self._cells(data), *(cell for cell in self._cells(further) if not cell.control))

    def _cells(self, data: Ids) -> tuple[Cell, ...]:
        pairs = [(workload, name) for workload in self.workloads for name in data.get(workload.name, ())]
        return plan.cells(self.request, self.implementations, [each.version for each in self.interpreters], pairs)


def learn_profile(request: Request, folder: Path) -> Request:
    """Return a request with the profile of its log, where a twin of it is asked for.

    Args:
        request: what is asked for.
        folder: where the log is unpacked.

    Raises:
        UsageError: if it names something that does not exist, or the workloads read different formats.
        DataError: if the log cannot be read or holds too little, or something of it would be in the profile.
    """
    if not request.twin or request.profile:
        return request
    wanted = selection.list_asked(request)
    found = _catalogue(request, wanted)
    forms = list_formats(request, found, selection.workloads(found, wanted))
    if len(forms) > 1:
        raise UsageError(
            f"The profile of a log is learnt in one format, and these workloads read {forms[0].name} and "
            f"{forms[1].name}.",
            "Choose one with --workload, or name the format of the log with --format.",
        )
    return replace(request, profile=twins.learn_profile(request, folder, forms[0] if forms else None))


def list_formats(request: Request, found: Catalogue, workloads: Sequence[Workload]) -> list[LogFormat]:
    """Return the format of a log that a request names, or else the different ones that its workloads name.

    Raises:
        BenchError: if one cannot be used.
    """
    if request.format:
        return [shipped.named(request.format)]
    forms = [form for each in workloads if (form := format_of(found.path(each.name)))]
    return [form for place, form in enumerate(forms) if form not in forms[:place]]


def _catalogue(request: Request, wanted: Sequence[str]) -> Catalogue:
    return discovery.catalogue(request.folders, wanted[0] if len(wanted) == 1 else "", request.earlier)


def resolve(request: Request, scratch: Path | None = None) -> ResolvedRequest:
    """Find everything that a request names.

    Args:
        request: what is asked for.
        scratch: a private folder, for sources that an older result carries.

    Raises:
        UsageError: if it names something that does not exist.
        BenchError: if a folder cannot be used.
    """
    wanted = selection.list_asked(request)
    found = _catalogue(request, wanted)
    if request.log or request.profile:
        # A report that is measured again may carry workloads which are not here.
        here = [name for name in wanted if not request.again or name in {"all", *found.workloads}]
        written = written_workloads.for_log(request, found, selection.workloads(found, here))
        request, found = written.request, written.catalogue
    if request.again:
        known = found.workloads
        found = embedded_sources.of(request.again, found, scratch / EMBEDDED if scratch else None)
        chosen, items = written_workloads.as_written(found.workloads.values(), known), found.implementations
    else:
        chosen = selection.drop_unanswerable(selection.workloads(found, wanted), request)
        items = selection.implementations(found, chosen, request.patterns, with_requirements=request.with_requirements)
    added = tuple(
        item for item in items if request.only and (item.workload, item.name, item.origin) not in request.only
    )
    items = tuple(item for item in items if item not in added)
    with_items = [workload for workload in chosen if any(item.workload == workload.name for item in items)]
    based = tuple(
        replace(each, baseline=selection.baseline(each, items, _base(each, items, request))) for each in with_items
    )
    _refuse_numbers(request, based)
    if request.format:
        shipped.named(request.format)  # what is wrong with it is said before anything is made
    return ResolvedRequest(request, found, based, items, _find_interpreters(request), added)


def _refuse_numbers(request: Request, workloads: Sequence[Workload]) -> None:
    """Refuse workloads that take a number where the data is a file.

    Raises:
        UsageError: if there is one.
    """
    if not any(workload.source == requested.NUMBER for workload in workloads):
        return
    if request.log:
        raise UsageError("--log is a file, but a selected workload takes a number.", "Choose one with --workload.")
    if request.profile:
        raise UsageError("A twin is a file, but a selected workload takes a number.", "Choose one with --workload.")


def _find_interpreters(request: Request) -> tuple[Interpreter, ...]:
    own = interpreters.own_interpreter()
    wanted = (own if each == own.version else interpreters.find_interpreter(each) for each in request.pythons)
    return interpreters.tell_apart(wanted) or (own,)


def _base(workload: Workload, items: Sequence[Implementation], request: Request) -> str:
    """Return the baseline that was asked for; where earlier states are measured it is else the first of them."""
    past = (item for item in items if item.workload == workload.name and item.origin in request.earlier)
    return request.baseline or next((f"{item.name}@{item.origin}" for item in past), "")


def prepare_data(
    resolved: ResolvedRequest, folder: Path, progress: Progress | None = None
) -> dict[str, tuple[Prepared, ...]]:
    """Return the data of each workload, made if it was not there; of the user's own log a snapshot in `folder`.

    A twin is written there as such a snapshot is.

    Raises:
        DataError: if the log cannot be read, or data cannot be made.
    """

    def make(recipe: Recipe, packing: str) -> Prepared:
        made = datasets.synthetic(recipe, progress, packing=packing)
        return copies.rewritten(made, folder) if resolved.request.profile and not packing else made

    return _data(resolved, make, folder)


def plan_data(resolved: ResolvedRequest, folder: Path) -> dict[str, tuple[Prepared, ...]]:
    """Return what is known of the data of each workload without making any.

    A log of the user's own that lies in one plain file is read there; any other is put together in `folder`.

    Raises:
        DataError: if the log cannot be read.
    """
    return _data(resolved, datasets.plan_synthetic, folder, in_place=True)


def _data(
    resolved: ResolvedRequest, make: Callable[[Recipe, str], Prepared], folder: Path, *, in_place: bool = False
) -> dict[str, tuple[Prepared, ...]]:
    request = resolved.request
    if request.log:
        logs = _own_data(resolved, folder, in_place=in_place)
        return _with_twin(logs, request, make) if request.profile else logs
    return {
        workload.name: tuple(
            datasets.number(size)
            if workload.source == requested.NUMBER
            else make(requested.recipe(workload, size, request), workload.packing)
            for size in requested.sizes(workload, request)
        )
        for workload in resolved.workloads
    }


def _own_data(resolved: ResolvedRequest, folder: Path, *, in_place: bool) -> dict[str, tuple[Prepared, ...]]:
    """Return the user's own log for each workload: packed for those that read it so.

    Raises:
        DataError: if it cannot be read.
        UsageError: if it would have to be read twice, and can be once.
    """
    request = resolved.request
    own = [each for each in resolved.workloads if not each.written_for]
    forms = {each.form for each in own if each.form and not each.form.startswith(GIVEN)}
    asked = [format_of(resolved.catalogue.path(each.name)) for each in own]
    given = [shipped.named(request.format)] if request.format else []
    counted: list[str | LogFormat] = [*sorted(forms), *(each for each in asked if each), *given]
    packings = sorted({workload.packing for workload in resolved.workloads})
    if len(packings) > 1 and STANDARD_INPUT in request.log:
        raise UsageError(
            "Some of these workloads read a packed file and some a plain one, and standard input can be read once.",
            "Choose one with --workload, or give --log a file.",
        )
    logs = {
        packing: own_log(
            *request.log,
            folder=folder,
            in_place=in_place,
            show=request.show_data,
            forms=counted,
            extent=request.extent,
            packing=packing,
        )
        for packing in packings
    }
    return {workload.name: (logs[workload.packing],) for workload in resolved.workloads}


def _with_twin(
    logs: Mapping[str, tuple[Prepared, ...]], request: Request, make: Callable[[Recipe, str], Prepared]
) -> dict[str, tuple[Prepared, ...]]:
    """Return the log of each workload with its twin of as many lines.

    Raises:
        UsageError: if a workload reads a packed file: how well a twin packs is none of what it has of its log.
    """
    if any(each.dataset.packed for every in logs.values() for each in every):
        raise UsageError(
            "A twin packs less well than its log, and a selected workload reads a packed file.",
            "Choose another with --workload, or remove --twin.",
        )
    [lines] = {each.dataset.lines for every in logs.values() for each in every}
    twin = make(datasets.twin(request.profile, lines, seed=request.seed), "")
    return {workload: (*log, twin) for workload, log in logs.items()}


def plan_sweep(resolved: ResolvedRequest, data: Mapping[str, tuple[Prepared, ...]]) -> dict[str, tuple[Prepared, ...]]:
    """Return what is known of the further sizes of each workload that has one main size, without making any."""
    return {
        workload.name: tuple(requested.plan_further(data[workload.name][0], resolved.request))
        for workload in resolved.workloads
        if len(data[workload.name]) == 1
    }


def prepare_sweep(
    resolved: ResolvedRequest, data: Mapping[str, tuple[Prepared, ...]], folder: Path
) -> dict[str, tuple[Prepared, ...]]:
    """Return the data at further sizes of each workload that has one main size; parts and copies lie in `folder`.

    Raises:
        DataError: if data cannot be made.
    """
    return {
        workload.name: tuple(requested.prepare_further(workload, data[workload.name][0], resolved.request, folder))
        for workload in resolved.workloads
        if len(data[workload.name]) == 1
    }
