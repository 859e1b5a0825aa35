from pathlib import Path

import pytest

from bench.inputs.sources import definitions
from bench.model.errors import BenchError

ON_A_LOG = '"""What is it?"""\nSOURCE = "log"\nBASELINE = "one"\n{}\n\ndef reference(path): ...\n'
DECLARED = 'FORMAT = \'title = "mine"\\nline = "{a} {b}"\\n\''


def write(folder: Path, text: str) -> Path:
    path = folder / "asked" / "__init__.py"
    path.parent.mkdir()
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "form", "tolerance"),
    [
        ("", "", 0.0),
        ('FORMAT = "log4j"', "format log4j", 0.0),
        ("TOLERANCE = 1e-9", "", 1e-9),
        (DECLARED, "format asked", 0.0),
    ],
)
def test_a_question_about_a_log_needs_no_size_and_may_state_a_format_and_a_tolerance(
    text: str, form: str, tolerance: float, tmp_path: Path
) -> None:
    path = write(tmp_path, ON_A_LOG.format(text))
    asked = definitions.read_workload(path)
    held = definitions.format_of(path)

    assert (asked.source, asked.form, asked.tolerance) == ("log", form, tolerance)
    assert (f"format {held.name}" if held else "") == form


OF_LINES = '"""What is it?"""\nSOURCE = "web_log"\nBASELINE = "one"\n{}\n\ndef reference(path): ...\n'
LONG = "0x" + "f" * 6000


@pytest.mark.parametrize("size", ["-5", "1e400", "'many'", "()", "10_000_000_000_000_000", LONG])
def test_a_size_that_is_none_is_refused(size: str, tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="SIZE"):
        definitions.read_workload(write(tmp_path, OF_LINES.format(f"SIZE = {size}")))


def test_steps_that_are_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="STEPS"):
        definitions.read_workload(write(tmp_path, OF_LINES.format("SIZE = 5\nSTEPS = 5")))


@pytest.mark.parametrize("name", ["STEPS", "ENTRIES", "COUNTED", "FORM", "TOLERANCE"])
def test_a_number_that_is_too_long_to_be_written_counts_as_none(name: str, tmp_path: Path) -> None:
    path = write(tmp_path, OF_LINES.format(f"SIZE = 5\n{name} = ({LONG},)"))

    read = definitions.read_workload(path)

    assert (read.steps, read.entries, read.counted, read.form, read.tolerance) == ((), "", "", "web_log", 0.0)


@pytest.mark.parametrize("text", ['TOLERANCE = "1e-9"', "TOLERANCE = -1", "TOLERANCE = 1", "TOLERANCE = ()"])
def test_a_tolerance_that_is_no_share_is_refused(text: str, tmp_path: Path) -> None:
    path = write(tmp_path, ON_A_LOG.format(text))

    with pytest.raises(BenchError, match="TOLERANCE"):
        definitions.read_workload(path)
