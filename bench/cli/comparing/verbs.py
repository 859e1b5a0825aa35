"""The verbs about results: `compare`, `pool`, `budgets` and `claims`, a function each.

A verb imports what it does when it is called: help, and what is mistyped, need none of that.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from bench.cli.comparing.options import ClaimOptions
from bench.terminal import console, interrupts
from bench.terminal.option_types import Folders, Json, Quiet, Result


def compare(  # noqa: PLR0913  an option each
    base: Result,
    new: Result,
    *,
    md: bool = False,
    html: bool = False,
    json: Json = False,
    out: Annotated[Path | None, Parameter(name=["--out", "-o"], metavar="FILE")] = None,
) -> int:
    """Compare two results: memory, traced memory and time of every case that both have.

    Args:
        base: Folder of a run, its result.json, or an HTML report, which carries its result.
        new: Another, measured on the same data.
        md: Print Markdown.
        html: Print HTML.
        json: Print JSON (docs/json.md).
        out: File to write; its suffix .md or .html selects the format. Default: text on standard output.
    """
    with interrupts.loading():
        from bench.cli.comparing import compare as verb
    asked = {"md": md, "html": html, "json": json}
    return verb.compare(base, new, forms=[form for form, given in asked.items() if given], out=out)


def pool(*runs: Result, out: Annotated[Path, Parameter(name=["--out", "-o"], metavar="DIR")] = Path("out")) -> int:
    """Pool the results of one plan from several machines: compare within each machine, and draw one conclusion.

    Args:
        runs: Folders of runs, their result.json, or HTML reports, each from a different machine.
        out: Folder in which the folder of the pooled result is created.
    """
    with interrupts.loading():
        from bench.cli.comparing import pool as verb
    return verb.pool(*runs, out=out)


def budgets(
    result: Result,
    *,
    file: Annotated[Path | None, Parameter(metavar="FILE")] = None,
    impls: Folders = (),
    json: Json = False,
) -> int:
    """Check a result against budgets: the most that a case may need, and the least that it must save.

    The exit code is 3 if a budget is broken, or if none could be checked.

    Args:
        result: Folder of a run, its result.json, or an HTML report, which carries its result.
        file: File of budgets; default: budgets.toml of the project.
        impls: Folder with more implementations that budgets name; repeatable.
        json: Print JSON (docs/json.md).
    """
    with interrupts.loading():
        from bench.cli.comparing import budgets as verb
    return verb.budgets(result, file=file or verb.FILE, impls=impls, as_document=json)


def claims(*, tested: ClaimOptions | None = None, json: Json = False, quiet: Quiet = False) -> int:
    """Test published figures, and write a page: published, measured, verdict.

    The exit code is 3 if a verdict differs from the recorded one.

    Args:
        tested: What is tested, and how.
        json: Print JSON (docs/json.md).
        quiet: Show no progress, and print only what changed.
    """
    with interrupts.loading():
        from bench.cli import claims as verb
    with console.outlet(quiet=quiet):
        return verb.claims(tested or ClaimOptions(), as_document=json)
