"""Which of a log's levels is ERROR, in its own words."""

import pytest

from bench.formats.reading import Value
from bench.inputs.sniffing.error_level import error_condition


@pytest.mark.parametrize(
    ("values", "condition"),
    [
        (["INFO", "ERROR", "FATAL", "WARN"], "level == ERROR"),
        (["info", "error", "fatal"], "level == error"),
        (["I", "E", "F"], "level == E"),
        (["INFO", "SEVERE", "FINE"], "level == SEVERE"),
        (["err", "Error", "info"], "level in (Error, err)"),
        ([30, 50, 60, 30], "level == 50"),
        ([6, 3, 7], "level == 3"),
        (["6", "3"], 'level == "3"'),
        (["30", "60"], 'level == "50"'),
        (["INFO", "WARN"], "level == ERROR"),
        (["info", "warn"], "level == error"),
        (["Info", "Warn"], "level == Error"),
        (["I", "W"], "level == E"),
        (["ERROR", 50, "INFO"], "level == ERROR"),
        ([None, True, 1.5, [], {}], "level == ERROR"),
        ([], "level == ERROR"),
    ],
)
def test_error_is_said_in_the_words_of_the_log(values: list[Value], condition: str) -> None:
    assert error_condition("level", values) == condition
