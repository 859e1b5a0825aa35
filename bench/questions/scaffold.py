"""Write a workload that asks a question of logs of one format: its own file, and implementations to start from."""

import contextlib
import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import msgspec

from bench.formats import shipped
from bench.formats.log_format import LogFormat
from bench.questions import misfits, rendering, spelling
from bench.questions.counting import counts, obstacle
from bench.questions.forms.json_scaffold import JsonScaffold
from bench.questions.forms.line_scaffold import LineScaffold
from bench.questions.forms.masking import Masking
from bench.questions.forms.record_scaffold import RecordScaffold
from bench.questions.log_question import WHERE, AnswerKind, LogQuestion, QuestionError, enumerate_fields, name_quantile

COUNTING: Final = 4  # records among the edge cases that count
OTHERS: Final = 2  # and that do not
LONGEST_TITLE: Final = 112  # characters
LONGEST: Final = 1000  # bytes of such a record, if the log has any that are so short

FormScaffold = LineScaffold | JsonScaffold | RecordScaffold


@dataclass(frozen=True, slots=True)
class WorkloadFiles:
    """The files of a workload.

    Args:
        texts: name -> what is in it.
        counting: how many records of the sample count.
        records: how many records the sample has.
        obstacles: what keeps records from counting -> how many of them, the most first.
        notes: which keys hold a field, where there are several.
    """

    texts: Mapping[str, str]
    counting: int
    records: int
    obstacles: Mapping[str, int]
    notes: tuple[str, ...] = ()


def write(
    held: LogFormat,
    question: LogQuestion,
    lines: Sequence[bytes],
    *,
    further: Iterable[bytes] = (),
    example: bool = False,
) -> WorkloadFiles:
    """Write the files of a workload.

    Args:
        held: the format of the log.
        question: what is asked.
        lines: of the log, a sample: edge cases are made of those that count.
        further: lines of the log that are looked at where none of the sample counts.
        example: whether comments say what each part is for.

    Raises:
        QuestionError: if the format cannot answer it, or no line of the sample does.
    """
    scaffold = _scaffold(held, question, lines)
    counting, others, problems = _sort(scaffold, lines)
    if not counting:
        held_by_others = [
            *map(scaffold.split, others)
        ]  # by the header of the sample, which further lines need not have
        counting = list(islice(_counting(scaffold, further), COUNTING))
        if not counting:
            raise misfits.error(question, held_by_others, typed=scaffold.typed)
    context = dict(scaffold.context())
    masking = Masking(held, question, scaffold.reading)
    chosen = _choose(masking, scaffold, counting, others)
    names = [name for name in rendering.names(scaffold.folder) if name.endswith(".py") and scaffold.applies(name)]
    texts = {name: rendering.render(f"{scaffold.folder}/{name}", context) for name in names}
    own = context | {"example": example} | _own(held, scaffold, chosen, masking.header(scaffold.header))
    return WorkloadFiles(
        {"__init__.py": rendering.render("workload.py", own), **texts},
        len(counting),
        len(counting) + len(others),
        dict(problems.most_common()),
        tuple(scaffold.notes),
    )


def _scaffold(held: LogFormat, question: LogQuestion, lines: Sequence[bytes]) -> FormScaffold:
    if held.inner or held.kind in {"logfmt", "csv"}:
        return RecordScaffold(held, question, lines)
    return (LineScaffold if held.template else JsonScaffold)(held, question, lines)


def _sort(scaffold: FormScaffold, lines: Iterable[bytes]) -> tuple[list[bytes], list[bytes], Counter[str]]:
    """Return the records that count, the others, and how often each reason kept one from counting."""
    counting, others = list[bytes](), list[bytes]()
    problems = Counter[str]()
    for record, fields in scaffold.records(lines):
        problem = obstacle(scaffold.question, fields, typed=scaffold.typed)
        (counting if problem is None else others).append(record)
        problems.update([problem] if problem else [])
    return counting, others, problems


def _counting(scaffold: FormScaffold, lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the records that count."""
    for record, fields in scaffold.records(lines):
        if counts(scaffold.question, fields, typed=scaffold.typed):
            yield record


def _choose(
    masking: Masking, scaffold: FormScaffold, counting: Sequence[bytes], others: Sequence[bytes]
) -> list[bytes]:
    """Return the records for the edge cases, masked; some that count first.

    Raises:
        QuestionError: if what was masked counts no more.
    """

    def is_counted(record: bytes) -> bool | None:
        fields = scaffold.split(record)
        return None if fields is None else counts(scaffold.question, fields, typed=scaffold.typed)

    def masked(records: Sequence[bytes], most: int, *, count: bool) -> Iterator[bytes]:
        for record in _spread(_shortest(records)):
            with contextlib.suppress(UnicodeEncodeError):  # half of a pair of surrogates
                if other := next((each for each in masking.masked(record) if is_counted(each) is count), None):
                    yield other
                    most -= 1
            if not most:
                return

    first = list(masked(counting, COUNTING, count=True))
    if not first:
        option = WHERE if scaffold.question.where else "--by"
        raise QuestionError("every record that counts loses what the question asks for when it is masked", option)
    return [*first, *masked(others, OTHERS, count=False)]


def _shortest(records: Sequence[bytes]) -> Sequence[bytes]:
    """Return the records that are short enough for a file that people read; where none is, the shortest one."""
    return [each for each in records if len(each) <= LONGEST] or sorted(records, key=len)[:1]


def _spread(records: Sequence[bytes]) -> Iterator[bytes]:
    """Yield records from all over a sample, neighbours last."""
    step = max(1, len(records) // (COUNTING + OTHERS))
    for start in range(step):
        yield from records[start::step]


def _own(held: LogFormat, scaffold: FormScaffold, lines: Sequence[bytes], header: bytes) -> dict[str, Any]:
    """Return what the workload's own file needs beside the parts of implementations."""
    question = scaffold.question
    condition = f" (where {question.condition})" if question.where else ""
    return {
        "folder": scaffold.folder,
        "header": spelling.data(header) if header else "",
        "docstring": _docstring(held, question),
        "format": _format(held),
        "entries": spelling.text(f"distinct values of {question.by}"),
        "counted_as": _assign("COUNTED", f"holds {enumerate_fields(question.fields)}{condition}"),
        "fields": spelling.block("FIELDS = [", [*map(spelling.text, question.fields)], "]"),
        "tolerance": "1e-9" if scaffold.steps.entry == "float" else "",
        "cases": [_case(name, content) for name, content in scaffold.cases(lines[0]).items()],
        "lines": "LINES = (\n" + "".join(_line(line) for line in lines) + ")",
    }


def _assign(name: str, text: str) -> str:
    """Return a text as the value of a constant: in brackets, in parts, where it is too long for one line."""
    flat = spelling.text(text)
    if len(name) + 3 + len(flat) <= spelling.WIDTH:
        return flat
    parts = textwrap.wrap(text, 100, drop_whitespace=False, break_on_hyphens=False)
    return spelling.rows("(", [spelling.text(part) for part in parts], ")")


def _line(line: bytes) -> str:
    return f"    {_data(line, 4)},\n"


def _case(name: str, content: bytes) -> str:
    head = f"{spelling.text(name)}: "
    return head + _data(content, 4, len(head))


def _data(content: bytes, indent: int, before: int = 0) -> str:
    """Return bytes as a literal, in parts where it is too long for a line; indented but for its first line."""
    flat = spelling.data(content)
    if indent + before + len(flat) + 1 <= spelling.WIDTH:
        return flat
    step = len(content) if indent + 4 + len(flat) <= spelling.WIDTH else 60
    parts = [content[at : at + step] for at in range(0, len(content), step)]
    return spelling.rows("(", [spelling.data(part) for part in parts], ")", indent=indent)


def _docstring(held: LogFormat, question: LogQuestion) -> str:
    computed = {
        AnswerKind.COUNT: "how many records have it",
        AnswerKind.SUM: f"the sum of their {question.value}",
        AnswerKind.QUANTILE: f"the {name_quantile(question.quantile)} of their {question.value}: the value at "
        f"place ceil({float(question.quantile):g} n) of all n in order",
    }[question.kind]
    counted = f"A record counts if it holds {enumerate_fields(question.fields)}"
    if question.numbers:
        counted += f" ({enumerate_fields(sorted(question.numbers))} as a number)"
    counted += f" and meets the condition ({' '.join(question.condition.split())})" if question.where else ""
    answer = f"The answer maps each {question.by} of records that count to {computed}."
    if question.top:
        answer = answer.replace("maps", f"is a list of the {question.top} largest: it pairs")
        answer = answer.replace(" to ", " with ", 1) + f" Equal ones are in the order of their {question.by}."
    text = 'Text is decoded as UTF-8 with errors="replace"; one carriage return before a line feed belongs to it.'
    line = textwrap.fill(
        held.declared.line or held.declared.title,
        spelling.WIDTH,
        initial_indent="    ",
        subsequent_indent="    ",
        break_on_hyphens=False,
    )
    title = question.title if len(question.title) < LONGEST_TITLE else question.short_title
    paragraph = textwrap.fill(f"{counted}. {answer} {text}", spelling.WIDTH - 4, break_on_hyphens=False)
    inner = f"{title}\n\nA record is a line of the format {held.name}:\n\n{line}\n\n{paragraph}\n"
    inner = inner.replace('"""', "'''")
    return f'{"r" if chr(92) in inner else ""}"""{inner}"""'


def _format(held: LogFormat) -> str:
    """Return the constant that names the format, or declares one that is not shipped, without lines of the log."""
    if shipped.is_ours(held):
        return f"FORMAT = {spelling.text(held.name)}"
    text = declaration_text(held)
    quotes = "'''" if '"""' in text or text.endswith('"') else '"""'
    return f"FORMAT = r{quotes}\n{text}{quotes}"


def declaration_text(held: LogFormat) -> str:
    """Return the declaration of a format as TOML, without its samples, and with its name, which no file has."""
    declared = held.declared
    inner = held.inner
    within = "" if inner is None else inner.name if shipped.is_ours(inner) else declaration_text(inner)
    texts = {"name": held.name, "title": declared.title, "line": declared.line, "inner": within}
    out = [f"{name} = {_toml(text)}" for name, text in texts.items() if text]
    for kind in ("json", "logfmt"):
        if (table := getattr(declared, kind)) is not None:
            out += [
                "",
                f"[{kind}]",
                *(f"{_toml(key)} = [{', '.join(map(_toml, keys))}]" for key, keys in table.items()),
            ]
    for name in ("csv", "parts"):
        table = getattr(declared, name)
        given = msgspec.structs.asdict(table) if table else {}
        out += ["", f"[{name}]"] if table else []
        out += [f"{key} = {_toml_value(value)}" for key, value in given.items() if value]
    if declared.records.multiline or declared.records.begins:
        begins = declared.records.begins
        out += ["", "[records]", f"begins = {_toml(begins)}" if begins else "multiline = true"]
    return "\n".join(out) + "\n"


def _toml_value(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return f"{{ {', '.join(f'{_toml(key)} = {_toml_value(each)}' for key, each in value.items())} }}"
        case tuple():
            return f"[{', '.join(map(_toml_value, value))}]"
        case str():
            return _toml(value)
        case _:
            return str(value)


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
