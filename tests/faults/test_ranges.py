"""Figures that cannot have been measured are refused with their place; the largest and least that can be are drawn."""

import contextlib
import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from bench.model.errors import BenchError, ResultError
from bench.model.types import MOST_PARTS, MOST_SAMPLES
from bench.results import result_file
from reports.exporters.registry import EXPORTERS
from tests.faults.test_contradictions import READERS, TEXT

Plain = dict[str, Any]
NEVER: Final = [-1, 5e-324, 1e-300, -5e-324, 10**30, 1e300]
NOT_DIVIDED_BY: Final = [0, -0.0, *NEVER]
WHOLE: Final = [-1, 10**18 * 100]
Change = Callable[[Plain, Any], object]
SEVERAL: Final[Mapping[str, tuple[Change, list[Any]]]] = {  # figures of a sample, by where they stand in it
    "call": (lambda sample, value: sample.update(calls=[value]), NOT_DIVIDED_BY),
    "time of a point": (lambda sample, value: sample.update(curve=[[value, 1]]), NEVER),
    "point": (lambda sample, value: sample.update(curve=[[0.1, value]]), WHOLE),
    "line": (lambda sample, value: sample.update(allocations=[_line(size=value)]), WHOLE),
    "blocks": (lambda sample, value: sample.update(growth=[_line(count=value)]), WHOLE[1:]),
    "samples of a line": (
        lambda sample, value: sample.update(spent=[{"file": "x.py", "line": 1, "samples": value}]),
        WHOLE,
    ),
    "load": (lambda sample, value: sample.update(noise={"load": {"value": value, "unit": "1"}}), NEVER),
    "number of it": (lambda sample, value: sample.update(process=value), WHOLE),
}
VALUES: Final[Mapping[str, tuple[str, list[float]]]] = {
    "seconds": ("s", NOT_DIVIDED_BY),
    "loops": ("1", NOT_DIVIDED_BY),
    "peak": ("B", NOT_DIVIDED_BY),
    "traced_peak": ("B", NEVER),
    "traced_current": ("B", NEVER[1:]),
    "import_seconds": ("s", NEVER),
    "entries": ("1", NEVER),
    "anything": ("%", NEVER),
}


def _line(**changes: int) -> Plain:
    return {"file": "x.py", "line": 1, "size": 1, "count": 1} | changes


def _edited(change: Callable[[Plain], object]) -> bytes:
    plain = json.loads(TEXT)
    change(plain)
    return json.dumps(plain).encode()


def _samples(plain: Plain) -> list[Plain]:
    return [sample for row in plain["outcomes"] for sample in row["samples"]]


def _change_the_fifth(change: Change, value: Any, plain: Plain) -> None:
    change(_samples(plain)[4], value)


def _refusal(change: Callable[[Plain], object]) -> ResultError:
    with pytest.raises(ResultError) as caught:
        result_file.from_json(_edited(change), "given.json")
    assert str(caught.value).startswith("given.json is damaged: ")
    assert len(str(caught.value)) < 300
    return caught.value


@pytest.mark.parametrize("name", VALUES)
def test_a_figure_that_nothing_can_be_measured_as_is_refused_with_its_place(name: str) -> None:
    unit, impossible = VALUES[name]
    for value in impossible:
        figure = {name: {"value": value, "unit": unit}}
        error = _refusal(partial(_change_the_fifth, lambda sample, figure: sample.update(values=figure), figure))

        assert f"in error_counts/readlines_objects, timing process 1, {name!r} is " in str(error)
        assert error.hint


@pytest.mark.parametrize("part", SEVERAL)
def test_so_is_one_of_several(part: str) -> None:
    change, impossible = SEVERAL[part]
    for value in impossible:
        error = _refusal(partial(_change_the_fifth, change, value))

        assert any(word in str(error) for word in ("timing process ", "outcomes[0].samples[4]"))


@pytest.mark.parametrize("unit", ["s", "", "MiB", "x" * 1_000_000])
def test_a_figure_in_another_unit_is_refused(unit: str) -> None:
    error = _refusal(lambda plain: _samples(plain)[0]["values"]["peak"].update(unit=unit))

    assert "'peak' is in" in str(error)


LISTS: Final[Mapping[str, Callable[[Plain], object]]] = {
    "calls": lambda plain: _samples(plain)[4].update(calls=[1.0] * (MOST_PARTS + 1)),
    "curve": lambda plain: _samples(plain)[4].update(curve=[[0.1, 1]] * (MOST_PARTS + 1)),
    "allocations": lambda plain: _samples(plain)[4].update(allocations=[_line()] * (MOST_PARTS + 1)),
    "samples": lambda plain: plain["outcomes"][0].update(samples=[_samples(plain)[0]] * (MOST_SAMPLES + 1)),
    "notes": lambda plain: _samples(plain)[4].update(notes=["x"] * (MOST_PARTS + 1)),
    "values": lambda plain: _samples(plain)[4]["values"].update(
        {f"v{number}": {"value": 1, "unit": "1"} for number in range(MOST_PARTS + 1)}
    ),
    "arguments": lambda plain: plain["plan"].update(arguments=["x"] * (MOST_PARTS + 1)),
    "environments": lambda plain: plain["environments"].update({str(number): [] for number in range(100_001)}),
    "levels": lambda plain: next(iter(plain["data"].values()))["truth"].update(
        levels={str(number): 1 for number in range(MOST_PARTS + 1)}
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_longer_than_any_run_makes_is_refused_with_its_place(name: str) -> None:
    assert name in str(_refusal(LISTS[name]))


@pytest.mark.parametrize("count", [-1, 10**30])
def test_a_count_of_the_data_is_in_range(count: int) -> None:
    assert "levels" in str(
        _refusal(lambda plain: next(iter(plain["data"].values()))["truth"].update(levels={"INFO": count}))
    )


def _at(edges: Mapping[str, float], plain: Plain, *, rows: slice) -> None:
    for row in plain["outcomes"][rows]:
        for sample in row["samples"]:
            for name in edges.keys() & sample["values"].keys():
                sample["values"][name]["value"] = edges[name]
            sample["calls"] = [edges["seconds"] for _ in sample["calls"]]
            sample["curve"] = [[edges["at"], int(edges["size"])] for _ in sample["curve"]]


LOW: Final = {
    "seconds": 1e-12,
    "peak": 1,
    "run_peak": 1,
    "import_peak": 1,
    "traced_peak": 0,
    "loops": 1,
    "at": 0,
    "size": 0,
}
HIGH: Final = dict.fromkeys(LOW, 2**63) | {"seconds": 1e9, "at": 1e9, "size": 2**62}


def _emptied(plain: Plain) -> None:
    for sample in _samples(plain):
        for part in ("calls", "values", "noise", "curve", "allocations", "growth", "notes"):
            sample[part] = type(sample.get(part, []))()


def _without_samples(plain: Plain) -> None:
    for row in plain["outcomes"]:
        row["samples"] = []


def _without_rows(plain: Plain) -> None:
    plain["outcomes"], plain["plan"]["cells"] = [], []


EDGES: Final[Mapping[str, Callable[[Plain], object]]] = {
    "the least of all": lambda plain: _at(LOW, plain, rows=slice(None)),
    "the most of all": lambda plain: _at(HIGH, plain, rows=slice(None)),
    "one row of the least": lambda plain: _at(LOW, plain, rows=slice(1, 2)),
    "one row of the most": lambda plain: _at(HIGH, plain, rows=slice(1, 2)),
    "empty samples": _emptied,
    "no samples": _without_samples,
    "no rows": _without_rows,
}


@pytest.mark.parametrize("edge", EDGES)
def test_whatever_is_in_range_is_drawn_compared_and_judged(edge: str, tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_bytes(_edited(EDGES[edge]))

    for reader in READERS.values():
        with contextlib.suppress(BenchError):  # it is of other sources than this checkout's, or has nothing to show
            reader(path)
    page = EXPORTERS["html"].render(result_file.read(path))

    assert "-0.0" not in str(page).partition("leanlines-result")[0].partition("<body")[2]
