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
from generators.content import faker_pool
from tests.faults.running import HERE, EndedCommand, harness
from tests.started import refused, without_traces

MODULES: Final = HERE / "cheats" / "modules"
SHARED: Final = re.compile(r"^from shared import .*$", re.MULTILINE)
HONEST: Final = "honest"
KEPT: Final = "leanlines-cheat-*"
NO_BETTER: Final = 0.6  # of the honest time, on a machine that does other things as well
NO_LEANER: Final = 0.9  # of the honest peak

ENDS: Final = {
    "announces_its_call_again": {"suspect"},
    "answers_in_disguise": {"error", "bad-return-type"},
    "blames_its_rivals": {"no better"},
    "claims_a_smaller_peak": {"no better", "suspect"},
    "claims_that_imports_worked": {"cautioned"},
    "computes_in_a_child": {"suspect", "cautioned"},
    "computes_in_a_thread": {"non-deterministic", "wrong-answer"},
    "computes_in_its_import": {"wrong-answer"},
    "ends_its_call_early": {"suspect", "wrong-answer"},
    "fills_in_its_answer_by_a_profiler": {"cautioned"},
    "fills_in_its_answer_in_a_thread": {"cautioned", "non-deterministic", "suspect", "wrong-answer"},
    "fills_in_its_answer_later": {"cautioned"},
    "forges_its_result": {"suspect"},
    "has_another_face_when_traced": {"cautioned"},
    "has_two_faces": {"cautioned"},
    "has_two_faces_in_a_child": {"cautioned"},
    "hides_memory_in_a_memfd": {"cautioned", "unguarded"},
    "hides_memory_in_a_segment": {"cautioned", "unguarded"},
    "hides_memory_in_pipes": {"cautioned", "unguarded"},
    "hides_memory_in_secret": {"cautioned", "unguarded", "no better"},
    "hides_memory_in_sockets": {"cautioned", "unguarded"},
    "holds_back_its_rivals": {"cautioned", "no better"},
    "keeps_its_answer_between_calls": {"cautioned", "no better"},
    "keeps_its_answer_for_each_change": {"cautioned", "no better", "non-deterministic"},
    "keeps_its_answer_in_shared_memory": {"cautioned", "wrong-answer", "no better"},
    "knows_an_exam_by_its_name": {"wrong-answer"},
    "leaves_work_for_its_rivals": {"cautioned", "no better"},
    "moves_the_start_of_its_call": {"cautioned", "no better", "suspect"},
    "patches_the_clock_in_place": {"cautioned", "suspect"},
    "plants_code": {"no better"},
    "reads_cached_answers": {"wrong-answer", "no better"},
    "reads_the_journal": {"no better"},
    "reads_the_manifest": {"wrong-answer", "no better"},
    "resets_the_traced_peak_unseen": {"cautioned"},
    "rewrites_cached_answers": {"wrong-answer", "no better"},
    "says_another_phase": {"suspect"},
    "slows_the_clock": {"cautioned", "no better"},
    "takes_precedence": {"no better"},
    "turns_the_clock_back": {"suspect"},
    "works_in_an_import_hook": {"cautioned"},
    "works_on_what_differs": {"cautioned"},
    "works_under_an_audit_hook": {"cautioned"},
}
"""Cheat -> what may become of it: a status, a caution or note at its row, or a time that is no better than the honest
one. Without a control group nobody sees the memory of the kernel; the run says so."""


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EndedCommand]:
    yield measured(tmp_path_factory.mktemp("cheats"), "--impl", "*@modules", "--sizes", "50k", "--rounds", "2")
    for left in Path("/dev/shm").glob(KEPT):  # noqa: S108  where the private view is refused
        left.unlink()


def measured(folder: Path, *chosen: str, **surroundings: str) -> EndedCommand:
    """Run some modules with a cache of their own; neither how memory grows nor an edge case is what catches them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEANLINES_CACHE", str(folder / "cache"))
        faker_pool.load(1, "en_US")  # here it is at hand, and the run would take seconds
        modules = str(complete_modules(folder / "modules"))
        given = ("--impls", modules, "--baseline", HONEST, "--timeout", "30s", "--edge-cases", "off", *chosen)
        return harness(folder, *given, workload="error_counts", **surroundings)


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


def is_no_better(row: Outcome, honest: Outcome, *, disturbed: bool) -> bool:
    """Return whether a row has no smaller peak than it has earned and, on an undisturbed machine, no shorter time."""
    peaks = [each.largest("peak", Instrument.RESIDENT) or 0 for each in (row, honest)]
    return (disturbed or time_of(row) > NO_BETTER * time_of(honest)) and peaks[0] > NO_LEANER * peaks[1]


def ends(run: EndedCommand, name: str) -> set[str]:
    row = run.row(name)
    if row.status is not Status.OK:
        return {str(row.status)}
    missing = {guard.name for guard in run.run.guards if guard.missing}
    return {
        *({"cautioned"} if said(run, name) else ()),
        *({"no better"} if is_no_better(row, run.row(HONEST), disturbed=run.disturbed) else ()),
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


def test_what_it_held_is_what_the_monitor_saw(ended: EndedCommand) -> None:
    held = ended.row("claims_a_smaller_peak").largest("peak", Instrument.RESIDENT)

    assert held is not None
    assert held > (ended.row(HONEST).largest("peak", Instrument.RESIDENT) or 0)


def test_what_a_row_says_of_its_answer_is_held_against_no_other(ended: EndedCommand) -> None:
    liar, honest = (ended.row(name).largest("entries", Instrument.RESIDENT) for name in ("blames_its_rivals", HONEST))

    assert liar == honest
    assert ended.row(HONEST).status is Status.OK


def test_no_later_process_finds_the_answer_of_an_earlier_one(tmp_path: Path) -> None:
    rows = [word for name in (HONEST, "reads_the_journal") for word in ("--impl", f"{name}@modules")]
    run = measured(tmp_path, *rows, "--sizes", "50k", "--rounds", "3", **without_traces(), **refused())

    assert {sample.answer for outcome in run.run.outcomes for sample in outcome.samples if sample.variant} == {""}
    assert "no better" in ends(run, "reads_the_journal")


def test_a_clock_that_is_a_little_slow_is_noticed_in_a_few_rounds(tmp_path: Path) -> None:
    rows = [word for name in (HONEST, "slows_the_clock") for word in ("--impl", f"{name}@modules")]
    run = measured(tmp_path, *rows, "--sizes", "200k", "--rounds", "6", **without_traces())
    cautions = [each for each in Analysis(run.run).cautions if each.kind is CautionKind.OTHER_CLOCK]

    assert [each.where and each.where.implementation for each in cautions] == ["slows_the_clock"] or run.disturbed


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("works_on_what_differs", CautionKind.WORK_WHILE_IMPORTED),
        ("works_under_an_audit_hook", CautionKind.WORK_WHILE_IMPORTED),
        ("has_two_faces", CautionKind.OTHER_MEMORY),
        ("has_two_faces_in_a_child", CautionKind.OTHER_MEMORY),
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
