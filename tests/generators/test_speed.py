import pytest

from generators import speed
from generators.cli import main


def test_the_ways_are_measured_side_by_side(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speed, "PLAIN_SECONDS", 0.1)

    assert main(["speed", "--lines", "200k", "--rounds", "1"]) == 0

    head, plain, one, _ = capsys.readouterr().out.splitlines()
    assert head.split() == ["lines/s", "times", "first", "bytes", "memory"]
    assert plain.startswith("one call of Faker per field")
    assert float(plain[28:40].replace(",", "")) < float(one[28:40].replace(",", ""))
