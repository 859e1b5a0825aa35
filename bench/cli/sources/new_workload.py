"""Write a workload for a question about a log, with implementations to start from: `python -m bench new-workload`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Final

from bench.cli.sources.options import AskedOptions
from bench.formats import shipped
from bench.formats.log_format import LogFormat
from bench.inputs import declared
from bench.inputs.catalogue import Catalogue, catalogue
from bench.inputs.environments import MissingDependencyError, read_lock
from bench.inputs.sniffing import sample
from bench.inputs.sniffing.sniff import sniff
from bench.inputs.sources import script_metadata
from bench.inputs.sources.definitions import NAME
from bench.model import commands, formatting
from bench.model.errors import BenchError, DataError, UsageError
from bench.model.paths import CHECKOUT
from bench.questions import scaffold
from bench.questions.log_question import WHERE, AnswerKind, LogQuestion, QuestionError
from bench.questions.parser import ConditionError, parse
from bench.questions.scaffold import WorkloadFiles
from bench.terminal import console

EXAMPLE_LINES: Final = (
    b"2026-01-05 10:00:00|ERROR|Connection timeout|192.0.2.7|u1",
    b"2026-01-05 10:00:01|INFO|Signed in|192.0.2.8|u2",
    b"2026-01-05 10:00:02|ERROR|Disk full|192.0.2.9|u1",
)
FURTHER: Final = 2_000_000  # lines in which a record that counts is looked for, if a sample has none
LARGE: Final = 40_000_000  # bytes of a log, from which on a run without a budget takes longer than that
POINTS: Final = r"sed -E 's/([0-9]),([0-9])/\1.\2/g'"
PACKS: Final = 10  # times as large as its file is usually what a packed log holds
BUDGET: Final = "5m"
_SHARE: Final = re.compile(r"0?\.[0-9]{1,6}|1(?:\.0+)?|0\.[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class _Log:
    """The log that is asked: its format, the lines that are looked at, the options that name it, and its size.

    Where it `takes_points`, decimal commas can be written as such: it is not packed, and no comma parts its columns.
    """

    format: LogFormat
    lines: Sequence[bytes]
    given: tuple[str | Path, ...]
    is_large: bool = False
    takes_points: bool = False


def new_workload(name: str, asked: AskedOptions, impls: Path | None) -> int:
    """Write the folder, and say what can be typed next.

    Raises:
        UsageError: if the name or the question cannot be used.
        BenchError: if the log cannot be read, or the folder cannot be written.
    """
    if not re.fullmatch(NAME, name):
        raise UsageError(
            f"Invalid name for a workload: '{name}'.",
            "Use 1 to 64 lower-case letters, digits and underscores, such as slow_endpoints.",
        )
    found = catalogue()
    folder = (impls or CHECKOUT / "impls") / name
    if name in found.workloads or folder.exists():
        where = folder if folder.exists() else f"A workload called {name}"
        raise BenchError(f"{where} already exists.", "Choose another name, or remove the folder first.")
    question = _question(asked) if asked.log else _example(asked)
    log = _look_at(asked.log, asked.format) if asked.log else _Log(shipped.shipped("piped"), EXAMPLE_LINES, ())
    try:
        further = islice(sample.lines(asked.log), FURTHER) if asked.log else ()
        files = scaffold.write(log.format, question, log.lines, further=further, example=asked.log is None)
    except QuestionError as error:
        raise _refusal(error, asked, log) from error
    _write(folder, files)
    for said in (*_describe(folder, files, log), *_lock(folder, found), *_next(name, log, impls)):
        console.say(said)
    return 0


def _question(asked: AskedOptions) -> LogQuestion:
    """Return the question that the options ask.

    Raises:
        UsageError: if they ask none, or several.
    """
    kinds = {"--count": bool(asked.count), "--sum": bool(asked.sum), "--quantile": bool(asked.quantile)}
    chosen = [option for option, is_given in kinds.items() if is_given]
    if len(chosen) != 1:
        problem = f"{' and '.join(chosen)} exclude each other" if chosen else "The question is missing"
        raise UsageError(f"{problem}.", "Ask one: --count FIELD, --sum FIELD --by FIELD, --quantile FIELD --by FIELD.")
    counted = asked.count if isinstance(asked.count, str) else ""
    if counted and asked.by and counted != asked.by:
        raise UsageError(f"--count {counted} and --by {asked.by} name two groups.", "Give --count without a field.")
    by = asked.by or counted
    if not by:
        raise UsageError("No field forms the groups of the answer.", "Name one: --by FIELD.")
    if asked.q and not asked.quantile:
        raise UsageError("--q has no effect without --quantile.", "Add --quantile FIELD, or remove it.")
    if asked.top < 0:
        raise UsageError(f"--top {asked.top}: a number of groups is expected.", "For example --top 20.")
    kind = AnswerKind(chosen[0].removeprefix("--"))
    try:
        where = parse(asked.where) if asked.where else None
    except ConditionError as error:
        raise _refusal(QuestionError(str(error), WHERE, error.at), asked) from error
    return LogQuestion(
        kind=kind,
        by=by,
        value=asked.sum or asked.quantile,
        quantile=_share(asked.q),
        where=where,
        condition=asked.where,
        top=asked.top,
    )


def _share(text: str) -> Fraction:
    """Read a share above 0 and at most 1; without one, the median."""
    if not text:
        return Fraction(1, 2)
    share = Fraction(text) if _SHARE.fullmatch(text) else Fraction(0)
    if not share:
        raise UsageError(f"--q {text}: a share above 0 and at most 1 is expected.", "For example --q 0.95.")
    return share


def _example(asked: AskedOptions) -> LogQuestion:
    """Return the question of the example, which takes no option.

    Raises:
        UsageError: if there is one.
    """
    if asked != AskedOptions():
        raise UsageError("A question needs a log.", "Add --log FILE, or remove the question for a commented example.")
    condition = "level == ERROR"
    return LogQuestion(kind=AnswerKind.COUNT, by="message", where=parse(condition), condition=condition)


def _look_at(path: Path, format_: str) -> _Log:
    """Look at a log.

    Raises:
        UsageError: if there is no such format.
        DataError: if it cannot be read, or no format reads it.
    """
    found = sniff(path, shipped.named(format_) if format_ else None)
    if not found.chosen or not found.chosen.counts.records:
        command = commands.typed("bench sniff", path, *commands.each("--format", [format_] if format_ else []))
        reads = f"{found.chosen.format.name} reads no line of" if found.chosen else "No shipped format reads"
        place = f" {found.stopping.words(with_data=False)}" if found.stopping else ""
        raise DataError(f"{reads} {path}.{place}", f"Look at it, and write a format for it if need be: {command}")
    held, packing = found.chosen.format, found.sample.packing
    takes_points = not packing and (held.kind != "csv" or b"," not in found.sample.lines[0])
    size = found.sample.size * (PACKS if packing else 1)
    return _Log(held, found.sample.rows(held), ("--log", path), size > LARGE, takes_points)


def _refusal(error: QuestionError, asked: AskedOptions, log: _Log | None = None) -> UsageError:
    """Return what is wrong with a question as an error of the option that says it, with the place."""
    option = "--count" if error.option == "--by" and isinstance(asked.count, str) else error.option
    place = f" '{asked.where}', character {error.at + 1}" if error.option == WHERE and error.at >= 0 else ""
    text = str(error)
    form = commands.each("--format", [asked.format] if asked.format else [])
    hint = f"What the log holds: {commands.typed('bench sniff', asked.log, *form)}" if asked.log else ""
    if asked.log and error.has_comma and log and log.takes_points:
        points = commands.beside(asked.log, f"{asked.log.stem}-points{asked.log.suffix}")
        written = f"{POINTS} {commands.quoted(asked.log)} > {commands.quoted(points)}"
        hint = f"If this is a decimal comma, convert the log to decimal points, and ask that: {written}"
    return UsageError(f"{option}{place}: {text}{'' if text.endswith('?') else '.'}", hint)


def _write(folder: Path, files: WorkloadFiles) -> None:
    try:
        folder.mkdir(parents=True)
        for name, text in files.texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BenchError(f"{folder} cannot be written: {error.strerror}.", "Choose another folder: --impls.") from error


def _describe(folder: Path, files: WorkloadFiles, log: _Log) -> Iterator[str]:
    written = formatting.plural(len(files.texts) - 1, "implementation")
    yield f"{folder}: a question about {log.format.name} ({log.format.declared.title}), and {written}."
    if log.given:
        others = [_count(number, "has", "have", what) for what, number in files.obstacles.items()]
        counted = "; ".join([_count(files.counting, "counts", "count"), *others])
        yield f"Of {formatting.plural(files.records, 'record')} read, {counted}."
        yield from (f"{note}." for note in files.notes)


def _count(number: int, singular: str, several: str, what: str = "") -> str:
    return f"{formatting.count(number)} {formatting.verb(number, singular, several)} {what}".rstrip()


def _lock(folder: Path, found: Catalogue) -> Iterator[str]:
    """Pin what is needed, by a lock of this checkout for the same or else by uv; say what is not pinned."""
    known = {item.requires: found.path(item.workload, item.name, item.origin) for item in found.implementations}
    for path in sorted(folder.glob("*.py")):
        block = script_metadata.read(path.read_text(encoding="utf-8"))
        if not block.dependencies:
            continue
        ours = known.get(block.dependencies)
        text = read_lock(block.dependencies, ours.with_suffix(".lock")) if ours else ""
        try:
            if text and ours:
                path.with_suffix(".lock").write_bytes(ours.with_suffix(".lock").read_bytes())
            else:
                declared.lock(block, path)
        except (MissingDependencyError, OSError):
            again = commands.typed("bench lock", "--impl", f"{folder.name}/{path.stem}", "--impls", folder.parent)
            yield f"{path.name} is not pinned, because uv finds no set of releases now. Later: {again}"


def _next(name: str, log: _Log, impls: Path | None) -> Iterator[str]:
    outside = commands.each("--impls", [impls] if impls else [])
    given = log.given or ("--log", Path("FILE"))
    words = (*outside, "--workload", name, *given, "--all")
    yield f"Check it: {commands.typed('bench check', *words)}"
    within = ("--quick", "--budget", BUDGET) if log.is_large else ()
    yield f"Measure it: {commands.typed('bench run', *words, *within)}"
