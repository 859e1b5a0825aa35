import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bench import privacy
from bench.jobs import Finished, Job
from bench.measured.failures import relative
from bench.model import Allocation, Instrument, Limits, Status
from bench.privacy import PYPERF_FACTS, Cleaner, published_timings

plain = some.recursive(
    some.none() | some.integers() | some.text(max_size=5),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(some.sampled_from(["benchmarks", "runs", "metadata", "values"]), inner, max_size=3)
    ),
    max_leaves=10,
)


def test_only_the_facts_of_the_list_are_published() -> None:
    told = {"hostname": "secret", "boot_time": "secret", "loops": 1, "name": "a"}
    suite = {"metadata": told, "benchmarks": [{"metadata": told, "runs": [{"metadata": told, "values": [1.0]}]}]}

    published = published_timings(json.dumps(suite).encode())

    assert "secret" not in published
    assert json.loads(published)["benchmarks"][0]["runs"][0] == {"metadata": {"loops": 1, "name": "a"}, "values": [1.0]}


@pytest.mark.parametrize(
    "fact", ["hostname", "python_executable", "boot_time", "uptime", "platform", "python_config_args"]
)
def test_what_tells_machines_apart_is_not_in_the_list(fact: str) -> None:
    assert fact not in PYPERF_FACTS


@given(some.binary() | plain.map(lambda value: json.dumps(value).encode()))
def test_what_is_no_benchmark_is_published_as_nothing_or_as_json(content: bytes) -> None:
    published = published_timings(content)

    assert not published or json.loads(published)


def cleaned(text: str, folder: Path) -> str:
    job = Job(
        python=folder / "env" / "bin" / "python",
        module=folder / "mine" / "mine.py",
        instrument=Instrument.ANSWER,
        sources=(folder / "data" / "x.log",),
        limits=Limits(seconds=1, memory=1),
    )
    return Cleaner(job, folder / "private")(text)


def test_a_text_loses_the_folders_of_its_job_and_of_the_user(tmp_path: Path) -> None:
    text = f"{tmp_path}/mine/mine.py {tmp_path}/data/x.log {Path.home()}/notes.txt in {Path.home()}: {Path.home()}x"

    assert cleaned(text, tmp_path) == f"mine.py x.log notes.txt in ~: {Path.home()}x"


def test_a_text_loses_search_paths_and_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/opt/token-4711/bin:/bin")
    monkeypatch.setattr(privacy, "_names", lambda: ("buildhost",))
    privacy._anonymous.cache_clear()

    try:
        found = cleaned("no x in /opt/token-4711/bin:/bin on buildhost, rebuildhosted", tmp_path)
    finally:
        privacy._anonymous.cache_clear()

    assert found == "no x in $PATH on (withheld), rebuildhosted"


def test_a_line_of_the_standard_library_keeps_its_place_and_one_of_elsewhere_does_not() -> None:
    held = [Allocation(file=file, line=322, size=1, count=0, source="x") for file in ("codecs.py", "secret.py")]
    finished = Finished(status=Status.OK, allocations=tuple(held))

    kept = privacy.without_data(finished, "mine.py")

    assert [(each.file, each.source) for each in kept.allocations] == [("codecs.py", ""), ("another file", "")]


@pytest.mark.parametrize(
    ("filename", "said"),
    [
        ("<frozen codecs>", "codecs.py"),
        ("<frozen importlib._bootstrap_external>", "importlib/_bootstrap_external.py"),
        ("<string>", "<string>"),
        ("/elsewhere/mine/impl.py", "impl.py"),
    ],
)
def test_a_source_is_named_without_its_folder_and_a_frozen_one_by_its_file(filename: str, said: str) -> None:
    assert relative(filename, "/elsewhere/mine/impl.py") == said
