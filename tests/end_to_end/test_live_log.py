"""A log that is written to, rotated or truncated while it is measured: nobody is blamed, and a snapshot is measured."""

import gzip
import threading
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest

from tests.end_to_end.conftest import ROOT, Command
from tests.started import refused, settle

LINE = b"2024-01-15 10:30:45|ERROR|x|203.0.113.7|1\n"
LINES = 40
ONE = ("--impl", "generator_chain")


def appended(path: Path) -> None:
    with path.open("ab") as file:
        file.write(LINE)


def rotated(path: Path) -> None:
    path.with_suffix(".new").write_bytes(LINE * LINES)
    path.with_suffix(".new").replace(path)


def truncated(path: Path) -> None:
    path.write_bytes(LINE * LINES)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Path]:
    path, ended = tmp_path / "live.log", threading.Event()
    path.write_bytes(LINE * LINES)

    def live_on() -> None:
        for change in cycle([appended, appended, rotated, appended, truncated]):
            if ended.wait(0.02):
                return
            change(path)

    writer = threading.Thread(target=live_on)
    writer.start()
    path.with_name("packed").write_bytes(gzip.compress(LINE.replace(b"-15 ", b"-14 ") * LINES))
    yield path
    ended.set()
    writer.join()


@pytest.mark.parametrize(
    "words",
    [("run", "--quick", "--rounds", "1", "--edge-cases", "off", *ONE), ("debug", "error_counts/generator_chain")],
    ids=lambda words: words[0],
)
def test_of_a_live_log_a_snapshot_is_measured_and_nobody_is_blamed(
    called: Command, live: Path, words: tuple[str, ...]
) -> None:
    done = called("bench", *words, "--log", live, live.with_name("packed"), COLUMNS="300")

    assert done.code == 0, done.out + done.err
    assert "wrote to the data" not in done.out + done.err
    assert "snapshot" in done.out
    assert "2 files, 1 of them" in done.out
    if words[0] == "run":
        assert any(data["snapshot"] for data in done.result["data"].values())


def test_who_writes_to_the_data_under_debug_writes_to_a_copy_and_is_named(
    called: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(monkeypatch.setattr, refused())
    log, changers = tmp_path / "log.measured", ROOT / "tests" / "faults" / "changers"
    log.write_bytes(LINE * LINES)

    done = called("bench", "debug", "file_chunks/appends", "--impls", changers, "--log", log)

    assert done.code == 3
    assert "wrote to the data" in done.out
    assert log.read_bytes() == LINE * LINES
