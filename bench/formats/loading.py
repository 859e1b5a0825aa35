"""Make a format of its declaration, and hold it to the lines that this brings along."""

import difflib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from bench.formats.declaration import Declaration, RecordsTable, convert, read
from bench.formats.log_format import LogFormat
from bench.formats.pieces import TemplateError
from bench.formats.reading import Fields
from bench.formats.template import Template, compile_template
from bench.model import toml_source
from bench.model.toml_source import TomlSource

FOLDER: Final = Path(__file__).with_name("shipped")
SUFFIX: Final = ".toml"
UNNAMED: Final = "template"  # the name of a format that was given as its template
LINE_END: Final = "\n"  # a declaration has one, the name of a format has none


def load(path: Path) -> LogFormat:
    """Read a format from its file, and hold it to its samples.

    Raises:
        BenchError: if it cannot be read, or something in it cannot be used; the place is named.
    """
    return _load(path.stem, *read(path))


def load_text(name: str, text: str, path: Path) -> LogFormat:
    """Read a format from the text of its declaration, at `path`; errors are those of `load`.

    Its name is the one that it declares, or else the one that is given.
    """
    declared, source = convert(text, path)
    return _load(declared.name or name, declared, source)


def of_template(text: str) -> LogFormat:
    """Return the format of lines of a template; where it has a time, other lines belong to the record before them.

    Raises:
        TemplateError: if it cannot be used.
    """
    template = compile_template(text)
    declared = Declaration(title=text, line=text, records=RecordsTable(multiline=template.begins is not None))
    return LogFormat(UNNAMED, declared, template, template.begins)


def name_of(text: str, name: str) -> str:
    """Return the name that `load_text` gives a format, without reading the rest."""
    try:
        return str(toml_source.parse(text).get("name") or name)
    except ValueError:
        return name


def _load(name: str, declared: Declaration, source: TomlSource) -> LogFormat:
    template = _compile(declared.line, source, "", "line") if declared.line is not None else None
    begins = template.begins if template and declared.records.multiline else None
    if declared.records.begins:
        head = _compile(declared.records.begins, source, "records", "begins")
        begins = head.pattern
    elif declared.records.multiline and begins is None:
        raise source.error("`multiline` needs a field called time, at which a record begins", "records", "multiline")
    loaded = LogFormat(name, declared, template, begins)
    _check_parts(loaded, source)
    if declared.inner:
        try:
            inner = (
                load_text(name, declared.inner, source.path) if LINE_END in declared.inner else _inner(declared.inner)
            )
            loaded = replace(nest(loaded, inner), name=name, declared=declared)
        except ValueError as error:
            raise source.error(str(error), "", "inner") from error
    for problem, where, number in wrong_samples(loaded):
        raise source.error(problem, where, "line", number=number)
    return loaded


def nest(outer: LogFormat, inner: LogFormat) -> LogFormat:
    """Return the format of lines of one format whose messages are records of another.

    Raises:
        ValueError: if one of them is nested already, or the lines have no message.
    """
    if outer.inner or inner.inner:
        raise ValueError("a format within a format cannot hold a third")
    if not _has_message(outer):
        raise ValueError(f"{outer.name} has no field called message, which could hold a record of {inner.name}")
    title = f"{inner.declared.title}; within {outer.declared.title}"
    # The samples of the outer format have other messages.
    declared = Declaration(
        title=title,
        line=outer.declared.line,
        json=outer.declared.json,
        logfmt=outer.declared.logfmt,
        csv=outer.declared.csv,
        records=outer.declared.records,
        inner=inner.name,
        parts=outer.declared.parts,
    )
    return replace(outer, name=f"{outer.name}+{inner.name}", declared=declared, inner=inner)


def _has_message(outer: LogFormat) -> bool:
    if outer.template:
        return any(piece.name == "message" for piece in outer.template.fields)
    return outer.declared.csv is not None or "message" in (outer.declared.json or outer.declared.logfmt or {})


def _inner(name: str) -> LogFormat:
    """Return the format of the messages.

    Raises:
        ValueError: if there is none of that name.
    """
    known = sorted(path.stem for path in FOLDER.glob(f"*{SUFFIX}"))
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        raise ValueError(f"there is no format {name}; " + (f"did you mean {near[0]}?" if near else ", ".join(known)))
    return load(FOLDER / f"{name}{SUFFIX}")


def _check_parts(held: LogFormat, source: TomlSource) -> None:
    parts = held.declared.parts
    if parts and not (parts.unfinished or parts.ends):
        raise source.error("`unfinished` or `ends` is missing: it says which message continues", "parts")
    if parts and held.template:
        fields = [piece.name for piece in held.template.fields]
        for name in (*parts.unfinished, *([parts.stream] if parts.stream else [])):
            if name not in fields:
                raise source.error(f"no field is called {name}; the fields are {', '.join(fields)}", "parts")


def _compile(text: str, source: TomlSource, table: str, key: str) -> Template:
    try:
        return compile_template(text)
    except TemplateError as error:
        raise source.error(str(error), table, key, at=error.at) from error


def wrong_samples(held: LogFormat) -> Iterator[tuple[str, str, int]]:
    """Yield what is wrong with a sample of a format, its table and its number."""
    for number, sample in enumerate(held.declared.samples):
        fields = _read(held, sample.line)
        if fields is None:
            yield f"the format does not read its own sample{_place(held, sample.line)}", "samples", number
            continue
        for name, value in sample.fields.items():
            if name not in fields:
                yield f"no field is called {name}; the fields are {', '.join(fields)}", "samples", number
            elif fields[name] != value or type(fields[name]) is not type(value):
                yield f"{name} is {fields[name]!r} here, and {value!r} was expected", "samples", number
    for number, other in enumerate(held.declared.others):
        if _read(held, other.line) is not None:
            yield "the format reads this line, but must not", "others", number


def _place(held: LogFormat, line: str) -> str:
    stop = held.template.stop(line.encode()) if held.template else None
    return f": it ceases to fit {stop.words(with_data=True)}" if stop else ""


def _read(held: LogFormat, text: str) -> Fields | None:
    """Return the fields of the record with which a text ends; a header or a comment may come before it."""
    reading = held.reading()
    if held.kind != "csv":
        return reading.split(text.encode())
    lines = text.encode().split(b"\n")
    reading.see(lines)
    records = (b"\n".join(lines[first:]) for first in range(len(lines)))
    return next((fields for record in records if (fields := reading.split(record)) is not None), None)
