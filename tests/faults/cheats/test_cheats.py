"""Implementations that cheat, beside the honest original of all: none may pass for better than that without a word.

All are measured in one run, with a cache of their own: some write to whatever they can reach. What a cheat comes to
depends on the guards that this machine allows, so each names every end that it may have.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from bench.analysis.analysis import Analysis
from bench.analysis.cautions.caution import Caution, CautionKind
from bench.model.types import Instrument, Outcome, Status
from tests.faults.running import HERE, EndedCommand, harness
from tests.started import without_lines

MODULES: Final = HERE / "cheats" / "modules"
SHARED: Final = re.compile(r"^from shared import .*$", re.MULTILINE)
HONEST: Final = "honest"
KEPT: Final = "leanlines-cheat-*"
NO_BETTER: Final = 0.6  # of the honest time, on a machine that does other things as well

ENDS: Final = {
    "computes_in_a_child": {"suspect", "cautioned"},
    "computes_in_a_thread": {"wrong-answer"},
    "computes_in_its_import": {"wrong-answer"},
    "ends_its_call_early": {"suspect", "wrong-answer"},
    "forges_its_result": {"suspect"},
    "has_two_faces": {"cautioned"},
    "hides_memory_in_a_memfd": {"cautioned", "unguarded"},
    "hides_memory_in_pipes": {"cautioned", "unguarded"},
    "keeps_its_answer_between_calls": {"cautioned", "no better"},
    "keeps_its_answer_for_each_change": {"cautioned", "no better", "non-deterministic"},
    "keeps_its_answer_in_shared_memory": {"cautioned", "wrong-answer", "no better"},
    "knows_an_exam_by_its_name": {"wrong-answer"},
    "leaves_work_for_its_rivals": {"cautioned", "no better"},
    "plants_code": {"no better"},
    "reads_cached_answers": {"wrong-answer", "no better"},
    "reads_the_manifest": {"wrong-answer", "no better"},
    "rewrites_cached_answers": {"wrong-answer", "no better"},
    "says_another_phase": {"suspect"},
    "turns_the_clock_back": {"suspect"},
    "works_in_an_import_hook": {"cautioned"},
    "works_on_what_differs": {"cautioned"},
}
"""Cheat -> what may become of it: a status, a caution or note at its row, or a time that is no better than the honest
one. Without a control group nobody sees the memory of the kernel; the run says so."""


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EndedCommand]:
    folder = tmp_path_factory.mktemp("cheats")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEANLINES_CACHE", str(folder / "cache"))
        modules = complete_modules(folder / "modules")
        chosen = [
            "--impls",
            modules,
            "--impl",
            "*@modules",
            "--baseline",
            HONEST,
            "--sizes",
            "50k",  # and no others: how memory grows is not what they are caught by
            "--rounds",
            "2",
            "--timeout",
            "30s",
        ]
        yield harness(folder, *map(str, chosen), workload="error_counts", **without_lines())
    for left in Path("/dev/shm").glob(KEPT):  # noqa: S108  where the private view is refused
        left.unlink()


def complete_modules(folder: Path) -> Path:
    """Write each module as the one file that it has to be, with what several have in common."""
    folder.mkdir()
    shared = (MODULES.parent / "shared.py").read_text()
    for path in MODULES.glob("*.py"):
        (folder / path.name).write_text(SHARED.sub(lambda _: shared, path.read_text()))
    return folder


def said(run: EndedCommand, name: str) -> list[Caution | str]:
    """Return what the result says about a row, but for what it says about honest ones too."""
    row = run.row(name)
    notes = {note for sample in row.samples for note in sample.notes}
    found = [each for each in Analysis(run.run).cautions if each.where == row.cell]
    return [*found, *row.notes, *notes]


def time_of(row: Outcome) -> float:
    """Return the seconds of the shortest call: whatever else the machine does makes a call longer."""
    timed = [each for each in row.samples if each.instrument is Instrument.TIMING and each.status is Status.OK]
    return min(seconds for each in timed for seconds in each.calls)


def ends(run: EndedCommand, name: str) -> set[str]:
    row = run.row(name)
    if row.status is not Status.OK:
        return {str(row.status)}
    missing = {guard.name for guard in run.run.guards if guard.missing}
    return {
        *({"cautioned"} if said(run, name) else ()),
        *({"no better"} if time_of(row) > NO_BETTER * time_of(run.row(HONEST)) else ()),
        *({"unguarded"} if "kernel's own peak" in missing else ()),
    }


def test_every_cheat_is_measured() -> None:
    assert {path.stem for path in MODULES.glob("*.py")} == {HONEST, *ENDS}


@pytest.mark.parametrize("name", ENDS)
def test_no_cheat_passes_for_better_than_the_original(name: str, ended: EndedCommand) -> None:
    assert ends(ended, name) & ENDS[name], (ended.row(name).reason, said(ended, name), time_of(ended.row(HONEST)))


def test_the_honest_original_is_believed_whatever_runs_beside_it(ended: EndedCommand) -> None:
    row = ended.row(HONEST)

    assert (row.status, row.reason) == (Status.OK, "")
    assert [note for sample in row.samples for note in sample.notes] == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("works_on_what_differs", CautionKind.WORK_WHILE_IMPORTED),
        ("has_two_faces", CautionKind.OTHER_MEMORY),
        (HONEST, None),
    ],
)
def test_what_a_cheat_does_beside_its_call_is_named_once(
    name: str, kind: CautionKind | None, ended: EndedCommand
) -> None:
    beside = {CautionKind.WORK_WHILE_IMPORTED, CautionKind.OTHER_MEMORY}
    row = ended.row(name).cell
    found = [each.kind for each in Analysis(ended.run).cautions if each.where == row and each.kind in beside]

    assert found == ([kind] if kind else [])


def test_nothing_was_planted_that_a_later_run_would_execute(ended: EndedCommand) -> None:
    cache = ended.result.parents[2] / "cache"
    planted = [path for folder in ("environments", "kits") for path in cache.glob(f"{folder}/**/sitecustomize.py")]

    assert planted == [] or not guarded(ended)


def guarded(run: EndedCommand) -> bool:
    return "private view" in {guard.name for guard in run.run.guards if not guard.missing}
