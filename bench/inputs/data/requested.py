"""Which data a request asks for: of which recipe, at which sizes, and at which further ones to see memory grow."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from bench.inputs.data import datasets, twins
from bench.inputs.data.prepared import Prepared
from bench.model import sweep
from bench.model.log_words import OWN_LOG
from bench.model.request import Request
from bench.model.types import Recipe, Workload

NUMBER: Final = "number"
QUICK_SIZE: Final = 100_000  # lines, or the number: enough for a first impression


def recipe(workload: Workload, size: int, request: Request) -> Recipe:
    """Return the recipe of a workload's data at one size.

    Raises:
        UsageError: if the generator has no such preset.
        DataError: if the profile of a twin cannot be used.
    """
    if request.profile:
        return datasets.twin(request.profile, size, seed=request.seed)
    return datasets.recipe(workload.source, size, seed=request.seed, preset=request.preset or "realistic")


def sizes(workload: Workload, request: Request) -> tuple[int, ...]:
    """Return the main sizes of a workload's data: as asked for, or else its own."""
    usual = twins.lines(request.profile) if request.profile and workload.source == OWN_LOG else workload.size
    usual = min(usual, QUICK_SIZE) if request.quick else usual
    return request.sizes or request.sizes_of.get(workload.name) or (usual,)


def plan_further(main: Prepared, request: Request) -> Iterator[Prepared]:
    """Yield what is known of the data at further sizes, without making any."""
    swept = sweep.of(main.dataset.lines, request.sweep, number=main.dataset.kind == NUMBER)
    further = (*swept.sizes, *([2 * swept.doubled] if swept.doubled else []))
    for number, lines in enumerate(further):
        yield replace(main, dataset=replace(main.dataset, id=f"{main.dataset.id}-further-{number}", lines=lines))


def prepare_further(workload: Workload, main: Prepared, request: Request, folder: Path) -> Iterator[Prepared]:
    """Yield the data at further sizes; parts and copies lie in a folder.

    Raises:
        DataError: if data cannot be made.
    """
    is_number = workload.source == NUMBER

    def sized(lines: int) -> Prepared:
        if request.log:
            return datasets.part(main, lines, folder)
        if is_number:
            return datasets.number(lines)
        return datasets.synthetic(recipe(workload, lines, request), packing=workload.packing)

    swept = sweep.of(main.dataset.lines, request.sweep, number=is_number)
    known = {lines: sized(lines) for lines in swept.sizes}
    yield from known.values()
    if swept.doubled:
        yield datasets.twice(known.get(swept.doubled, main), folder)
