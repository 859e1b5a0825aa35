"""Find where the lines of a log cease to fit the template that they are said to have."""

from dataclasses import dataclass
from typing import Final

from bench.formats.log_format import LogFormat
from bench.formats.ranking import LogSample
from bench.formats.template import TemplateStop

LOOKED_AT: Final = 200  # lines


@dataclass(frozen=True, slots=True)
class StoppingLine:
    """A line that ceases to fit a template.

    Args:
        number: of the line in its log, from 1.
        stop: where it does.
    """

    number: int
    stop: TemplateStop

    def words(self, *, with_data: bool) -> str:
        """Say it in a sentence; what the line has there only if its content may be shown."""
        return f"Line {self.number} ceases to fit {self.stop.words(with_data=with_data)}."


def find_stop(held: LogFormat, taken: LogSample) -> StoppingLine | None:
    """Return, of the first lines that a template does not read, the one that fits it furthest; None if all fit.

    Lines that belong to a record are none of them, once there is one.
    """
    if held.template is None or not taken.blocks:
        return None
    reading = held.reading()
    found = []
    for number, line in enumerate(taken.blocks[0][:LOOKED_AT], 1):
        if line and reading.see([line]).others and (stop := held.template.stop(line)):
            found.append(StoppingLine(number, stop))
    return max(found, key=lambda each: each.stop.pieces, default=None)
