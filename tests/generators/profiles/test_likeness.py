from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest

from bench.formats import shipped
from bench.model.types import TwinProperty
from generators.cli.app import main
from generators.lines.blocks import LineSpan
from generators.profiles.learn import learn
from generators.profiles.likeness import compare, learn_rounded
from generators.profiles.schema import FieldFacts, FrequentValue, JointFacts, Profile, RareValues
from generators.profiles.splitting import OTHER
from generators.twins.writing import TwinWriter
from tests.generators.profiles import logs
from tests.gold import Gold, settled

Make = Callable[[str], Profile]


def test_a_log_is_like_itself(profile_of: Make) -> None:
    found = compare(profile_of("json_lines"), profile_of("json_lines"))

    assert len(found) > 40
    assert all(each.is_near and each.difference == 0 for each in found)


def by_field(found: list[TwinProperty]) -> list[tuple[str, list[TwinProperty]]]:
    """Return the properties of each field, and first those of all lines."""
    return [(name, list(each)) for name, each in groupby(found, key=lambda each: each.name.rpartition(": ")[0])]


def test_each_property_is_that_of_the_lines() -> None:
    heads = [FrequentValue("«INFO»", 500), FrequentValue("«WARN»", 250)]
    fields = [
        FieldFacts(name="time", kind="time", mean=2_000, distinct=900),
        FieldFacts(
            name="level", kind="text", distinct=4, heads=heads, rare=RareValues(count=250, distinct=2),
            again=[100, 50, 25, 12, 400],
        ),
        FieldFacts(name="size", kind="number", rare=RareValues(count=1_000, distinct=8, points=[*range(33)])),
        FieldFacts(name=OTHER, kind="template", heads=[FrequentValue("a*", 10)]),
        FieldFacts(name="f9", kind="text"),
        FieldFacts(name="ts", kind="time"),
    ]  # fmt: skip
    profile = Profile(
        format="own", lines=2_000, sampled=1_000, bytes=240_000, wide=20, crlf=500, unended=0, packed=250,
        lengths=[10 * point for point in range(33)], forms=[], fields=fields, back_by=[],
        joint=[JointFacts(1, len(fields), 7, [], [], (0, 0), [])],
    )  # fmt: skip

    found = compare(profile, profile)

    assert {name: [each.log for each in of_one] for name, of_one in by_field(found)} == {
        "": pytest.approx([120, 0, 80, 160, 240, 320, 0.02, 0.5, 0.25]),
        "time": [500, 900],
        "level": [4, 1, 0.5, 0.25, 2, 1.75, 0.187],
        "size": [0, 1, 0, 1, 0, 3, 16, 0],
        "lines of another form": [0, 0.01, 0.01, 0, 1, 0, 0],
        "f9": [0, 0, 0, 0, 0, 0, 0],
        "ts": [1_000_000, 0],
        "level with form": [7],
    }
    shares = {name: [at for at, each in enumerate(of_one) if each.share] for name, of_one in by_field(found)}
    assert {name: places for name, places in shares.items() if places} == {
        "": [6, 7, 8],
        "level": [1, 2, 3, 6],
        "size": [1, 2, 3, 7],
        "lines of another form": [1, 2, 3, 6],
        "f9": [1, 2, 3, 6],
    }
    aside = {name: [at for at, each in enumerate(of_one) if not each.aimed_at] for name, of_one in by_field(found)}
    assert {name: places for name, places in aside.items() if places} == {
        "": [8],
        "time": [1],
        "ts": [1],
        "level": [4],
        "size": [4],
        "f9": [4],
    }
    assert all(each.log == each.twin for each in found)


@pytest.mark.parametrize(
    ("log", "twin", "share", "near"),
    [
        (100, 110, False, True),
        (100, 111, False, False),
        (0, 1, False, False),
        (0.004, 0.009, True, True),
        (0, 0, False, True),
    ],
)
def test_what_counts_as_alike(log: float, twin: float, *, share: bool, near: bool) -> None:
    assert TwinProperty("", log, twin, aimed_at=True, share=share).is_near is near


def test_a_field_is_called_as_its_format_calls_it_and_otherwise_numbered(profile_of: Make, tmp_path: Path) -> None:
    log, form = tmp_path / "piped.log", shipped.named("piped")
    log.write_text("".join(f"2026-01-05 10:00:{at % 60:02}|ERROR|Timeout|192.0.2.{at}|u{at}\n" for at in range(200)))
    piped, json = learn_rounded(log, form), profile_of("json_lines")

    def fields(found: list[TwinProperty]) -> list[str]:
        return [each.name.split(":")[0] for each in found if each.name.endswith(": distinct")]

    assert fields(compare(piped, piped)) == ["time", "level", "message", "f4", "user_id"]
    assert fields(compare(piped, piped, form)) == ["time", "level", "message", "ip_address", "user_id"]
    assert fields(compare(json, json, shipped.named("json_lines"))) == fields(compare(json, json))


def test_a_twin_is_compared_by_the_kinds_of_its_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], gold: Gold
) -> None:
    log, profile, twin = tmp_path / "app.log", tmp_path / "app.json", tmp_path / "twin.log"
    log.write_bytes(logs.log("csv", 2_000))
    main(["profile", str(log), "--out", str(profile), "--format", "csv"])
    main(["like", str(profile), "--out", str(twin)])
    capsys.readouterr()

    codes = [main(["likeness", str(each), str(twin), "--format", "csv"]) for each in (log, profile)]

    said = capsys.readouterr().out
    assert codes == [0, 0]
    assert said[: len(said) // 2] == said[len(said) // 2 :]  # the profile says as much as the log
    gold("data", "data, how alike a twin is", settled(said[: len(said) // 2], tmp_path))


def test_a_log_called_as_a_profile_is_and_a_profile_called_as_a_log_is_are_each_taken_for_what_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, twin, profile = tmp_path / "app.json", tmp_path / "twin.json", tmp_path / "app.log"
    for path in (log, twin):
        path.write_bytes(logs.log("json_lines", 300))
    assert main(["profile", str(log), "--out", str(profile)]) == 0
    capsys.readouterr()

    of_each = [(main(["likeness", str(given), str(twin)]), capsys.readouterr().out) for given in (log, profile)]

    assert of_each[0] == of_each[1]
    assert of_each[0][0] == 0


@pytest.mark.parametrize(
    ("form", "line"), [("json_lines", '{{"level":"info","tenant":"t{}"}}'), ("csv", "info,t{}")], ids=["json", "csv"]
)
def test_a_field_that_the_owner_keeps_is_compared_with_itself(form: str, line: str, tmp_path: Path) -> None:
    log, twin = tmp_path / "app.log", tmp_path / "twin.log"
    header = "level,tenant\n" if form == "csv" else ""
    log.write_text(header + "".join(f"{line}\n".format(at % 9) for at in range(400)))
    profile = learn(log, shipped.named(form), keep=["tenant"])
    twin.write_bytes(bytes(TwinWriter(profile, 5, 400).block(LineSpan(0, 0, 400)).data))

    found = compare(profile, learn(twin, shipped.named(form), like=profile))

    assert [each.twin for each in found if each.name == "tenant: distinct"] == [9]


def test_fields_without_a_name_are_those_of_the_same_form_however_often_each_form_comes(tmp_path: Path) -> None:
    def profile(kinds: str, like: Profile | None = None) -> Profile:
        lines = {
            "a": [f'{{"level":"info","quota":{at % 40}}}\n' for at in range(90)],
            "b": [f'{{"level":"info","shard":"{"xyz"[at % 3]}"}}\n' for at in range(90)],
            "c": [f'{{"level":"info","zones":{at},"shard":"x"}}\n' for at in range(90)],
        }
        log = tmp_path / "app.json"
        log.write_text("".join("".join(lines[kind][: 88 + at]) for at, kind in enumerate(kinds)))
        return learn_rounded(log, shipped.named("json_lines"), like=like)

    log = profile("abc")

    for kinds in ("abc", "bca", "cab", "ab"):
        found = {each.name: each for each in compare(log, profile(kinds, log)) if each.name.endswith(": distinct")}
        missing = {"f2: distinct"} if kinds == "ab" else set()
        assert {name for name, each in found.items() if not each.is_near} == missing
