import pytest

from generators.cli import speed
from generators.cli.app import main


def test_the_ways_are_measured_side_by_side(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speed, "PLAIN_SECONDS", 0.1)

    assert main(["speed", "--lines", "200k", "--rounds", "1"]) == 0

    head, *rows, gained, _rates = capsys.readouterr().out.splitlines()
    assert head.split() == ["lines/s", "lowest", "highest", "times", "first", "bytes", "memory"]
    assert rows[0].startswith("one call of Faker")
    plain, pools, one, _two, _apart = (float(row[28:40].replace(",", "")) for row in rows)
    assert plain < pools < one
    assert gained.startswith("Two jobs are ")
