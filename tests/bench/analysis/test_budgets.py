import re
from dataclasses import replace
from pathlib import Path

import pytest

from bench.analysis import budget_file as budgets_file
from bench.analysis.analysis import Analysis
from bench.analysis.budgets import Budget, BudgetFinding, BudgetVerdict, findings
from bench.analysis.growth.laws import GrowthKind
from bench.cli import measuring, repeat_or_resume
from bench.cli.comparing import budgets as budgets_command
from bench.cli.options import What, repeated
from bench.inputs.catalogue import catalogue
from bench.model.errors import BenchError
from bench.model.request import Request
from bench.model.types import BeforeAfter, EarlierCode, Instrument, Run, Sample, Status
from bench.model.units import parse_size
from bench.session import run as session
from bench.session.run import EndedRun
from tests.bench.analysis.growth.sweeps import a_sweep
from tests.bench.analysis.growth.test_row_growth import line
from tests.bench.builders import BASELINE, a_cell, a_row, a_row_of, a_run, quantities, resident, timed, times, traced

ROW = "error_counts/bytes_blocks"


def a_lean_run(*, peak: float = 12.0, held: float = 0.15, seconds: float = 0.1) -> Run:
    """Return a run of a baseline (634 MiB, 1 s) and of a row with these figures, in MiB and seconds."""
    cell = a_cell("bytes_blocks")
    samples = timed(cell, times(seconds, seed="lean")) + resident(cell, [peak]) + traced(cell, held)
    return a_run(a_row(), a_row_of(*samples), a_row(control=True))


def checked(path: Path, *folders: Path) -> int:
    return budgets_command.check(Analysis(a_lean_run()), budgets_command.read(Request(folders=folders), path))


def only(run: Run, **limits: object) -> BudgetFinding:
    (found,) = findings(Analysis(run), [Budget(row=ROW, **limits)])  # type: ignore[arg-type]
    return found


def test_memory_within_its_budget_holds() -> None:
    found = only(a_lean_run(held=0.15), traced_peak="200 KiB")

    assert found.verdict is BudgetVerdict.HELD
    assert found.tightest == "154 KiB"
    assert found.by == ""


def test_memory_beyond_its_budget_says_by_how_much_and_what_would_have_held() -> None:
    found = only(a_lean_run(held=0.25), traced_peak="200 KiB")

    assert found.verdict is BudgetVerdict.BROKEN
    assert found.by == "56.0 KiB too much (28.0 %)"
    assert found.tightest == "256 KiB"


@pytest.mark.parametrize("figure", ["peak", "traced_peak"])
def test_the_tightest_budget_of_memory_holds_and_a_tighter_one_does_not(figure: str) -> None:
    run = a_lean_run(peak=12.345, held=0.1234)
    tightest = only(run, **{figure: "1 KiB"}).tightest

    assert only(run, **{figure: tightest}).verdict is BudgetVerdict.HELD
    assert only(run, **{figure: f"{parse_size(tightest) // 1024 - 1} KiB"}).verdict is BudgetVerdict.BROKEN


def test_saving_is_held_to_percent_of_the_baselines_peak() -> None:
    run = a_lean_run(peak=12.0)

    assert only(run, saved=98).verdict is BudgetVerdict.HELD
    broken = only(run, saved=99)
    assert (broken.verdict, broken.found, broken.by, broken.tightest) == (
        BudgetVerdict.BROKEN,
        "98.11 %",
        "0.89 points too little",
        "98.1",
    )
    assert only(run, saved=float(broken.tightest)).verdict is BudgetVerdict.HELD


def test_a_budget_of_time_is_broken_only_beyond_interval_and_noise() -> None:
    run = a_lean_run(seconds=0.1)

    assert only(run, times_as_fast=9).verdict is BudgetVerdict.HELD
    assert only(run, times_as_fast=10.05).verdict is BudgetVerdict.HELD
    broken = only(run, times_as_fast=20)
    assert broken.verdict is BudgetVerdict.BROKEN
    assert " 48.6 %" in broken.by
    assert only(run, times_as_fast=float(broken.tightest)).verdict is BudgetVerdict.HELD
    assert only(run, times_as_fast=float(broken.tightest) + 0.011).verdict is BudgetVerdict.BROKEN


def test_few_rounds_break_no_budget_of_time() -> None:
    run = a_lean_run()
    rows = (replace(row, samples=tuple(s for s in row.samples if (s.round or 0) < 3)) for row in run.outcomes)

    found = only(replace(run, outcomes=tuple(rows)), times_as_fast=20)

    assert (found.verdict, "few rounds" in found.by) == (BudgetVerdict.UNKNOWN, True)


@pytest.mark.parametrize(
    ("peaks", "limit", "verdict", "tightest"),
    [
        ([11.0, 11.1, 11.1, 11.1, 11.1], "constant", BudgetVerdict.HELD, "constant"),
        ([11.0, 11.1, 11.1, 11.1, 11.1], "linear", BudgetVerdict.HELD, "constant"),
        (line(826), "linear", BudgetVerdict.HELD, "linear"),
        (line(826), "constant", BudgetVerdict.BROKEN, "linear"),
        ([11.0, 11.1, 11.1, 11.1, 15.0], "constant", BudgetVerdict.BROKEN, "none"),
        ([11.0, 30.0, 90.0, 300.0, 9000.0], "linear", BudgetVerdict.BROKEN, "none"),
    ],
)
def test_growth_is_held_to_a_law_that_held(
    peaks: list[float], limit: str, verdict: BudgetVerdict, tightest: str
) -> None:
    (found,) = findings(Analysis(a_sweep(peaks)), [Budget(row="error_counts/x", growth=limit)])

    assert (found.verdict, found.tightest) == (verdict, tightest)


def counting(run: Run, **counts: float) -> Run:
    """Return a run whose timed processes of the budgeted row counted this."""
    row = run.outcomes[1]
    more = quantities({name: (count, "1") for name, count in counts.items()})
    counted = Sample(cell=row.cell, instrument=Instrument.ALLOCATIONS, values=more)
    samples = (*(replace(each, values={**each.values, **more}) for each in row.samples), counted)
    return replace(run, outcomes=(run.outcomes[0], replace(row, samples=samples), *run.outcomes[2:]))


@pytest.mark.parametrize(
    ("limit", "verdict", "by"),
    [
        (1300, BudgetVerdict.HELD, ""),
        (1299, BudgetVerdict.BROKEN, "1 too many (0.1 %)"),
        (1000, BudgetVerdict.BROKEN, "300 too many (30.0 %)"),
        (0, BudgetVerdict.BROKEN, "1,300 too many"),
    ],
)
def test_a_count_is_held_to_the_last_one(limit: int, verdict: BudgetVerdict, by: str) -> None:
    found = only(counting(a_lean_run(), minor_faults=1290, major_faults=10), page_faults=limit)

    assert (found.verdict, found.by, found.tightest) == (verdict, by, "1300")


def test_allocations_are_held_to_what_memray_counted() -> None:
    run = counting(a_lean_run(), allocations=1_000_006)

    assert only(run, allocations=1_000_006).verdict is BudgetVerdict.HELD
    assert only(run, allocations=1_000_005).verdict is BudgetVerdict.BROKEN


def test_a_mean_of_several_calls_is_held_to_the_next_whole_number() -> None:
    run = counting(a_lean_run(), voluntary_switches=2.25)

    assert only(run, voluntary_switches=3).verdict is BudgetVerdict.HELD
    assert only(run, voluntary_switches=2).verdict is BudgetVerdict.BROKEN


def test_what_was_not_counted_is_missing_and_the_remedy_is_named() -> None:
    found = only(a_lean_run(), allocations=10**9)

    assert (found.verdict, found.found) == (BudgetVerdict.MISSING, "not available")
    assert found.limit == "1,000,000,000"
    assert "--count-allocations" in found.by


def test_a_machine_that_counts_no_instructions_has_no_say_in_them() -> None:
    run = a_lean_run()
    unable = replace(run, machine=replace(run.machine, no_instructions="the kernel refuses"))

    assert only(run, instructions=5).verdict is BudgetVerdict.MISSING
    assert only(unable, instructions=5).verdict is BudgetVerdict.UNKNOWN


def test_growth_without_a_law_is_not_checked_and_says_why() -> None:
    run = a_sweep([17.0, 18.0, 20.0, 20.0, 20.0], processes=(2, 2, 3, 3, 3))

    (found,) = findings(Analysis(run), [Budget(row="error_counts/x", growth="constant")])

    assert found.verdict is BudgetVerdict.UNKNOWN
    assert found.by.startswith(f"{GrowthKind.REFUSED} (")


def test_growth_at_too_few_sizes_is_missing() -> None:
    assert only(a_lean_run(), growth="constant").verdict is BudgetVerdict.MISSING


def test_a_budget_for_another_size_is_not_checked() -> None:
    found = only(a_lean_run(), lines=5_000_000, saved=99.9)

    assert found.verdict is BudgetVerdict.UNKNOWN
    assert re.findall(r"[\d,]*\d", found.by) == ["5,000,000", "1,000,000"]


def test_a_row_that_was_not_measured_is_not_checked_and_says_so() -> None:
    (found,) = findings(Analysis(a_lean_run()), [Budget(row="error_counts/other", peak="1 MiB")])

    assert (found.verdict, "not measured" in found.by) == (BudgetVerdict.UNKNOWN, True)


@pytest.mark.parametrize("limit", [{"saved": 50}, {"times_as_fast": 2}])
def test_a_baseline_is_not_held_to_what_it_saves_of_itself(limit: dict[str, float]) -> None:
    (found,) = findings(Analysis(a_lean_run()), [Budget(row=f"error_counts/{BASELINE}", **limit)])  # type: ignore[arg-type]

    assert (found.verdict, "the baseline" in found.by) == (BudgetVerdict.UNKNOWN, True)


def test_rows_of_one_name_are_told_apart_by_their_folder() -> None:
    run = a_lean_run()
    row = run.outcomes[1]
    other = replace(row, cell=replace(row.cell, origin="before"))

    found = findings(Analysis(replace(run, outcomes=(*run.outcomes, other))), [Budget(row=ROW, peak="1 GiB")])

    assert [each.row for each in found] == [f"{ROW} on 3.11.7", f"{ROW}@before on 3.11.7"]


def test_a_row_that_failed_breaks_its_budget() -> None:
    run = a_lean_run()
    crashed = replace(run.outcomes[1], status=Status.CRASH)

    found = only(replace(run, outcomes=(run.outcomes[0], crashed, run.outcomes[2])), peak="1 GiB")

    assert (found.verdict, found.by) == (BudgetVerdict.BROKEN, "it failed: crash")


def test_a_missing_baseline_leaves_nothing_to_save_against() -> None:
    run = a_lean_run()
    rows = tuple(row for row in run.outcomes if row.cell.implementation != BASELINE)

    assert only(replace(run, outcomes=rows), saved=50).verdict is BudgetVerdict.MISSING


def a_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "budgets.toml"
    path.write_text(text)
    return path


def test_the_projects_own_file_can_be_read() -> None:
    assert Budget(row="error_counts/generator_chain", lines=1_000_000, saved=98) in budgets_file.read(
        budgets_command.FILE
    )


def test_all_of_the_baselines_peak_may_be_asked_to_be_saved_and_any_ratio_above_zero(tmp_path: Path) -> None:
    path = a_file(tmp_path, "[[budgets]]\nrow='a/b'\nsaved=100\ntimes_as_fast=0.5")

    assert budgets_file.read(path) == (Budget(row="a/b", saved=100, times_as_fast=0.5),)


def test_the_projects_own_file_limits_rows_that_exist() -> None:
    rows = {f"{item.workload}/{item.name}" for item in catalogue(()).implementations}

    assert {budget.row for budget in budgets_file.read(budgets_command.FILE)} <= rows


@pytest.mark.parametrize(
    ("text", "line", "named"),
    [
        ("", 0, "no budget"),
        ("x = [", 0, "not TOML"),
        ("x = 1\ny y", 2, "not TOML"),
        ("[[budget]]\nrow='a/b'", 1, "`budget`"),
        ("[[budgets]]\nrow='a/b'\npeek='1 MiB'", 3, "`peek`"),
        ("[[budgets]]\nrow='a/b'", 1, "a/b"),
        ("[[budgets]]\nrow='b'\nsaved=1", 2, "b"),
        ("[[budgets]]\nrow='a/b'\npeak='much'", 3, "'much'"),
        ("[[budgets]]\nrow='a/b'\ngrowth='flat'", 3, "constant, entries, linear"),
        ("[[budgets]]\nrow='a/b'\nsaved='x'", 3, "`saved`"),
        ("budgets = 3", 1, "`budgets`"),
        ("budgets = [3]", 1, "`budgets`"),
        ("[[budgets]]\nrow='a/b'\nsaved=nan", 3, "saved = nan"),
        ("[[budgets]]\nrow='a/b'\nsaved=101", 3, "saved = 101"),
        ("[[budgets]]\nrow='a/b'\nsaved=-inf", 3, "saved = -inf"),
        ("[[budgets]]\nrow='a/b'\ntimes_as_fast=0", 3, "times_as_fast = 0"),
        ("[[budgets]]\nrow='a/b'\ntimes_as_fast=nan", 3, "times_as_fast = nan"),
        ("[[budgets]]\nrow='a/b'\ntimes_as_fast=inf", 3, "times_as_fast = inf"),
        ("[[budgets]]\nrow='a/b'\npage_faults=-1", 3, "page_faults = -1"),
        ("[[budgets]]\nrow='a/b'\npage_faults=1.5", 3, "`page_faults`"),
        ("[[budgets]]\nrow='a/b'\nsaved=1\n[[budgets]]\nrow='a/c'\nsaved=1\nlines=-1", 7, "lines = -1"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(tmp_path: Path, text: str, line: int, named: str) -> None:
    path = a_file(tmp_path, text)
    with pytest.raises(BenchError) as refused:
        budgets_file.read(path)

    assert str(refused.value).startswith(f"{path}:{line}:" if line else f"{path}: ")
    assert named in str(refused.value)


def test_no_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="cannot be read"):
        budgets_file.read(tmp_path / "none.toml")


@pytest.mark.parametrize(("limit", "code"), [("200 KiB", 0), ("100 KiB", 3)])
def test_a_broken_budget_is_named_and_leaves_with_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], limit: str, code: int
) -> None:
    path = a_file(tmp_path, f"[[budgets]]\nrow = '{ROW}'\ntraced_peak = '{limit}'\n")

    assert checked(path) == code

    said = capsys.readouterr().out
    assert f"{ROW} on 3.11.7: traced_peak {limit}, found 154 KiB" in said
    assert ": 154 KiB" in said


SPREAD = ("peaks differ",)


@pytest.mark.parametrize(
    ("limits", "cautions"),
    [
        ({"peak": "1 GiB"}, SPREAD),
        ({"peak": "1 MiB"}, SPREAD),
        ({"saved": 50}, SPREAD),
        ({"traced_peak": "1 GiB"}, ("native memory",)),
        ({"times_as_fast": 2}, ()),
        ({"growth": "constant"}, ()),
    ],
)
@pytest.mark.parametrize("spread", ["bytes_blocks", BASELINE])
def test_a_caution_about_a_figure_is_named_beside_its_budget_and_changes_no_verdict(
    spread: str, limits: dict[str, object], cautions: tuple[str, ...]
) -> None:
    run = a_lean_run()
    rows = [
        replace(row, samples=(*row.samples, *resident(row.cell, (900.0,))))
        if row.cell.implementation == spread
        else row
        for row in run.outcomes
    ]
    peaks = replace(run, outcomes=tuple(rows))

    found = only(peaks, **limits)

    own = spread == "bytes_blocks" or "saved" in limits
    assert found.cautions == (cautions if own else ())
    assert only(run, **limits).cautions == ()


def test_a_caution_is_named_in_the_line_of_a_budget(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = a_lean_run()
    row = replace(run.outcomes[1], samples=(*run.outcomes[1].samples, *resident(run.outcomes[1].cell, (24.0,))))
    path = a_file(tmp_path, f"[[budgets]]\nrow = '{ROW}'\npeak = '1 GiB'\n")

    assert (
        budgets_command.check(
            Analysis(replace(run, outcomes=(run.outcomes[0], row))), budgets_command.read(Request(), path)
        )
        == 0
    )
    assert capsys.readouterr().out.rstrip().endswith(f"; caution: {SPREAD[0]}")


def test_nothing_checked_is_no_success(tmp_path: Path) -> None:
    path = a_file(tmp_path, "[[budgets]]\nrow = 'error_counts/generator_chain'\npeak = '1 MiB'\n")

    assert checked(path) == 3


@pytest.mark.parametrize(("limit", "code"), [("allocations = 5", 3), ("times_as_fast = 2\nlines = 5", 0)])
def test_beside_budgets_that_hold_one_without_its_figure_fails_and_one_that_is_not_for_this_run_does_not(
    tmp_path: Path, limit: str, code: int
) -> None:
    path = a_file(tmp_path, f"[[budgets]]\nrow = '{ROW}'\npeak = '1 GiB'\n[[budgets]]\nrow = '{ROW}'\n{limit}\n")

    assert checked(path) == code


@pytest.mark.parametrize(("row", "meant"), [("error_counts/bytes_block", ROW), ("eror_counts/bytes_blocks", ROW)])
def test_a_budget_whose_row_is_mistyped_is_refused_whatever_else_holds(tmp_path: Path, row: str, meant: str) -> None:
    path = a_file(tmp_path, f"[[budgets]]\nrow = '{ROW}'\npeak = '1 GiB'\n[[budgets]]\nrow = '{row}'\npeak = '1 GiB'\n")

    with pytest.raises(BenchError, match=row) as refused:
        checked(path)

    assert f"Did you mean '{meant}'?" in refused.value.hint


def test_a_budget_for_a_row_of_a_folder_of_ones_own_is_known(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "mine_alone.py").write_text("def run(path): ...")
    path = a_file(
        tmp_path,
        f"[[budgets]]\nrow = '{ROW}'\npeak = '1 GiB'\n[[budgets]]\nrow = 'error_counts/mine_alone'\npeak = '1 MiB'\n",
    )

    assert checked(path, tmp_path / "mine") == 0


def test_a_mistyped_budget_is_found_before_anything_is_measured(tmp_path: Path) -> None:
    path = a_file(tmp_path, "[[budgets]]\nrow = 'error_counts/generator_chian'\npeak = '1 MiB'\n")

    with pytest.raises(BenchError, match="error_counts/generator_chian"):
        budgets_command.read(Request(), path)


def test_a_run_is_held_to_the_budgets_that_there_were_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_file(tmp_path, f"[[budgets]]\nrow = '{ROW}'\ntraced_peak = '1 KiB'\n")

    def measure(*_: object) -> EndedRun:
        path.unlink()
        return EndedRun(a_lean_run(), tmp_path)

    monkeypatch.setattr(session, "run", measure)

    assert measuring._measure(Request(), lambda _: 0, path) == budgets_command.BROKEN


@pytest.mark.parametrize(
    ("words", "file"),
    [
        (["--check-budgets"], budgets_command.FILE),
        (["--check-budgets", "--quick"], budgets_command.FILE),
        (["--check-budgets", "mine.toml"], Path("mine.toml")),
        (["--check-budgets=mine.toml", "--quick"], Path("mine.toml")),
    ],
)
def test_a_run_is_held_to_the_file_that_is_named_or_to_that_of_the_project(words: list[str], file: Path) -> None:
    _, how, _ = repeat_or_resume._reader(words, exit_on_error=False, print_error=False)

    assert how.check_budgets
    assert budgets_command.file_of(how.check_budgets) == file
    assert repeated(What(), how) == ("--check-budgets", *([] if file is budgets_command.FILE else [file]))


def test_of_a_change_the_rows_as_they_are_now_are_held_and_nothing_is_compared_with_an_earlier_one() -> None:
    now = a_row("generator_chain")
    cell = replace(now.cell, origin="main")
    earlier = replace(now, cell=cell, samples=tuple(replace(each, cell=cell) for each in now.samples))
    run = a_run(now, earlier)
    change = BeforeAfter(states={"main": EarlierCode(origin="impls", name="main")})
    budget = Budget(row="error_counts/generator_chain", peak="1 MiB", saved=10)

    found = findings(Analysis(replace(run, before=change)), (budget,))

    assert [(each.figure, each.verdict) for each in found] == [
        ("peak", BudgetVerdict.BROKEN),
        ("saved", BudgetVerdict.UNKNOWN),
    ]
