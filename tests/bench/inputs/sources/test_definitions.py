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


@pytest.mark.parametrize("text", ['TOLERANCE = "1e-9"', "TOLERANCE = -1", "TOLERANCE = 1", "TOLERANCE = ()"])
def test_a_tolerance_that_is_no_share_is_refused(text: str, tmp_path: Path) -> None:
    path = write(tmp_path, ON_A_LOG.format(text))

    with pytest.raises(BenchError, match="TOLERANCE"):
        definitions.read_workload(path)
