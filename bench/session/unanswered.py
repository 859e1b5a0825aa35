"""Refuse a log of the user's own in which nothing answers the question: it is probably of another format.

The reference knows before anything is measured. An empty file is a valid log, and is measured.
"""

import json
from pathlib import Path
from typing import Final

from bench.correctness.check import Question
from bench.inputs.data import log_formats
from bench.inputs.data.log_counts import understood
from bench.inputs.data.prepared import Prepared
from bench.model.errors import DataError
from bench.model.types import Workload
from bench.session import admission
from bench.session.blank_run import Data
from bench.session.listener import Display
from bench.session.resolve import Asked

NOTHING: Final = [["dict"], ["list"], ["tuple"]]  # canonical answers without an entry
LARGEST: Final = 16  # bytes of such an answer


def refuse(asked: Asked, data: Data, display: Display, folder: Path) -> None:
    """See that the user's own log answers every workload that is asked for.

    Args:
        asked: says which workloads.
        data: of each workload.
        display: who is told.
        folder: a private one, for the answers.

    Raises:
        DataError: if the reference's answer to one is empty, saying what a line has to look like.
        BenchError: if a reference fails.
    """
    answers = admission.right_answers(asked, data, display, folder)
    for workload in asked.workloads:
        for prepared in data[workload.name]:
            if prepared.dataset.bytes and is_empty(answers[workload.name, prepared.dataset.id]):
                raise DataError(
                    f"Nothing in this log answers {workload.name}: the reference's answer is empty.{_found(prepared)}",
                    _hint(asked, workload, prepared),
                )


def is_empty(question: Question) -> bool:
    """Tell whether the right answer has no entry."""
    return question.answer.stat().st_size <= LARGEST and json.loads(question.answer.read_bytes()) in NOTHING


def _found(prepared: Prepared) -> str:
    return f" It holds {understood(prepared.dataset.records)}." if prepared.dataset.records else ""


def _hint(asked: Asked, workload: Workload, prepared: Prepared) -> str:
    form = log_formats.FORMS.get(workload.source)
    wanted = f"A line has to look like this: {form.line}\n       " if form else ""
    told = f"{wanted}impls/{workload.name}/__init__.py says which are counted."
    others = _others(asked, workload, prepared.source)
    if others:
        told += f"\n       The first lines look like those of another workload: {' or '.join(others)}."
    return f"{told}\n       --empty-answer measures this log all the same."


def _others(asked: Asked, workload: Workload, source: Path | int) -> list[str]:
    """Return the options that name workloads which read what the log looks like; none if it has the wanted form."""
    found = log_formats.likely(source) if isinstance(source, Path) else ""
    if found in {"", workload.source}:
        return []
    return [f"--workload {each.name}" for each in asked.catalogue.workloads.values() if each.source == found]
