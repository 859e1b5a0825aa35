"""`python -m bench sniff`: which format reads a log, what its fields hold, and what to type next."""

import sys
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Final

from bench.formats import shipped
from bench.formats.log_format import LogFormat
from bench.formats.ranking import Candidate, LogSample
from bench.inputs.sniffing.description import MOST_RECORDS, FieldSummary, describe, several_keys
from bench.inputs.sniffing.sniff import Sniffed
from bench.inputs.sniffing.sniff import sniff as look_at
from bench.model import commands, formatting
from bench.model.paths import page
from bench.terminal import console, documents
from bench.terminal.documents import ListedField, ListedFormat, SniffDocument

NONE_FITS: Final = 3
WIDEST: Final = 32  # characters of an example
MOST_FIELDS: Final = 40
MOST_NUMBERS: Final = 3
FEWEST_GROUPS: Final = 2  # values of a field that is suggested for groups
MOST_GROUPS: Final = 1000
PRESENT: Final = 0.5  # share of the records that have it
QUESTIONS: Final = {"error_counts": {"level", "message"}, "failed_requests": {"path", "status"}}
"""Workload -> the fields that it asks for."""


def sniff(file: Path, *, format: str = "", show_data: bool = False, as_document: bool = False) -> int:  # noqa: A002  the option is called so
    """Print which log format a file has, and return the exit code; arguments are those of `app.sniff`."""
    found = look_at(file, shipped.named(format) if format else None)
    if as_document:
        documents.write(_document(found, with_data=show_data))
        return _exit_code(found)
    shown = show_data or sys.stdout.isatty()
    packed = f" of {found.sample.packing}" if found.sample.packing else ""
    name = "Standard input" if found.sample.piped else file
    console.say(f"{name}: {formatting.size(found.sample.size)}{packed}{_looked_at(found.sample)}.")
    for text in _word(found, with_data=shown):
        console.say(text)
    if found.chosen and (records := found.chosen.counts.records):
        if records > MOST_RECORDS:
            console.say(f"Fields of the first {formatting.count(MOST_RECORDS)} records that were read:")
        for line in _table(_fields(found.chosen.format, found.sample), with_data=shown):
            console.say(line)
        for name, keys in several_keys(found.chosen.format, found.sample.lines):
            shares = ", ".join(f"{key} ({formatting.percent(share)})" for key, share in keys.items())
            console.say(f"Records call {name} by several names: {shares}.")
    for text in _next(found, format):
        console.say(text)
    return _exit_code(found)


def _fields(held: LogFormat, sample: LogSample) -> list[FieldSummary]:
    return describe(held, sample.rows(held))


def _exit_code(found: Sniffed) -> int:
    return 0 if found.chosen and found.chosen.is_usable else NONE_FITS


def _document(found: Sniffed, *, with_data: bool) -> SniffDocument:
    chosen = found.chosen
    fields = _fields(chosen.format, found.sample) if chosen and chosen.counts.records else []
    return SniffDocument(
        bytes=found.sample.size,
        lines=len(found.sample.lines),
        chosen=_plain(chosen) if chosen else None,
        fields=tuple(
            ListedField(
                name=each.name,
                types=tuple(each.types),
                present=each.present,
                distinct=each.distinct,
                examples=each.examples if with_data else (),
            )
            for each in fields
        ),
        others=tuple(map(_plain, found.others)),
        proposal=found.proposal.toml(found.path.name, with_samples=with_data) if found.proposal else "",
    )


def _plain(candidate: Candidate) -> ListedFormat:
    low, high = candidate.interval
    return ListedFormat(
        name=candidate.format.name,
        title=candidate.format.declared.title,
        records=candidate.counts.records,
        other_lines=candidate.counts.others,
        share=candidate.share,
        share_low=low,
        share_high=high,
    )


def _looked_at(sample: LogSample) -> str:
    lines = formatting.plural(len(sample.lines), "line")
    if sample.whole:
        return f", {lines}" if sample.lines else ""
    return f"; its first {lines} were read" if sample.is_beginning else f"; {lines} from all over it were read"


def _part(sample: LogSample, number: int, noun: str) -> str:
    """Say of things that were counted which part of the log they are."""
    is_sampled = not (sample.whole or sample.is_beginning)
    things = formatting.plural(number, f"sampled {noun}" if is_sampled else noun)
    return f"the first {things}" if sample.is_beginning and not sample.whole else things


def _coverage(found: Candidate, sample: LogSample) -> str:
    """Say how much of a sample a format reads."""
    counts = found.counts
    said = f"{formatting.count(counts.records)} of {_part(sample, counts.records + counts.others, 'line')}"
    low, high = found.interval
    if low < high and not sample.is_beginning:
        ends = dict.fromkeys((formatting.percent(low), formatting.percent(high)))
        said += f" ({' to '.join(ends)} of all)"
    if counts.continued:
        said += f"; {formatting.count(counts.continued)} more belong to a record"
    return said


def _left(found: Candidate, sample: LogSample) -> Iterator[str]:
    """Say which lines a format leaves, and what becomes of them; of those further down nobody knows the number."""
    if not found.counts.others:
        return
    left = formatting.plural(found.counts.others, "line" if sample.whole or sample.is_beginning else "sampled line")
    numbers = [formatting.count(number) for number in islice(sample.others(found.format), MOST_NUMBERS + 1)]
    shown = [*numbers[:MOST_NUMBERS], *(["…"] if found.counts.others > min(len(numbers), MOST_NUMBERS) else [])]
    where = f" ({formatting.verb(len(shown), 'line', 'lines')} {', '.join(shown)})" if numbers else ""
    are = formatting.verb(found.counts.others, "has", "have")
    yield f"{left} {are} another form{where}. A question passes over such lines, and each run counts them."


def _word(found: Sniffed, *, with_data: bool) -> Iterator[str]:
    if found.chosen:
        yield from _of_chosen(found, found.chosen, with_data=with_data)
    elif not found.sample.lines:
        yield "It is empty, so there is nothing to look at."
    else:
        yield "No shipped format reads it."
    for other in found.others:
        free = formatting.percent(other.free)
        yield f"{other.format.name} reads {_coverage(other, found.sample)}; {free} of what it reads is free text."
    if found.proposal:
        yield f"This format reads {_coverage(found.proposal.read, found.sample)}."
        yield from _left(found.proposal.read, found.sample)
        yield from ["Its samples are lines of yours."] if with_data else []
        yield ""
        yield found.proposal.toml("mine" if found.sample.piped else found.path.name, with_samples=with_data)
    elif found.remedy:
        yield found.remedy
    elif not found.chosen and found.sample.lines:
        yield f"Its lines have too little in common to propose one. How to write a format: {page('formats.md')}."


def _of_chosen(found: Sniffed, chosen: Candidate, *, with_data: bool) -> Iterator[str]:
    name, title = chosen.format.name, chosen.format.declared.title
    yield f"{name} reads {_coverage(chosen, found.sample)}: {title}."
    yield from _left(chosen, found.sample)
    if name == shipped.FALLBACK:
        yield f"{name} is the fallback: it knows a time and a level, and takes the rest of a line for its message."
        yield f"If a line has more fields, declare them in a format: {page('formats.md')}."
    if found.stopping:
        yield f"  {found.stopping.words(with_data=with_data)}"
    elif with_data and (line := chosen.other_line()):
        yield f"  A line that does not match: {_cut(line.decode('utf-8', 'replace'), 4 * WIDEST)}"
    if second := found.mixed_with:
        records = formatting.count(second.counts.records)
        yield f"Two formats are mixed: {records} other lines are records of {second.format.name}."


def _table(fields: list[FieldSummary], *, with_data: bool) -> Iterator[str]:
    """Yield a line for each field; nothing is cut but long examples, whatever the width of the terminal."""
    rows = [("field", "type", "present", "values", "usual values" if with_data else "")]
    for each in fields[:MOST_FIELDS]:
        examples = ", ".join(_cut(value, WIDEST) for value in each.examples) if with_data else ""
        present, distinct = formatting.percent(each.present), formatting.count(each.distinct)
        rows.append((each.name, _kinds(each.types), present, distinct, examples))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for name, kind, share, values, usual in rows:
        line = f"  {name:{widths[0]}}  {kind:{widths[1]}}  {share:>{widths[2]}}  {values:>{widths[3]}}  {usual}"
        yield line.rstrip()
    if len(fields) > MOST_FIELDS:
        yield f"  and {formatting.count(len(fields) - MOST_FIELDS)} more fields"


def _kinds(types: Mapping[str, float]) -> str:
    """Return the types of a field's values, with their shares where there are several."""
    if len(types) <= 1:
        return "".join(types)
    return ", ".join(f"{kind} {formatting.percent(share)}" for kind, share in types.items())


def _next(found: Sniffed, given: str) -> Iterator[str]:
    log = "-" if found.sample.piped else found.path
    if found.proposal:
        save = commands.unused(Path("mine" if found.sample.piped else found.path.name).with_suffix(".toml"))
        yield f"Save it as {save}, name its fields, and look again:"
        yield f"  {commands.typed('bench sniff', log, '--format', save)}"
    option = commands.each("--format", [given] if given else [])
    for workload in _ask(found):
        words = commands.typed("bench run", "--workload", workload, "--log", log, *option)
        yield f"Measure a question on it: {words}"
    if found.sample.piped:
        return  # a question is written for a file
    if found.chosen and (field := _groups(found.chosen, found.sample)):
        words = commands.typed("bench new-workload", "my_question", "--log", found.path, *option, "--count", field)
        yield f"Ask a question of it ({page('your-question.md')}): {words}"
    if found.others and found.chosen:
        other = found.others[0].format.name
        yield f"Look at it as {other}: {commands.typed('bench sniff', found.path, '--format', other)}"


def _groups(chosen: Candidate, sample: LogSample) -> str:
    """Return a field whose values are worth counting; empty if there is none."""
    if not chosen.is_usable:
        return ""
    fields = _fields(chosen.format, sample)
    texts = [each for each in fields if set(each.types) == {"text"} and each.present > PRESENT and each.name != "time"]
    fitting = [each for each in texts if FEWEST_GROUPS <= each.distinct <= MOST_GROUPS]
    return next((each.name for each in fitting if each.name == "level"), fitting[0].name if fitting else "")


def _ask(found: Sniffed) -> Iterator[str]:
    """Yield the workloads whose fields the records of a log hold."""
    if found.chosen and found.chosen.is_usable:
        fields = {each.name for each in _fields(found.chosen.format, found.sample) if each.present}
        yield from (workload for workload, wanted in QUESTIONS.items() if wanted <= fields)


def _cut(text: str, most: int) -> str:
    shown = "".join(each if each.isprintable() else repr(each)[1:-1] for each in text[:most]) or '""'
    return shown if len(text) <= most else f"{shown[: most - 1]}…"
