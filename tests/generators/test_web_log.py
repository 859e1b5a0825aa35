import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from bench.model.errors import UsageError
from generators import web_log
from generators.content.damage import trace
from generators.content.web.request_numbers import written
from tests.generators import counting
from tests.generators.making.making_data import a_recipe, made, truth

PRESETS = list(web_log.PRESETS)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_truth_is_what_a_plain_count_finds(preset: str) -> None:
    data, manifest = made(a_recipe(preset=preset))

    found = counting.web_log(data)

    assert {name: manifest.truth[name] for name in found} == found
    assert data.count(b"\n") == manifest.lines == sum(manifest.truth["lengths"].values()) == 40_000


def test_a_log_without_shares_of_its_own_has_127_errors_and_is_ascii() -> None:
    data, manifest = made(a_recipe())

    assert len(manifest.truth["errors"]) == 127
    assert data.isascii()


@pytest.mark.parametrize(("length", "spread"), [(84, 16), (300, 80)])
def test_lines_are_as_long_as_asked(length: int, spread: int) -> None:
    data, _ = made(a_recipe(preset="clean", line_length=length, line_spread=spread))

    lengths = [len(line) + 1 for line in data.split(b"\n")[:-1]]

    assert np.mean(lengths) == pytest.approx(length, rel=0.1)
    assert np.std(lengths) == pytest.approx(spread, rel=0.1)


def test_errors_burst() -> None:
    data, _ = made(a_recipe(lines=100_000, per_day=100_000, burst_factor=5))

    minutes: dict[bytes, list[bool]] = {}
    for line in data.split(b"\n"):
        minutes.setdefault(line[:16], []).append(b"|ERROR|" in line)
    shares = sorted(sum(found) / len(found) for found in minutes.values() if len(found) > 50)
    assert np.median(shares) == pytest.approx(0.09, abs=0.02)
    assert shares[-5] == pytest.approx(0.5, abs=0.1)


def test_users_keep_their_addresses_and_roam_now_and_then() -> None:
    data, _ = made(a_recipe(preset="clean", users=50, user_skew=0.0, roaming=0.3))

    addresses: dict[bytes, set[bytes]] = {}
    for line in data.split(b"\n")[:-1]:
        *_, address, user = line.split(b"|")
        addresses.setdefault(user, set()).add(address)
    assert len(addresses) == 50
    assert all(len(seen) == 2 for seen in addresses.values())


def test_all_but_error_messages_vary_by_line() -> None:
    records = [line.split("|") for line in made(a_recipe(preset="clean"))[0].decode().split("\n")[:-1]]

    texts = {level: [fields[2] for fields in records if fields[1] == level] for level in ("ERROR", "INFO")}
    assert len(set(texts["ERROR"])) == 127
    assert len(set(texts["INFO"])) > 0.6 * len(texts["INFO"])
    assert Counter(texts["INFO"]).most_common(1)[0][1] < 0.01 * len(texts["INFO"])
    assert all(int(text.split("user ")[1]) == int(user) for *_, text, _, user in records if "placed by user" in text)


def test_numbers_of_orders_count_up() -> None:
    data, _ = made(a_recipe(preset="clean"))

    numbers = [int(found) for found in re.findall(rb"order (\d+) placed", data)]
    assert sorted(number // 10_000 for number in numbers) == [number // 10_000 for number in numbers]


def test_stack_traces_are_whole_and_follow_an_error() -> None:
    data, _ = made(a_recipe(preset="clean", trace=0.03))

    lines = data.decode().split("\n")[:-1]
    whole = [trace(b"@", luck) for luck in range(4)]
    firsts = {lines[0].split(b"@")[0].decode(): [line.decode() for line in lines] for lines in whole}
    seen = 0
    for number, line in enumerate(lines):
        if first := next((first for first in firsts if line.startswith(first)), None):
            assert "|ERROR|" in lines[number - 1]
            expected = [text.replace("@", lines[number - 1].split("|")[2]) for text in firsts[first]]
            assert lines[number : number + len(expected)] == expected
            seen += len(expected)
    assert seen == sum(line.count("|") != 4 for line in lines) == pytest.approx(0.03 * len(lines), rel=0.15)


def test_scanners_and_health_checks_have_no_user() -> None:
    records = [
        line.split("|")
        for line in made(a_recipe(preset="clean", health=0.01, scanners=0.01))[0].decode().split("\n")[:-1]
    ]

    machines = [fields for fields in records if fields[4] == "-"]
    assert sum(" /healthz " in fields[2] for fields in machines) == len(records) // 100
    assert {fields[1] for fields in machines} == {"INFO", "WARNING"}
    assert sum(" 404 in " in fields[2] for fields in machines) == pytest.approx(0.01 * len(records), rel=0.3)


@pytest.mark.parametrize("span", [(0, 5), (16_380, 20_000), (16_384, 16_385), (20_000, 33_000)])
def test_a_part_of_a_block_is_as_in_the_whole(span: tuple[int, int]) -> None:
    whole = made(a_recipe(preset="dirty"))[0].split(b"\n")

    recipe = replace(a_recipe(preset="dirty"), first=span[0], lines=span[1] - span[0])

    assert made(recipe)[0].split(b"\n")[:-1] == whole[span[0] : span[1]]


def test_request_numbers_make_messages_that_hardly_ever_come_twice() -> None:
    found = truth(a_recipe(preset="high-cardinality"))

    assert len(found["errors"]) > 0.85 * found["levels"]["ERROR"]
    assert written(0x0001_00FF) == " request=000100ff"


def test_too_many_different_messages_are_left_out_of_the_truth() -> None:
    found = truth(a_recipe(lines=200_000, error=0.9, critical=0.0, debug=0.0, warning=0.0, variable=1.0, bursts=0))

    assert "errors" not in found
    assert found["levels"]["ERROR"] > 150_000


def test_lines_may_end_with_cr_lf() -> None:
    data, manifest = made(a_recipe(lines=5_000, preset="dirty", crlf=True))

    assert data.count(b"\r\n") == 5_000
    assert counting.web_log(data)["levels"] == manifest.truth["levels"]


def test_a_korean_vocabulary_gives_text_of_several_bytes_a_character() -> None:
    data, manifest = made(a_recipe(lines=5_000, preset="clean", locale="ko_KR"))

    assert len(data.decode()) < 0.95 * len(data)
    assert counting.web_log(data)["errors"] == manifest.truth["errors"]


def test_shares_of_levels_above_one_are_refused() -> None:
    with pytest.raises(UsageError, match="more than 1"):
        made(a_recipe(debug=0.5, error=0.6))
