"""Every write is made to fail in turn; what is found under a final name is then the old file or the new one, whole."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from bench.model.errors import BenchError
from bench.model.types import Instrument, Sample
from bench.results import journal, outcomes, pyperf_file, result_file
from generators.cli import app as generators_cli
from reports import cli as reports_cli
from reports.exporters.registry import EXPORTERS
from tests.bench.builders import TIMED, a_cell
from tests.faults.injector import FAULTS, Injector
from tests.reports.builders import a_run, saved
from tests.studies import writes

Content = dict[str, bytes]


def content(folder: Path) -> Content:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def restore(folder: Path, files: Content) -> None:
    for path in folder.iterdir():
        path.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)


def failures(folder: Path, fault: str, before: Content, act: Callable[[], object]) -> Iterator[str]:
    """Do something again and again on the same files, with a later operation failing; yield which one it was."""
    for number in count(1):
        restore(folder, before)
        with Injector(folder, number, fault) as injector:
            act()
        if not injector.failed:
            assert number > 1, "nothing was written at all"
            return
        yield injector.failed


class WritingCommand:
    """A command that is called again and again; it knows what is there before, and after a success."""

    def __init__(self, folder: Path, before: Content, call: Callable[[], int]) -> None:
        self.folder, self.before, self.call = folder, before, call
        restore(folder, before)
        self.code = call()
        self.after = content(folder)

    def __call__(self) -> None:
        self.code = self.call()

    def check(self, where: str, said: str) -> None:
        """See that there is the old or the new, and that a failure was told in a line or two."""
        found = content(self.folder)
        assert found in (self.before, self.after), f"{where}: {sorted(found)}"
        if self.code:
            assert self.code == 1, where
            assert said.startswith("error: "), where
            assert len(said.splitlines()) <= 2, where
            assert "Traceback" not in said, where
        else:
            assert found == self.after, f"{where}: it was called a success"


@pytest.mark.parametrize(("before", "fault"), [("nothing", "half"), *(("another", fault) for fault in FAULTS)])
def test_every_failing_write_leaves_old_or_new(
    before: str, fault: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log"
    words = ["web_log", "--seed", "7", "--out", str(path), "--force", "--lines"]
    if before == "another":
        generators_cli.main([*words, "50"])
    command = WritingCommand(tmp_path, content(tmp_path), lambda: generators_cli.main([*words, "100"]))

    capfd.readouterr()
    for where in failures(tmp_path, fault, command.before, command):
        command.check(where, capfd.readouterr().err)

    assert len(command.after) == 2


@pytest.mark.parametrize(
    ("form", "fault"), [*((form, "half") for form in EXPORTERS), ("csv", "fails"), ("csv", "short")]
)
def test_a_drawing_is_the_old_or_the_new(
    form: str, fault: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    result, drawn = saved(a_run(), tmp_path), tmp_path / "drawn"
    drawn.mkdir()
    rendered = EXPORTERS[form].render(result_file.read(result))  # once: what fails is the writing
    monkeypatch.setattr(EXPORTERS[form], "render", lambda _: rendered)
    target = drawn / f"it{EXPORTERS[form].SUFFIX}"
    command = WritingCommand(
        drawn, {target.name: b"old"}, lambda: reports_cli.main([form, str(result), "--out", str(target)])
    )

    for where in failures(drawn, fault, command.before, command):
        command.check(where, capfd.readouterr().err)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_result_and_its_timings_are_the_old_or_the_new(fault: str, tmp_path: Path) -> None:
    new = a_run()
    old = outcomes.conclude_run(new, ())
    result_file.write(old, tmp_path / "result.json")
    before = content(tmp_path)

    def write() -> None:
        with suppress(BenchError):
            result_file.write(new, tmp_path / "result.json")
            pyperf_file.write([journal.JournalEntry(a_sample(0), TIMED)], tmp_path / "pyperf.json")

    for where in failures(tmp_path, fault, before, write):
        assert set(content(tmp_path)) <= {"result.json", "pyperf.json"}, where
        assert result_file.read(tmp_path / "result.json") in (old, new), where
        assert (tmp_path / "pyperf.json").exists() <= (result_file.read(tmp_path / "result.json") == new), where


def a_sample(number: int) -> Sample:
    return Sample(cell=a_cell(), instrument=Instrument.TIMING, process=number)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_journal_loses_at_most_the_sample_that_could_not_be_written(fault: str, tmp_path: Path) -> None:
    path = tmp_path / "samples.jsonl"
    taken: list[int] = []

    def keep_three() -> None:
        taken.clear()
        with suppress(BenchError), journal.Journal(path) as opened:
            for number in range(3):
                opened.add(a_sample(number))
                taken.append(number)

    for where in failures(tmp_path, fault, {}, keep_three):
        kept = [entry.sample.process for entry in journal.read(path)] if path.exists() else []
        assert kept[: len(taken)] == taken, where
        assert len(kept) - len(taken) in {0, 1}, where  # it may be there although the disk did not say so
        with journal.Journal(path) as resumed:
            for number in range(3):
                if not resumed.has(a_sample(number)):
                    resumed.add(a_sample(number))
        assert [entry.sample.process for entry in journal.read(path)] == [0, 1, 2], where


def test_a_run_whose_disk_fails_says_so_once_and_is_resumed(tmp_path: Path) -> None:
    for number in (3, 13):  # the first result, and a sample
        ended = writes.run_with_fault(tmp_path / f"{number}", number, "half")

        assert ended.problem == ""
        assert ended.operation
