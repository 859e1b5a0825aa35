"""Whatever becomes of anything in the cache, before a run or while it lasts: it is made again, or the run says so."""

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.correctness import reference
from bench.correctness.reference import ReferenceQuestion
from bench.host import removal
from bench.host.cache import cache, cleaning, fingerprints, keeping, watching
from bench.inputs import environments
from bench.inputs.data import datasets
from bench.inputs.environments import Needs
from bench.inputs.pythons import interpreters
from bench.model.errors import BenchError, CacheChangedError, CacheRemovedError, PlaceError
from bench.model.types import Limits, Status
from bench.process import worker_kit
from bench.process.launch import Finished, Job
from generators.content import faker_pool
from generators.making import manifests
from generators.making.recipes import recipe
from tests.bench.host.cache import damages
from tests.bench.host.cache.damages import Damage

ANSWER = b'["dict",["a",5]]'
POSED = ReferenceQuestion(
    workload=Path("nowhere/__init__.py"),
    source=5,
    python=Path("/nowhere/python"),
    key="the question",
    limits=Limits(seconds=9, memory=1 << 30),
)


def _kit(_: Path) -> Path:
    return worker_kit.folder(Path("/nowhere/python"))


def _environment(_: Path) -> Path:
    return environments.prepare(Needs(), interpreters.own_interpreter()).python.parent.parent


def _answer(place: Path) -> Path:
    assert reference.answer(POSED, place).answer.read_bytes() == ANSWER
    return cache.folder("answers") / POSED.name


def _vocabulary(_: Path) -> Path:
    assert faker_pool.load(5, "en_US").values == faker_pool._fill(5, "en_US")
    [path] = cache.folder("vocabularies").glob("en_US-seed5-*.json")
    return path


def _data(_: Path) -> Path:
    source = datasets.synthetic(recipe("web_log", lines=20, seed=5)).source
    assert isinstance(source, Path)
    return source


def _manifest(place: Path) -> Path:
    return manifests.beside(_data(place))


@dataclass(frozen=True)
class KeptKind:
    """A kind of thing: how a run gets it, and a file in it, or nothing where it is a file itself."""

    use: Callable[[Path], Path]
    file: str = ""


KINDS = {
    "kit": KeptKind(_kit, "bench/measured/worker/worker.py"),
    "environment": KeptKind(_environment, "pyvenv.cfg"),
    "answer": KeptKind(_answer, "answer-0.json"),
    "vocabulary": KeptKind(_vocabulary),
    "manifest": KeptKind(_manifest),
    "data": KeptKind(_data),
}
EVERYWHERE = [each for each in damages.ANYWHERE if each is not damages.of_another_user or os.geteuid() == 0]
LIKE_ANOTHER = {"answer": 3, "manifest": 3}
"""Kept by the same code as a kit, and as the data: of the damages, each third is enough to see that it is used."""
CASES = [(kind, each) for kind in KINDS for each in EVERYWHERE[:: LIKE_ANOTHER.get(kind, 1)]]
CASES += [(kind, each) for kind, what in KINDS.items() if what.file for each in damages.IN_FOLDERS]
EXECUTED = [(kind, each) for kind, each in CASES if kind in {"kit", "environment"}]
RECORDS = [
    (kind, each) for kind in KINDS if kind != "data" for each in damages.OF_RECORDS[:: LIKE_ANOTHER.get(kind, 1)]
]
RECORDS += [(kind, each) for kind in KINDS if kind not in {"data", "manifest"} for each in damages.OF_LOCKS]


def _named(value: object) -> str:
    return getattr(value, "__name__", str(value))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a cache that most tests share: whatever they do to it, it is whole again after each."""
    base = tmp_path_factory.mktemp("kept") / "cache"
    yield base
    _let_go(base)


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a cache of its own to a test that takes it away."""
    monkeypatch.setenv("LEANLINES_CACHE", str(tmp_path / "cache"))
    yield tmp_path / "cache"
    _let_go(tmp_path / "cache")


@pytest.fixture(autouse=True)
def _cheap(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fill a cache in a moment: no process for an answer."""

    def answered(job: Job) -> Finished:
        assert job.answers
        (job.answers / "answer-0.json").write_bytes(ANSWER)
        return Finished(status=Status.OK, answers=(hashlib.sha256(ANSWER).hexdigest(),))

    monkeypatch.setenv("LEANLINES_CACHE", str(shared))
    monkeypatch.setattr(reference, "launch", answered)
    yield
    watching.renew()


def _let_go(base: Path) -> None:
    if held := cache._used.pop(base, None):
        held.close()


@pytest.mark.parametrize(("kind", "damage"), CASES, ids=_named)
def test_what_was_damaged_is_made_again(kind: str, damage: Damage, shared: Path, tmp_path: Path) -> None:
    what = KINDS[kind]
    thing = what.use(tmp_path)
    before = fingerprints.content(thing)

    damage(thing, thing / what.file)
    watching.renew()

    assert what.use(tmp_path) == thing
    assert fingerprints.content(thing) == before
    assert fingerprints.fault(thing) == ""
    assert keeping.fault(manifests.beside(thing) if kind == "data" else thing) == ""
    assert all(path.read_bytes() == damages.PRECIOUS for path in shared.parent.glob("precious-*"))


@pytest.mark.parametrize(("kind", "damage"), RECORDS, ids=_named)
def test_what_has_no_record_of_ours_is_made_again(kind: str, damage: Damage, tmp_path: Path) -> None:
    what = KINDS[kind]
    thing = what.use(tmp_path)
    (thing / what.file).chmod(0o644)
    (thing / what.file).write_bytes(b"a lie")
    record = keeping._record_of(thing)

    damage(record, record)
    watching.renew()

    what.use(tmp_path)
    assert keeping.fault(thing) == ""
    assert (thing / what.file).read_bytes() != b"a lie"


@pytest.mark.parametrize(("kind", "damage"), EXECUTED, ids=_named)
def test_what_is_damaged_while_a_run_executes_it_is_found_at_its_end(kind: str, damage: Damage, tmp_path: Path) -> None:
    what = KINDS[kind]
    thing = what.use(tmp_path)
    watching.check()

    damage(thing, thing / what.file)

    with pytest.raises(CacheChangedError, match=f"{kind}s/{thing.name}") as found:
        watching.check()
    assert found.value.hint
    assert isinstance(found.value, CacheRemovedError) == (damage is damages.removed)


@pytest.mark.parametrize("kind", ["kit", "environment"])
def test_so_is_what_was_put_back_meanwhile_by_somebody_or_by_another_run(kind: str, tmp_path: Path) -> None:
    what = KINDS[kind]
    thing = what.use(tmp_path)
    damages.added_file(thing, thing)
    (thing / "sitecustomize.py").unlink()

    with pytest.raises(CacheChangedError, match=thing.name):
        watching.check()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_whole_is_left_alone(kind: str, tmp_path: Path) -> None:
    thing = KINDS[kind].use(tmp_path)
    before = fingerprints.look(thing).status
    watching.renew()

    assert KINDS[kind].use(tmp_path) == thing
    assert fingerprints.look(thing).status == before


def test_an_environment_that_was_only_touched_is_read_once_and_kept(tmp_path: Path) -> None:
    thing = _environment(tmp_path)
    number, record = thing.stat().st_ino, keeping._record_of(thing).read_bytes()
    os.utime(thing / "pyvenv.cfg", (1, 1))

    watching.renew()

    assert _environment(tmp_path).stat().st_ino == number
    assert keeping._record_of(thing).read_bytes() != record
    assert keeping.fault(thing, large=True) == ""


def test_one_whose_interpreter_is_gone_is_no_longer_whole(tmp_path: Path) -> None:
    copy = tmp_path / "python"
    copy.symlink_to(interpreters.own_interpreter().path)
    interpreter = interpreters.Interpreter(copy, interpreters.own_interpreter().version)
    assert environments.prepare(Needs(), interpreter).python.exists()
    watching.renew()

    copy.unlink()

    with pytest.raises(environments.MissingDependencyError):
        environments.prepare(Needs(), interpreter)


@pytest.mark.parametrize("kind", ["kit", "environment"])
def test_nobody_who_uses_a_thing_finds_it_missing_while_it_is_made_again(kind: str, tmp_path: Path) -> None:
    what = KINDS[kind]
    thing = what.use(tmp_path)
    misses, ended = [], threading.Event()

    def look() -> None:
        while not ended.is_set():
            try:
                (thing / what.file).read_bytes()
            except FileNotFoundError as error:
                misses.append(error)

    user = threading.Thread(target=look)
    user.start()
    for _ in range(5):
        damages.added_file(thing, thing)
        watching.renew()
        what.use(tmp_path)
    ended.set()
    user.join()

    assert misses == []


def test_several_processes_that_find_a_damage_end_with_one_whole_thing(tmp_path: Path) -> None:
    thing = _kit(tmp_path)
    damages.changed_byte(thing, thing / "worker.py")
    code = (
        "from pathlib import Path; from bench.host.cache import watching; from bench.process import worker_kit; "
        "worker_kit.folder(Path('/nowhere/python')); watching.check()"
    )
    makers = [subprocess.Popen([sys.executable, "-c", code], cwd=Path.cwd()) for _ in range(4)]

    assert [maker.wait() for maker in makers] == [0] * 4
    assert keeping.fault(thing) == ""
    assert not list(thing.parent.glob(f"{thing.name}?*"))


def test_what_cannot_be_made_leaves_nothing_and_keeps_what_was_there(tmp_path: Path) -> None:
    def fail(place: Path) -> None:
        place.mkdir()
        (place / "half").touch()
        raise OSError(28, "No space left on device")

    thing = _kit(tmp_path)
    damages.emptied(thing, thing / "worker.py")
    watching.renew()

    with pytest.raises(BenchError, match="No space left") as caught:
        keeping.keep("kits", thing.name, fail, whole=lambda _: False)

    assert "LEANLINES_CACHE" in caught.value.hint
    assert not list(thing.parent.glob(f"{thing.name}?*"))
    assert (thing / "worker.py").read_bytes() == b""


def test_what_a_killed_maker_left_is_cleared(tmp_path: Path) -> None:
    thing = _kit(tmp_path)
    left = thing.with_name(f"{thing.name}{keeping.BUILDING}")
    (left / "half").mkdir(parents=True)
    damages.removed_file(thing, thing / "worker.py")
    watching.renew()

    assert _kit(tmp_path) == thing
    assert not left.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_clean_knows_and_removes_all_that_is_kept(kind: str, base: Path, tmp_path: Path) -> None:
    KINDS[kind].use(tmp_path)
    _let_go(base)

    assert cleaning.empty(base).left == {}
    assert {path.name for path in base.iterdir()} == {cache.LOCK, removal.TAG}


@pytest.mark.parametrize("lost", ["everything", "the lock", "the kits", "the copies"])
def test_a_cache_that_is_taken_away_during_a_run_is_told_apart_from_what_an_implementation_does(
    lost: str, base: Path, tmp_path: Path
) -> None:
    copies = cache.place("copies") / "leanlines-run-abcdefgh"
    copies.mkdir()
    gone = {"everything": base, "the lock": base / cache.LOCK, "the kits": base / "kits", "the copies": copies.parent}

    with watching.over(copies):
        _kit(tmp_path)
        watching.check()
        gone[lost].rename(tmp_path / "gone")

        with pytest.raises(CacheRemovedError, match="was removed or emptied") as found:
            watching.check()
    assert "No implementation" in found.value.hint


@pytest.mark.parametrize("fails", [BenchError("it failed"), FileNotFoundError(2, "No such file or directory")])
def test_what_fails_where_the_temporary_folder_is_gone_has_no_other_reason(fails: Exception, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    def work(folder: Path) -> None:
        with watching.over(folder):
            scratch.rename(tmp_path / "gone")
            raise fails

    with pytest.raises(CacheRemovedError, match=str(scratch)):
        work(scratch)
    (tmp_path / "gone").rename(scratch)
    with pytest.raises(type(fails), match=str(fails.args[-1])):
        work(tmp_path)


@pytest.mark.parametrize("fails", [OSError(28, "No space left on device"), PlaceError("It is full.", "Choose --out.")])
def test_where_the_disk_of_the_cache_is_full_what_moves_the_cache_is_named(
    fails: Exception, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise fails

    monkeypatch.setattr(keeping, "record", fail)
    with pytest.raises(BenchError) as found:
        _kit(base)

    assert "LEANLINES_CACHE" in found.value.hint
    assert "--out" not in found.value.hint
