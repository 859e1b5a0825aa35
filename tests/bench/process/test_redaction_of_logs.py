from pathlib import Path

import pytest

from bench.host import process_notes
from bench.measured.instruments.lines import TEMPORARY
from bench.model.types import Allocation, Status
from bench.process.job import Finished
from bench.process.redaction import WITHHELD, without_data
from bench.process.stacks import HEADING, WAITING

OF_OURS = {Status.MEMORY_LIMIT, Status.LOAD_ERROR, Status.MISSING_DEPENDENCY, Status.SUSPECT}  # never read the log


def kept(status: Status, reason: str) -> str:
    return without_data(Finished(status=status, reason=reason), "mine.py").reason


def test_an_exception_keeps_its_type_only_if_it_is_known() -> None:
    assert kept(Status.ERROR, "ValueError: secret\nmine.py, line 3") == f"ValueError. {WITHHELD}"
    assert kept(Status.ERROR, "SECRET_one: secret") == WITHHELD
    assert kept(Status.EXIT, "left by sys.exit('secret')") == WITHHELD


@pytest.mark.parametrize(
    ("kind", "file", "source", "shown"),
    [
        ("BinderError", "_engine-stubs/__init__.pyi", "class BinderError(Exception): ...", True),
        (
            "ComputeError",
            "engine/errors.py",
            "if 1:\n    class ComputeError(Exception): ...",
            True,
        ),
        ("Secret", "engine/errors.py", "class SecretError(Exception): ...", False),
        ("Secret", "engine/errors.py", "# class Secret", False),
        ("a|b", "engine/errors.py", "class a: ...", False),
    ],
)
def test_an_exception_keeps_the_type_that_an_installed_library_defines(
    kind: str, file: str, source: str, *, shown: bool, tmp_path: Path
) -> None:
    library = tmp_path / "lib/python3.11/site-packages" / file
    library.parent.mkdir(parents=True)
    library.write_text(source)
    failed = Finished(status=Status.ERROR, reason=f"{kind}: secret\nmine.py, line 3")

    assert without_data(failed, "mine.py", tmp_path).reason == (f"{kind}. {WITHHELD}" if shown else WITHHELD)


def test_a_stack_keeps_the_implementations_own_lines_for_all_else_may_be_named_after_data() -> None:
    stack = (
        "still running after 5 s",
        "secret, line 1, in run",
        "mine.py, line 7, in secret",
        "mine.py, line 9, in run",
    )
    printed = (HEADING, "mine.py, line 203, in secret", "secret")

    assert kept(Status.TIMEOUT, "\n".join(stack[:2])) == stack[0]
    told = kept(Status.CRASH, "\n".join((*stack, *printed, WAITING))).splitlines()
    assert told == [stack[0], "mine.py, line 7", "mine.py, line 9", WAITING]
    assert kept(Status.MEMORY_LIMIT, "held more than 5 bytes") == "held more than 5 bytes"


def test_lines_that_hold_memory_are_shown_of_the_implementation_alone() -> None:
    lines = [("mine.py", "x = 1"), ("json/decoder.py", "return obj"), ("secret.log", "t|ERROR|secret")]
    allocations = tuple(Allocation(file=file, line=1, size=2, count=3, source=source) for file, source in lines)

    told = without_data(Finished(status=Status.OK, allocations=allocations, growth=allocations), "mine.py")

    expected = [("mine.py", "x = 1"), ("json/decoder.py", ""), ("another file", "")]
    assert [(each.file, each.source) for each in told.allocations] == expected
    assert [(each.file, each.source) for each in told.growth] == expected


OURS = (
    "left 2 processes",
    "left 1 thread",
    "ended by SIGKILL after its answer",
    "left 1,200 threads",
    process_notes.first_call(1_200),
    f"59 % {TEMPORARY} mine.py, line 7",
)


def test_only_notes_that_the_harness_words_alone_are_kept() -> None:
    quoting = (
        "could not read 'secret'",
        "t|ERROR|secret|i|u",
        "secret",
        "left 2 processes secret",
        f"59 % {TEMPORARY} secret, line 7",  # code compiled under that name
    )

    assert without_data(Finished(status=Status.OK, notes=(*OURS, *quoting)), "mine.py").notes == OURS


@pytest.mark.parametrize("status", [each for each in Status if each not in {Status.OK, Status.SKIPPED}])
def test_no_status_lets_a_second_line_through(status: Status) -> None:
    finished = Finished(status=status, reason="KeyError: 'told'\nx['secret']")

    assert "secret" not in without_data(finished, "mine.py").reason or status in OF_OURS
