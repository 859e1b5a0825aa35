"""The commands that make a result again, and how one was reproduced."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeGuard

from bench.analysis.repetition import repetition
from bench.model.commands import published, shell
from bench.model.types import Checkout, Run
from reports.page.page import Command, Repeated
from reports.page.parts import Table
from reports.view.provenance.machine import was_installed

TWIN: Final = "twin"
FORMAT_FILE: Final = ".toml"
LOG: Final = "FILE"
FORMAT: Final = "--format"
PLACE: Final = "DIR"
"""What stands for a path: a report has the names of folders and of formats, and not where they lie."""
WITHOUT_FOLDER: Final = (
    "If you have no such folder, write the sources that this report carries to a new one, and read them: "
    "docs/again.md says how to run them."
)
HASH = re.compile("[0-9a-f]{40,64}")


def commands(run: Run) -> tuple[Command, ...]:
    """Return the commands that repeat the run."""
    arguments = tuple(_placed(_lasting(run.plan.arguments)))
    installed = was_installed(run.machine)
    lines = dict(_versions(run))
    asks_for_log = any(option == "--log" for option, _ in _options(run.plan.arguments))
    is_made = _has_log(run) or not asks_for_log  # a twin that was measured again was made without its log
    if is_made:
        measured = published("bench run", *arguments, installed=installed)
        lines[measured] = f"{_data(run)}, measure again and draw the report."
    if is_made and run.before is None:  # `check` knows one state alone, and `--again` finds no folder of the earlier
        lines[published("bench check", *arguments, installed=installed)] = "Only check the answers."
    if run.before is None and not run.pooled:  # what several machines measured is not measured again on one
        again = published("bench run", "--again", "report.html", *_list_given_again(run), installed=installed)
        lines[again] = "Measure again what this report states, and compare."
        if _folders(run) and run.files:
            carried = published("bench run", "--again", "report.html", "--show-sources", "NEW", installed=installed)
            lines[carried] = WITHOUT_FOLDER
    return tuple(Command(line=line, purpose=purpose) for line, purpose in lines.items())


def placeholders(run: Run, lines: Iterable[str]) -> str:
    """Return what to write in place of the words in commands that stand for a path; empty where there are none."""
    written = " ".join(lines)
    given = [value for option, value in _options(run.plan.arguments) if _lies_elsewhere(option, value)]
    names = [f"`{name}`" for name in dict.fromkeys((*_folders(run), *given)) if shell(at(name)) in written]
    parts = [f"{PLACE} with that of the folder that holds {' and '.join(names)}"] if names else []
    parts += [f"{LOG} with that of the log"] if f" {LOG}" in written or f"={LOG}" in written else []
    return f"A report contains no paths: replace {', and '.join(parts)}." if parts else ""


def at(name: str) -> str:
    """Return what a command has for the path of a folder or file of which only the name is known."""
    return f"{PLACE}/{name}"


def _folders(run: Run) -> tuple[str, ...]:
    """Return the folders of implementations that were given, in their order; earlier states of the code are none."""
    earlier = run.before.states if run.before else {}
    origins = dict.fromkeys(item.origin for item in run.implementations)
    return tuple(each for each in origins if each != "impls" and each not in earlier)


def _has_log(run: Run) -> bool:
    return any(data.kind == "own log" for data in run.data.values())


def _data(run: Run) -> str:
    """Say what brings the data back."""
    if not _has_log(run):
        return "Generate the same data"
    return "Take the same log, make its twin" if run.profile else "Take the same log"


def _versions(run: Run) -> Iterator[tuple[str, str]]:
    """Yield the commands that take the very versions, where a commit has all of it."""
    if _is_whole(run.checkout):
        yield f"git checkout {run.checkout.commit}", "Take the version of Leanlines that measured this."
    for origin, commit in run.repositories.items():
        if _is_whole(commit):
            yield shell("git", "-C", at(origin), "checkout", commit.commit), "Take the code that was measured."


def _is_whole(checkout: Checkout | None) -> TypeGuard[Checkout]:
    return checkout is not None and not checkout.changed and HASH.fullmatch(checkout.commit) is not None


def _list_given_again(run: Run) -> tuple[str, ...]:
    """Return the options for what a report does not hold: the user's log, a format of their own, and folders."""
    log = ("--log", LOG) if not run.profile and _has_log(run) else ()
    written = any(each.written_for for each in run.workloads.values())
    formats = [word for option, word in _options(run.plan.arguments) if option == FORMAT and written]
    own = [("--format", word) for word in formats if _lies_elsewhere(FORMAT, word)]
    folders = [("--impls", folder) for folder in _folders(run)]
    return (*log, *(word for option, name in (*own, *folders) for word in (option, at(name))))


def _options(arguments: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each word after the one before it, and an option that has its value in one word apart from that."""
    for before, word in zip(("", *arguments), arguments, strict=False):
        option, equals, value = word.partition("=")
        yield (option, value) if equals and option.startswith("--") else (before, word)


def _lies_elsewhere(option: str, value: str) -> bool:
    """Return whether a value is the name of something that its owner has, of which no reader knows where."""
    return option == "--impls" or (option == FORMAT and value.endswith(FORMAT_FILE))


def _placed(arguments: Sequence[str]) -> Iterator[str]:
    for (option, value), word in zip(_options(arguments), arguments, strict=True):
        yield f"{word.removesuffix(value)}{at(value)}" if _lies_elsewhere(option, value) else word


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
        finding=repetition.summary(found, "it", "table below"),
        remarks=found.remarks + (carried if found.embedded else ()),
        figures=Table(
            heads=("Row", "Figure", "Stated", "Found", "Verdict", "Allowed difference"),
            rows=tuple(
                (each.row, each.metric, each.stated, each.found, verdicts[each.within], each.tolerance)
                for each in sorted(found.figures, key=lambda held: order.index(held.within))
            ),
        ),
    )


def _lasting(arguments: Sequence[str]) -> list[str]:
    """Leave out the folder that the result went to."""
    return [each for before, each in zip(("", *arguments), arguments, strict=False) if "--out" not in (before, each)]
