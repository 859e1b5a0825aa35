"""Which line of a log is said to cease to fit a template, and where."""

import pytest

from bench.formats import shipped
from bench.formats.ranking import LogSample
from bench.inputs.sniffing.stopping import LOOKED_AT, find_stop

TEMPLATE = "{time:iso} {level:severity} {message:rest}"
TIME, FITS = b"2026-01-05T10:00:00 ", b"2026-01-05T10:00:00 INFO a"


def found(*lines: bytes, template: str = TEMPLATE) -> tuple[int, int] | None:
    stopping = find_stop(shipped.named(template), LogSample(99, (lines,) if lines else (), whole=True))
    return (stopping.number, stopping.stop.at + 1) if stopping else None


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ([b"banner", b"", TIME + b"Started", TIME + b"Ended"], (3, 21)),
        ([b"banner", b"other"], (1, 1)),
        ([FITS, b"Traceback", TIME + b"Started"], (3, 21)),
        ([FITS, b"Traceback", b"  at a"], None),
        ([FITS] * LOOKED_AT + [TIME + b"Started"], None),
        ([FITS] * (LOOKED_AT - 1) + [TIME + b"Started"], (LOOKED_AT, 21)),
        ([], None),
        ([b""], None),
    ],
)
def test_of_the_first_lines_it_is_the_one_that_fits_furthest(lines: list[bytes], place: tuple[int, int] | None) -> None:
    assert found(*lines) == place


def test_a_format_without_a_template_has_no_such_place() -> None:
    assert found(b"x", template="json_lines") is None


def test_what_the_line_has_is_said_only_if_its_content_may_be_shown() -> None:
    stopping = find_stop(shipped.named(TEMPLATE), LogSample(99, ((TIME + b"Started",),), whole=True))

    assert stopping
    assert "Started" in stopping.words(with_data=True)
    assert "Started" not in stopping.words(with_data=False)
    assert all(stopping.words(with_data=shown).startswith("Line 1 ") for shown in (True, False))
