"""The commands that make a result again, and how one was reproduced."""

import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, TypeGuard

from bench.analysis.repetition import repetition
from bench.model.commands import published, shell
from bench.model.types import Checkout, Run
from reports.page.page import Command, Repeated
from reports.page.parts import Table
from reports.view.provenance.machine import was_installed

TWIN: Final = "twin"
FORMAT_FILE: Final = ".toml"
HASH = re.compile("[0-9a-f]{40,64}")


def commands(run: Run) -> tuple[Command, ...]:
    """Return the commands that repeat the run."""
    arguments = _lasting(run.plan.arguments)
    installed = was_installed(run.machine)
    lines = dict(_versions(run)) | {
        published("bench run", *arguments, installed=installed): f"{_data(run)}, measure again and draw the report."
    }
    if run.before is None:  # `check` knows one state alone, and `--again` finds no folder of the earlier one
        lines[published("bench check", *arguments, installed=installed)] = "Only check the answers."
    if run.before is None and not run.pooled:  # what several machines measured is not measured again on one
        again = published("bench run", "--again", "report.html", *_list_given_again(run), installed=installed)
        lines[again] = "Measure again what this report states, and compare."
    return tuple(Command(line=line, purpose=purpose) for line, purpose in lines.items())


def _data(run: Run) -> str:
    """Say what brings the data back."""
    if not any(data.kind == "own log" for data in run.data.values()):
        return "Generate the same data"
    return "Take the same log, make its twin" if run.profile else "Take the same log"


def _versions(run: Run) -> Iterator[tuple[str, str]]:
    """Yield the commands that take the very versions, where a commit has all of it."""
    if _is_whole(run.checkout):
        yield f"git checkout {run.checkout.commit}", "Take the version of Leanlines that measured this."
    for origin, commit in run.repositories.items():
        if _is_whole(commit):
            yield shell("git", "-C", Path(origin), "checkout", commit.commit), "Take the code that was measured."


def _is_whole(checkout: Checkout | None) -> TypeGuard[Checkout]:
    return checkout is not None and not checkout.changed and HASH.fullmatch(checkout.commit) is not None


def _list_given_again(run: Run) -> tuple[str, ...]:
    """Return the options for what a report does not hold: the user's log, a format of their own, and folders."""
    folders = dict.fromkeys(item.origin for item in run.implementations if item.origin != "impls")
    log = ("--log", "FILE") if not run.profile and any(data.kind == "own log" for data in run.data.values()) else ()
    written = any(each.written_for for each in run.workloads.values())
    format_ = ("--format", "FILE") if written and _is_own_format(run.plan.arguments) else ()
    return (*log, *format_, *(word for folder in folders for word in ("--impls", folder)))


def _is_own_format(arguments: Sequence[str]) -> bool:
    """Tell whether the format of the log was given as a file."""
    given = [word for before, word in itertools.pairwise(arguments) if before == "--format"]
    given += [word for word in arguments if word.startswith("--format=")]
    return any(word.endswith(FORMAT_FILE) for word in given)


def show_repeated(run: Run) -> Repeated | None:
    """Say how this run reproduced an older result."""
    found = run.repeats
    if found is None:
        return None
    verdicts = {True: "within", False: "not within", None: "not judged"}
    order = (False, None, True)
    carried = (f"These sources were taken from the older result itself: {', '.join(found.embedded)}.",)
    return Repeated(
        older=f"Run {found.run_id} of {found.started[:10]} was measured again; SHA-256 of its result: {found.sha256}.",
        finding=repetition.summary(found, "it"),
        remarks=found.remarks + (carried if found.embedded else ()),
        figures=Table(
            heads=("Row", "Figure", "Stated", "Found", "Verdict", "May differ by"),
            rows=tuple(
                (each.row, each.metric, each.stated, each.found, verdicts[each.within], each.tolerance)
                for each in sorted(found.figures, key=lambda held: order.index(held.within))
            ),
        ),
    )


def _lasting(arguments: Sequence[str]) -> list[str]:
    """Leave out the folder that the result went to."""
    return [each for before, each in zip(("", *arguments), arguments, strict=False) if "--out" not in (before, each)]
