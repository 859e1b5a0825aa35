"""The twin of a log: learnt from whatever form its files have, the same first lines everywhere, compared with it."""

import gzip
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from bench.formats import loading
from bench.inputs import catalogue, written_workloads
from bench.inputs.data import datasets, twins
from bench.inputs.data.own_logs import own_log
from bench.model.errors import DataError
from bench.model.request import Request
from bench.session.answers import unanswered
from bench.session.resolve import prepare_data, resolve
from generators.profiles import schema
from generators.profiles.learn import learn

LEVELS = ("INFO", "ERROR", "INFO", "WARN")
LINES = [
    f"2024-01-15 10:{n // 60 % 60:02}:{n % 60:02}|{LEVELS[n % 4]}|order {n * 7919} of margaret failed|203.0.113.7|4"
    for n in range(600)
]
CONTENT = "".join(f"{line}\n" for line in LINES).encode()
CUT = CONTENT.index(b"\n", 9_000) + 1
OBJECTS = b"".join(
    b'{"time":"2026-01-05T10:00:%02dZ","level":"%s","msg":"no route %d"}\n' % (n % 60, level, n % 3)
    for n in range(200)
    for level in (b"error", b"info")
)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("twins") / "own.log"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture(scope="module")
def profile(log: Path) -> str:
    return twins.learn_profile(Request(log=(log,), twin=True), log.parent)


def test_a_field_that_is_to_be_kept_is_literal_in_the_profile(log: Path, profile: str) -> None:
    kept = twins.learn_profile(Request(log=(log,), twin=True, keep=("level",)), log.parent)

    assert twins.kept(kept) == {"level"}
    assert twins.kept(profile) == frozenset()


def test_what_is_packed_or_lies_in_two_files_has_the_profile_of_the_whole(
    log: Path, profile: str, tmp_path: Path
) -> None:
    first, second, copies = tmp_path / "a.log.gz", tmp_path / "b.log", tmp_path / "copies"
    first.write_bytes(gzip.compress(CONTENT[:CUT]))
    second.write_bytes(CONTENT[CUT:])
    copies.mkdir()

    assert twins.learn_profile(Request(log=(first, second), twin=True), copies) == profile
    assert [path for path in copies.rglob("*") if path.is_file()] == []
    assert log.read_bytes() == CONTENT
    assert "margaret" not in profile


def test_a_log_of_which_something_would_be_in_the_profile_is_refused(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generators.profiles.privacy.is_shape", lambda text: "d" not in text)  # as if one were none

    with pytest.raises(DataError):
        twins.learn_profile(Request(log=(log,), twin=True), log.parent)


def test_the_first_lines_are_those_that_are_made_and_the_twin_is_like_its_log(
    log: Path, profile: str, tmp_path: Path
) -> None:
    request = Request(log=(log,), profile=profile, patterns=("generator_chain",))
    (data,) = prepare_data(resolve(request), tmp_path).values()
    found = twins.compare(request, {"error_counts": data})

    own, twin = data
    assert (own.dataset.kind, twin.dataset.lines) == ("own log", 600)
    assert twin.source.is_relative_to(tmp_path)  # written as the log's copy is
    assert tuple(twin.source.read_bytes().splitlines()) == twins.sample(profile, 1).lines
    assert (found.log, found.twin) == (own.dataset.id, twin.dataset.id)
    assert found.near[0] / found.near[1] > 0.7
    assert twins.compare(Request(), {"error_counts": (own_log(log),)}) is None


def test_implementations_are_written_for_the_twin_so_that_nobody_needs_the_log(tmp_path: Path) -> None:
    path, here = tmp_path / "app.json", catalogue.catalogue()
    path.write_bytes(OBJECTS)
    profile = twins.learn_profile(Request(log=(path,), twin=True), tmp_path)
    requests = (Request(log=(path,), profile=profile), Request(profile=profile))

    found = [written_workloads.for_log(each, here, [here.workloads["error_counts"]]).catalogue for each in requests]

    ours, theirs = ([(item.name, item.sha256) for item in each.of("error_counts")] for each in found)
    assert ours == theirs
    assert [each.workloads["error_counts"].written_for for each in found] == ["json_lines"] * 2
    assert found[0].workloads["error_counts"].sha256 == found[1].workloads["error_counts"].sha256


def test_a_twin_has_a_recipe_and_nothing_else_has_its(profile: str) -> None:
    assert twins.is_twin(datasets.twin(profile, 10))
    assert not twins.is_twin(datasets.recipe("web_log", 10))
    assert not twins.is_twin(None)


DECLARED = 'title = "quiet"\nline = "{time}|{message:rest}"\n'
QUESTION = 'SOURCE = "log"\nBASELINE = "lines"\n\ndef reference(path):\n    return []\n'


def test_a_twin_is_a_log_for_a_question_about_one(log: Path, profile: str, tmp_path: Path) -> None:
    folder = tmp_path / "mine" / "quiet"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(QUESTION)
    (folder / "lines.py").write_text("def run(path):\n    return []\n")
    own = loading.load_text("own", 'title = "own"\nline = "{time:iso}|{text}|{rest:rest}"\n', folder)
    unread = twins.learn_profile(Request(log=(log,)), tmp_path, own)
    request = Request(profile=profile, folders=(folder.parent,), workloads=("quiet",), patterns=("lines",))

    (data,) = prepare_data(resolve(request), tmp_path)["quiet"]

    assert twins.is_twin(data.dataset.recipe)
    assert data.dataset.lines == 600
    for asked, named in ((request, False), (replace(request, profile=unread), True)):
        with pytest.raises(DataError, match="quiet") as caught:
            unanswered.refuse(resolve(asked), {"quiet": (data,)}, mock.Mock(), tmp_path)
        assert ("--format FORMAT.toml" in caught.value.hint) is named  # no guess reads it
    given = ("--keep", f"--impls {folder.parent}", "--impl lines", "--profile")
    assert [option in caught.value.hint for option in given] == [True] * 4


def test_where_the_fields_are_kept_and_yet_nothing_answers_the_log_itself_is_named(log: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine" / "quiet"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(f"FIELDS = ['level']\n{QUESTION}")
    (folder / "lines.py").write_text("def run(path):\n    return []\n")
    kept = schema.text(learn(log, keep=["level"]))
    resolved = resolve(Request(profile=kept, folders=(folder.parent,), workloads=("quiet",)))

    with pytest.raises(DataError) as caught:
        unanswered.refuse(resolved, prepare_data(resolved, tmp_path), mock.Mock(), tmp_path)

    assert "--keep" not in caught.value.hint
    assert caught.value.hint.endswith("--workload quiet --log FILE")


@pytest.mark.parametrize(("form", "said"), [("piped", "piped"), (DECLARED, "'{time}|{message:rest}'")])
def test_the_refusal_of_a_twin_names_the_format_of_the_workload_and_the_fields_to_keep(
    form: str, said: str, profile: str, tmp_path: Path
) -> None:
    folder = tmp_path / "mine" / "quiet"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(f"FORMAT = {form!r}\nFIELDS = ['level', 'in two']\n{QUESTION}")
    (folder / "lines.py").write_text("def run(path):\n    return []\n")
    request = Request(profile=profile, folders=(folder.parent,), workloads=("quiet",))
    resolved = resolve(request)

    with pytest.raises(DataError) as caught:
        unanswered.refuse(resolved, prepare_data(resolved, tmp_path), mock.Mock(), tmp_path)

    assert f"--format {said} --keep level --keep 'in two' --out" in caught.value.hint
