"""Hold a format to the lines that its declaration brings along."""

from collections.abc import Iterator

from bench.formats.log_format import LogFormat
from bench.formats.reading import Fields


def wrong(held: LogFormat) -> Iterator[tuple[str, str, int]]:
    """Yield what is wrong with a sample, its table and its number."""
    for number, sample in enumerate(held.declared.samples):
        fields = read(held, sample.line)
        if fields is None:
            yield "the format does not read this line of its own", "samples", number
            continue
        for name, value in sample.fields.items():
            if name not in fields:
                yield f"no field is called {name}; there are {', '.join(fields)}", "samples", number
            elif fields[name] != value or type(fields[name]) is not type(value):
                yield f"{name} is {fields[name]!r} here, and {value!r} was expected", "samples", number
    for number, other in enumerate(held.declared.others):
        if read(held, other.line) is not None:
            yield "the format reads this line, which was to be of another form", "others", number


def read(held: LogFormat, text: str) -> Fields | None:
    """Return the fields of the record with which a text ends; a header or a comment may come before it."""
    reading = held.reading()
    if held.kind != "csv":
        return reading.split(text.encode())
    lines = text.encode().split(b"\n")
    reading.see(lines)
    records = (b"\n".join(lines[first:]) for first in range(len(lines)))
    return next((fields for record in records if (fields := reading.split(record)) is not None), None)
