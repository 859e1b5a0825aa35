from pathlib import Path
from typing import Any

import pytest

from bench.host.cache import cache
from bench.model.errors import DataError
from generators.cli.app import main
from generators.cli.twins import LEAKS
from generators.making import make, manifests, recipes
from generators.profiles import keeping, schema
from tests.generators.making.making_data import SEED, made
from tests.generators.profiles import logs
from tests.gold import Gold, settled

PINNED = "05919791767451bf86f43e9901ef68f67fc86984c2d9f80f18d01dde37c1a75c"
"""If this changes, so does what a profile means to a twin: raise the VERSION of the generator."""


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> schema.Profile:
    return logs.profile("json_lines", tmp_path_factory.mktemp("log"))


def test_a_recipe_means_the_same_bytes_for_ever() -> None:
    known = keeping.keep(logs.kept("version_2_json_lines"))

    _, manifest = made(recipes.recipe("twin", lines=20_000, seed=SEED, profile=known, total=20_000))

    assert manifest.sha256 == PINNED
    assert (manifest.recipe.faker, manifest.recipe.vocabulary) == ("", "")


def test_pieces_are_the_whole(profile: schema.Profile) -> None:
    whole = recipes.recipe("twin", lines=40_000, seed=SEED, profile=keeping.keep(profile), total=40_000)

    parts = [made(recipes.piece(whole, first, first + 10_000))[0] for first in range(0, 40_000, 10_000)]

    assert b"".join(parts) == made(whole)[0]


def test_a_twin_is_made_and_verified_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], gold: Gold
) -> None:
    log, profile, twin = tmp_path / "app.log", tmp_path / "app.profile.json", tmp_path / "twin.log"
    log.write_bytes(logs.log("combined", 1_000))

    codes = [
        main(["profile", str(log), "--out", str(profile), "--keep", "agent"]),
        main(["profile", str(log), "--out", str(profile)]),
        main(["like", str(profile), "--out", str(twin)]),
        main(["verify", str(twin), "--remake"]),
        main(["leaks", str(log), str(profile)]),
    ]

    said = capsys.readouterr()
    manifest = manifests.read(twin)
    assert codes == [0, 1, 0, 0, 0]
    assert manifest.lines == 1_000
    assert "curl" in twin.read_text()
    gold("data", "data, a profile and its twin", settled(said.out + said.err, tmp_path))


@pytest.mark.parametrize(("often", "times"), [(200, 0), (199, 1)])
def test_values_that_are_kept_and_yet_too_rare_to_be_in_a_twin_are_spoken_of(
    often: int, times: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "app.log"
    texts = ["no route" if number < often else f"route {number}x" for number in range(400)]
    log.write_text("".join(f'{{"level": "ERROR", "msg": "{text}"}}\n' for text in texts))

    main(["profile", str(log), "--out", str(tmp_path / "profile"), "--keep", "message", "--keep", "level"])

    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if "--sample" in line and " msg " in line] == said[2:3] * times


def test_a_leak_is_shown_to_the_owner_and_ends_with_a_code_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, path = tmp_path / "app.log", tmp_path / "app.json"
    log.write_text("salaries of margaret\n" * 9)
    form = schema.LineForm(["«margaret» a2"], 9)
    sizes: dict[str, Any] = {"lines": 9, "sampled": 9, "bytes": 90, "wide": 0, "crlf": 0, "unended": 0, "packed": 0}
    leaking = schema.Profile(format="own", **sizes, lengths=[], forms=[form], fields=[], joint=[], back_by=[])
    path.write_text(schema.text(leaking))

    code = main(["leaks", str(log), str(path)])

    said = capsys.readouterr().out
    assert (code, "margaret" in said, "--format FILE" in said) == (LEAKS, True, True)
    assert main(["leaks", str(log), str(path), "--format", "{who} of margaret{rest:rest}"]) == 0
    assert main(["likeness", str(path), str(log)]) == 2
    assert "--format FILE" in capsys.readouterr().err


def test_a_twin_whose_profile_is_gone_says_what_to_do(
    profile: schema.Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEANLINES_CACHE", str(tmp_path / "cache"))  # other tests make twins of the same profile
    recipe = recipes.recipe("twin", lines=10, seed=SEED, profile=keeping.keep(profile), total=10)
    (cache.folder("profiles") / f"{recipe.knobs['profile']}.json").unlink()

    with pytest.raises(DataError, match="not in the cache") as caught:
        make.stream(recipe, lambda _: None)

    assert "like" in caught.value.hint
