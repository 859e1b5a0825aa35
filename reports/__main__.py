"""`python -m reports html|md|csv|json RESULT [--out FILE]`: draw a result, or a report's own result again."""

import sys
from pathlib import Path
from typing import Annotated, Final, Literal

from cyclopts import App, Parameter

from bench import results
from bench.errors import BenchError
from reports.exporters import EXPORTERS
from reports.html import html
from reports.view import view

Form = Literal["html", "md", "csv", "json"]
app: Final = App(name="python -m reports", help=__doc__, version_flags=[], result_action="return_value")


@app.default
def draw(form: Form, result: Path, *, out: Annotated[Path | None, Parameter(name=["--out", "-o"])] = None) -> None:
    """Draw a result.

    Args:
        form: what to draw.
        result: a result.json, or an HTML report, which carries its result.
        out: the file to write; without it the text goes to the standard output.
    """
    run = results.read(result)
    text = html(view(run)) if form == "html" else EXPORTERS[form].render(run)
    if out is None:
        sys.stdout.buffer.write(text.encode())
    else:
        out.write_bytes(text.encode())


if __name__ == "__main__":
    try:
        app()
    except BenchError as error:
        sys.stderr.write(f"error: {error}\n" + (f" hint: {error.hint}\n" if error.hint else ""))
        sys.exit(error.exit_code)
