import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.host.files import PARTIAL
from bench.model.errors import PlaceError
from bench.model.types import Manifest
from generators.cli.app import main
from generators.lines.blocks import BLOCK
from generators.making import identity, make, manifests, parts, stores
from tests.generators.making.making_data import SEED, a_recipe, made
from tests.gold import Gold, settled

LINES = 2 * BLOCK + 1_000
ORDER = ["web_log", "--lines", str(LINES), "--seed", str(SEED), "--preset", "dirty", "--quiet"]
NAMES = ["part-1.log", "part-2.log", "part-3.log"]


@pytest.fixture(autouse=True)
def short_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "PART", BLOCK)


@pytest.fixture(scope="module")
def whole() -> tuple[bytes, Manifest]:
    return made(a_recipe(lines=LINES, preset="dirty"))


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of parts that were made in two shares and joined."""
    folder = tmp_path_factory.mktemp("parts") / "web"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identity, "PART", BLOCK)
        codes = [main([*ORDER, "--part", share, "--out", str(folder)]) for share in ("2/2", "1/2")]
        assert [*codes, main(["join", str(folder)])] == [0, 0, 0]
    return folder


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "web"))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_parts_are_together_what_one_machine_makes(finished: Path, whole: tuple[bytes, Manifest]) -> None:
    data, manifest = whole

    known = manifests.parse((finished / "dataset.json").read_bytes())

    assert b"".join((finished / name).read_bytes() for name in NAMES) == data
    assert (known.recipe, known.truth, known.bytes, known.lines) == (
        manifest.recipe,
        manifest.truth,
        manifest.bytes,
        manifest.lines,
    )
    assert names(finished) == ["dataset.json", *(each for name in NAMES for each in (name, f"{name}.manifest.json"))]
    assert known.blocks_sha256 == identity.of_content([data], manifest.recipe)


def test_a_part_alone_is_a_file_like_any_other(finished: Path) -> None:
    assert main(["verify", str(finished / "part-2.log"), "--remake"]) == 0


def test_a_folder_is_verified_and_described(
    finished: Path, whole: tuple[bytes, Manifest], capsys: pytest.CaptureFixture[str], gold: Gold
) -> None:
    assert main(["verify", str(finished), "--whole", "--remake", "1"]) == 0
    said = capsys.readouterr()
    assert whole[1].sha256 in said.out
    gold("data", "parts, verified", settled(said.out, finished.parent))

    assert main(["describe", str(finished)]) == 0
    assert "3 parts" in capsys.readouterr().out


def _remove(folder: Path) -> None:
    (folder / "part-2.log").unlink()


def _remove_manifest(folder: Path) -> None:
    (folder / "part-2.log.manifest.json").unlink()


def _cut(folder: Path) -> None:
    with (folder / "part-2.log").open("r+b") as file:
        file.truncate(1_000)


def _copy(folder: Path) -> None:
    for ending in ("", ".manifest.json"):
        shutil.copy(folder / f"part-2.log{ending}", folder / f"part-02.log{ending}")


def _other(folder: Path) -> None:
    assert main([*ORDER, "--error", "0.3", "--part", "2/3", "--out", str(folder), "--force"]) == 0


DAMAGES: dict[Callable[[Path], None], parts.Fault] = {
    _remove: parts.Fault.MISSING,
    _remove_manifest: parts.Fault.UNKNOWN,
    _cut: parts.Fault.CHANGED,
    _copy: parts.Fault.DUPLICATE,
    _other: parts.Fault.FOREIGN,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_part_that_is_not_as_it_should_be_is_named_with_the_command_that_mends_it(
    damage: Callable[[Path], None], folder: Path, capsys: pytest.CaptureFixture[str], gold: Gold
) -> None:
    damage(folder)
    capsys.readouterr()

    assert main(["verify", str(folder)]) == 1
    verified = capsys.readouterr().err
    assert main(["join", str(folder)]) == 1
    said = capsys.readouterr().err

    assert verified == said
    assert DAMAGES[damage] in said
    gold("data", f"parts, {DAMAGES[damage].name.lower()}", settled(said, folder.parent))
    [hint] = [line for line in said.splitlines() if line.startswith(" hint: ")]
    _obey(hint.removeprefix(" hint: "))
    assert main(["join", str(folder)]) == main(["verify", str(folder)]) == 0


def _obey(command: str) -> None:
    """Do what a hint says: in this process, where parts are short."""
    if command.startswith("rm "):
        subprocess.run(["sh", "-c", command], check=True)
        return
    start = " -m generators "
    assert start in command
    assert main(command.split(start)[1].split()) == 0


def test_a_part_whose_content_was_changed_is_found_by_reading_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (folder / "part-3.log").open("r+b") as file:
        file.write(b"#")

    assert main(["join", str(folder)]) == 0
    assert main(["verify", str(folder)]) == 1
    assert "part-3.log was changed" in capsys.readouterr().err


@pytest.mark.parametrize(
    "change",
    [{"blocks_sha256": "0" * 64}, {"truth": {}}, {"recipe": {}}, {"parts": []}, {"lines": 5}],
)
def test_a_manifest_of_the_whole_that_is_wrong_is_found_out(
    change: dict[str, object], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "dataset.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))

    assert main(["verify", str(folder)]) == 1
    assert "dataset.json" in capsys.readouterr().err
    assert main(["join", str(folder)]) == 0
    assert main(["verify", str(folder)]) == 0


@pytest.mark.parametrize("truth", [{"records": [1]}, {"hours": [1]}, {"levels": 5}])
def test_counts_that_do_not_add_up_are_one_error(
    truth: dict[str, object], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "part-2.log.manifest.json"
    known = json.loads(path.read_text())
    path.write_text(json.dumps(known | {"truth": known["truth"] | truth}))

    assert main(["join", str(folder)]) == 1
    assert "do not add up" in capsys.readouterr().err


def test_what_is_there_is_not_made_again_and_what_is_not_is(folder: Path) -> None:
    (folder / "part-2.log").unlink()
    before = (folder / "part-1.log").stat()

    assert main([*ORDER, "--part", "1/1", "--out", str(folder)]) == 0

    after = (folder / "part-1.log").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert (folder / "part-2.log").exists()


def test_a_part_of_another_dataset_is_never_written_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ORDER, "--error", "0.3", "--part", "2/3", "--out", str(folder)]) == 1

    assert "part-2.log already exists" in capsys.readouterr().err


def test_what_killed_makers_left_goes_when_the_parts_are_joined(folder: Path) -> None:
    kept = names(folder)
    for name in (".part-2.log.host-5-abc", ".part-2.log.manifest.json.abc"):
        (folder / f"{name}{PARTIAL}").touch()
    (folder / f".part-7.log.host-5-abc{PARTIAL}").touch()  # of whatever else

    assert main(["join", str(folder)]) == 0

    assert names(folder) == [f".part-7.log.host-5-abc{PARTIAL}", *kept]


def test_a_maker_that_is_killed_leaves_no_part(tmp_path: Path) -> None:
    dying = f"""
import os, signal
from pathlib import Path
from generators.lines.blocks import BLOCK
from generators.making import identity, parts, stores
from tests.generators.making.making_data import a_recipe

identity.PART = BLOCK
whole = a_recipe(lines={LINES}, preset="dirty")
store = stores.FolderStore(Path({str(tmp_path)!r}))
parts.make_part(store, parts.divide(whole)[0], whole, progress=lambda *_: os.kill(os.getpid(), signal.SIGKILL))
"""
    subprocess.run([sys.executable, "-c", dying], cwd=Path(__file__).parents[3], check=False)

    assert [path.name.startswith(".part-1.log.") for path in tmp_path.iterdir()] == [True]
    assert main([*ORDER, "--part", "1/1", "--out", str(tmp_path)]) == main(["join", str(tmp_path)]) == 0
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_two_makers_of_one_part_do_not_disturb_each_other(tmp_path: Path, whole: tuple[bytes, Manifest]) -> None:
    recipe = whole[1].recipe
    store, [part, *_] = stores.FolderStore(tmp_path), parts.divide(recipe)
    inner: list[Manifest] = []

    def make_too(_lines: int, _bytes: int) -> None:
        inner.append(parts.make_part(store, part, recipe))
        store.clear([part.name])

    outer = parts.make_part(store, part, recipe, progress=make_too)

    assert inner == [outer]
    assert identity.of_content([(tmp_path / part.name).read_bytes()], part.recipe) == outer.blocks_sha256


def test_a_full_disk_leaves_no_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(*_: object, **__: object) -> Manifest:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(make, "fill", fill)
    recipe = a_recipe(lines=LINES)

    with pytest.raises(PlaceError, match="No space left"):
        parts.make_part(stores.FolderStore(tmp_path), parts.divide(recipe)[0], recipe)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        "--lines 40k --part 4/4",
        "--lines 40k --part 0/3",
        "--lines 40k --part 3",
        "--lines 40k --part 4/3",
        "--lines 40k --part a/b",
        "--size 1GiB --part 1/3",
        "--range 0:40k --part 1/3",
        "--lines 40k --part 1/3 --whole",
        "--lines 100000B --part 1/3",
    ],
)
def test_a_share_that_cannot_be_is_refused(words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["web_log", *words.split(), "--out", str(tmp_path / "web")]) == 2

    assert len(capsys.readouterr().err.splitlines()) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("verb", ["join", "verify", "describe"])
def test_a_folder_without_parts_is_one_error(verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("error: ")
    (tmp_path / "part-1.log").touch()
    assert main([verb, str(tmp_path)]) == 1
    (tmp_path / "part-1.log.manifest.json").write_text('{"part_of": 1e300}')
    assert main([verb, str(tmp_path)]) == 1


def test_a_folder_in_a_folder_that_is_not_there_is_one_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*ORDER, "--part", "1/1", "--out", str(tmp_path / "gone" / "web")]) == 1
    assert f"mkdir -p {tmp_path / 'gone'}" in capsys.readouterr().err
