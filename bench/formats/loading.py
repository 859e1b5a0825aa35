"""Make a format of its declaration."""

from pathlib import Path

from bench.formats import samples
from bench.formats.declaration import read
from bench.formats.log_format import LogFormat
from bench.formats.pieces import TemplateError
from bench.formats.template import Template, compiled
from bench.model.toml_source import TomlSource


def load(path: Path) -> LogFormat:
    """Read a format from its file, and hold it to its samples.

    Raises:
        BenchError: if it cannot be read, or something in it cannot be used; the place is named.
    """
    declared, source = read(path)
    template = _compiled(declared.line, source, "", "line") if declared.line is not None else None
    begins = template.begins if template and declared.records.multiline else None
    if declared.records.begins:
        head = _compiled(declared.records.begins, source, "records", "begins")
        begins = head.pattern
    elif declared.records.multiline and begins is None:
        raise source.error("`multiline` needs a field called time, with which a record begins", "records", "multiline")
    loaded = LogFormat(path.stem, declared, template, begins)
    for problem, where, number in samples.wrong(loaded):
        raise source.error(problem, where, "line", number=number)
    return loaded


def _compiled(text: str, source: TomlSource, table: str, key: str) -> Template:
    try:
        return compiled(text)
    except TemplateError as error:
        raise source.error(str(error), table, key, at=error.at) from error
