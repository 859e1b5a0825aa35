import re
from collections import Counter
from typing import Any

import numpy as np
import pytest

from generators import combined_log
from tests.generators.making.making_data import a_recipe, made, truth

PRESETS = list(combined_log.PRESETS)
LINE = re.compile(
    r'(?P<who>\S+) - (?P<user>\S+) \[(?P<time>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000)\] "(?P<request>[^"]*)" '
    r'(?P<status>\d{3}) (?P<size>\d+|-) "(?P<referrer>[^"]*)" "(?P<agent>(?:[^"\\]|\\.)*)"'
)


def counted(data: bytes) -> dict[str, Any]:
    statuses: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    malformed = sizes = 0
    hours = [0] * 24
    for line in data.decode().split("\n")[:-1]:
        match = LINE.fullmatch(line)
        if match is None:
            malformed += 1
            continue
        statuses[match["status"]] += 1
        sizes += 0 if match["size"] == "-" else int(match["size"])
        hours[int(match["time"].split(":")[1])] += 1
        if match["status"] >= "400":
            path = [*match["request"].split(" "), "-"][1].partition("?")[0]
            failures[f"{match['status']} {path}"] += 1
    return {
        "malformed": malformed,
        "records": statuses.total(),
        "statuses": dict(statuses),
        "failures": dict(failures),
        "sizes": sizes,
        "hours": hours,
    }


@pytest.mark.parametrize("preset", PRESETS)
def test_the_truth_is_what_a_plain_count_finds(preset: str) -> None:
    data, manifest = made(a_recipe("combined_log", lines=20_000, preset=preset))

    found = counted(data)

    assert {name: manifest.truth[name] for name in found} == found


def test_a_path_has_one_size_and_a_client_one_agent() -> None:
    data, _ = made(a_recipe("combined_log", lines=20_000))

    sizes: dict[tuple[str, str], set[str]] = {}
    agents: dict[str, set[str]] = {}
    for match in filter(None, map(LINE.fullmatch, data.decode().split("\n"))):
        sizes.setdefault((match["request"], match["status"]), set()).add(match["size"])
        if match["status"] != "400":
            agents.setdefault(match["who"], set()).add(match["agent"])
    assert all(len(found) == 1 for found in sizes.values())
    assert np.mean([len(found) for found in agents.values()]) < 1.5


def test_nothing_is_damaged_in_a_clean_log() -> None:
    found = truth(a_recipe("combined_log", preset="clean"))

    assert found["malformed"] == 0
    assert "400 -" not in found["failures"]
