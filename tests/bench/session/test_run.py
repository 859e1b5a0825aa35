"""How a run ends that cannot keep its result."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from bench.model.errors import PlaceError
from bench.model.request import Request
from bench.results import result_file
from bench.results.journal import Journal
from bench.session import run
from tests.bench.builders import a_cell, a_run, resident


def test_a_disk_that_is_full_when_a_run_ends_leaves_a_run_to_resume(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    @contextmanager
    def opened(*_: object, **__: object) -> Iterator[tuple[object, object, Path]]:
        yield a_run(), mock.MagicMock(), tmp_path

    full = mock.Mock(side_effect=PlaceError("a cannot be written: No space left on device.", "Choose another --out."))
    monkeypatch.setattr(run, "open_run", opened)
    monkeypatch.setattr(run, "_measure", lambda _: True)
    monkeypatch.setattr(run, "_conclude", lambda *_, **__: a_run())
    monkeypatch.setattr(result_file, "write", full)

    with pytest.raises(PlaceError, match="No space left") as caught:
        run.run(Request(), mock.MagicMock())

    assert f"--resume {tmp_path}" in caught.value.hint
    assert "--out" not in caught.value.hint


def test_a_run_that_was_killed_is_told_from_one_that_ended(tmp_path: Path) -> None:
    whole = a_run()
    begun = replace(whole, outcomes=tuple(replace(each, samples=()) for each in whole.outcomes))

    assert not run.was_killed(begun, tmp_path)
    with Journal(tmp_path / result_file.JOURNAL) as journal:
        journal.add(resident(a_cell(), (9.0,))[0])
    assert run.was_killed(begun, tmp_path)
    assert not run.was_killed(whole, tmp_path)
