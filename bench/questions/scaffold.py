"""Write a workload that asks a question of logs of one format: its own file, and implementations to start from."""

import contextlib
import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from bench.formats import shipped
from bench.formats.declaration import Declaration
from bench.formats.log_format import LogFormat
from bench.questions import rendering, spelling
from bench.questions.counting import counts
from bench.questions.json_scaffold import JsonScaffold
from bench.questions.line_scaffold import LineScaffold
from bench.questions.log_question import AnswerKind, LogQuestion, QuestionError
from bench.questions.masking import Masking

COUNTING: Final = 4  # records among the edge cases that count
OTHERS: Final = 2  # and that do not
LONGEST_TITLE: Final = 112  # characters
LONGEST: Final = 1000  # bytes of such a record
FOLDERS: Final = {"line": "lines", "json": "json"}
"""Kind of format -> the folder of its templates."""

FormScaffold = LineScaffold | JsonScaffold


@dataclass(frozen=True, slots=True)
class WorkloadFiles:
    """The files of a workload.

    Args:
        texts: name -> what is in it.
        counting: how many records of the sample count.
        records: how many records the sample has.
    """

    texts: Mapping[str, str]
    counting: int
    records: int


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
    if held.kind not in FOLDERS:
        known = "can be asked so far are formats whose lines have a template, or hold a JSON object"
        raise QuestionError(f"{held.name} is a format of kind {held.kind}; what {known}", "--format")
    scaffold = (LineScaffold if held.kind == "line" else JsonScaffold)(held, question, lines)
    counting, others = _sorted(scaffold, question, lines)
    counting = counting or list(islice(_counting(scaffold, further), COUNTING))
    if not counting:
        raise QuestionError(_nothing(question, len(others), len(lines)), "--where" if question.where else "--by")
    context = dict(scaffold.context())
    chosen = _chosen(Masking(held, question), scaffold, counting, others)
    folder = FOLDERS[held.kind]
    names = [name for name in rendering.names(folder) if name.endswith(".py") and _applies(name, scaffold)]
    texts = {name: rendering.render(f"{folder}/{name}", context) for name in names}
    own = context | {"example": example} | _own(held, scaffold, chosen)
    return WorkloadFiles(
        {"__init__.py": rendering.render("workload.py", own), **texts}, len(counting), len(counting) + len(others)
    )


def _applies(name: str, scaffold: FormScaffold) -> bool:
    """Tell whether a template is for this question: records with objects in them are more than one declared type."""
    return name != "msgspec_typed.py" or (isinstance(scaffold, JsonScaffold) and scaffold.is_flat)


def _counting(scaffold: FormScaffold, lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the records that count."""
    for line in lines:
        fields = scaffold.split(line)
        if fields is not None and counts(scaffold.question, fields, typed=scaffold.typed):
            yield line


def _sorted(scaffold: FormScaffold, question: LogQuestion, lines: Sequence[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Return the records that count, and the others."""
    counting, others = list[bytes](), list[bytes]()
    for line in lines:
        fields = scaffold.split(line)
        if fields is not None:
            (counting if counts(question, fields, typed=scaffold.typed) else others).append(line)
    return counting, others


def _nothing(question: LogQuestion, records: int, lines: int) -> str:
    if not records:
        return f"none of the {lines} lines that were looked at is a record of the format"
    condition = f" and meets {question.condition}" if question.where else ""
    return f"none of the {records} records that were looked at holds {' and '.join(question.fields)}{condition}"


def _chosen(
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
        for record in _spread([each for each in records if len(each) <= LONGEST]):
            with contextlib.suppress(UnicodeEncodeError):  # half of a pair of surrogates
                if other := next((each for each in masking.masked(record) if is_counted(each) is count), None):
                    yield other
                    most -= 1
            if not most:
                return

    first = list(masked(counting, COUNTING, count=True))
    if not first:
        raise QuestionError("every record that counts loses what the question asks for when it is masked", "--where")
    return [*first, *masked(others, OTHERS, count=False)]


def _spread(records: Sequence[bytes]) -> Iterator[bytes]:
    """Yield records from all over a sample, neighbours last."""
    step = max(1, len(records) // (COUNTING + OTHERS))
    for start in range(step):
        yield from records[start::step]


def _own(held: LogFormat, scaffold: FormScaffold, lines: Sequence[bytes]) -> dict[str, Any]:
    """Return what the workload's own file needs beside the parts of implementations."""
    question = scaffold.question
    names = " and ".join(question.fields)
    condition = f", where {question.condition}" if question.where else ""
    return {
        "kind": held.kind,
        "docstring": _docstring(held, question),
        "format": _format(held),
        "entries": spelling.text(f"distinct values of {question.by}"),
        "counted_as": _assigned("COUNTED", f"holds {names}{condition}"),
        "tolerance": "1e-9" if scaffold.steps.entry == "float" else "",
        "lines": "LINES = (\n" + "".join(_line(line) for line in lines) + ")",
    }


def _assigned(name: str, text: str) -> str:
    """Return a text as the value of a constant: in brackets, in parts, where it is too long for one line."""
    flat = spelling.text(text)
    if len(name) + 3 + len(flat) <= spelling.WIDTH:
        return flat
    parts = textwrap.wrap(text, 100, drop_whitespace=False, break_on_hyphens=False)
    return spelling.rows("(", [spelling.text(part) for part in parts], ")")


def _line(line: bytes) -> str:
    flat = spelling.data(line)
    if 4 + len(flat) + 1 <= spelling.WIDTH:
        return f"    {flat},\n"
    parts = [line[at : at + 60] for at in range(0, len(line), 60)]
    return "    " + spelling.rows("(", [spelling.data(part) for part in parts], ")", indent=4) + ",\n"


def _docstring(held: LogFormat, question: LogQuestion) -> str:
    computed = {
        AnswerKind.COUNT: "how many records have it",
        AnswerKind.SUM: f"the sum of their {question.value}",
        AnswerKind.QUANTILE: f"the {float(question.quantile):g} quantile of their {question.value}: the value at "
        f"place ceil({float(question.quantile):g} n) of all n in order",
    }[question.kind]
    counted = f"A record counts if it holds {' and '.join(question.fields)}"
    if question.numbers:
        counted += f", {' and '.join(sorted(question.numbers))} as a number"
    counted += f", and {' '.join(question.condition.split())}" if question.where else ""
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
    if held.name in shipped.names() and shipped.shipped(held.name) == held:
        return f"FORMAT = {spelling.text(held.name)}"
    text = declaration_text(held.declared)
    quotes = "'''" if '"""' in text or text.endswith('"') else '"""'
    return f"FORMAT = r{quotes}\n{text}{quotes}"


def declaration_text(declared: Declaration) -> str:
    """Return a declaration as TOML, without its samples."""
    out = [f"title = {_toml(declared.title)}"]
    if declared.line is not None:
        out.append(f"line = {_toml(declared.line)}")
    for kind in ("json", "logfmt"):
        if (table := getattr(declared, kind)) is not None:
            out += [
                "",
                f"[{kind}]",
                *(f"{_toml(key)} = [{', '.join(map(_toml, keys))}]" for key, keys in table.items()),
            ]
    if declared.records.multiline or declared.records.begins:
        begins = declared.records.begins
        out += ["", "[records]", f"begins = {_toml(begins)}" if begins else "multiline = true"]
    return "\n".join(out) + "\n"


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
