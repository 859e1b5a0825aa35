import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bench.model.errors import DataError, PlaceError
from bench.model.types import Recipe
from generators.content import faker_pool
from generators.lines.blocks import BLOCK
from generators.making import make, manifests, recipes
from generators.registry import GENERATORS
from tests.faults.peak import held
from tests.generators.making.making_data import SEED, a_recipe, made

ROOT = Path(__file__).resolve().parents[3]
KINDS = list(GENERATORS)
LARGE = "200MB"  # enough for two jobs

PINNED = {
    ("web_log", "realistic"): "707242e618ad770fc216fd0faec271b07b65b85c75c9d29d651188ec855f9ca5",
    ("web_log", "dirty"): "1bb6b8d0609f94cd682c3de6ddd894e39c6693ea294b17303b070e1bc5672e7c",
    ("web_log", "high-cardinality"): "6a662fb04ad38876a8f2c936a4b05c06f412607fe8ecf986a260246e5b00c987",
    ("combined_log", "dirty"): "8cd3c8b4feaeebefa1b257796ea8b255f157f3895784978362132b4c58d9b8cb",
    ("orders_csv", "dirty"): "91087bdd5eba57688f141edf4dbd594d18ad4fd362b11c67f753645c20160de9",
}
"""If one of these changes, so does what a recipe means: raise the VERSION of the generator."""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(("kind", "preset"), PINNED)
def test_a_recipe_means_the_same_bytes_for_ever(kind: str, preset: str) -> None:
    data, manifest = made(a_recipe(kind, preset=preset))

    assert sha256(data) == manifest.sha256 == PINNED[kind, preset]


def test_the_hash_seed_of_python_does_not_matter(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "generators", "web_log", "--lines", "5k", "--seed", str(SEED), "--out", "-"]

    streams = {
        subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}, cwd=ROOT, check=True, capture_output=True
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Seoul"))
    }

    assert streams == {made(a_recipe(lines=5_000))[0]}
    assert list(tmp_path.iterdir()) == []


def test_a_size_ends_with_the_line_that_reaches_it() -> None:
    data, manifest = made(recipes.recipe("web_log", size=5_000_000, seed=SEED))

    last = data[:-1].rsplit(b"\n", 1)[1]
    assert len(data) == manifest.bytes
    assert len(data) - len(last) - 1 < 5_000_000 <= len(data)
    assert data.count(b"\n") == manifest.lines == manifest.truth["records"] + manifest.truth["malformed"]


def test_several_jobs_make_the_file_that_one_makes(tmp_path: Path) -> None:
    recipe = a_recipe(lines=make.WORTH + 1)

    one, two = (make.make(recipe, tmp_path / f"{jobs}", jobs=jobs) for jobs in (1, 2))

    assert one == two
    assert {manifests.blocks_digest(tmp_path / f"{jobs}", recipe) for jobs in (1, 2)} == {one.blocks_sha256}
    assert one.sha256 == ""


@pytest.mark.parametrize("kind", KINDS)
def test_the_pieces_of_a_dataset_add_up_to_the_whole(kind: str) -> None:
    whole = a_recipe(kind, lines=3 * BLOCK, preset="dirty")
    borders = [0, 1, 1000, BLOCK - 1, BLOCK, BLOCK + 5, 3 * BLOCK]

    pieces = [made(recipes.piece(whole, *border)) for border in pairwise(borders)]

    data, manifest = made(whole)
    assert b"".join(piece for piece, _ in pieces) == data
    assert sum(one.truth["malformed"] for _, one in pieces) == manifest.truth["malformed"]
    assert sum(one.truth["records"] for _, one in pieces) == manifest.truth["records"]


def test_what_is_there_already_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "log"
    make.make(a_recipe(lines=100), path)
    before = path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino

    make.make(a_recipe(lines=100), path)
    with pytest.raises(DataError, match="a different file"):
        make.make(a_recipe(lines=200), path)

    assert (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) == before


def test_a_changed_file_is_something_else(tmp_path: Path) -> None:
    path = tmp_path / "log"
    make.make(a_recipe(lines=100), path)
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    with pytest.raises(DataError, match="a different file"):
        make.make(a_recipe(lines=100), path)


def test_force_writes_over_another_file(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("mine")

    manifest = make.make(a_recipe(lines=200), path, force=True, whole=True)

    assert sha256(path.read_bytes()) == manifest.sha256
    assert manifests.read(path) == manifest


def test_what_is_no_file_is_never_written_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    for path in (tmp_path / "pipe", tmp_path, Path("/dev/null")):
        with pytest.raises(DataError, match="not a regular file"):
            make.make(a_recipe(lines=200), path, force=True)


def test_only_the_file_and_its_manifest_are_left(tmp_path: Path) -> None:
    make.make(a_recipe(lines=200), tmp_path / "log")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "log.manifest.json"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match=r"nowhere.*: No such file"):
        make.make(a_recipe(lines=200), tmp_path / "nowhere" / "log")


def test_too_little_room_is_said_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match=r"[\d,]+ bytes .* [\d,]+ .*free"):
        make.make(a_recipe(lines=10**13, per_day=10**12), tmp_path / "log", jobs=2)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_full_disk_is_one_clear_error_and_leaves_nothing(jobs: int, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 20, {resource.RLIM_INFINITY}))"
    ignore = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)"
    call = (
        f"import sys; sys.argv[0] = 'x'; from generators.cli.app import main; sys.exit(main({_order(tmp_path, jobs)}))"
    )

    ran = subprocess.run(
        [sys.executable, "-c", f"{limit}; {ignore}; {call}"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 1
    assert re.search(f"{re.escape(str(tmp_path / 'log'))} .*: File too large", ran.stderr)
    assert "Traceback" not in ran.stderr
    assert list(tmp_path.iterdir()) == []


def _order(folder: Path, jobs: int) -> list[str]:
    amount = ["--size", LARGE, "--seed", str(SEED)]
    return ["web_log", *amount, "--jobs", str(jobs), "--out", str(folder / "log")]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_killed_maker_leaves_nothing_under_the_name_and_the_next_one_clears_up(jobs: int, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "generators", "web_log", "--size", "20GB", "--seed", str(SEED)]
    maker = subprocess.Popen([*command, "--jobs", str(jobs), "--out", str(tmp_path / "log")], cwd=ROOT)
    _wait_for(tmp_path / "log.leanlines-partial")

    maker.send_signal(signal.SIGKILL)
    maker.wait()

    assert [path.name for path in tmp_path.iterdir()] == ["log.leanlines-partial"]
    manifest = make.make(a_recipe(lines=200), tmp_path / "log")
    assert manifests.fault(tmp_path / "log", manifest) == ""
    assert not (tmp_path / "log.leanlines-partial").exists()


def _wait_for(path: Path) -> None:
    while not path.exists() or path.stat().st_size == 0:
        time.sleep(0.01)


def test_of_two_makers_of_one_path_the_second_is_refused(tmp_path: Path) -> None:
    refused: list[str] = []

    def try_another(_lines: int, _bytes: int) -> None:
        with pytest.raises(PlaceError) as caught:
            make.make(a_recipe(lines=300), tmp_path / "log")
        refused.append(str(caught.value))

    manifest = make.make(a_recipe(lines=200), tmp_path / "log", progress=try_another)

    assert refused
    assert "by another process" in refused[0]
    assert manifests.fault(tmp_path / "log", manifest) == ""


def test_another_vocabulary_is_told_by_name() -> None:
    recipe = replace(a_recipe(), vocabulary="0" * 64, faker="12.0")

    with pytest.raises(
        DataError, match=rf"Faker {faker_pool.load(SEED, 'en_US').faker} gives a different .* Faker 12.0"
    ):
        made(recipe)


def test_a_file_of_another_faker_is_left_alone_where_the_vocabulary_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "log"
    manifest = make.make(a_recipe(lines=100), path)
    beside = manifests.beside(path)
    beside.write_bytes(manifests.to_json(replace(manifest, recipe=replace(manifest.recipe, faker="12.0"))))
    before = path.stat().st_mtime_ns

    make.make(a_recipe(lines=100), path)
    other = replace(manifest.recipe, faker="12.0", vocabulary="0" * 64)
    beside.write_bytes(manifests.to_json(replace(manifest, recipe=other)))
    with pytest.raises(DataError, match=r"vocabulary from Faker 12\.0"):
        make.make(a_recipe(lines=100), path)

    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize("change", [{"version": 99}, {"generator": "gone"}])
def test_a_recipe_of_another_release_is_not_guessed_at(change: dict[str, Any]) -> None:
    recipe: Recipe = replace(a_recipe(), **change)

    with pytest.raises(DataError, match="by this release"):
        made(recipe)


def test_an_interrupted_maker_leaves_nothing(tmp_path: Path) -> None:
    def interrupt(_lines: int, _bytes: int) -> None:
        raise KeyboardInterrupt

    for jobs in (1, 2):
        with pytest.raises(KeyboardInterrupt):
            make.make(a_recipe(lines=2 * make.WORTH), tmp_path / "log", jobs=jobs, progress=interrupt)

    assert list(tmp_path.iterdir()) == []


def test_long_lines_stay_within_memory_and_are_whole(tmp_path: Path) -> None:
    order = (
        "web_log",
        "--lines",
        "300",
        "--seed",
        SEED,
        "--out",
        tmp_path / "log",
        "--long",
        "0.5",
        "--long-bytes",
        "1M",
    )

    made_so = held("generators.cli.app", *order)

    assert made_so.code == 0
    assert made_so.peak < 200  # MiB; with all of them at a time it was 480
    assert (tmp_path / "log").read_bytes().count(b"\n") == 300


def test_the_hash_of_the_whole_is_added_when_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "log"
    made_so = make.make(a_recipe(lines=100), path)

    asked = make.make(a_recipe(lines=100), path, whole=True)

    assert asked == replace(made_so, sha256=sha256(path.read_bytes())) == manifests.read(path)


def test_a_file_from_before_blocks_were_hashed_is_held_to_the_hash_that_it_has(tmp_path: Path) -> None:
    path = tmp_path / "log"
    before = replace(make.make(a_recipe(lines=100), path, whole=True), blocks_sha256="")
    text = manifests.to_json(before).replace(b' "blocks_sha256": "",\n', b"").replace(b',\n "part_of": null', b"")
    manifests.beside(path).write_bytes(text)

    assert b"blocks" not in text
    assert make.make(a_recipe(lines=100), path) == before
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert manifests.fault(path, before) == manifests.digest(path)
    with pytest.raises(DataError, match="a different file"):
        make.make(a_recipe(lines=100), path)
