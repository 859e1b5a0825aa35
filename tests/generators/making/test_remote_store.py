import sys
from collections.abc import Iterator

import pytest
from fsspec.implementations.memory import MemoryFile, MemoryFileSystem

from bench.model.errors import DataError, PlaceError
from generators.cli.app import main
from generators.lines.blocks import BLOCK
from generators.making import identity, parts, stores
from tests.generators.making.making_data import SEED, a_recipe, made
from tests.gold import Gold

LINES = 2 * BLOCK + 1_000
URL = "memory://bucket/web"
ORDER = ["web_log", "--lines", str(LINES), "--seed", str(SEED), "--quiet", "--out", URL]


@pytest.fixture(autouse=True)
def _short_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "PART", BLOCK)


@pytest.fixture
def memory() -> Iterator[dict[str, bytes]]:
    """Return what lies in the store, by address."""
    store = MemoryFileSystem.store
    store.clear()
    yield store
    store.clear()


def test_parts_at_a_url_are_what_one_machine_makes(
    memory: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    _, manifest = made(a_recipe(lines=LINES))

    codes = [main([*ORDER, "--part", share]) for share in ("1/2", "2/2", "2/2")]
    codes += [main([verb, URL]) for verb in ("join", "describe")] + [main(["verify", URL, "--whole", "--remake", "1"])]

    assert codes == [0] * 6
    assert f"blocks {manifest.blocks_sha256}, sha-256 {manifest.sha256}" in capsys.readouterr().out
    assert len(memory) == 7


def test_what_is_missing_or_changed_at_a_url_is_named(
    memory: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    main([*ORDER, "--part", "1/1"])
    main(["join", URL])
    del memory["/bucket/web/part-2.log"]

    assert main(["verify", URL]) == 1
    assert f"--part 2/3 --out {URL}" in capsys.readouterr().err


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_a_maker_that_is_stopped_leaves_no_object(memory: dict[str, bytes], error: type[BaseException]) -> None:
    recipe = a_recipe(lines=LINES)

    def stop(_lines: int, _bytes: int) -> None:
        raise error

    with pytest.raises(error):
        parts.make_part(stores.store(URL), parts.divide(recipe)[0], recipe, progress=stop)
    assert memory == {}
    assert main([*ORDER, "--part", "1/1"]) == 0
    assert len(memory) == 6


@pytest.mark.parametrize(("keys", "is_told"), [(["web/part-1.log"], True), (["web2/part-1.log"], False)])
def test_an_upload_that_a_killed_maker_left_is_told_when_parts_are_joined(
    keys: list[str],
    *,
    is_told: bool,
    memory: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    main([*ORDER, "--part", "1/1"])
    assert memory
    assert main(["join", URL]) == 0
    assert "unfinished" not in capsys.readouterr().err
    left = [{"Key": key, "UploadId": "1"} for key in keys]
    monkeypatch.setattr(
        MemoryFileSystem,
        "list_multipart_uploads",
        {"bucket": left}.__getitem__,
        raising=False,
    )

    assert main(["join", URL]) == 0
    assert ("1 upload of killed makers is unfinished" in capsys.readouterr().err) == is_told


def test_a_store_that_fails_is_one_error(memory: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("no credentials")

    recipe = a_recipe(lines=LINES)
    store = stores.store(URL)
    monkeypatch.setattr(MemoryFile, "write", refuse)

    with pytest.raises(PlaceError, match=f"{URL} .*: no credentials"):
        parts.make_part(store, parts.divide(recipe)[0], recipe)
    assert memory == {}


def test_without_its_library_a_url_is_refused_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], gold: Gold
) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)

    assert main([*ORDER[:-1], "s3://bucket/web", "--part", "1/1"]) == 1
    gold("data", "parts, no fsspec", capsys.readouterr().err.replace(sys.executable, "python"))


def test_a_url_takes_parts_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ORDER) == 2
    assert "--part" in capsys.readouterr().err


def test_a_url_of_no_known_kind_is_one_error() -> None:
    with pytest.raises(DataError, match="nosuch://web cannot be used"):
        stores.store("nosuch://web")
