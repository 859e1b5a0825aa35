"""Write a workload, and implementations of it, for a log of another form than its own are for.

The tutorial's implementations read one form. Of a log in any other format that has the fields of the question, the
same question is asked by implementations that are written for that format: into the cache, sealed as all that runs is.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from bench.formats import shipped
from bench.formats.log_format import LogFormat
from bench.formats.ranking import LogSample
from bench.formats.reading import Fields, whole_records
from bench.host.cache import keeping
from bench.inputs import catalogue
from bench.inputs.catalogue import Catalogue
from bench.inputs.data import log_formats, log_order, twins
from bench.inputs.data.files import log_files
from bench.inputs.data.files.log_files import STANDARD_INPUT, LogFile
from bench.inputs.origins import ORIGIN
from bench.inputs.sniffing import sample, sniff
from bench.inputs.sniffing.error_level import ERROR, error_condition
from bench.inputs.sniffing.suggestion import suggest
from bench.inputs.sources import definitions
from bench.model import formatting
from bench.model.errors import BenchError, DataError
from bench.model.log_words import GIVEN
from bench.model.request import Extent, Request
from bench.model.types import Workload
from bench.questions import parser
from bench.questions.log_question import AnswerKind, LogQuestion, QuestionError
from bench.questions.parser import ConditionError

KIND: Final = "questions"  # the folder of the cache
HINT: Final = 'Write it as QUESTION = {"by": "message", "where": "level == ERROR"}.'
OWN: Final[Mapping[str, frozenset[str]]] = {
    "web_log": frozenset({"piped"}),
    "combined_log": frozenset({"combined", "combined_vhost", "common"}),
}
"""Form -> the formats whose lines have it, which the implementations of the checkout read."""

LEVEL: Final = f"level == {ERROR}"


@dataclass(frozen=True, slots=True)
class WrittenRequest:
    """A request, and the catalogue in which its workloads read its log.

    Args:
        request: with the format of the log and how much of it is measured, where that decides what was written.
        catalogue: everything that could be measured.
    """

    request: Request
    catalogue: Catalogue


def for_log(request: Request, found: Catalogue, chosen: Sequence[Workload]) -> WrittenRequest:
    """Return the request with each chosen workload written again whose own implementations do not read the log.

    Where a twin is measured they are written for that, so that the same are written without the log.

    Raises:
        DataError: if the log has the fields of a question, and no record of it counts.
        BenchError: if the format that is given cannot be used.
    """
    own = WrittenRequest(request, found)
    if request.earlier:  # states of the checkout's implementations are compared with each other
        return own
    asked = {each.name: definitions.question(found.path(each.name)) for each in chosen}
    if not any(asked.values()):
        return own
    files = [] if request.profile else _files_of(request)
    taken = twins.sample(request.profile, request.seed) if request.profile else _sample(files, request)
    if taken is None or not taken.lines:
        return own
    given = shipped.named(request.format) if request.format else None
    for workload in chosen:
        if asked[workload.name] and not _reads(workload, given, taken):
            held = given or _guess(taken)
            texts = _files(workload, asked[workload.name], held, taken, request) if held else None
            if held and texts:
                own = _replace(own, workload, held, texts)
    if own.request is request:
        return own
    # A log that is written to is measured as far as the sample knew it, so that the same is written again.
    now = datetime.now(UTC).isoformat(timespec="seconds")
    known = Extent(taken.size, now) if _is_plain(files) else None
    return replace(own, request=replace(own.request, extent=request.extent or known))


def _files_of(request: Request) -> list[LogFile]:
    """Return the files of a log in their order; none if there is something wrong with them, which is said later.

    Standard input can be read only once, so nothing is known of it either.
    """
    if not request.log or STANDARD_INPUT in request.log:
        return []
    try:
        return log_order.in_order(log_order.without_copies(log_files.find_files(request.log).files)[0])
    except (BenchError, OSError):
        return []


def _sample(files: Sequence[LogFile], request: Request) -> LogSample | None:
    """Take a sample of what is measured of the first file of a log; None if that cannot be read."""
    try:
        most = request.extent.bytes if request.extent and _is_plain(files) else None
        return sample.take(files[0].path, most) if files else None
    except (DataError, OSError):
        return None


def _is_plain(files: Sequence[LogFile]) -> bool:
    return len(files) == 1 and not files[0].packing


def _reads(workload: Workload, given: LogFormat | None, taken: LogSample) -> bool:
    """Return whether the workload's own implementations are for a log; what its format is said to be is not guessed."""
    if given:
        return given.name in OWN.get(workload.form, ())
    return _has_own_form(workload, taken)


def _has_own_form(workload: Workload, taken: LogSample) -> bool:
    return log_formats.share(taken.lines, workload.form) >= log_formats.MOST


def _guess(taken: LogSample) -> LogFormat | None:
    chosen = sniff.of_sample(taken).chosen
    return chosen.format if chosen and chosen.is_usable else None


def _files(
    workload: Workload, asked: Mapping[str, str], held: LogFormat, taken: LogSample, request: Request
) -> Mapping[str, str] | None:
    """Return the files of a workload for a format; None if it has not the fields of the question."""
    reading = held.reading()
    lines = taken.rows(held)
    whole = whole_records(reading, lines)
    records = [fields for record in whole if (fields := reading.split(record)) is not None]
    question = _question(workload, asked, records)
    lacking = _lacking(question, records)
    problem = f"no record of the format {held.name} has {formatting.enumerate_names(lacking)}"
    if not lacking:
        from bench.questions import scaffold  # noqa: PLC0415 - its templates take a tenth of a second to load

        try:
            return scaffold.write(held, question, lines).texts
        except QuestionError as error:
            problem = str(error)
    if (lacking and (not request.format or _has_own_form(workload, taken))) or request.empty_answer:
        return None
    hints = suggest(taken, held, request.log[0] if request.log else Path("FILE"), request.format)
    raise DataError(f"Nothing in this log answers {workload.name}: {problem}.", "\n       ".join(hints))


def _question(workload: Workload, asked: Mapping[str, str], records: Sequence[Fields]) -> LogQuestion:
    """Return the question of a workload in the words of a log.

    Raises:
        BenchError: if the workload says it in words that cannot be read.
    """
    level = error_condition("level", (fields.get("level") for fields in records))
    where = asked.get("where", "").replace(LEVEL, level)
    try:
        condition = parser.parse(where) if where else None
    except ConditionError as error:
        raise BenchError(f"The QUESTION of {workload.name} cannot be read: {error}.", HINT) from error
    return LogQuestion(kind=AnswerKind.COUNT, by=asked["by"], where=condition, condition=where)


def _lacking(question: LogQuestion, records: Sequence[Fields]) -> list[str]:
    """Return the fields of a question that no record has."""
    return [name for name in question.fields if all(fields.get(name) is None for fields in records)]


def _replace(own: WrittenRequest, workload: Workload, held: LogFormat, files: Mapping[str, str]) -> WrittenRequest:
    """Put a workload that was written into the catalogue, in place of the checkout's."""
    key = hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()[:24]
    kept = keeping.keep(KIND, key, partial(_write, workload.name, files), watched=True)
    found = _merge(own.catalogue, _read(kept / workload.name, held.name))
    return WrittenRequest(replace(own.request, format=own.request.format or held.name), found)


def _read(folder: Path, written_for: str) -> Catalogue:
    """Return the catalogue of a workload that was written."""
    paths = {path.stem.replace("__init__", ""): path for path in sorted(folder.glob("*.py"))}
    keys = {(folder.name, name, ORIGIN if name else ""): path for name, path in paths.items()}
    texts = {catalogue.digest(path): path.read_text(encoding="utf-8") for path in paths.values()}
    found = catalogue.of_files(keys, texts)
    form = f"{GIVEN}{written_for}"
    workloads = {name: replace(each, form=form, written_for=written_for) for name, each in found.workloads.items()}
    return replace(found, workloads=workloads)


def _merge(found: Catalogue, written: Catalogue) -> Catalogue:
    """Return a catalogue with some workloads, and the checkout's implementations of them, in place of its own."""
    gone = {(each.workload, each.name) for each in found.implementations if each.origin == ORIGIN}
    gone = {key for key in gone if key[0] in written.workloads}
    kept = [item for item in found.implementations if item.origin != ORIGIN or (item.workload, item.name) not in gone]
    paths = {key: path for key, path in found.paths.items() if key[2] != ORIGIN or key[:2] not in gone}
    return replace(
        found,
        workloads={**found.workloads, **written.workloads},
        implementations=(*written.implementations, *kept),
        paths={**paths, **written.paths},
        files={**found.files, **written.files},
    )


def as_written(workloads: Iterable[Workload], known: Mapping[str, Workload]) -> tuple[Workload, ...]:
    """Return workloads as they were read from their files, with the format for which those of their names are written.

    Args:
        workloads: that were read again.
        known: as `for_log` left them, by name.
    """
    return tuple(
        replace(each, form=known[each.name].form, written_for=known[each.name].written_for)
        if each.name in known and known[each.name].written_for
        else each
        for each in workloads
    )


def _write(workload: str, files: Mapping[str, str], folder: Path) -> None:
    (folder / workload).mkdir(parents=True)
    for name, text in files.items():
        (folder / workload / name).write_text(text, encoding="utf-8")
