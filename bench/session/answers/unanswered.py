"""Refuse a log of the user's own in which nothing answers the question: it is of another form, or nothing in it counts.

The reference knows before anything is measured. An empty file is a valid log, and is measured.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.correctness.judging import Question
from bench.formats import shipped
from bench.inputs.data import log_formats, twins
from bench.inputs.data.files.log_files import STANDARD_INPUT
from bench.inputs.data.prepared import Prepared
from bench.inputs.sniffing.suggestion import sample_of, suggest
from bench.inputs.sources.definitions import fields_of, format_of
from bench.model import commands
from bench.model.errors import DataError
from bench.model.log_words import nothing_counted
from bench.model.paths import CHECKOUT
from bench.model.types import Workload
from bench.session import admission
from bench.session.context import PreparedData
from bench.session.listener import Display
from bench.session.resolve import ResolvedRequest

NOTHING: Final = [["dict"], ["list"], ["tuple"]]  # canonical answers without an entry
LARGEST: Final = 16  # bytes of such an answer


def refuse(resolved: ResolvedRequest, data: PreparedData, display: Display, folder: Path) -> None:
    """See that the user's own log, or its twin, answers every workload that is asked for.

    Raises:
        DataError: if the reference's answer to one is empty, saying what a line has to look like.
        BenchError: if a reference fails.
    """
    answers = admission.answer_all(resolved, data, display, folder)
    for workload in resolved.workloads:
        for prepared in data[workload.name]:
            if prepared.dataset.bytes and is_empty(answers[workload.name, prepared.dataset.id]):
                is_own = prepared.original is not None
                raise _refusal(resolved, workload, prepared) if is_own else _refusal_of_twin(resolved, workload)


def say_of_logs(data: PreparedData, display: Display) -> None:
    """Say how a log of the user's own was read, and if it holds nothing, which is no fault of one just rotated."""
    logs = {each.original: each for every in data.values() for each in every if each.original}
    for original, prepared in logs.items():
        for note in original.notes:
            display.warn(note)
        for path, _ in () if prepared.dataset.bytes else original.files:
            display.warn(
                f"{path} is empty (0 bytes), so the figures show startup only. If it was rotated, its lines are in a "
                f"file beside it: ls -lt {commands.quoted(path)}*"
            )


def require_form(resolved: ResolvedRequest, data: PreparedData) -> None:
    """See, without asking a reference, that the user's own log has a line of each form that is read.

    Raises:
        DataError: as `refuse`.
    """
    for workload in resolved.workloads:
        for prepared in data[workload.name]:
            if prepared.dataset.bytes and not _is_read(workload, prepared):
                raise _refusal(resolved, workload, prepared)


def is_empty(question: Question) -> bool:
    """Return whether the right answer has no entry."""
    return question.answer.stat().st_size <= LARGEST and json.loads(question.answer.read_bytes()) in NOTHING


def _refusal_of_twin(resolved: ResolvedRequest, workload: Workload) -> DataError:
    request = resolved.request
    log, made = (request.log or (Path("FILE"),))[0], commands.unused(Path("app.profile.json"))
    held = format_of(resolved.catalogue.path(workload.name))
    public = shipped.is_ours(held) if held else twins.is_shipped(request.profile)
    declared = (held.name if held else "") if public else (held and held.declared.line) or "FORMAT.toml"
    form = ("--format", request.format or declared) if request.format or declared else ()
    outside, chosen = commands.each("--impls", request.folders), commands.each("--impl", request.patterns)
    fields = fields_of(resolved.catalogue.path(workload.name))
    kept = commands.each("--keep", fields or ("FIELD",))
    message = f"Nothing in the twin of this log answers {workload.name}: what it counts is not there, or invented."
    if fields and twins.kept(request.profile).issuperset(fields):
        measured = commands.typed("bench run", *outside, "--workload", workload.name, *chosen, "--log", log)
        return DataError(
            message,
            f"The profile keeps {' and '.join(fields)}, but only values that recur. Measure on the log: {measured}",
        )
    return DataError(
        message,
        "Keep the fields that the question names, which publishes their values with the profile: "
        + commands.typed("generators", "profile", log, *form, *kept, "--out", made)
        + "\n       Then measure on the twin: "
        + commands.typed("bench run", *outside, "--workload", workload.name, *chosen, "--profile", made),
    )


def _refusal(resolved: ResolvedRequest, workload: Workload, prepared: Prepared) -> DataError:
    return DataError(
        f"Nothing in this log answers {workload.name}: {nothing_counted(prepared.dataset, workload)}.",
        "\n       ".join(_hints(resolved, workload, prepared)),
    )


def _hints(resolved: ResolvedRequest, workload: Workload, prepared: Prepared) -> Iterator[str]:
    if not _is_read(workload, prepared, most=True):
        form = log_formats.FORMS.get(workload.form)
        path = resolved.catalogue.path(workload.name)
        if form:
            yield f"Expected lines like this: {form.line}"
        elif not workload.written_for and (held := format_of(path)):
            yield f"Expected records of the format {held.name}: {held.declared.title}."
        if not workload.written_for:
            yield f"{path.relative_to(CHECKOUT) if path.is_relative_to(CHECKOUT) else path} says which are counted."
        yield from _what_it_is(resolved, workload, prepared)
    yield "--empty-answer measures this log anyway."


def _what_it_is(resolved: ResolvedRequest, workload: Workload, prepared: Prepared) -> Iterator[str]:
    """Say which format and which workload read such lines; what the user says of the format is not guessed."""
    given = resolved.request.format
    if not isinstance(prepared.source, Path) or prepared.dataset.packed:
        return
    if not given and (others := _others(resolved, workload, prepared.source)):
        yield f"The first lines look like those of another workload: {' or '.join(others)}."
    shown = prepared.original.files[0][0] if prepared.original and prepared.original.files else prepared.source
    if STANDARD_INPUT in resolved.request.log:
        yield "Standard input is read once, so no implementations are written for its format; save it to a file."
        shown = Path("FILE")
    yield from suggest(sample_of(prepared.source), shipped.named(given) if given else None, shown, given)


def _is_read(workload: Workload, prepared: Prepared, *, most: bool = False) -> bool:
    """Return whether any line, or most of them, has the form that is read; where any line will do, all have."""
    found = prepared.dataset.coverage.get(workload.form)
    return not workload.form if found is None else found.fitting > (found.other if most else 0)


def _others(resolved: ResolvedRequest, workload: Workload, source: Path) -> list[str]:
    """Return the options that name workloads which read what the log looks like; none if it has the wanted form."""
    found = log_formats.likely(source)
    if found in {"", workload.form}:
        return []
    return [f"--workload {each.name}" for each in resolved.catalogue.workloads.values() if each.form == found]
