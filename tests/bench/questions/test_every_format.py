"""A question about each field of each shipped format is answered as reading the records says."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bench.formats import shipped
from bench.formats.reading import whole_records
from bench.questions import scaffold
from bench.questions.forms.line_scaffold import known
from tests.bench.questions.logs import asked

LINES = [name for name in shipped.names() if shipped.shipped(name).template]
FAST = ("generator_chain.py", "regex_blocks.py", "bytes_lines.py", "readlines_objects.py")


def run(text: str, data: Path) -> Any:
    space: dict[str, Any] = {"__name__": "generated"}
    exec(compile(text, "generated", "exec"), space)  # noqa: S102
    return space["run"](data)


@pytest.mark.parametrize("name", LINES)
def test_groups_by_any_field_are_those_that_reading_the_records_gives(name: str, tmp_path: Path) -> None:
    held = shipped.shipped(name)
    assert held.template
    samples = [sample.line.encode() for sample in held.declared.samples]
    lines = [line for line in samples if b"\n" not in line] + [b"", b"of another form"]
    data = tmp_path / "a.log"
    data.write_bytes(b"".join(line + b"\r\n" for line in lines) + lines[0])
    reading = held.reading()
    records = [reading.split(record) or {} for record in whole_records(reading, [*lines, lines[0]])]
    for number, field in enumerate(known(held.template.fields)):
        wanted = Counter(str(fields[field]) for fields in records if fields[field] is not None)
        if not wanted or any(isinstance(fields[field], int | float) for fields in records):
            continue  # a number may be written in several ways
        files = scaffold.write(held, asked("count", field), lines)
        assert run(files.texts[FAST[number % len(FAST)]], data) == wanted, field
