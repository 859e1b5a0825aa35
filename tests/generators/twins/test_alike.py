"""What a twin has in common with its log, kind by kind: each of these was once off by more than a tenth."""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from bench.formats import shipped
from generators.lines.blocks import BLOCK, LineSpan
from generators.profiles import reading, schema
from generators.profiles.learn import learn
from generators.twins.writing import TwinWriter

LINES = 3_000
Rows = Sequence[tuple[str, ...]]


@pytest.fixture
def twin_of(tmp_path: Path) -> Callable[[Iterable[str], str], list[str]]:
    """Return what makes the lines of the twin of a log."""

    def make(lines: Iterable[str], form: str) -> list[str]:
        path = tmp_path / "app.log"
        path.write_text("".join(f"{line}\n" for line in lines))
        profile = reading.parse(schema.text(learn(path, shipped.shipped(form))).encode())
        data = bytes(TwinWriter(profile, 5, LINES).block(LineSpan(0, 0, LINES)).data)
        return data.decode().splitlines()

    return make


def piped(rows: Rows) -> list[str]:
    """Return lines of a time and the values of each row."""
    return [f"2026-01-05 10:{at // 60 % 60:02}:{at % 60:02}|{'|'.join(row)}" for at, row in enumerate(rows)]


def rows(lines: Iterable[str]) -> Rows:
    return [tuple(line.split("|")[1:]) for line in lines]


def counts(values: Iterable[object]) -> list[int]:
    return sorted(Counter(values).values(), reverse=True)


def test_each_frequent_value_comes_as_often_as_in_the_log(twin_of: Callable[..., list[str]]) -> None:
    draw = random.Random(1)
    log = [("INFO", "started", f"198.51.100.{draw.randrange(40) * draw.randrange(5)}", "u1") for _ in range(LINES)]

    twin = rows(twin_of(piped(log), "piped"))

    for one, other in zip(counts(row[2] for row in log), counts(row[2] for row in twin), strict=True):
        assert one == pytest.approx(other, abs=max(1, one * 0.01))


def test_rare_values_are_as_many_and_come_as_rarely(twin_of: Callable[..., list[str]]) -> None:
    draw = random.Random(2)
    log = [("INFO", "started", "::1", f"u{draw.randrange(1_500):04}") for _ in range(LINES)]

    twin = rows(twin_of(piped(log), "piped"))

    assert len({row[3] for row in twin}) == pytest.approx(len({row[3] for row in log}), rel=0.03)
    assert max(Counter(row[3] for row in twin).values()) <= max(Counter(row[3] for row in log).values()) + 1


def test_pairs_of_values_are_as_many_where_each_of_them_is_rare(twin_of: Callable[..., list[str]]) -> None:
    draw = random.Random(3)
    own = {client: draw.sample(range(200), 6) for client in range(200)}  # each has six users of its own
    log = [
        ("INFO", "started", f"10.0.1.{at}", f"u{draw.choice(own[at]):03}") for at in draw.choices(range(200), k=LINES)
    ]

    twin = rows(twin_of(piped(log), "piped"))

    assert len({row[2:] for row in twin}) == pytest.approx(len({row[2:] for row in log}), rel=0.1)


def test_a_field_comes_again_as_soon_whatever_it_follows_from(twin_of: Callable[..., list[str]]) -> None:
    draw, log, client = random.Random(4), list[tuple[str, ...]](), 0
    for _ in range(LINES):
        client = draw.randrange(300) if draw.random() < 0.3 else client
        message = draw.choices(["started", "stopped", f"failed {client % 7}"], [3, 2, 2])[0]
        log.append(("INFO", message, f"10.0.1.{client}", "u1"))

    twin = rows(twin_of(piped(log), "piped"))

    def share(of: Rows) -> float:
        return sum(one[2] == other[2] for one, other in pairwise(of)) / LINES

    assert share(twin) == pytest.approx(share(log), rel=0.1)


def test_lines_that_lack_a_field_are_as_many_even_if_their_form_follows_from_it(
    twin_of: Callable[..., list[str]],
) -> None:
    draw = random.Random(5)
    log = [
        f"Jan  5 10:00:{at % 60:02} web1 last message repeated" if at % 4 == 0
        else f"Jan  5 10:00:{at % 60:02} web1 {draw.choice(['sshd', 'cron'])}[{draw.randrange(9)}]: session opened"
        for at in range(LINES)
    ]  # fmt: skip

    twin = twin_of(log, "syslog_rfc3164")

    assert sum("[" not in line for line in twin) == pytest.approx(LINES / 4, rel=0.02)


def test_what_few_lines_have_goes_with_the_lines_that_have_it(twin_of: Callable[..., list[str]]) -> None:
    draw, log = random.Random(6), []
    for at in range(LINES):
        path = draw.choice(["/search", "/feed", *(f"/item{number}" for number in range(60))])
        query = f"?page={draw.randrange(4)}" if path in {"/search", "/feed"} else ""
        time = f"05/Jan/2026:10:00:{at % 60:02} +0000"
        log.append(f'203.0.113.7 - - [{time}] "GET {path}{query} HTTP/1.1" 200 {40 * len(path)} "-" "curl/8"')

    twin = twin_of(log, "combined")

    assert len({line.split()[6] for line in twin}) == pytest.approx(len({line.split()[6] for line in log}), rel=0.1)


def test_a_rare_word_that_everybody_uses_is_one_in_the_twin(twin_of: Callable[..., list[str]]) -> None:
    statuses = ["200"] * (LINES - 60) + ["404"] * 54 + ["403", "405", "416", "501", "500", "206"]
    log = [
        f'203.0.113.7 - - [05/Jan/2026:10:00:{at % 60:02} +0000] "GET / HTTP/1.1" {status} 9 "-" "curl/8"'
        for at, status in enumerate(statuses)
    ]

    found = Counter(line.split()[8] for line in twin_of(log, "combined"))

    assert len(found) == 8
    assert all(100 <= int(status) < 600 for status in found)


def test_what_varies_in_a_message_is_recognised_as_what_it_was(twin_of: Callable[..., list[str]]) -> None:
    draw = random.Random(7)
    words = {
        "0x": lambda: f"session 0x{draw.randrange(16**11):x} closed",
        "path": lambda: (
            f"cannot open {'/' + '/'.join(draw.choices(['usr', 'var', 'data', 'a', 'home'], k=draw.randrange(2, 9)))}"
        ),
    }
    kinds = draw.choices(list(words), k=LINES - 15) + ["path"] * 15
    log = piped([("INFO", words[kind](), "::1", "u1") for kind in kinds])

    twin = rows(twin_of(log, "piped"))

    sessions = [row[1] for row in twin if re.search(r" 0x[0-9a-f]+ ", row[1])]
    assert len(sessions) == pytest.approx(kinds.count("0x"), abs=2)


def test_paths_none_of_which_is_as_long_as_others_are_paths_in_the_twin(twin_of: Callable[..., list[str]]) -> None:
    words = [f"cannot open /{'data/' * folders}log" for folders in range(1, 40, 3)]
    log = piped([("INFO", word, "::1", "u1") for word in ["started"] * (LINES - len(words)) + words])

    twin = rows(twin_of(log, "piped"))

    assert sum("/" in row[1] for row in twin) == len(words)


def test_any_number_of_lines_is_the_beginning_of_all(tmp_path: Path) -> None:
    (tmp_path / "app.log").write_text("\n".join(piped([("INFO", "a", f"10.0.1.{at % 90}", "u1") for at in range(500)])))
    profile = learn(tmp_path / "app.log", shipped.shipped("piped"))

    def twin(first: int, last: int) -> list[bytes]:
        return bytes(TwinWriter(profile, 5, BLOCK + 900).block(LineSpan(1, first, last)).data).splitlines()

    assert twin(0, 900)[200:300] == twin(200, 300)


def test_fields_that_are_equal_in_each_line_of_a_log_are_so_in_its_twin(
    twin_of: Callable[[Iterable[str], str], list[str]],
) -> None:
    draw = random.Random(8)
    clients = [f"10.0.{draw.randrange(200)}.{draw.randrange(5)}" for _ in range(LINES)]
    log = [
        f'{{"level":"info","client":"{client}","peer":"{client}","msg":"from {at % 3}","owner":{at % 7}}}'
        for at, client in enumerate(clients)
    ]

    twin = [list(json.loads(line).items()) for line in twin_of(log, "json_lines")]

    assert all(line[1][1] == line[2][1] for line in twin)
    assert {len({key for key, _ in line}) for line in twin} == {5}
    assert len({line[2][1] for line in twin}) == pytest.approx(len(set(clients)), rel=0.03)


def test_what_a_kept_field_equals_is_literal_only_if_it_is_kept_itself(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    path.write_text("\n".join(piped([("INFO", "started", f"u{at % 9}", f"u{at % 9}") for at in range(LINES)])))

    found = [learn(path, shipped.shipped("piped"), keep=keep).fields[-1].equals for keep in ([], ["ip_address"])]

    assert found == [3, -1]


KEYS = {
    "escapes": 'caf\u00e9 "a\\nb" \n',
    "half a pair of surrogates": "\ud800",
    "a long one": "k" * 500,
    "signs": "!$%!$%!",
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_whatever_its_keys_are_json_is_json_in_the_twin(key: str, twin_of: Callable[..., list[str]]) -> None:
    log = [json.dumps({"level": "info", key: {"user": at % 5, key: [at % 7]}, "host": "a"}) for at in range(50)]

    twin = [json.loads(line) for line in twin_of(log, "json_lines")]

    assert {len(line) for line in twin} == {3}
    assert all(
        line["host"] and "user" in next(iter(line[name] for name in line if isinstance(line[name], dict)))
        for line in twin
    )


def test_a_line_with_more_between_two_fields_than_a_profile_holds_is_one_of_another_form(
    twin_of: Callable[..., list[str]],
) -> None:
    log = [json.dumps({"aB" * (900 if at % 2 else 9): at % 5}) for at in range(60)]

    twin = twin_of(log, "json_lines")

    assert sum(len(line) > 1_700 for line in twin) == LINES / 2


def test_a_long_first_line_names_the_columns_of_the_twin(twin_of: Callable[..., list[str]]) -> None:
    names = ["level", "user", *(f"{'column' * 20}{number}" for number in range(6)), "host"]
    log = [",".join(names), *(",".join(["INFO", *map(str, range(at, at + 8))]) for at in range(60))]

    twin = twin_of(log, "csv")

    assert twin[0].split(",")[::8] == ["level", "host"]
    assert {line.count(",") for line in twin} == {8}


def test_a_message_that_varies_only_behind_what_is_described_of_it_is_as_long(
    twin_of: Callable[[Iterable[str], str], list[str]],
) -> None:
    log = piped([("INFO", f"{'started ' * 60}{at}", "::1", "u1") for at in range(1_000, 1_060)])

    twin = rows(twin_of(log, "piped"))

    assert [len(row[1]) for row in twin] == [pytest.approx(484, rel=0.01)] * LINES


def of_some_events() -> list[str]:
    """Return a log half of whose events never have a host, while each of the others has two often, and six seldom."""
    draw, lines = random.Random(9), []
    for at in range(LINES):
        event = at % 30
        seldom = draw.random() < 0.03
        host = {"host": f"h{100 + draw.randrange(6) if seldom else 2 * event + draw.randrange(2)}"}
        lines.append(json.dumps({"level": "info", "name": f"event {event:02}"} | (host if event % 2 else {})))
    return lines


def test_rare_pairs_are_those_of_values_that_have_a_line_in_common(twin_of: Callable[..., list[str]]) -> None:
    log = of_some_events()

    def pairs(lines: Iterable[str]) -> int:
        return len({tuple(json.loads(line).values()) for line in lines})

    assert pairs(twin_of(log, "json_lines")) == pytest.approx(pairs(log), rel=0.05)
